"""Other CKAN portals: their three APIs, their forms of extras and tags, and what did not change."""

import pytest
import yaml

from ckanext.ankang.catalogue.vocabularies import fold
from harvesters.dialler import Limits
from harvesters.engine import Engine
from harvesters.errors import BadListing
from harvesters.records import Failure, Known, Unchanged

BASE = {
    "name": "other",
    "title": "某市平台",
    "department": "ziran",
    "type": "dataset",
    "kind": "ckan",
    "address": "other:",
    "schedule": "每日 02:00",
    "expected": {"minimum": 1, "maximum": 1000},
    "politeness": {"delay_seconds": 0},
    "approval": {"days": 365, "items": 1000},
    "files": {"check": "with_record", "skip": ["API"]},
    "fields": {
        "title": {"from": "title"},
        "tags": {"from": "tags", "as": "list", "optional": True},
        "update_frequency": {"from": "extras.更新周期", "vocabulary": "update_frequency"},
    },
    "ignore": ["organization"],
}


def package(number, **changes):
    return {
        "id": f"id-{number}",
        "name": f"name-{number}",
        "title": f"数据集{number}",
        "notes": None,
        "private": False,
        "metadata_modified": "2024-01-01T00:00:00",
        "tags": [{"name": "水", "display_name": "水"}, {"name": "地"}],
        "organization": {"title": "某局", "name": "mou", "id": "x"},
        "extras": [{"key": "更新周期", "value": "每年"}],
        "resources": [{"url": "/f/a.csv", "name": "表", "format": "CSV"}, {"url": "/x", "format": "API"}],
        **changes,
    }  # fmt: skip


@pytest.fixture
def portal(tmp_path, api):
    """An engine over a CKAN with these packages."""

    def made(packages, known=None, **rules):
        folder = tmp_path / "other"
        folder.mkdir()
        (folder / "source.yaml").write_text(
            yaml.safe_dump({**BASE, "ckan": rules}, allow_unicode=True)
        )
        named = {one["name"]: one for one in packages}

        def answer(asked):
            if asked.path.endswith(".csv"):
                return 200, "text/csv", b"a\n1\n"
            action = asked.path.rpartition("/")[2]
            if action == "package_search":
                start, rows = int(asked.query["start"]), int(asked.query["rows"])
                found = {"count": len(packages), "results": packages[start : start + rows]}
                return {"success": True, "result": found}
            if action == "package_list":
                return {"success": True, "result": list(named)}
            if action == "package_show":
                return {"success": True, "result": named[asked.query["id"]]}
            return list(named) if action == "dataset" else named[action]

        api.answer = answer
        return Engine(
            folder, fold, {"other": api.address}, Limits(tries=1, read_seconds=2), known=known or {}
        )

    return made


def records(engine, tmp_path):
    listing = engine.listing()
    assert listing.fault is None
    return list(engine.records(listing, tmp_path / "files"))


@pytest.mark.parametrize("api_name", ["search", "list", "rest"])
def test_each_api_gives_the_same_datasets(portal, tmp_path, api_name):
    found = records(portal([package(n) for n in range(5)], api=api_name), tmp_path)

    assert [record.title for record in found] == [f"数据集{n}" for n in range(5)]
    assert found[0].fields["tags"] == ["水", "地"]
    assert found[0].fields["update_frequency"] == "yearly"
    assert [file.name for file in found[0].attachments] == ["表.csv"]


def test_a_search_is_read_page_by_page(portal, tmp_path, api):
    found = records(portal([package(n) for n in range(5)], rows=2), tmp_path)

    searches = [asked.query["start"] for asked in api.asked if "search" in asked.path]
    assert len(found) == 5
    assert searches == ["0", "2", "4"]


def test_the_forms_of_ckan_one_are_read(portal, tmp_path):
    old = package(1, tags=["水"], extras={"更新周期": "每年"}, groups=[])
    del old["organization"]

    (record,) = records(portal([old], api="rest"), tmp_path)

    assert record.fields["tags"] == ["水"]


def test_a_package_whose_metadata_did_not_change_is_not_read_again(portal, tmp_path, api):
    first = portal([package(1)])
    (entry,) = first.listing().entries
    known = {"id-1": Known(first.fingerprint(entry), "hash")}
    engine = Engine(tmp_path / "other", fold, {"other": api.address}, known=known)
    api.answer = lambda asked: {
        "success": True,
        "result": {"count": 1, "results": [package(1, tracking_summary={"total": 9})]},
    }

    assert records(engine, tmp_path) == [Unchanged("id-1", "数据集1", "hash")]


def test_a_field_that_nobody_explained_is_named(portal, tmp_path):
    (failure,) = records(portal([package(1, spatial_text="安康")]), tmp_path)

    assert isinstance(failure, Failure)
    assert "spatial_text" in failure.reason


def test_a_refusal_of_the_other_portal_is_a_fault(portal, api):
    engine = portal([package(1)])
    api.answer = lambda asked: {"success": False, "error": {"message": "没有权限"}}

    fault = engine.listing().fault

    assert isinstance(fault, BadListing)
    assert "没有权限" in str(fault)

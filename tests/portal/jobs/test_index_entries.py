"""What is indexed in batches is what core indexes one by one; a rebuild loses and leaves nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from ckan.common import config
from ckan.lib.search.common import make_connection
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.jobs import indexing, outbox

# Solr's own, and new with each indexing.
OWN = {"_version_", "timestamp", "indexed_ts"}


def _entry(package_id):
    found = make_connection().search(f'id:"{package_id}"', rows=1).docs[0]
    entry = {key: value for key, value in found.items() if key not in OWN}
    for name in ("data_dict", "validated_data_dict"):
        entry[name] = json.loads(entry[name])
    return entry


def _indexed_by_core(package_id):
    from ckan.lib import search

    with indexing.at_once():
        search.rebuild(package_id)
    search.commit()
    return _entry(package_id)


@pytest.fixture
def packages(complete_package):
    """Datasets of many shapes: tags, groups, several resources, private, bare, documents."""
    owner, other = factories.Organization()["id"], factories.Organization()["id"]
    group = factories.Group()
    resource = {"url": "https://example.com/a.csv", "name": "甲", "format": "CSV"}
    shapes = [
        {},
        {"tag_string": "公交,线路,旬阳", "notes": "<b>说明</b>", "region": "610902"},
        {"resources": [{**resource, "name": f"表{n}", "description": "说明"} for n in range(3)]},
        {"groups": [{"id": group["id"]}], "private": True, "owner_org": other},
        {"type": "document", "document_number": f"安政办函〔2022〕{uuid4().int % 999}号"},
        {"covers_from": "2020-01-01", "contact_email": "a@example.com", "owner_org": other},
    ]
    made = [
        call_action("package_create", **complete_package(**{"owner_org": owner, **shape}))
        for shape in shapes
    ]
    return [package["id"] for package in made]


def test_entries_of_a_batch_equal_those_of_core_one_by_one(packages):
    outbox.drain()
    batched = [_entry(package_id) for package_id in packages]
    assert batched == [_indexed_by_core(package_id) for package_id in packages]


def test_one_package_that_cannot_be_indexed_does_not_stop_its_batch(packages, monkeypatch):
    from ckanext.ankang.search import plugin

    real = plugin.add_fields

    def broken(entry):
        if entry["id"] == packages[0]:
            raise RuntimeError("no entry for this one")
        return real(entry)

    monkeypatch.setattr(plugin, "add_fields", broken)
    failures = outbox.index(packages)
    assert list(failures) == [packages[0]]
    make_connection().commit()
    assert all(_entry(package_id) for package_id in packages[1:])


def test_one_entry_that_solr_refuses_does_not_stop_its_batch(packages, monkeypatch):
    from ckanext.ankang.search import plugin

    real = plugin.add_fields

    def too_long(entry):
        # A term of a string field takes 32,766 bytes (ckan-2.12.md 30).
        return (
            {**real(entry), "longwords": "字" * 11_000}
            if entry["id"] == packages[1]
            else real(entry)
        )

    monkeypatch.setattr(plugin, "add_fields", too_long)
    assert list(outbox.index(packages)) == [packages[1]]


def test_a_rebuild_mends_what_is_wrong_missing_or_orphaned(packages):
    outbox.drain()
    solr, orphan = make_connection(), str(uuid4())
    solr.delete(q=f'id:"{packages[0]}"', commit=False)
    kept = ("index_id", "id", "name", "site_id", "entity_type", "state", "capacity", "dataset_type")
    stale = {"title": "旧题名"} | {name: _entry(packages[1])[name] for name in kept}
    strange = {**stale, "id": orphan, "name": orphan, "index_id": orphan}
    solr.add([stale, strange], commit=True)
    ckan = [Path(sys.executable).with_name("ckan"), "-c", os.environ["CKAN_INI"]]
    subprocess.run([*ckan, "ankang-jobs", "rebuild", "--processes", "2"], check=True)
    assert _entry(packages[0])["id"] == packages[0]
    assert _entry(packages[1])["title"] == call_action("package_show", id=packages[1])["title"]
    assert (
        not make_connection().search(f'id:"{orphan}" AND site_id:"{config["ckan.site_id"]}"').hits
    )
    assert outbox.waiting() == 0

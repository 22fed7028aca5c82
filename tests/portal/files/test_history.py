"""Addresses that stay, the history of a dataset, what changed, and files read again."""

import csv
import io
import uuid
from datetime import UTC, datetime

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import helpers

from ckanext.ankang.files import comparisons, fixity, storage, versions
from ckanext.ankang.files.model import FileVersion, VersionDifference
from ckanext.ankang.jobs.worker import run_due
from ckanext.ankang.review import gate

FIRST = "编号,名称\nA1,旬阳县\nA2,石泉县\nA3,紫阳县\n".encode()
SECOND = "编号,名称\nA1,旬阳市\nA2,石泉县\nA4,岚皋县\n".encode()


class Job:
    def progress(self, done, total=None, note=""):
        """Nobody watches."""


@pytest.fixture
def two(resource, send, app):
    """Two public versions of one resource, of 2024 and of 2025, with their reports."""
    made = []
    for year, content in ((2024, FIRST), (2025, SECOND)):
        one = helpers.call_action(
            "ankang_file_version_create", upload=send(content), resource_id=resource["id"]
        )
        helpers.call_action("ankang_validation_run", version_id=one["id"], wait=True)
        versions.publish(one["id"], resource["id"])
        row = model.Session.get(FileVersion, one["id"])
        row.published = datetime(year, 6, 1, 17, 30, tzinfo=UTC)
        model.Session.commit()
        made.append(helpers.call_action("ankang_file_version_show", id=one["id"]))
    shown = {"url": made[1]["url"], "url_type": "ankang_version", "version_id": made[1]["id"]}
    helpers.call_action("resource_patch", id=resource["id"], **shown)
    return made


@pytest.fixture
def place(resource):
    name = helpers.call_action("package_show", id=resource["package_id"])["name"]
    return f"/data/{name}/{resource['id']}"


@pytest.mark.parametrize(
    ("end", "content"),
    [
        ("/latest", SECOND),
        ("/version/1", FIRST),
        ("/version/2", SECOND),
        ("?as_of=2024-12-31", FIRST),
        ("?as_of=2026-01-01", SECOND),
        # 17:30 in UTC is the next day in Ankang already.
        ("?as_of=2024-06-02", FIRST),
    ],
)
def test_an_address_leads_to_its_version(end, content, two, place, get):
    answer = get(place + end)
    assert (answer.status_code, answer.data) == (200, content)


def test_nothing_was_public_before_the_first_day(two, place, get):
    assert get(f"{place}?as_of=2024-06-01").status_code == 404


def test_a_day_that_is_none_is_a_sentence(two, place, get):
    answer = get(f"{place}?as_of=31.12.2024")
    assert answer.status_code == 400
    assert "2026-11-24" in answer.get_data(as_text=True)


def test_a_place_of_the_dataset_is_an_address_too(two, place, get):
    assert get(place.rpartition("/")[0] + "/1/latest").data == SECOND


def test_the_newest_is_asked_anew_and_named_for_good(two, place, get):
    answer = get(f"{place}/latest")
    assert {"public", "no-cache"} <= set(answer.headers["Cache-Control"].split(", "))
    assert answer.headers["ETag"] == f'"{two[1]["sha256"]}"'
    assert f"{place}/version/2>" in answer.headers["Link"]
    same = get(f"{place}/latest", **{"If-None-Match": answer.headers["ETag"]})
    part = get(f"{place}/latest", Range="bytes=0-5")
    assert (same.status_code, part.status_code, part.data) == (304, 206, SECOND[:6])


def test_the_list_gives_each_version_its_address(two, resource, get):
    listed = helpers.call_action("ankang_file_version_list", resource_id=resource["id"])
    for one, content in zip(listed, (SECOND, FIRST), strict=True):
        path = one["address"].removeprefix(tk.config["ckan.site_url"])
        assert get(path).data == content


def test_a_waiting_version_has_no_public_address(resource, version, place, get):
    assert get(f"{place}/version/1").status_code == 404
    assert get(f"{place}/latest").status_code == 404


def test_the_history_says_what_changed(two, resource, place, get):
    comparisons.compare_job(Job(), {"old_id": two[0]["id"], "new_id": two[1]["id"]})
    model.Session.commit()

    page = get(f"/dataset/{resource['package_id']}/history").get_data(as_text=True)

    assert "新增 1 行，删除 1 行，修改 1 行" in page
    assert two[0]["sha256"] in page
    assert "首次公开" in page


def test_the_rows_that_differ_are_taken_away_as_csv(two, get):
    comparisons.compare_job(Job(), {"old_id": two[0]["id"], "new_id": two[1]["id"]})
    model.Session.commit()
    answer = get(f"/difference/{two[0]['id']}/{two[1]['id']}.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[1:] == [
        ["修改", "旧", "A1", "旬阳县"],
        ["修改", "新", "A1", "旬阳市"],
        ["删除", "旧", "A3", "紫阳县"],
        ["新增", "新", "A4", "岚皋县"],
    ]


def test_a_pair_is_compared_once(two):
    payload = {"old_id": two[0]["id"], "new_id": two[1]["id"]}
    comparisons.compare_job(Job(), payload)
    model.Session.commit()
    first = model.Session.get(VersionDifference, tuple(payload.values())).created
    comparisons.compare_job(Job(), payload)
    assert model.Session.get(VersionDifference, tuple(payload.values())).created == first


def test_publishing_has_the_versions_compared(two, resource, send, app):
    third = helpers.call_action(
        "ankang_file_version_create", upload=send(FIRST), resource_id=resource["id"]
    )
    comparisons.ask(two[1]["id"], third["id"])
    model.Session.commit()
    run_due(app.flask_app)
    found = model.Session.get(VersionDifference, (two[1]["id"], third["id"])).found
    assert (found["added"], found["removed"], found["changed"]) == (1, 1, 1)


def test_what_may_not_be_seen_is_not_compared(two, version, people):
    context = {"user": people.stranger["name"], "ignore_auth": False}
    pair = {"old_id": two[0]["id"], "new_id": version["id"]}
    for action in ("ankang_file_difference_show", "ankang_file_difference_run"):
        with pytest.raises(tk.ObjectNotFound):
            tk.get_action(action)(dict(context), dict(pair))


def test_a_file_that_is_no_table_says_so_and_is_not_tried_again(two, resource, send):
    other = helpers.call_action(
        "ankang_file_version_create", upload=send(b"%PDF-1.7 \x00\x01"), resource_id=resource["id"]
    )
    comparisons.compare_job(Job(), {"old_id": two[1]["id"], "new_id": other["id"]})
    model.Session.commit()
    found = model.Session.get(VersionDifference, (two[1]["id"], other["id"]))
    assert found.found["error"]
    assert found.rows is None


@pytest.fixture
def put_back(two):
    """Leaves the bytes as they were, and no fault for other tests to find."""
    paths = [storage.version_path(one["id"]) for one in two]
    kept = [path.read_bytes() for path in paths]
    yield
    for path, content, one in zip(paths, kept, two, strict=True):
        path.write_bytes(content)
        assert fixity.check(one["id"]) is None
    model.Session.commit()


def test_a_flipped_byte_is_named(two, put_back):
    path = storage.version_path(two[0]["id"])
    damaged = bytearray(path.read_bytes())
    damaged[9] ^= 1
    path.write_bytes(damaged)

    fixity.check(two[0]["id"])
    fixity.check(two[1]["id"])
    model.Session.commit()

    faults = helpers.call_action("ankang_file_fixity_list")["faults"]
    (fault,) = [one for one in faults if one["id"] in (two[0]["id"], two[1]["id"])]
    assert (fault["id"], fault["sha256"]) == (two[0]["id"], two[0]["sha256"])
    assert fault["found"] not in (None, fault["sha256"])
    assert fault["name"] == two[0]["name"]
    log = helpers.call_action("ankang_audit_list", limit=5)
    assert any("fixity.fault" in str(entry) and two[0]["id"] in str(entry) for entry in log)


def test_a_file_that_is_away_is_named(two, put_back):
    storage.version_path(two[1]["id"]).unlink()
    assert fixity.check(two[1]["id"]) == fixity.MISSING


def test_every_file_is_read_within_so_many_days(two, monkeypatch):
    monkeypatch.setitem(tk.config, "ckanext.ankang.files.fixity_days", 3)
    for _ in range(3):
        fixity.check_job(Job(), {})
    unread = model.Session.query(FileVersion).filter_by(checked=None, erased=None).count()
    assert unread == 0


def test_a_withdrawn_dataset_leaves_its_page(published_dataset, get):
    package = model.Package.get(published_dataset["id"])
    said = {"withdrawn": "2026-11-20", "withdrawn_reason": "数据有误", "replaced_by": "xin-biao"}
    with gate.allowed("test"):
        package.private, package.extras = True, {**package.extras, **said}
    model.Session.commit()

    page = get(f"/dataset/{package.name}")
    text = page.get_data(as_text=True)
    assert page.status_code == 410
    assert all(word in text for word in ("数据有误", "xin-biao", "2026"))
    api = get(f"/api/3/action/package_show?id={package.name}")
    assert api.status_code == 404
    assert "数据有误" in api.get_json()["error"]["message"]


def test_a_private_dataset_says_nothing(published_dataset, get):
    package = model.Package.get(published_dataset["id"])
    with gate.allowed("test"):
        package.private = True
    model.Session.commit()
    assert get(f"/dataset/{package.name}").status_code == 404


def test_a_former_name_leads_to_the_new_one(published_dataset, get):
    package = model.Package.get(published_dataset["id"])
    with gate.allowed("test"):
        old, package.name = package.name, f"xin-{uuid.uuid4().hex[:8]}"
    model.Session.commit()
    answer = get(f"/dataset/{old}")
    assert (answer.status_code, answer.request.path) == (200, f"/dataset/{package.name}")


def test_who_has_no_post_sees_no_list_of_erasures(people, get):
    assert get("/erasure", people.stranger).status_code == 403

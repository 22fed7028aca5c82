"""Sources, database, index and files are compared; what differs is put right and nothing is deleted."""

import io
import os
import time
from types import SimpleNamespace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.lib.search.common import make_connection
from ckan.tests.helpers import call_action
from werkzeug.datastructures import FileStorage

from ckanext.ankang.files import reconciling as files
from ckanext.ankang.files import storage
from ckanext.ankang.files.model import FileVersion
from ckanext.ankang.harvest import reconciling as harvest
from ckanext.ankang.harvest.model import HarvestRecord
from ckanext.ankang.jobs import outbox
from ckanext.ankang.jobs import reconciling as jobs
from ckanext.ankang.reconciliation import comparing
from ckanext.ankang.reconciliation.model import Reconciliation
from ckanext.ankang.review import gate
from ckanext.ankang.search.library import reconciling as library

EIGHT_DAYS = 8 * 86_400


@pytest.fixture
def dataset(people):
    """An indexed public dataset."""
    package = call_action(
        "package_create",
        name=f"abgleich-{uuid4().hex[:12]}",
        title=f"对账 {uuid4().hex[:6]}",
        theme="transport",
        update_frequency="yearly",
        openness="unconditional",
        owner_org=people.ours["id"],
    )
    outbox.drain()
    return package


@pytest.fixture
def stored():
    """Put bytes into the storage that no row names; answers their path."""
    made = []

    def put(age=0):
        path = storage.version_path(str(uuid4()))
        path.write_bytes(b"\0")
        os.utime(path, (time.time() - age,) * 2)
        made.append(path)
        return path

    yield put
    for path in made:
        for place in (path, files.aside(path)):
            place.unlink(missing_ok=True)


def of(found, subject):
    return [(one.kind, one.mended) for one in found if one.subject == subject]


def indexed(package_id):
    return make_connection().search(f'id:"{package_id}"').hits


def unindex(package_id):
    make_connection().delete(q=f'id:"{package_id}"', commit=True)


def test_what_fits_is_no_finding(dataset):
    assert of(jobs.reconcile(mend=True), dataset["id"]) == []


def test_what_fell_out_of_the_index_is_indexed_again(dataset):
    unindex(dataset["id"])

    found = of(jobs.reconcile(mend=True), dataset["id"])
    outbox.drain()

    assert found == [("unindexed", True)]
    assert indexed(dataset["id"]) == 1


def test_what_the_database_does_not_hold_leaves_the_index(dataset):
    ghost = str(uuid4())
    entry = next(iter(make_connection().search(f'id:"{dataset["id"]}"', fl="site_id,entity_type")))
    moment = "2026-11-25T00:00:00Z"
    lost = {**entry, "id": ghost, "index_id": uuid4().hex, "metadata_modified": moment}
    make_connection().add([lost], commit=True)

    found = of(jobs.reconcile(mend=True), ghost)
    outbox.drain()

    assert found == [("ghost_index", True)]
    assert indexed(ghost) == 0


def test_an_entry_older_than_its_package_is_indexed_again(dataset):
    moved = sa.text(
        "UPDATE package SET metadata_modified = now() + interval '1 hour' WHERE id = :id"
    )
    with gate.allowed("test"):
        model.Session.execute(moved, {"id": dataset["id"]})
        model.Session.commit()

    assert of(jobs.reconcile(mend=True), dataset["id"]) == [("stale_index", True)]
    outbox.drain()

    assert of(jobs.reconcile(mend=True), dataset["id"]) == []


def test_what_waits_to_be_indexed_is_not_lost(dataset):
    unindex(dataset["id"])
    outbox.note(dataset["id"])
    model.Session.commit()

    assert of(jobs.reconcile(mend=True), dataset["id"]) == []
    outbox.drain()


def test_only_reporting_mends_nothing(dataset):
    unindex(dataset["id"])

    found = of(jobs.reconcile(mend=False), dataset["id"])
    outbox.drain()

    assert (found, indexed(dataset["id"])) == ([("unindexed", False)], 0)
    jobs.outbox.note(dataset["id"])
    model.Session.commit()
    outbox.drain()


def test_a_young_file_that_nobody_names_is_left(stored):
    path = stored()

    found = of(files.reconcile(mend=True), path.name)

    assert (found, path.exists()) == ([("orphan_file", False)], True)


def test_an_old_file_that_nobody_names_is_moved_into_a_dated_folder(stored):
    path = stored(EIGHT_DAYS)

    found = of(files.reconcile(mend=True), path.name)

    moved = files.aside(path)
    assert (found, path.exists()) == ([("orphan_file", True)], False)
    assert moved.read_bytes() == b"\0"
    assert moved.parent.parent.name == "orphans"


@pytest.fixture
def lost(resource, people):
    """A version in a department's dataset whose bytes are no more; no other version is like it."""
    content = f"编号\n{uuid4().hex}\n".encode()
    put = {
        "upload": FileStorage(io.BytesIO(content), filename="a.csv"),
        "resource_id": resource["id"],
    }
    version = call_action("ankang_file_version_create", {"user": people.clerk["name"]}, **put)
    path = storage.version_path(version["id"])
    path.unlink()
    yield SimpleNamespace(id=version["id"], path=path, content=content)
    path.unlink(missing_ok=True)
    storage.version_path(version["id"]).write_bytes(content)


def told_of_files(person):
    listed = call_action("ankang_notice_list", {"user": person["name"]}, limit=100)["results"]
    return [one["kind"] for one in listed].count("file_missing")


def fault(version_id):
    return model.Session.get(FileVersion, version_id, populate_existing=True).fault


def test_a_missing_file_is_noted_and_its_department_told_once(app, lost, people):
    before = [told_of_files(person) for person in (people.clerk, people.stranger)]

    with app.flask_app.test_request_context():
        found = [of(files.reconcile(mend=True), lost.id) for _ in range(2)]

    after = [told_of_files(person) for person in (people.clerk, people.stranger)]
    assert found == [[("missing_file", False)]] * 2
    assert fault(lost.id) == "missing"
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 0]


@pytest.mark.parametrize("place", ["another version", "moved aside"])
def test_a_missing_file_is_put_back_from_equal_bytes(lost, resource, place):
    if place == "moved aside":
        aside = files.aside(lost.path)
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(lost.content)
    else:
        put = {"upload": FileStorage(io.BytesIO(lost.content), filename="b.csv")}
        call_action("ankang_file_version_create", resource_id=resource["id"], **put)

    found = of(files.reconcile(mend=True), lost.id)

    assert (found, lost.path.read_bytes()) == ([("missing_file", True)], lost.content)
    assert fault(lost.id) is None


def test_other_bytes_are_never_put_in_the_place_of_missing_ones(app, lost):
    aside = files.aside(lost.path)
    aside.parent.mkdir(parents=True, exist_ok=True)
    aside.write_bytes(b"other")

    with app.flask_app.test_request_context():
        found = of(files.reconcile(mend=True), lost.id)

    assert (found, lost.path.exists()) == ([("missing_file", False)], False)
    aside.unlink()


def test_reporting_alone_puts_nothing_back(lost, resource):
    put = {"upload": FileStorage(io.BytesIO(lost.content), filename="b.csv")}
    call_action("ankang_file_version_create", resource_id=resource["id"], **put)

    assert of(files.reconcile(mend=False), lost.id) == [("missing_file", False)]
    assert not lost.path.exists()


def record(**fields):
    known = {
        "source": "ankang_minzheng",
        "identifier": uuid4().hex,
        "title": "对账",
        "state": "published",
        "package_id": str(uuid4()),
    }
    row = HarvestRecord(**{**known, **fields})
    model.Session.add(row)
    model.Session.commit()
    return row


@pytest.fixture
def no_records_left():
    yield
    model.Session.query(HarvestRecord).filter_by(title="对账").delete()
    model.Session.commit()


@pytest.mark.usefixtures("no_records_left")
def test_a_record_without_its_package_is_read_again_by_the_next_run():
    row = record(fingerprint="x")

    found = of(harvest.reconcile(mend=True), row.package_id)

    model.Session.refresh(row)
    assert found == [("record_without_package", True)]
    assert (row.state, row.fingerprint) == ("pending", "")


@pytest.mark.usefixtures("no_records_left")
def test_a_record_that_names_a_version_which_is_nowhere_forgets_it(dataset, published):
    lost = str(uuid4())
    row = record(package_id=dataset["id"], versions={"a" * 64: lost, "b" * 64: published["id"]})

    found = of(harvest.reconcile(mend=True), dataset["id"])

    model.Session.refresh(row)
    assert found == [("record_without_version", True)]
    assert row.versions == {"b" * 64: published["id"]}


@pytest.mark.usefixtures("no_records_left")
def test_records_of_a_folder_that_is_gone_are_named():
    record(source=f"weg-{uuid4().hex[:6]}")

    kinds = {one.kind for one in harvest.reconcile(mend=True)}

    assert "record_without_source" in kinds


def test_a_harvested_dataset_without_a_record_is_named(dataset):
    call_action("package_patch", id=dataset["id"], source_name="x", source_identifier="1")
    outbox.drain()

    assert of(harvest.reconcile(mend=True), dataset["id"]) == [("package_without_record", False)]


def test_a_document_that_fell_out_of_the_library_is_indexed_again(complete_package, people):
    document = call_action(
        "package_create", **complete_package(type="document", owner_org=people.ours["id"])
    )
    outbox.drain()
    library.index.connection().delete(q=f'package:"{document["id"]}"', commit=True)

    found = of(library.reconcile(mend=True), document["id"])
    outbox.drain()

    assert found == [("unindexed_document", True)]
    assert document["id"] in library.indexed_ids()


@pytest.fixture
def no_reconciliation():
    """As in a portal that was never reconciled."""
    model.Session.query(Reconciliation).delete()
    model.Session.commit()


def told(person):
    listed = call_action("ankang_notice_list", {"user": person["name"]}, limit=100)["results"]
    return [one["kind"] for one in listed].count("reconciled")


@pytest.mark.usefixtures("no_reconciliation")
def test_it_is_done_once_a_week_and_told_to_administrators(app, dataset, people):
    job = SimpleNamespace(progress=lambda *_: None)
    unindex(dataset["id"])
    before = told(people.admin)

    with app.flask_app.test_request_context():
        comparing.daily_job(job, {})
        comparing.daily_job(job, {})

    kept = call_action("ankang_reconciliation_list")
    outbox.drain()
    assert len(kept) == 1
    assert kept[0]["counts"]["unindexed"]["mended"] >= 1
    assert told(people.admin) == before + 1


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("clerk", 403), ("nobody", 403)])
def test_the_page_is_the_administrators(get, people, who, status):
    assert get("/reconciliation", getattr(people, who)).status_code == status


@pytest.mark.usefixtures("no_reconciliation")
def test_the_page_says_when_it_was_never_done(get, people):
    assert "还没有对过账" in get("/reconciliation", people.admin).text

"""清除: hidden by one, erased by two, and nothing of it is left anywhere."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.lib.search.common import make_connection
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.datastore.backend import postgres

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.files import endings, erasure, storage
from ckanext.ankang.files.model import Erasure, FileVersion
from ckanext.ankang.jobs import outbox
from ckanext.ankang.jobs.worker import run_due
from ckanext.ankang.review.model import CaseItem


def call(action, person=None, **data):
    if person is None:
        return helpers.call_action(action, **data)
    return tk.get_action(action)({"user": person["name"], "ignore_auth": False}, data)


def a_user(**fields):
    name = f"shili-{uuid.uuid4().hex[:12]}"
    return factories.UserWithToken(name=name, email=f"{name}@example.com", **fields)


def give(person, post, department):
    helpers.call_action(
        "ankang_post_grant",
        person=person["name"],
        post=post,
        department=department,
        starts=today().isoformat(),
        ground="示例",
    )


@pytest.fixture
def office(app):
    """A department with its leader, an officer of the duty room, and somebody without a post."""
    leader, duty, other = (a_user() for _ in range(3))
    ours = factories.Organization()
    give(leader, "leader", ours["id"])
    give(duty, "duty_officer", factories.Organization()["id"])
    return {"leader": leader, "duty": duty, "other": other, "id": ours["id"]}


@pytest.fixture
def canary():
    """A word that stands nowhere else, not in what other tests left either."""
    return f"金丝雀{uuid.uuid4().hex[:10]}"


@pytest.fixture(autouse=True)
def one_factor(app, monkeypatch):
    """What is under test is who, not with which proof (security/test_second_factor.py)."""
    monkeypatch.setitem(tk.config, "ckanext.ankang.security.second_factor", False)


@pytest.fixture
def leaked(canary, office, send, complete_package, approved_source, open_case, app):
    """A public dataset with a canary in its title, its column and its cells, loaded and indexed."""
    source = approved_source()
    version = helpers.call_action(
        "ankang_file_version_create",
        upload=send(f"编号,{canary}列\n1,{canary}格\n".encode(), f"{canary}.csv"),
        source="harvest",
        owner_org=source["owner_org"],
    )
    helpers.call_action("ankang_validation_run", version_id=version["id"], wait=True)
    resource = {"id": str(uuid.uuid4()), "name": f"{canary}表", "url": "", "format": "CSV"}
    package = complete_package(
        title=f"{canary}名录", resources=[{**resource, "version_id": version["id"]}]
    )
    opened = open_case(source, package, title=f"{canary}案卷")
    assert opened["held"] == []
    run_due(app.flask_app)
    outbox.drain()
    return {**helpers.call_action("package_show", id=package["id"]), "version": version}


def everywhere(canary):
    """Where the canary is found: every text of both databases, the storage and the index."""
    places = []
    for engine in (model.meta.engine, postgres.get_write_engine()):
        with engine.connect() as connection:
            tables = connection.execute(
                sa.text(
                    "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
                    " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
                    " AND schemaname NOT LIKE 'pg\\_temp%'"
                )
            ).scalars()
            for table in tables.all():
                query = sa.text(f"SELECT count(*) FROM {table} t WHERE t::text LIKE :canary")
                if connection.execute(query, {"canary": f"%{canary}%"}).scalar():
                    places.append(table)
            columns = "SELECT count(*) FROM pg_attribute WHERE attname LIKE :c AND NOT attisdropped"
            if connection.execute(sa.text(columns), {"c": f"%{canary}%"}).scalar():
                places.append("columns")
    folder = storage.version_path(str(uuid.uuid4())).parent
    places += [str(one) for one in folder.iterdir() if canary.encode() in one.read_bytes()]
    if make_connection().search(f'title:"{canary}" OR text:"{canary}"').hits:
        places.append("solr")
    return places


def erase(leaked, office, app, **chosen):
    row = call(
        "ankang_erasure_hide", office["duty"], **(chosen or {"package_id": leaked["id"]}),
        ground="示例依据",
    )  # fmt: skip
    call("ankang_erasure_request", office["duty"], id=row["id"], ground="示例依据")
    second = a_user()
    give(second, "duty_officer", office["id"])
    call("ankang_erasure_confirm", second, id=row["id"])
    run_due(app.flask_app)
    outbox.drain()
    return model.Session.get(Erasure, row["id"], populate_existing=True)


def test_after_an_erasure_the_canary_is_nowhere(canary, leaked, office, app):
    assert "public.package" in everywhere(canary)

    row = erase(leaked, office, app)

    assert row.state == erasure.ERASED
    assert everywhere(canary) == []
    assert [one["sha256"] for one in row.kept] == [leaked["version"]["sha256"]]
    assert row.kept[0]["size"] == leaked["version"]["size"]


def test_what_people_were_told_of_its_case_goes_too(canary, leaked, office, app):
    find = sa.select(CaseItem.case_id).where(CaseItem.package_id == leaked["id"])
    helpers.call_action(
        "ankang_notice_send",
        persons=[office["leader"]["id"]],
        kind="turn",
        key=f"case:{model.Session.scalars(find).first()}:1:spot_check:turn",
        title=f"抽查待办：{canary}案卷",
    )

    erase(leaked, office, app)

    assert everywhere(canary) == []


def test_the_old_address_names_neither_title_nor_cell(canary, leaked, office, app, get):
    erase(leaked, office, app)
    paths = [f"/dataset/{leaked['name']}", f"/version/{leaked['version']['id']}/x.csv"]
    for path in paths:
        answer = get(path)
        assert answer.status_code == 410
        assert "已依法清除" in answer.get_data(as_text=True)
        assert canary not in answer.get_data(as_text=True)


def test_one_officer_hides_at_once_and_only_the_leader_restores(leaked, office, get):
    department = helpers.call_action("package_show", id=leaked["id"])["owner_org"]
    leader, editor = a_user(), a_user()
    give(leader, "leader", department)
    helpers.call_action(
        "organization_member_create", id=department, username=editor["name"], role="editor"
    )
    row = call("ankang_erasure_hide", office["duty"], package_id=leaked["name"], ground="示例")

    for person in (None, editor, leader):
        assert get(f"/dataset/{leaked['name']}", person).status_code == 410
        assert get(f"/version/{leaked['version']['id']}/x", person).status_code == 410
        assert get(f"/api/3/action/package_show?id={leaked['id']}", person).status_code == 404
    for person in (office["duty"], office["leader"], a_user(sysadmin=True)):
        with pytest.raises(tk.NotAuthorized):
            call("ankang_erasure_restore", person, id=row["id"])
    call("ankang_erasure_restore", leader, id=row["id"])
    assert get(f"/dataset/{leaked['name']}").status_code == 200
    assert get(f"/version/{leaked['version']['id']}/x").status_code == 200


def test_one_person_alone_erases_nothing(leaked, office):
    row = call("ankang_erasure_hide", office["duty"], package_id=leaked["id"], ground="示例")
    call("ankang_erasure_request", office["duty"], id=row["id"], ground="示例")
    with pytest.raises(tk.NotAuthorized, match="两个人"):
        call("ankang_erasure_confirm", office["duty"], id=row["id"])


def test_who_has_no_post_hides_nothing(leaked, office, get):
    with pytest.raises(tk.NotAuthorized):
        call("ankang_erasure_hide", office["other"], package_id=leaked["id"], ground="示例")
    assert get(f"/dataset/{leaked['name']}").status_code == 200


def test_a_worker_killed_in_between_leaves_it_to_the_next(canary, leaked, office, app, monkeypatch):
    def die(_row):
        raise KeyboardInterrupt

    real = erasure._clear_outside
    monkeypatch.setattr(erasure, "_clear_outside", die)
    row = call("ankang_erasure_hide", office["duty"], package_id=leaked["id"], ground="示例")
    call("ankang_erasure_request", office["duty"], id=row["id"], ground="示例")
    stored = model.Session.get(Erasure, row["id"])
    erasure.begin(stored, "示例")
    model.Session.commit()
    with pytest.raises(KeyboardInterrupt):
        erasure.erase_job(None, {"id": row["id"]})
    model.Session.rollback()
    assert storage.version_path(leaked["version"]["id"]).exists()

    monkeypatch.setattr(erasure, "_clear_outside", real)
    erasure.erase_job(None, {"id": row["id"]})

    assert not storage.version_path(leaked["version"]["id"]).exists()
    assert model.Session.get(Erasure, row["id"]).state == erasure.ERASED
    outbox.drain()
    assert everywhere(canary) == []


def test_backups_that_still_hold_it_are_listed(leaked, office, app, tmp_path, monkeypatch):
    for name, made in (("old", "2020-01-01T00:00:00+00:00"), ("new", "2099-01-01T00:00:00+00:00")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(f'{{"made": "{made}"}}')
    monkeypatch.setitem(tk.config, "ckanext.ankang.files.backup_folder", str(tmp_path))
    assert erase(leaked, office, app).backups == [str(tmp_path / "new")]


def test_one_version_goes_and_the_hash_stays(leaked, office, app, get):
    row = erase(leaked, office, app, version_id=leaked["version"]["id"])
    version = model.Session.get(FileVersion, leaked["version"]["id"], populate_existing=True)
    assert (row.state, version.sha256, version.name) == (
        *(erasure.ERASED, leaked["version"]["sha256"]),
        erasure.NAMELESS,
    )
    assert not storage.version_path(version.id).exists()
    assert get(f"/version/{version.id}/x").status_code == 410


def test_a_roster_ends_the_day_after_its_last(canary, leaked, app, get):

    yesterday = (today() - timedelta(days=2)).isoformat()
    helpers.call_action("resource_patch", id=leaked["resources"][0]["id"], public_until=yesterday)

    endings.end_job(None, {})
    run_due(app.flask_app)
    outbox.drain()

    answer = get(f"/dataset/{leaked['name']}")
    assert (answer.status_code, "公示期满" in answer.get_data(as_text=True)) == (410, True)
    assert everywhere(canary) == []
    endings.end_job(None, {})

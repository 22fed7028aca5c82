"""Versions: never changed, seen by whom they should be, downloaded as what they are."""

import hashlib
import threading
import urllib.parse
from pathlib import Path

import pytest
from ckan import model
from ckan import plugins as p
from ckan.lib import files
from ckan.plugins import toolkit as tk
from ckan.tests import helpers

from ckanext.ankang.files import storage, versions
from ckanext.ankang.files.interfaces import IVersionReaders

SAMPLES = Path(__file__).parents[2] / "samples/files"
PEOPLE = ["clerk", "member", "stranger", "admin", "nobody"]


def bytes_of(version):
    return storage.version_path(version["id"]).read_bytes()


def path_of(version):
    return urllib.parse.urlsplit(version["url"]).path


def test_a_version_keeps_bytes_hash_and_chinese_name(send):
    content = (SAMPLES / "gb18030.csv").read_bytes()
    version = helpers.call_action(
        "ankang_file_version_create", upload=send(content, "线路（一）.csv")
    )
    assert version["name"] == "线路（一）.csv"
    assert version["sha256"] == hashlib.sha256(content).hexdigest()
    assert version["size"] == len(content)
    assert bytes_of(version) == content


def test_an_empty_file_is_refused_with_what_to_do(send):
    with pytest.raises(tk.ValidationError, match="0 字节"):
        helpers.call_action("ankang_file_version_create", upload=send(b"", "空.csv"))


def test_something_that_is_no_file_is_refused():
    with pytest.raises(tk.ValidationError, match="没有收到文件"):
        helpers.call_action("ankang_file_version_create", upload="文字")


def test_a_file_over_the_limit_is_refused(send, monkeypatch):
    monkeypatch.setitem(tk.config, "ckanext.ankang.files.max_bytes", 5)
    with pytest.raises(tk.ValidationError, match="超过上限 5 字节"):
        helpers.call_action("ankang_file_version_create", upload=send(b"123456"))


def test_the_storage_writes_no_location_twice(version):
    place = files.Location(version["id"])
    with pytest.raises(files.exc.ExistingFileError):
        files.get_storage(storage.NAME).upload(place, files.make_upload(b"other"))


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("state", ["version", "published"])
@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("file_delete", {}),
        ("file_rename", {"name": "other.csv"}),
        ("file_register", {"storage": "ankang"}),
        ("file_ownership_transfer", {"owner_type": "user", "force": True}),
    ],
)
def test_no_role_changes_a_version_through_the_files_api(who, state, action, data, people, request):
    version = request.getfixturevalue(state)
    before = bytes_of(version)
    person = getattr(people, who)
    data = {"id": version["id"], "location": version["id"], **data}
    data["owner_id"] = person["id"] if person else "x"
    context = {"user": person["name"] if person else "", "ignore_auth": False}
    with pytest.raises((tk.NotAuthorized, tk.ValidationError)):
        tk.get_action(action)(context, data)
    model.Session.rollback()
    assert bytes_of(version) == before
    row = model.Session.get(model.File, version["id"])
    assert (row.name, row.owner.owner_type) == (version["name"], "ankang_file_version")


def test_not_even_ignore_auth_deletes_a_version(version):
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action("file_delete", id=version["id"])
    assert bytes_of(version)


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("member", 404), ("admin", 200), ("stranger", 404), ("nobody", 404)],
)
@pytest.mark.parametrize("form", ["download", "core", "show"])
def test_a_waiting_version_is_seen_by_who_handed_it_in_alone(
    who, status, form, version, people, get
):
    address = {
        "download": path_of(version),
        "core": f"/file/download/{version['id']}",
        "show": f"/api/3/action/ankang_file_version_show?id={version['id']}",
    }[form]
    answer = get(address, getattr(people, who))
    assert answer.status_code == status
    assert ("旬阳县" in answer.get_data(as_text=True)) == (status == 200 and form != "show")


def test_a_waiting_version_is_in_no_stranger_s_list(version, people):
    listed = helpers.call_action(
        "ankang_file_version_list",
        {"user": people.stranger["name"], "ignore_auth": False},
        resource_id=version["resource_id"],
    )
    assert listed == []


def test_a_refused_download_is_a_chinese_page(version, get):
    answer = get(path_of(version))
    assert answer.status_code == 404
    assert "没有这个文件版本" in answer.get_data(as_text=True)


def test_a_harvested_version_waits_for_its_department(send, people, get):
    version = helpers.call_action(
        "ankang_file_version_create", upload=send(), source="harvest", owner_org=people.ours["id"]
    )
    assert get(path_of(version), people.clerk).status_code == 200
    assert get(path_of(version), people.member).status_code == 200
    assert get(path_of(version), people.stranger).status_code == 404


class _KnowingRoom(p.SingletonPlugin):
    """Knows every version and gives it to one reader; nothing but its answer is under test."""

    p.implements(IVersionReaders, inherit=True)
    reader = ""

    def may_read_waiting(self, user, version):
        return user == self.reader


@pytest.fixture
def knowing_room(app):
    name = "ankang_test_knowing_room"
    p.core._PLUGINS_SERVICE[name] = _KnowingRoom(name=name)
    yield p.core._PLUGINS_SERVICE[name]
    del p.core._PLUGINS_SERVICE[name]


def test_the_room_that_knows_a_version_says_who_reads_it(version, people, knowing_room, get):
    knowing_room.reader = people.member["name"]
    assert get(path_of(version), people.member).status_code == 200
    assert get(path_of(version), people.clerk).status_code == 404


def test_a_public_version_is_downloaded_by_anybody(published, get):
    answer = get(path_of(published))
    assert answer.status_code == 200
    assert answer.data == bytes_of(published)
    assert answer.headers["Content-Type"] == "text/csv"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["ETag"] == f'"{published["sha256"]}"'
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert f"filename*=UTF-8''{urllib.parse.quote(published['name'])}" in disposition


def test_a_version_of_a_private_dataset_is_hidden_again(published, people, get):
    package_id = model.Resource.get(published["resource_id"]).package_id
    helpers.call_action("package_patch", id=package_id, private=True)
    assert get(path_of(published)).status_code == 404
    assert get(path_of(published), people.clerk).status_code == 200


def test_head_range_and_etag_are_answered(published, get):
    head = get(path_of(published), method="HEAD")
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) == published["size"]
    part = get(path_of(published), Range="bytes=0-5")
    assert (part.status_code, part.data) == (206, bytes_of(published)[:6])
    assert (
        get(path_of(published), **{"If-None-Match": f'"{published["sha256"]}"'}).status_code == 304
    )


def test_uploaded_html_never_runs(send, resource, people, get):
    page = (SAMPLES / "html_that_runs_a_script.html").read_bytes()
    version = helpers.call_action(
        "ankang_file_version_create",
        {"user": people.clerk["name"]},
        upload=send(page, "页面.html"),
        resource_id=resource["id"],
    )
    for address in (path_of(version), f"/file/download/{version['id']}"):
        answer = get(address, people.clerk)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_uploads_at_once_get_different_numbers(resource, app):
    def hand_in(number):
        with app.flask_app.test_request_context():
            versions.store(f"第{number}".encode(), name="并发.csv", resource_id=resource["id"])
            model.Session.commit()
            model.Session.remove()

    model.Session.commit()
    threads = [threading.Thread(target=hand_in, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    listed = helpers.call_action("ankang_file_version_list", resource_id=resource["id"])
    assert [v["number"] for v in listed] == [8, 7, 6, 5, 4, 3, 2, 1]

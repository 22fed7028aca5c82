"""DOCX and PDF of a document: made in the worker, offered beside the text, gone with it."""

import hashlib
import io
import os
import time
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import docx
import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.documents import publication
from ckanext.ankang.files.interfaces import Erased
from ckanext.ankang.jobs import queue, worker
from ckanext.ankang.renditions import making, sheet, shelf
from ckanext.ankang.renditions.model import Rendition
from ckanext.ankang.renditions.plugin import RenditionsPlugin

TITLE = "示例市公共自行车管理办法"
PARAGRAPHS = [
    TITLE,
    "第一条　为了方便出行，制定本办法。",
    "第二条　自行车应当停放整齐。",
    "第三条　本办法自2024年1月1日起施行。",
]


@pytest.fixture
def document(app: Any) -> dict[str, Any]:
    """A public document with its text, published as a case does it; its files are not made yet."""
    package = factories.Dataset(
        type="document",
        name=f"wenjian-{uuid4().hex[:12]}",
        title=TITLE,
        kind="other",
        issuer="示例市人民政府",
        date_published="2023-12-01",
        owner_org=factories.Organization()["id"],
    )
    publish(package)
    return package


def publish(package: dict[str, Any], *paragraphs: str) -> None:
    item = {"package": package, "document": {"paragraphs": list(paragraphs or PARAGRAPHS)}}
    publication.store(item)
    RenditionsPlugin().apply_publication(item)
    model.Session.commit()


@pytest.fixture
def made(app: Any, document: dict[str, Any]) -> dict[str, Any]:
    worker.run_due(app.flask_app)
    return document


@pytest.fixture
def tiny_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text is too long to be printed."""
    monkeypatch.setitem(tk.config, "ckanext.ankang.renditions.max_characters", 10)


def listed(package: dict[str, Any], **asked: Any) -> list[dict[str, Any]]:
    return call_action("ankang_rendition_list", id=package["id"], **asked)


def address(package: dict[str, Any], ending: str = "1.pdf") -> str:
    return f"/document/{package['name']}/{ending}"


def test_until_the_worker_comes_the_files_are_being_made(get: Any, document: Any) -> None:
    assert [(one["format"], one["state"], one["sha256"]) for one in listed(document)] == [
        ("docx", "being_made", None),
        ("pdf", "being_made", None),
    ]
    answer = get(address(document))
    assert answer.status_code == 202
    assert answer.headers["Retry-After"]
    assert "正在生成" in answer.text


def test_what_is_downloaded_is_what_the_list_says(get: Any, made: Any) -> None:
    for one in listed(made):
        answer = get(address(made, f"1.{one['format']}"))
        assert answer.status_code == 200
        assert one["state"] == "ready"
        assert one["url"].endswith(address(made, f"1.{one['format']}"))
        assert hashlib.sha256(answer.data).hexdigest() == one["sha256"]
        assert len(answer.data) == one["size"]


def test_a_download_is_named_after_the_document_and_its_day(get: Any, made: Any) -> None:
    headers = get(address(made, "1.docx")).headers
    assert (
        f"filename*=UTF-8''{quote(f'{TITLE}（2024-01-01）.docx')}"
        in (headers["Content-Disposition"])
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "wordprocessingml" in headers["Content-Type"]
    assert headers["Repr-Digest"].startswith("sha-256=:")


def test_who_has_the_file_gets_it_only_once(get: Any, made: Any) -> None:
    answer = get(address(made))
    again = get(address(made), **{"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_docx_holds_the_text_and_where_it_stands(get: Any, made: Any) -> None:
    opened = docx.Document(io.BytesIO(get(address(made, "1.docx")).data))
    said = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    assert "自行车应当停放整齐。" in said
    footer = "".join(one.text for one in opened.sections[0].footer.paragraphs)
    assert "以原件为准" in footer
    assert "2024年1月1日" in footer
    assert f"/document/{made['name']}" in footer


def test_made_again_without_a_change_nothing_is_written(app: Any, made: Any) -> None:
    before = {row.format: row.made for row in shelf.of_text(made["id"], 1).values()}
    making.ask(made["id"])
    model.Session.commit()
    worker.run_due(app.flask_app)
    model.Session.expire_all()
    assert {row.format: row.made for row in shelf.of_text(made["id"], 1).values()} == before


def test_a_changed_header_replaces_the_files(app: Any, made: Any) -> None:
    old = shelf.of_text(made["id"], 1)["pdf"].sha256
    call_action("package_patch", id=made["id"], document_number="示政发〔2023〕999号")
    making.ask(made["id"])
    model.Session.commit()
    worker.run_due(app.flask_app)
    model.Session.expire_all()
    assert shelf.of_text(made["id"], 1)["pdf"].sha256 != old
    assert not shelf.path(old).exists()


def test_a_new_layout_makes_every_file_anew(
    app: Any, made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (making, sheet):
        monkeypatch.setattr(module, "TEMPLATE", 99)
    queue.enqueue(making.DAILY, {})
    model.Session.commit()
    worker.run_due(app.flask_app)
    model.Session.expire_all()
    assert {row.template for row in shelf.of_text(made["id"], 1).values()} == {99}


def test_what_cannot_be_made_says_so_and_is_tried_again(
    app: Any, get: Any, document: Any, tiny_limit: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.run_due(app.flask_app)
    assert {one["state"] for one in listed(document)} == {"failed"}
    answer = get(address(document))
    assert answer.status_code == 503
    assert "没有生成成功" in answer.text
    monkeypatch.undo()
    queue.enqueue(making.DAILY, {})
    model.Session.commit()
    worker.run_due(app.flask_app)
    assert {one["state"] for one in listed(document)} == {"ready"}


def test_a_lost_file_is_said_to_be_being_made(get: Any, made: Any) -> None:
    for row in shelf.of_text(made["id"], 1).values():
        shelf.drop(row.sha256)
    assert get(address(made)).status_code == 202


@pytest.mark.parametrize("ending", ["2.pdf", "1.exe", "0.docx"])
def test_there_is_nothing_where_there_is_no_text(get: Any, made: Any, ending: str) -> None:
    assert get(address(made, ending)).status_code == 404


def test_every_text_has_its_own_files(app: Any, get: Any, made: Any) -> None:
    publish(made, *PARAGRAPHS[:2], "第二条　自行车应当停放在指定地点。", PARAGRAPHS[3])
    worker.run_due(app.flask_app)
    said = {}
    for number in (1, 2):
        opened = docx.Document(io.BytesIO(get(address(made, f"{number}.docx")).data))
        said[number] = "".join(paragraph.text for paragraph in opened.paragraphs)
    assert "停放整齐" in said[1]
    assert "停放在指定地点" in said[2]
    assert {one["number"] for one in listed(made)} == {2}
    assert {one["number"] for one in listed(made, number=1)} == {1}


def test_a_document_that_is_not_public_gives_no_files(get: Any, made: Any) -> None:
    call_action("package_patch", id=made["id"], private=True)
    assert get(address(made)).status_code == 404
    with pytest.raises(tk.NotAuthorized):
        call_action("ankang_rendition_list", {"ignore_auth": False, "user": ""}, id=made["id"])


def test_an_erased_document_leaves_no_file(made: Any) -> None:
    held = [row.sha256 for row in shelf.of_text(made["id"], 1).values()]
    RenditionsPlugin().erase(Erased(made["id"], [], [], TITLE, whole=True))
    model.Session.commit()
    assert shelf.of_text(made["id"], 1) == {}
    assert not any(shelf.path(sha256).exists() for sha256 in held)


def test_the_shelf_loses_what_no_row_names(made: Any) -> None:
    lost = shelf.path(shelf.keep(uuid4().bytes))
    os.utime(lost, (1, 1))
    assert shelf.sweep(before=time.time() - 3600) >= 1
    assert not lost.exists()
    assert all(shelf.holds(row) for row in shelf.of_text(made["id"], 1).values())


def test_only_administrators_have_files_made_again(people: Any, made: Any) -> None:
    asked = {"user": people.clerk["name"], "ignore_auth": False}
    with pytest.raises(tk.NotAuthorized):
        call_action("ankang_rendition_make", asked, id=made["id"])
    asked = {"user": people.admin["name"], "ignore_auth": False}
    found = call_action("ankang_rendition_make", asked, id=made["id"])
    assert {one["state"] for one in found} == {"ready"}


def test_rows_go_with_the_package(made: Any) -> None:
    call_action("dataset_purge", id=made["id"])
    assert model.Session.query(Rendition).filter_by(package_id=made["id"]).count() == 0

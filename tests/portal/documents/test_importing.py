"""From a file to a draft: read, recognised, shown, its repairs taken back, handed in."""

import re
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from click.testing import CliRunner
from werkzeug.datastructures import FileStorage

from ckanext.ankang.documents import brought, publication
from ckanext.ankang.documents.cli import ankang_document

from .conftest import a_member

SAMPLES = Path(__file__).parents[2] / "samples/documents"
BROKEN = "broken-lines-and-doubled-tail.txt"
# One page without a character: what a scanner makes, as far as the text layer goes.
SCAN = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>> endobj
trailer <</Root 1 0 R>>
%%EOF
"""
Json = dict[str, Any]


def a_text(serial: int) -> str:
    return f"""示例局关于印发示例管理办法的通知
示例发[2022] {serial} 号

各科室：
现将《示例管理办法》印发给你们，请遵照执行。

示例局
二〇二二年七月十三日

示例管理办法

第一条 为了示例，制定本办法。
第二条 本办法自2022年8月1日起施行，有效期5年。
"""


def a_file(content: bytes | str, name: str) -> FileStorage:
    return FileStorage(BytesIO(content.encode() if isinstance(content, str) else content), name)


@pytest.fixture
def serial() -> int:
    return uuid4().int % 6999 + 1000


@pytest.fixture
def bring(call: Callable[..., Any], clerk: Json, department: Json) -> Callable[..., Json]:
    """Bring one file in as the department's clerk."""

    def bring_(content: bytes | str, name: str, **said: Any) -> Json:
        asked = {"owner_org": department["id"], "upload": a_file(content, name), **said}
        (outcome,) = call("ankang_document_import", clerk, **asked)["files"]
        return dict(outcome)

    return bring_


def test_a_file_becomes_a_draft_with_its_header_and_text(
    bring: Callable[..., Json], call: Callable[..., Any], clerk: Json, serial: int
) -> None:
    brought = bring(
        a_text(serial), "通知.txt", kind="行政规范性文件", text_source="制发机关电子文本"
    )
    assert brought["state"] == "drafted", brought
    revision = call("ankang_revision_show", clerk, id=brought["revision_id"])
    written = revision["content"]
    assert (revision["type"], revision["state"]) == ("document", "draft")
    assert written["document_number"] == f"示例发〔2022〕{serial}号"
    assert (written["issuer"], written["date_issued"]) == ("示例局", "2022-07-13")
    assert (written["kind"], written["text_source"]) == ("normative", "issuer")
    assert "第一条 为了示例，制定本办法。" in written["document_text"]
    assert written["document_details"]["version_id"] == written["resources"][0]["version_id"]


def test_what_still_stands_against_the_release_is_said_in_the_preview(
    bring: Callable[..., Json], call: Callable[..., Any], clerk: Json, serial: int
) -> None:
    brought = bring(a_text(serial), "通知.txt", kind="normative")
    shown = call("ankang_revision_preview", clerk, id=brought["revision_id"])
    assert any("统一登记编号" in reason for reason in shown["reasons"])
    assert any("合法性审核意见" in reason for reason in shown["reasons"])


def test_a_scan_is_kept_and_marked(
    bring: Callable[..., Json], call: Callable[..., Any], clerk: Json
) -> None:
    brought = bring(SCAN, "示例扫描件.pdf", kind="other")
    assert (brought["state"], brought["scanned"]) == ("drafted", True)
    written = call("ankang_revision_show", clerk, id=brought["revision_id"])["content"]
    assert (written["scan_only"], written["text_source"]) == ("yes", "scan")
    shown = call("ankang_revision_preview", clerk, id=brought["revision_id"])
    assert not [reason for reason in shown["reasons"] if "正文" in reason]


def test_several_files_are_several_drafts_and_a_bad_one_stops_only_itself(
    call: Callable[..., Any], clerk: Json, department: Json, serial: int
) -> None:
    uploads = [a_file(a_text(serial), "好.txt"), a_file(b"PK\x03\x04broken", "坏.docx")]
    asked = {"owner_org": department["id"], "upload": uploads}
    good, bad = call("ankang_document_import", clerk, **asked)["files"]
    assert (good["state"], bad["state"]) == ("drafted", "refused")
    assert "坏.docx" in bad["sentence"]


def test_what_is_in_the_library_already_is_not_drafted_again(
    bring: Callable[..., Json],
    call: Callable[..., Any],
    clerk: Json,
    serial: int,
) -> None:
    brought = bring(a_text(serial), "通知.txt", kind="other")
    written = call("ankang_revision_show", clerk, id=brought["revision_id"])["content"]
    left_out = ("document_text", "document_details", "resources", "id", "type")
    package = {key: value for key, value in written.items() if key not in left_out}
    made = factories.Dataset(type="document", name=f"shili-{uuid4().hex[:8]}", **package)
    text = {"paragraphs": written["document_text"]}
    publication.store({"package": made, "document": text})
    model.Session.commit()
    call("ankang_revision_drop", clerk, id=brought["revision_id"])
    again = bring(a_text(serial), "再来一次.txt")
    assert (again["state"], again["package_id"]) == ("known", made["id"])
    assert made["title"] in again["sentence"]


def test_the_same_file_is_one_draft_however_often_it_is_brought(
    app: Any, by: Json, department: Json, bring: Callable[..., Json], serial: int
) -> None:
    first = bring(a_text(serial), "通知.txt")
    again = bring(a_text(serial), "又一次.txt")
    assert (again["state"], again["revision_id"]) == ("known", first["revision_id"])
    assert first["title"] in again["sentence"]
    sent = {"owner_org": department["id"], "upload": (BytesIO(a_text(serial).encode()), "三.txt")}
    assert f"/import/{first['revision_id']}" in app.post("/import", headers=by, data=sent).body


def test_a_colleagues_draft_is_told_without_its_title(
    call: Callable[..., Any], bring: Callable[..., Json], department: Json, serial: int
) -> None:
    first = bring(a_text(serial), "通知.txt")
    colleague = a_member(department)
    upload = a_file(a_text(serial), "通知.txt")
    asked = {"owner_org": department["id"], "upload": upload}
    (again,) = call("ankang_document_import", colleague, **asked)["files"]
    assert (again["state"], again["title"]) == ("known", "")
    assert "revision_id" not in again
    assert first["title"] not in again["sentence"]


def test_a_file_whose_draft_was_dropped_is_taken_again(
    call: Callable[..., Any], bring: Callable[..., Json], clerk: Json, serial: int
) -> None:
    first = bring(a_text(serial), "通知.txt")
    call("ankang_revision_drop", clerk, id=first["revision_id"])
    again = bring(a_text(serial), "通知.txt")
    assert again["state"] == "drafted"
    assert again["revision_id"] != first["revision_id"]


def test_a_file_that_is_being_read_elsewhere_waits(
    bring: Callable[..., Json], department: Json, serial: int
) -> None:
    words = a_text(serial)
    brought.claim(department["id"], sha256(words.encode()).hexdigest())
    outcome = bring(words, "通知.txt")
    assert outcome["state"] == "refused"
    assert "正在另一处读取" in outcome["sentence"]


def test_a_file_that_cannot_be_read_holds_no_place(bring: Callable[..., Json]) -> None:
    name = f"坏{uuid4().hex}.docx"
    broken = b"PK\x03\x04" + name.encode()
    assert [bring(broken, name)["state"] for _ in range(2)] == ["refused", "refused"]
    assert "正在另一处读取" not in bring(broken, name)["sentence"]


def test_who_may_not_write_in_the_department_brings_nothing_in(
    call: Callable[..., Any], department: Json, serial: int
) -> None:
    stranger = factories.User(name=f"shili-{uuid4().hex[:12]}")
    with pytest.raises(tk.NotAuthorized):
        call(
            "ankang_document_import",
            stranger,
            owner_org=department["id"],
            upload=a_file(a_text(serial), "通知.txt"),
        )


@pytest.fixture
def by(app: Any, clerk: Json) -> Json:
    """The headers of a page asked for by the clerk."""
    return {"Authorization": clerk["token"]}


def test_the_page_takes_a_file_and_shows_what_was_recognised(
    app: Any, by: Json, department: Json, serial: int
) -> None:
    sent = {"owner_org": department["id"], "upload": (BytesIO(a_text(serial).encode()), "通知.txt")}
    answer = app.post("/import", headers=by, data=sent, follow_redirects=False)
    assert answer.status_code == 302, answer.body
    page = app.get(answer.location, headers=by).body
    assert f"示例发〔2022〕{serial}号" in page
    assert "共 2 条" in page


def test_the_form_of_a_document_has_its_fields(
    app: Any, by: Json, bring: Callable[..., Json], serial: int
) -> None:
    brought = bring(a_text(serial), "通知.txt", kind="other")
    page = app.get(f"/draft/{brought['revision_id']}", headers=by).body
    assert "统一登记编号" in page
    assert f"示例发〔2022〕{serial}号" in page


def test_a_document_is_handed_in_by_the_page(
    app: Any,
    by: Json,
    bring: Callable[..., Json],
    call: Callable[..., Any],
    clerk: Json,
    serial: int,
) -> None:
    brought = bring(a_text(serial), "通知.txt", kind="other")
    address = f"/draft/{brought['revision_id']}/submit"
    page = app.get(address, headers=by).body
    assert "内容已经填齐" in page
    assert "formed_on" not in page
    app.post(address, headers=by, data={"profile": "standard"})
    shown = call("ankang_revision_show", clerk, id=brought["revision_id"])
    assert shown["state"] == "submitted"


def test_a_backlog_is_handed_in_together(
    app: Any,
    by: Json,
    bring: Callable[..., Json],
    call: Callable[..., Any],
    clerk: Json,
    serial: int,
) -> None:
    texts = [a_text(serial), a_text(serial + 1000)]
    ids = [bring(text, "通知.txt", kind="other")["revision_id"] for text in texts]
    assert "提交选中的草稿" in app.get("/draft", headers=by).body
    app.post("/draft/submit", headers=by, data={"draft": ids, "profile": "standard"})
    shown = [call("ankang_revision_show", clerk, id=id_) for id_ in ids]
    assert {one["state"] for one in shown} == {"submitted"}
    assert len({one["case_id"] for one in shown}) == 1


def test_what_a_backlog_lacks_is_said_draft_by_draft(
    app: Any, by: Json, bring: Callable[..., Json], serial: int
) -> None:
    brought = bring(a_text(serial), "通知.txt", kind="normative")
    sent = {"draft": [brought["revision_id"]], "profile": "standard"}
    page = app.post("/draft/submit", headers=by, data=sent).body
    assert "行政规范性文件没有统一登记编号" in page


def test_a_program_brings_a_file_in_by_its_token(
    app: Any, by: Json, department: Json, serial: int
) -> None:
    upload = (BytesIO(a_text(serial).encode()), "通知.txt")
    sent = {"owner_org": department["id"], "upload": upload}
    answer = app.post("/api/3/action/ankang_document_import", headers=by, data=sent)
    (outcome,) = answer.json["result"]["files"]
    assert (outcome["state"], outcome["fields"]["issuer"]) == ("drafted", "示例局")


def test_a_repair_is_shown_and_taken_back(
    app: Any, by: Json, bring: Callable[..., Json], call: Callable[..., Any], clerk: Json
) -> None:
    brought = bring((SAMPLES / BROKEN).read_text(), BROKEN, kind="other")
    assert brought["state"] == "drafted", brought
    address = f"/import/{brought['revision_id']}"
    page = app.get(address, headers=by).body
    assert "连接被断开的行" in page
    revision = call("ankang_revision_show", clerk, id=brought["revision_id"])
    app.post(f"{address}/repairs", headers=by, data={"edit": revision["edit"]})
    written = call("ankang_revision_show", clerk, id=brought["revision_id"])["content"]
    undone = written["document_details"]["undone"]
    joined = next(key for key in undone if key.startswith("joined-"))
    page = app.get(address, headers=by).body
    assert f'value="{joined}"' in page
    assert f'value="{joined}" checked' not in page


def test_what_is_only_suspected_is_mended_when_it_is_accepted(
    app: Any,
    by: Json,
    bring: Callable[..., Json],
    call: Callable[..., Any],
    clerk: Json,
    serial: int,
) -> None:
    formula = "第三条 组成计税价格＝成本÷(l－比例税率)。"
    brought = bring(a_text(serial) + formula + "\n", "通知.txt", kind="other")
    address = f"/import/{brought['revision_id']}"
    page = app.get(address, headers=by).body
    (key,) = set(re.findall(r'value="(letter-for-digit-\d+)"', page))
    assert f'value="{key}" checked' not in page
    revision = call("ankang_revision_show", clerk, id=brought["revision_id"])
    sent = {"edit": revision["edit"], "made": [key]}
    page = app.post(f"{address}/repairs", headers=by, data=sent).body
    assert f'value="{key}" checked' in page
    assert "÷(1－比例税率)" in page


def test_the_page_without_a_file_says_what_to_do(app: Any, by: Json, department: Json) -> None:
    answer = app.post("/import", headers=by, data={"owner_org": department["id"]})
    assert answer.status_code == 400
    assert "没有选择文件" in answer.body


def test_a_visitor_brings_nothing_in(app: Any) -> None:
    assert app.get("/import", expect_errors=True).status_code == 403


def test_a_folder_is_brought_in_by_the_command(
    clerk: Json, department: Json, tmp_path: Path, serial: int
) -> None:
    (tmp_path / "a.txt").write_text(a_text(serial))
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04broken")
    (tmp_path / ".hidden").write_text("x")
    order = ["import", str(tmp_path), "--department", department["name"], "--user", clerk["name"]]
    outcome = CliRunner().invoke(ankang_document, order)
    assert outcome.exit_code == 1
    assert "a.txt：建了草稿" in outcome.output
    assert "b.docx" in outcome.output
    assert "hidden" not in outcome.output
    assert "有 1 个文件没有收下" in outcome.output

"""三校 by a second person, release, and what may become of a text afterwards."""

import tarfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action
from werkzeug.datastructures import FileStorage

from ckanext.ankang.documents import changes, config, erasing
from ckanext.ankang.documents.model import DocumentVersion
from ckanext.ankang.files.interfaces import Erased
from ckanext.ankang.jobs.worker import Worker
from ckanext.ankang.review.profiles import checklist, profiles
from ckanext.ankang.review.recording import today

Json = dict[str, Any]
MUNICIPAL = Path(__file__).parents[2] / "samples/documents/municipal/municipal.tar.xz"
NOTICE = """示例局关于印发示例管理办法的通知
示例发〔2022〕{serial}号

各科室：
现将《示例管理办法》印发给你们，请遵照执行。

示例局
2022年7月13日

示例管理办法

第一条 为了示例，制定本办法。
第二条 本办法自2022年8月1日起施行，有效期5年。
"""


@pytest.fixture(scope="module")
def granted(department: Json) -> None:
    """The department may use the way for signed documents."""
    call_action(
        "ankang_profile_grant",
        {"user": factories.Sysadmin(name=f"shili-{uuid4().hex[:12]}")["name"]},
        profile="signed",
        department=department["id"],
        ground="示例",
        starts=today().isoformat(),
        ends=(today() + timedelta(days=90)).isoformat(),
    )


@pytest.fixture
def head(department: Json, in_post: Callable[..., str]) -> str:
    """The second person: who compares."""
    return in_post("section_head", department["id"])


@pytest.fixture
def office(department: Json, in_post: Callable[..., str]) -> str:
    """Who releases."""
    return in_post("office_head", department["id"])


@pytest.fixture
def words() -> str:
    return NOTICE.format(serial=uuid4().int % 8999 + 1000)


@pytest.fixture
def brought(call: Callable[..., Any], clerk: Json, department: Json, words: str) -> Json:
    """A document as its clerk brought it in."""
    upload = FileStorage(BytesIO(words.encode()), "通知.txt")
    asked = {"owner_org": department["id"], "kind": "other", "text_source": "issuer"}
    (outcome,) = call("ankang_document_import", clerk, upload=upload, **asked)["files"]
    return dict(outcome)


@pytest.fixture
def case(granted: None, call: Callable[..., Any], clerk: Json, brought: Json) -> Json:
    """The same, handed in as a signed document."""
    asked = {"ids": [brought["revision_id"]], "profile": "signed"}
    opened = call("ankang_revision_submit", clerk, **asked)
    return dict(call_action("ankang_case_show", id=opened["revisions"][0]["case_id"]))


def sign(case: Json, person: str, step: str) -> Json:
    form = profiles()["signed"].step(step).checklist
    answers = {question.code: "yes" for question in checklist(form).questions}
    said = {"decision": "approve", "proofread": True, "answers": answers}
    return dict(call_action("ankang_case_decide", {"user": person}, id=case["id"], **said))


def compare(case: Json, person: str, **said: Any) -> Json:
    item = case["items"][0]["id"]
    return dict(call_action("ankang_document_proof_record", {"user": person}, item=item, **said))


@pytest.fixture
def released(case: Json, head: str, office: str) -> Json:
    """The public package of the document."""
    compare(case, head, same=True)
    sign(case, head, "comparison")
    done = sign(case, office, "release")
    assert done["state"] == "published", done
    return dict(call_action("package_show", id=case["items"][0]["package_id"]))


def test_a_signed_document_is_public_after_comparison_and_release(released: Json) -> None:
    version = DocumentVersion.latest(released["id"])
    assert version is not None
    assert version.text_source == "issuer"
    assert version.day_from is not None
    assert version.day_from.isoformat() == "2022-08-01"
    assert version.header["document_number"] == released["document_number"]


def test_the_comparison_is_not_signed_before_it_is_made(case: Json, head: str) -> None:
    with pytest.raises(tk.ValidationError, match="还没有与原件核对"):
        sign(case, head, "comparison")


def test_who_signs_has_compared_himself(
    case: Json, head: str, department: Json, in_post: Callable[..., str]
) -> None:
    compare(case, in_post("section_head", department["id"]), same=True)
    with pytest.raises(tk.ValidationError, match="还没有与原件核对"):
        sign(case, head, "comparison")


def test_what_differs_from_its_original_is_not_signed(case: Json, head: str) -> None:
    compare(case, head, same=False, note="第二条少一个字")
    with pytest.raises(tk.ValidationError, match="与原件不一致"):
        sign(case, head, "comparison")


def test_a_difference_says_where(case: Json, head: str) -> None:
    with pytest.raises(tk.ValidationError, match="写明哪里不一致"):
        compare(case, head, same=False)


def test_an_author_does_not_compare_his_own(case: Json, clerk: Json, department: Json) -> None:
    call_action(
        "ankang_post_grant",
        person=clerk["name"],
        post="section_head",
        department=department["id"],
    )
    with pytest.raises(tk.NotAuthorized):
        compare(case, clerk["name"], same=True)


def test_the_result_stands_with_the_case(case: Json, head: str, clerk: Json) -> None:
    compare(case, head, same=True)
    listed = call_action("ankang_document_proof_list", {"user": clerk["name"]}, case=case["id"])
    assert listed["wanted"] == [case["items"][0]["id"]]
    assert [(one["person"], one["same"]) for one in listed["proofs"]] == [(head, True)]
    audited = call_action("ankang_audit_list", case=case["id"])
    assert "document.compare" in {entry["action"] for entry in audited}


def test_the_page_shows_text_and_original_and_keeps_the_result(
    app: Any, case: Json, department: Json
) -> None:
    person = factories.UserWithToken(name=f"shili-{uuid4().hex[:12]}")
    asked = {"person": person["name"], "post": "section_head", "department": department["id"]}
    call_action("ankang_post_grant", **asked)
    by = {"Authorization": person["token"]}
    address = f"/import/case/{case['id']}/{case['items'][0]['id']}"
    page = app.get(address, headers=by).body
    assert "为了示例，制定本办法。" in page
    assert "打开原件：通知.txt" in page
    answer = app.post(address, headers=by, data={"same": "yes"})
    assert "与原件一致" in answer.body


@pytest.fixture(params=["pdf", "docx", "doc"])
def printed(
    request: Any, granted: None, call: Callable[..., Any], clerk: Json, department: Json
) -> Json:
    """The case of a document that came in this format; its number is this run's own."""
    with tarfile.open(MUNICIPAL) as archive:
        name = next(one for one in archive.getnames() if one.endswith(f".{request.param}"))
        stream = archive.extractfile(name)
        assert stream is not None
        upload = FileStorage(BytesIO(stream.read()), f"通知.{request.param}")
    asked = {"owner_org": department["id"], "kind": "other", "text_source": "issuer"}
    (made,) = call("ankang_document_import", clerk, upload=upload, **asked)["files"]
    assert made["state"] == "drafted", made
    revision = call("ankang_revision_show", clerk, id=made["revision_id"])
    number = {"document_number": f"示例发〔2021〕{uuid4().int % 8999 + 1000}号"}
    call("ankang_revision_save", clerk, id=revision["id"], edit=revision["edit"], content=number)
    opened = call("ankang_revision_submit", clerk, ids=[revision["id"]], profile="signed")
    return dict(call_action("ankang_case_show", id=opened["revisions"][0]["case_id"]))


def test_the_pages_of_the_original_stand_beside_its_text_until_it_is_erased(
    app: Any, printed: Json, clerk: Json
) -> None:
    address = f"/import/case/{printed['id']}/{printed['items'][0]['id']}"
    by = {"Authorization": clerk["token"]}
    assert f"{address}/1.png" in app.get(address, headers=by).body
    picture = app.get(f"{address}/1.png", headers=by)
    assert picture.data.startswith(b"\x89PNG")
    assert app.get(f"{address}/99.png", headers=by, expect_errors=True).status_code == 404
    item = printed["items"][0]
    version = item["item"]["document"]["version_id"]
    erasing.erase(Erased(item["package_id"], [], [version], item["title"], whole=False))
    assert list(config.originals_folder().glob(f"{version}*")) == []


SCAN = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>> endobj
trailer <</Root 1 0 R>>
%%EOF
"""


def test_a_scan_is_public_and_its_page_says_that_it_is_one(
    app: Any,
    granted: None,
    call: Callable[..., Any],
    clerk: Json,
    department: Json,
    head: str,
    office: str,
) -> None:
    upload = FileStorage(BytesIO(SCAN), f"示例扫描件{uuid4().hex[:6]}.pdf")
    asked = {"owner_org": department["id"], "kind": "other", "upload": upload}
    (made,) = call("ankang_document_import", clerk, **asked)["files"]
    revision = call("ankang_revision_show", clerk, id=made["revision_id"])
    issuer = {"issuer": "示例局"}
    call("ankang_revision_save", clerk, id=revision["id"], edit=revision["edit"], content=issuer)
    opened = call("ankang_revision_submit", clerk, ids=[revision["id"]], profile="signed")
    case = call_action("ankang_case_show", id=opened["revisions"][0]["case_id"])
    sign(case, head, "comparison")
    assert sign(case, office, "release")["state"] == "published"
    package = call_action("package_show", id=case["items"][0]["package_id"])
    assert "只有扫描件" in app.get(f"/document/{package['name']}").body


def test_a_stranger_does_not_see_the_comparison(app: Any, case: Json) -> None:
    person = factories.UserWithToken(name=f"shili-{uuid4().hex[:12]}")
    address = f"/import/case/{case['id']}/{case['items'][0]['id']}"
    by = {"Authorization": person["token"]}
    assert app.get(address, headers=by, expect_errors=True).status_code == 404


def reasons(call: Callable[..., Any], clerk: Json, revision_id: str) -> list[str]:
    return list(call("ankang_revision_preview", clerk, id=revision_id)["reasons"])


def test_a_published_text_is_not_edited(
    call: Callable[..., Any], clerk: Json, released: Json, words: str
) -> None:
    changed = words.replace("为了示例", "为了示范").splitlines()
    patched = call("package_patch", clerk, id=released["id"], document_text=changed)
    (sentence,) = reasons(call, clerk, patched["ankang_revision"]["id"])
    assert "已经公布的正文不能修改" in sentence


def changed(call: Callable[..., Any], clerk: Json, id_: str, words: str, **said: Any) -> Json:
    upload = FileStorage(BytesIO(words.encode()), "更正后.txt")
    return dict(call("ankang_document_text_change", clerk, id=id_, upload=upload, **said))


def test_a_correction_names_its_ground(
    call: Callable[..., Any], clerk: Json, released: Json, words: str
) -> None:
    with pytest.raises(tk.ValidationError, match="须写明依据"):
        changed(call, clerk, released["id"], words, kind="更正")


@pytest.fixture
def corrected(
    call: Callable[..., Any], clerk: Json, released: Json, words: str, head: str, office: str
) -> Json:
    """The document with a corrected text, released like the first."""
    ground = {"kind": "更正", "title": "示例局关于更正示例管理办法的通知", "day": "2022年9月1日"}
    made = changed(call, clerk, released["id"], words.replace("为了示例", "为了示范"), **ground)
    assert made["state"] == "drafted", made
    asked = {"ids": [made["revision_id"]], "profile": "signed"}
    opened = call("ankang_revision_submit", clerk, **asked)
    case = call_action("ankang_case_show", id=opened["revisions"][0]["case_id"])
    compare(case, head, same=True)
    sign(case, head, "comparison")
    assert sign(case, office, "release")["state"] == "published"
    return released


def test_a_correction_is_a_new_version_and_the_old_one_stays(corrected: Json) -> None:
    first, second = DocumentVersion.all(corrected["id"])
    assert "为了示例" in first.text
    assert "为了示范" in second.text
    assert second.note == "更正 示例局关于更正示例管理办法的通知 2022-09-01"


def test_a_corrected_text_holds_since_the_misprinted_one_did(corrected: Json) -> None:
    first, second = DocumentVersion.all(corrected["id"])
    assert first.day_from == second.day_from
    shown = call_action("ankang_document_show", id=corrected["id"], as_of="2022-08-02")
    assert shown["version"]["number"] == 2


@pytest.fixture
def proposed(app: Any, corrected: Json, keeper: str) -> Json:
    """The event that the worker proposes after the corrected text was published."""
    worker = Worker(app.flask_app, {changes.KIND: changes.propose})
    while worker.run_next():
        pass
    asked = {"id": corrected["id"], "state": "proposed"}
    (event,) = call_action("ankang_document_event_list", {"user": keeper}, **asked)
    return dict(event)


def test_a_correction_is_proposed_to_who_keeps_the_status(proposed: Json, clerk: Json) -> None:
    assert (proposed["kind"], proposed["day"]) == ("corrected", "2022-09-01")
    assert proposed["acting"]["title"] == "示例局关于更正示例管理办法的通知"
    assert proposed["proposed_by"] == clerk["name"]


def test_a_correction_stands_on_the_page_when_it_is_accepted(
    app: Any, corrected: Json, proposed: Json, keeper: str
) -> None:
    address = f"/document/{corrected['name']}"
    before = app.get(address).body
    decision = {"id": proposed["id"], "decision": "accept"}
    call_action("ankang_document_event_decide", {"user": keeper}, **decision)
    after = app.get(address).body
    assert f'id="event-{proposed["id"]}"' not in before
    assert f'id="event-{proposed["id"]}"' in after
    assert "2022年9月1日</strong> 更正" in after
    assert "《示例局关于更正示例管理办法的通知》" in after


def test_a_header_changes_without_a_reason(
    call: Callable[..., Any], clerk: Json, released: Json
) -> None:
    patched = call("package_patch", clerk, id=released["id"], notes="示例说明")
    assert reasons(call, clerk, patched["ankang_revision"]["id"]) == []

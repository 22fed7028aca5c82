"""A document on its way: checked, stored by article, read, found, shown."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.ankang.documents import publication
from ckanext.ankang.documents.model import DocumentVersion
from ckanext.ankang.documents.text.structure import from_markdown
from ckanext.ankang.jobs import outbox

SAMPLES = Path(__file__).parents[2] / "samples/documents"
NOTICE = "安康市人民政府办公室关于开展政府网站和政务新媒体服务能力提升行动的通知"


def paragraphs(sample: str) -> list[str]:
    text = (SAMPLES / sample).read_text()
    return text.splitlines() if sample.endswith(".txt") else from_markdown(text)


def an_item(sample: str, **fields: Any) -> dict[str, Any]:
    """What a harvest hands to the review: a package and its paragraphs."""
    package = {
        "id": str(uuid.uuid4()),
        "type": "document",
        "title": "城市公共交通条例",
        "issuer": "国务院",
        **fields,
    }
    document = {"version_id": None, "paragraphs": paragraphs(sample)}
    return {"package": package, "document": document, "source": "t", "identifier": "1"}


@pytest.fixture
def document() -> dict[str, Any]:
    """A public document without text."""
    return factories.Dataset(
        type="document",
        name=f"wenjian-{uuid.uuid4().hex[:12]}",
        title="城市公共交通条例",
        kind="administrative-regulation",
        issuer="国务院",
        document_number="国务院令第793号",
        date_published="2024-10-17",
        date_effective="2024-12-01",
        owner_org=factories.Organization()["id"],
    )


@pytest.fixture
def published(document: dict[str, Any]) -> dict[str, Any]:
    """The same document with its text."""
    publication.store(an_item("sound.md", id=document["id"]))
    model.Session.commit()
    return document


def test_a_sound_document_may_be_published() -> None:
    assert publication.reasons_against(an_item("sound.md")) == []


def test_an_incomplete_text_is_held_back_with_its_reason() -> None:
    reasons = publication.reasons_against(an_item("cut-off-after-article-3.md"))
    assert len(reasons) == 1
    assert "文本不完整" in reasons[0]


@pytest.mark.parametrize(("field", "word"), [("title", "标题"), ("issuer", "制定机关")])
def test_a_header_without_title_or_issuer_is_held_back(field: str, word: str) -> None:
    reasons = publication.reasons_against(an_item("sound.md", **{field: ""}))
    assert [word in reason for reason in reasons] == [True]


def test_a_document_without_text_is_held_back() -> None:
    item = {**an_item("sound.md"), "document": None}
    assert "没有正文" in publication.reasons_against(item)[0]


def test_a_text_with_a_mobile_number_is_held_back_without_repeating_it() -> None:
    item = an_item("sound.md")
    item["document"]["paragraphs"].append("联系电话：13800138000。")
    reasons = publication.reasons_against(item)
    assert len(reasons) == 1
    assert "手机号" in reasons[0]
    assert "13800138000" not in reasons[0]


def test_datasets_are_none_of_its_business() -> None:
    item = {"package": {"id": "x", "type": "dataset"}, "document": None}
    assert publication.reasons_against(item) == []
    assert publication.store(item) is None


def test_the_text_is_stored_once_however_often_it_is_applied(document: dict[str, Any]) -> None:
    item = an_item("sound.md", id=document["id"])
    first, second = publication.store(item), publication.store(item)
    assert first is not None
    assert first is second
    assert first.number == 1


def test_a_text_that_shrank_against_the_one_before_says_so(published: dict[str, Any]) -> None:
    item = an_item("sound.md", id=published["id"])
    lines = item["document"]["paragraphs"]
    item["document"]["paragraphs"] = [*lines[:9], lines[-1]]
    version = publication.store(item)
    assert version is not None
    assert any("文本只有前一版本的" in problem for problem in version.problems)


def test_another_text_is_another_version_and_the_first_stays(document: dict[str, Any]) -> None:
    first = publication.store(an_item("without-articles.md", id=document["id"]))
    second = publication.store(an_item("sound.md", id=document["id"]))
    assert first is not None
    assert second is not None
    assert (first.number, second.number) == (1, 2)
    assert DocumentVersion.latest(document["id"]) is second
    assert first.articles


def test_repairs_of_the_notice_are_kept_with_its_text(document: dict[str, Any]) -> None:
    item = an_item("broken-lines-and-doubled-tail.txt", id=document["id"], title=NOTICE)
    version = publication.store(item)
    assert version is not None
    assert {repair["kind"] for repair in version.repairs} == {"joined", "doubled-tail", "spaces"}
    assert version.complete


def test_anyone_reads_the_structure_of_a_public_document(published: dict[str, Any]) -> None:
    context = {"ignore_auth": False, "user": ""}
    shown = helpers.call_action("ankang_document_text_show", context, id=published["name"])
    third = next(node for node in shown["nodes"] if node["anchor"] == "article-3")
    assert third["heading"] == "第三条"
    assert third["text"].startswith("国家实施城市公共交通优先发展战略")
    assert shown["version"]["complete"] is True


def test_the_text_of_a_private_document_is_as_private(published: dict[str, Any]) -> None:
    helpers.call_action("package_patch", id=published["id"], private=True)
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action(
            "ankang_document_text_show", {"ignore_auth": False, "user": ""}, id=published["id"]
        )


def test_a_document_without_text_is_not_found(document: dict[str, Any]) -> None:
    with pytest.raises(tk.ObjectNotFound, match="没有正文"):
        helpers.call_action("ankang_document_text_show", id=document["id"])


def test_the_page_shows_header_articles_and_an_honest_state(
    app: Any, published: dict[str, Any]
) -> None:
    page = app.get(f"/document/{published['name']}").body
    assert 'id="article-3"' in page
    assert "国务院令第793号" in page
    assert "2024年12月1日" in page
    assert "未核实" in page
    assert 'class="ankang-document-state ankang-force-notice"' in page


def test_the_address_of_a_dataset_leads_to_the_document(
    app: Any, published: dict[str, Any]
) -> None:
    answer = app.get(f"/dataset/{published['name']}", follow_redirects=False)
    assert answer.status_code == 302
    assert answer.location.endswith(f"/document/{published['name']}")


def test_an_id_leads_to_the_page_by_name(app: Any, published: dict[str, Any]) -> None:
    answer = app.get(f"/document/{published['id']}", follow_redirects=False)
    assert answer.location.endswith(f"/document/{published['name']}")


def test_what_is_no_document_is_not_found(app: Any) -> None:
    assert app.get("/document/meiyou-zhe-fen-wenjian", expect_errors=True).status_code == 404


def test_a_document_without_text_offers_its_original(app: Any, document: dict[str, Any]) -> None:
    assert "还没有可以阅读的正文" in app.get(f"/document/{document['name']}").body


def test_scripts_in_a_text_never_reach_a_reader(app: Any, document: dict[str, Any]) -> None:
    item = an_item("sound.md", id=document["id"])
    item["document"]["paragraphs"] = ["办法", "第一条 <script>alert(1)</script>", "第二条 施行。"]
    publication.store(item)
    model.Session.commit()
    assert "<script>alert(1)" not in app.get(f"/document/{document['name']}").body


def test_a_document_goes_the_whole_way_of_the_review(
    app: Any, approved_source: Callable[..., dict[str, str]], complete_package: Callable[..., Any]
) -> None:
    source = approved_source()
    package = complete_package(
        type="document",
        kind="administrative-regulation",
        issuer="国务院",
        owner_org=source["owner_org"],
    )
    sound = {**an_item("sound.md"), "package": package, "identifier": "1"}
    cut_off = {
        **an_item("cut-off-after-article-3.md"),
        "package": {**package, "id": str(uuid.uuid4()), "name": f"{package['name']}-2"},
        "identifier": "2",
    }
    opened = helpers.call_action(
        "ankang_case_open",
        title="测试",
        source=source["source"],
        source_hash=source["source_hash"],
        items=[{**item, "source": source["source"]} for item in (sound, cut_off)],
    )
    assert opened["published"] == [package["id"]]
    assert "文本不完整" in opened["held"][0]["reasons"][0]
    assert 'id="article-3"' in app.get(f"/document/{package['name']}").body


def test_a_number_of_a_person_in_the_text_keeps_text_and_original_from_the_public(
    send: Any, approved_source: Callable[..., dict[str, str]], complete_package: Callable[..., Any]
) -> None:
    """The table checks of `quality` leave a document's file alone; this is what stops it."""
    source = approved_source()
    version = helpers.call_action(
        "ankang_file_version_create", upload=send(b"%PDF-1.7", "通知.pdf"), source="harvest"
    )
    item = an_item("sound.md")
    item["package"] = complete_package(
        type="document",
        kind="administrative-regulation",
        issuer="国务院",
        owner_org=source["owner_org"],
        resources=[{"name": "通知.pdf", "format": "PDF", "version_id": version["id"]}],
    )
    item["document"]["version_id"] = version["id"]
    item["document"]["paragraphs"].append("联系电话：13800138000。")
    opened = helpers.call_action(
        "ankang_case_open",
        title="测试",
        source=source["source"],
        source_hash=source["source_hash"],
        items=[{**item, "source": source["source"]}],
    )
    assert opened["published"] == []
    assert ["手机号" in reason for reason in opened["held"][0]["reasons"]] == [True]
    assert model.Package.get(item["package"]["id"]) is None
    shown = helpers.call_action("ankang_file_version_show", id=version["id"])
    assert shown["published"] is None


def _index(document: dict[str, Any]) -> None:
    """Index now what the worker indexes after the commit."""
    helpers.call_action("package_patch", id=document["id"], notes="检索")
    outbox.drain()


def test_a_word_inside_the_text_finds_the_document(published: dict[str, Any]) -> None:
    _index(published)
    found = helpers.call_action(
        "package_search", q="城市轨道交通车辆", fq=f"name:{published['name']}"
    )
    assert [package["name"] for package in found["results"]] == [published["name"]]


def test_search_results_do_not_carry_the_text(published: dict[str, Any]) -> None:
    _index(published)
    found = helpers.call_action("package_search", fq=f"name:{published['name']}")
    assert "优先发展战略" not in str(found["results"])

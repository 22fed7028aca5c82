"""What is recorded when a document is published: its own events, and what it does to others."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import ckan.plugins as p
import pytest
from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.documents.text.structure import from_markdown
from ckanext.ankang.review.interfaces import IPublication
from ckanext.ankang.validity.history import read_file, read_work

CORPUS = Path(__file__).parents[2] / "samples/documents/regulations.tar.xz"
Publish = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    with tarfile.open(CORPUS) as archive:
        archive.extractall(folder)
    return next(folder.rglob("*.md")).parent


@pytest.fixture(autouse=True)
def alone() -> None:
    """No document of an earlier test answers to the titles of the corpus."""
    for package in model.Session.query(model.Package).filter_by(type="document", state="active"):
        if package.title.removeprefix("中华人民共和国") in TITLES:
            call_action("package_delete", id=package.id)


TITLES = {
    "个体工商户条例",
    "促进个体工商户发展条例",
    "军人抚恤优待条例",
    "反补贴条例",
    "反倾销和反补贴条例",
}


@pytest.fixture
def publish() -> Publish:
    """Makes a public document and lets every room do its share, as the review does."""

    def make(title: str, *texts: dict[str, Any], **fields: Any) -> dict[str, Any]:
        header = {"kind": "administrative-regulation", "issuer": "国务院", **fields}
        package = call_action(
            "package_create",
            type="document",
            name=f"wenjian-{uuid4().hex[:12]}",
            title=title,
            owner_org=factories.Organization()["id"],
            **header,
        )
        item = {"package": package, "document": {"texts": list(texts)}}
        for plugin in p.PluginImplementations(IPublication):
            plugin.apply_publications([item])
        model.Session.commit()
        return package

    return make


def text(folder: Path, name: str) -> dict[str, Any]:
    """A file of the corpus as the import hands it over."""
    source = read_file(name, (folder / name).read_text())
    days = read_work([source]).texts[0]
    return {
        "paragraphs": from_markdown((folder / name).read_text()),
        "day_published": days.published.isoformat() if days.published else None,
        "day_from": days.starts.isoformat() if days.starts else None,
        "history": list(source.history),
    }


def shown(document: dict[str, Any], **when: Any) -> dict[str, Any]:
    return call_action("ankang_document_show", id=document["id"], **when)


def state(document: dict[str, Any], **when: Any) -> str:
    return shown(document, **when)["force"]["state"]


def test_the_texts_are_stored_before_their_force_is_derived(corpus: Path, publish: Publish) -> None:
    one = text(corpus, "烈士褒扬条例(2019-08-01).md")
    two = text(corpus, "烈士褒扬条例(2024-09-27).md")
    document = publish("烈士褒扬条例", one, two)
    before = shown(document, as_of="2024-12-31")
    assert (before["force"]["state"], before["version"]["number"]) == ("in_force", 1)
    assert before["next_version"] == {"number": 2, "day_from": "2025-01-01", "state": "pending"}
    assert shown(document, as_of="2025-01-01")["version"]["number"] == 2


def test_a_later_law_ends_an_older_one_that_is_in_the_library(
    corpus: Path, publish: Publish
) -> None:
    old = publish("个体工商户条例", text(corpus, "个体工商户条例(2016-02-06).md"))
    new = publish("促进个体工商户发展条例", text(corpus, "促进个体工商户发展条例(2022-10-01).md"))
    assert state(old, as_of="2022-10-31") == "in_force"
    found = shown(old, as_of="2022-11-01")
    assert found["force"]["state"] == "repealed"
    assert "促进个体工商户发展条例" in found["force"]["sentence"]
    cause = next(one for one in found["timeline"] if one["id"] == found["force"]["cause"])
    assert cause["acting"]["document"] == new["id"]
    assert cause["acting"]["article"] == "第三十九条"


def test_a_document_that_comes_later_than_its_repeal_is_ended_by_it(
    corpus: Path, publish: Publish
) -> None:
    publish("促进个体工商户发展条例", text(corpus, "促进个体工商户发展条例(2022-10-01).md"))
    old = publish("个体工商户条例", text(corpus, "个体工商户条例(2016-02-06).md"))
    assert state(old, as_of="2022-10-31") == "in_force"
    assert state(old) == "repealed"


def test_a_repeal_of_the_same_title_is_of_the_older_document(
    corpus: Path, publish: Publish
) -> None:
    one = publish("军人抚恤优待条例", text(corpus, "军人抚恤优待条例(2019-03-02).md"))
    assert state(one) == "in_force"
    older = publish(
        "军人抚恤优待条例",
        {"paragraphs": ["军人抚恤优待条例", "第一条 示例。", "第二条 本条例自发布之日起施行。"]},
        date_published="1988-07-18",
    )
    assert state(older, as_of="2004-09-30") == "in_force"
    assert state(older) == "repealed"
    assert state(one) == "in_force"


def test_a_repeal_in_part_leaves_the_rest_in_force(corpus: Path, publish: Publish) -> None:
    old = publish(
        "中华人民共和国反倾销和反补贴条例",
        {"paragraphs": ["反倾销和反补贴条例", "第一条 示例。", "第二条 本条例自发布之日起施行。"]},
        date_published="1997-03-25",
    )
    publish("反补贴条例", text(corpus, "反补贴条例(2004-03-31).md"))
    found = shown(old)
    assert found["force"]["state"] == "partly"
    assert "关于反补贴的规定" in found["force"]["sentence"]


def test_publishing_the_same_again_records_nothing_twice(corpus: Path, publish: Publish) -> None:
    document = publish("不动产登记暂行条例", text(corpus, "不动产登记暂行条例(2019-03-24).md"))
    before = shown(document)["timeline"]
    item = {
        "package": call_action("package_show", id=document["id"]),
        "document": {"texts": [text(corpus, "不动产登记暂行条例(2019-03-24).md")]},
    }
    for plugin in p.PluginImplementations(IPublication):
        plugin.apply_publications([item])
    assert shown(document)["timeline"] == before


def test_a_corrected_header_takes_back_what_it_said_before(publish: Publish) -> None:
    paragraphs = ["示例市示例办法", "第一条 示例。", "第二条 本办法自发布之日起施行。"]
    document = publish(
        "示例市示例办法", {"paragraphs": paragraphs}, kind="normative", date_published="2026-03-01"
    )
    assert shown(document)["force"]["since"] == "2026-03-01"
    package = call_action("package_patch", id=document["id"], date_published="2026-03-02")
    item = {"package": package, "document": {"texts": [{"paragraphs": paragraphs}]}}
    for plugin in p.PluginImplementations(IPublication):
        plugin.apply_publications([item])
    found = shown(document)
    assert found["force"]["since"] == "2026-03-02"
    assert [one["day"] for one in found["timeline"]] == ["2026-03-02", "2026-03-02"]


def test_a_printed_period_ends_with_its_last_day(publish: Publish) -> None:
    paragraphs = [
        "示例市示例办法",
        "第一条 示例。",
        "第二条 本办法自2026年1月1日起施行，有效期1年。",
    ]
    document = publish(
        "示例市示例办法", {"paragraphs": paragraphs}, kind="normative", date_published="2025-12-20"
    )
    assert state(document, as_of="2026-12-31") == "in_force"
    assert state(document, as_of="2027-01-01") == "lapsed"
    codes = [one["code"] for one in shown(document, as_of="2026-12-01")["flags"]]
    assert codes == ["ending"]


def test_a_repeal_by_an_organ_without_the_power_waits_for_the_keepers(publish: Publish) -> None:
    old = publish(
        "示例市示例甲办法",
        {"paragraphs": ["示例市示例甲办法", "第一条 本办法自发布之日起施行。"]},
        kind="normative",
        issuer="安康市人民政府",
        date_published="2026-01-05",
    )
    publish(
        "示例县示例乙办法",
        {
            "paragraphs": [
                "示例县示例乙办法",
                "第一条 本办法自2026年6月1日起施行。《示例市示例甲办法》同时废止。",
            ]
        },
        kind="normative",
        issuer="白河县人民政府",
        date_published="2026-05-20",
    )
    assert state(old) == "in_force"
    events = call_action("ankang_document_event_list", id=old["id"])
    assert "repealed" not in {one["kind"] for one in events}


def test_a_change_of_the_header_alone_reads_the_text_that_is_there(publish: Publish) -> None:
    paragraphs = ["示例市示例办法", "第一条 示例。", "第二条 本办法自发布之日起施行。"]
    document = publish(
        "示例市示例办法", {"paragraphs": paragraphs}, kind="normative", date_published="2026-03-01"
    )
    package = call_action("package_patch", id=document["id"], date_published="2026-03-02")
    for plugin in p.PluginImplementations(IPublication):
        plugin.apply_publications([{"package": package, "document": None}])
    assert shown(document)["force"]["since"] == "2026-03-02"


def test_an_amending_decision_in_the_library_is_the_cause_of_a_change(publish: Publish) -> None:
    paragraphs = ["示例市示例丙办法", "第一条 示例。", "第二条 本办法自发布之日起施行。"]
    fields = {"kind": "normative", "issuer": "安康市人民政府"}
    old = publish(
        "示例市示例丙办法", {"paragraphs": paragraphs}, date_published="2026-01-05", **fields
    )
    title = "示例市人民政府关于修改《示例市示例丙办法》的决定"
    decision = publish(
        title,
        {"paragraphs": [title, "一、示例。", "本决定自2026年9月1日起施行。"]},
        date_published="2026-08-20",
        **fields,
    )
    amended = next(one for one in shown(old)["timeline"] if one["kind"] == "amended")
    assert (amended["day"], amended["acting"]["document"]) == ("2026-09-01", decision["id"])


def test_what_a_keeper_took_back_is_not_read_again(publish: Publish, keeper: str) -> None:
    paragraphs = ["示例市示例丁办法", "第一条 示例。", "第二条 本办法自2026年2月1日起施行。"]
    document = publish(
        "示例市示例丁办法",
        {"paragraphs": paragraphs},
        kind="normative",
        date_published="2026-01-05",
    )
    read = next(one for one in shown(document)["timeline"] if one["kind"] == "effective")
    taken = {"id": read["id"], "reason": "原件为3月1日，读取有误"}
    call_action("ankang_document_event_retract", {"user": keeper}, **taken)
    package = call_action("package_show", id=document["id"])
    for plugin in p.PluginImplementations(IPublication):
        plugin.apply_publications(
            [{"package": package, "document": {"texts": [{"paragraphs": paragraphs}]}}]
        )
    assert [one["kind"] for one in shown(document)["timeline"]] == ["published"]


def test_the_lists_of_a_cleanup_notice_are_proposed_and_what_is_not_here_is_named(
    app: Any, publish: Publish, keeper: str
) -> None:
    serial = uuid4().int % 8999 + 1000
    known = publish(
        f"示例事项{serial}管理办法",
        {"paragraphs": ["第一条 为了示例。", "第二条 本办法自2015年1月1日起施行。"]},
        document_number=f"示例发〔2015〕{serial}号",
        date_published="2014-12-01",
    )
    title = f"示例局关于公布文件清理结果的通知{serial}"
    lines = [title, "各科室：", "现将清理结果通知如下。", "示例局", "2024年7月1日", "附件1"]
    lines += ["废止的文件目录（2件）", f"1.《{known['title']}》（示例发〔2015〕{serial}号）"]
    lines += [f"2.《示例没有收录的{serial}办法》（示例发〔2009〕6号）", "其余文件另行清理"]
    notice = publish(title, {"paragraphs": lines}, kind="other", date_published="2024-07-01")
    assert state(known) == "in_force"
    asked = {"origin": notice["id"]}
    listed = call_action("ankang_document_event_list", {"user": keeper}, **asked)
    assert {(one["document"], one["kind"], one["state"]) for one in listed} == {
        (known["id"], "repealed", "proposed"),
        (None, "repealed", "proposed"),
    }
    problems = [one["sentence"] for one in shown(notice)["problems"]]
    assert any("其余文件另行清理" in sentence for sentence in problems)
    visitor = app.get(f"/document/{notice['name']}/events").body
    assert "本文件对其他文件的处理" not in visitor

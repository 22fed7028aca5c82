"""Citations of documents in the library: resolved by the day, related both ways, shown as links."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from ckan import model
from ckan.cli.cli import ckan
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.ankang.citations import recording
from ckanext.ankang.citations.model import DocumentCitation
from ckanext.ankang.documents import publication

Document = dict[str, Any]
ANYBODY = {"ignore_auth": False, "user": ""}
RULES = [
    "第一条 为了规范管理，制定本办法。",
    "第二条 申请人应当提交材料。",
    "第三条 本办法自公布之日起施行。",
]


@pytest.fixture
def publish() -> Callable[..., Document]:
    """Makes a public document with its texts, as publishing it does."""

    def make(title: str, *texts: dict[str, Any], **fields: Any) -> Document:
        package: Document = factories.Dataset(
            type="document",
            name=f"wenjian-{uuid.uuid4().hex[:12]}",
            title=title,
            kind="other",
            issuer="示例市人民政府",
            owner_org=factories.Organization()["id"],
            **fields,
        )
        for one in texts:
            one["paragraphs"].insert(0, title)
        item = {"package": package, "document": {"texts": list(texts)}}
        publication.store(item)
        recording.record(package)
        model.Session.commit()
        return package

    return make


def text(*paragraphs: str, day: str | None = None) -> dict[str, Any]:
    return {"paragraphs": list(paragraphs), "day_published": day, "day_from": day}


def title() -> str:
    return f"示例市{uuid.uuid4().hex[:8]}管理办法"


def spans(document: Document, anchor: str, number: int | None = None) -> list[dict[str, Any]]:
    asked = {"id": document["name"]} | ({"number": number} if number else {})
    return helpers.call_action("ankang_document_citation_list", ANYBODY.copy(), **asked).get(
        anchor, []
    )


def relations(document: Document) -> list[tuple[str, str, str]]:
    found = helpers.call_action(
        "ankang_document_relation_list", ANYBODY.copy(), id=document["name"]
    )
    return [
        (
            one["verb"] if one["direction"] == "out" else one["reverse_verb"],
            one["title"],
            one["article"],
        )
        for one in found
    ]


def test_a_citation_opens_the_text_in_force_on_the_day_of_the_citing_text(
    publish: Callable[..., Document],
) -> None:
    name = title()
    cited = publish(
        name,
        text(*RULES, day="2010-01-01"),
        text(*RULES[:2], "第三条 本办法自2020年1月1日起施行。", day="2020-01-01"),
    )
    citing = publish(
        title(),
        text(f"第一条 依照《{name}》第二条的规定办理。", "第二条 施行。", day="2015-01-01"),
    )
    (span,) = spans(citing, "article-1")
    assert (span["document"]["name"], span["number"]) == (cited["name"], 1)
    assert span["url"].endswith("/1/%E7%AC%AC%E4%BA%8C%E6%9D%A1")
    assert "现行文本是第2版" in span["note"]


def test_a_text_older_than_all_of_the_cited_document_is_told_that_its_text_is_not_here(
    publish: Callable[..., Document],
) -> None:
    name = title()
    publish(name, text(*RULES, day="2020-01-01"))
    citing = publish(
        title(), text(f"第一条 依照《{name}》办理。", "第二条 施行。", day="2015-01-01")
    )
    (span,) = spans(citing, "article-1")
    assert span["number"] is None
    assert "没有引用时施行的文本" in span["note"]


def test_a_citation_waits_for_its_document_and_finds_it_when_it_comes(
    publish: Callable[..., Document],
) -> None:
    name = title()
    citing = publish(title(), text(f"第一条 依照《{name}》办理。", "第二条 施行。"))
    assert spans(citing, "article-1")[0]["document"] is None
    cited = publish(name, text(*RULES))
    assert spans(citing, "article-1")[0]["document"]["name"] == cited["name"]


def test_a_document_that_repeals_one_of_its_own_title_never_means_itself(
    publish: Callable[..., Document],
) -> None:
    name = title()
    clause = f"第三条 本办法自公布之日起施行。1988年7月18日示例市人民政府发布的《{name}》同时废止。"
    new = publish(name, text(*RULES[:2], clause, day="2004-08-01"))
    assert spans(new, "article-3")[0]["document"] is None
    old = publish(name, text(*RULES, day="1988-07-18"))
    assert spans(new, "article-3")[0]["document"]["name"] == old["name"]
    assert ("被替代", name, "") in relations(old)
    assert ("替代", name, "") in relations(new)


def test_a_number_alone_finds_its_document(publish: Callable[..., Document]) -> None:
    number = f"示政发〔2020〕{uuid.uuid4().int % 9000 + 1}号"
    cited = publish(title(), text(*RULES), document_number=number)
    citing = publish(title(), text(f"第一条 按照{number}和有关规定办理。", "第二条 施行。"))
    (span,) = spans(citing, "article-1")
    assert (span["words"], span["document"]["name"]) == (number, cited["name"])


def test_relations_are_read_from_both_ends(publish: Callable[..., Document]) -> None:
    base, rule = title(), title()
    law = publish(base, text(*RULES, day="2010-01-01"))
    made = publish(
        rule,
        text(
            f"第一条 根据《{base}》第二条，制定本办法。",
            f"第二条 依照《{base}》第一条办理。",
            day="2015-01-01",
        ),
    )
    assert relations(made) == [("依据", base, "第二条"), ("引用", base, "第一条")]
    assert relations(law) == [("是其制定依据", rule, "第二条"), ("被引用", rule, "第一条")]


def test_the_basis_in_the_header_is_a_relation_to_the_register(
    publish: Callable[..., Document],
) -> None:
    basis = [{"title": "中华人民共和国立法法", "number": "", "article": "第九十三条"}]
    made = publish(title(), text(*RULES), basis=basis)
    assert relations(made) == [("依据", "中华人民共和国立法法", "")]


def test_documents_that_cite_an_article_are_counted_once_each(
    publish: Callable[..., Document],
) -> None:
    name = title()
    cited = publish(name, text(*RULES))
    for _ in range(2):
        publish(
            title(),
            text(f"第一条 依照《{name}》第一条至第三条办理，按第二条处罚。", "第二条 施行。"),
        )
    counts = helpers.call_action("ankang_document_citation_count", ANYBODY.copy(), id=cited["name"])
    assert counts == {"": 2, "1": 2, "2": 2, "3": 2}


def test_articles_are_counted_by_the_numbers_of_the_text_that_is_cited(
    publish: Callable[..., Document],
) -> None:
    name = title()
    cited = publish(
        name, text(*RULES, day="2010-01-01"), text(*RULES[:2], "第三条 新。", day="2020-01-01")
    )
    publish(title(), text(f"第一条 依照《{name}》第二条办理。", "第二条 施行。", day="2015-01-01"))
    publish(title(), text(f"第一条 依照《{name}》第三条办理。", "第二条 施行。", day="2021-01-01"))

    def counts(number: int) -> dict[str, int]:
        asked = {"id": cited["name"], "number": number}
        found: dict[str, int] = helpers.call_action("ankang_document_citation_count", **asked)
        return found

    assert counts(1) == {"": 2, "2": 1}
    assert counts(2) == {"": 2, "3": 1}


def test_the_page_links_citations_and_says_who_cites_an_article(
    app: Any, publish: Callable[..., Document]
) -> None:
    name = title()
    cited = publish(name, text(*RULES, day="2010-01-01"))
    citing = publish(
        title(),
        text(f"第一条 依照《{name}》第二条和<script>办理。", "第二条 施行。", day="2015-01-01"),
    )
    page = app.get(f"/document/{citing['name']}").body
    assert f'href="/doc/{cited["name"]}/1/%E7%AC%AC%E4%BA%8C%E6%9D%A1"' in page
    assert "<script>办理" not in page
    assert "被 1 份文件引用" in app.get(f"/document/{cited['name']}").body
    assert citing["title"] in app.get(f"/doc/{cited['name']}/1/第二条").body


def test_a_licence_is_no_document_and_the_reader_is_told_why(
    publish: Callable[..., Document],
) -> None:
    made = publish(title(), text("第一条 应当取得《网络文化经营许可证》。", "第二条 施行。"))
    (span,) = spans(made, "article-1")
    assert span["url"] is None
    assert span["note"] == "“网络文化经营许可证”是发给个人或者单位的证照、证明，不是文件"


def test_what_is_taken_down_is_no_longer_what_a_citation_means(
    publish: Callable[..., Document],
) -> None:
    name = title()
    cited = publish(name, text(*RULES))
    citing = publish(title(), text(f"第一条 依照《{name}》办理。", "第二条 施行。"))
    recording.forget(cited["id"])
    model.Session.commit()
    assert spans(citing, "article-1")[0]["document"] is None


def test_a_document_that_gets_another_title_is_found_by_that_alone(
    publish: Callable[..., Document],
) -> None:
    name = title()
    cited = publish(name, text(*RULES))
    citing = publish(title(), text(f"第一条 依照《{name}》办理。", "第二条 施行。"))
    recording.record({**cited, "title": title()})
    model.Session.commit()
    assert spans(citing, "article-1")[0]["document"] is None


def test_a_private_document_is_named_to_nobody(publish: Callable[..., Document]) -> None:
    name, secret = title(), title()
    cited = publish(name, text(*RULES))
    hidden = publish(secret, text(f"第一条 根据《{name}》，制定本办法。", "第二条 施行。"))
    helpers.call_action("package_patch", id=hidden["id"], private=True)
    assert relations(cited) == []
    assert helpers.call_action(
        "ankang_document_citation_count", ANYBODY.copy(), id=cited["name"]
    ) == {"": 0}
    with pytest.raises(tk.NotAuthorized):
        spans(hidden, "article-1")


def test_what_nobody_knows_is_listed_for_those_who_hold_a_post(
    app: Any, publish: Callable[..., Document], in_post: Callable[..., str]
) -> None:
    name = title()
    made = publish(
        title(), text(f"第一条 依照《{name}》和本办法第九条办理。", "第二条 依照《专利法》办理。")
    )
    clerk = in_post("clerk", factories.Organization()["id"])
    found = helpers.call_action(
        "ankang_citation_unresolved_list", {"ignore_auth": False, "user": clerk}
    )
    reasons = {one["name"]: one["reason"] for one in found["results"]}
    assert reasons[name] == "unknown"
    assert reasons["本办法第九条"] == "no-such-article"
    assert "专利法" not in reasons
    assert made["name"] in {one["example"]["name"] for one in found["results"]}


def test_the_unresolved_page_is_for_posts_alone(app: Any, publish: Callable[..., Document]) -> None:
    name = title()
    publish(title(), text(f"第一条 依照《{name}》办理。", "第二条 施行。"))
    assert app.get("/document/unresolved", expect_errors=True).status_code == 403
    admin = factories.SysadminWithToken()
    page = app.get("/document/unresolved", headers={"Authorization": admin["token"]}).body
    assert name in page
    assert "文件库和名录中没有" in page


def test_all_citations_can_be_read_again(cli: Any, publish: Callable[..., Document]) -> None:
    name = title()
    publish(name, text(*RULES))
    citing = publish(title(), text(f"第一条 依照《{name}》办理。", "第二条 施行。"))
    before = spans(citing, "article-1")
    model.Session.query(DocumentCitation).filter_by(package_id=citing["id"]).delete()
    model.Session.commit()
    outcome = cli.invoke(ckan, ["ankang-citations", "read"])
    assert outcome.exit_code == 0, outcome.output
    assert "已重新读取" in outcome.output
    assert spans(citing, "article-1") == before != []


def test_a_published_case_brings_its_citations(
    approved_source: Callable[..., dict[str, str]],
    complete_package: Callable[..., Any],
    open_case: Callable[..., dict[str, Any]],
) -> None:
    source = approved_source()
    package = complete_package(
        type="document", kind="other", issuer="示例市人民政府", owner_org=source["owner_org"]
    )
    paragraphs = [
        package["title"],
        "第一条 根据《中华人民共和国立法法》，制定本办法。",
        "第二条 本办法自公布之日起施行。",
    ]
    item = {
        "package": package,
        "document": {"paragraphs": paragraphs},
        "source": source["source"],
        "identifier": package["name"],
    }
    assert open_case(source, items=[item])["held"] == []
    assert relations(package) == [("依据", "中华人民共和国立法法", "")]

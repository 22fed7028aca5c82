"""Citations found in texts: measured on the corpus, judged by hand, and by their properties."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.citations import register
from ckanext.ankang.citations.extraction import Citation, extract
from ckanext.ankang.citations.provisions import Place
from ckanext.ankang.documents.text.structure import Node, parse

SAMPLES = Path(__file__).parents[2] / "samples"

JUDGED = yaml.safe_load((SAMPLES / "citations" / "judged.yaml").read_text("utf-8"))
REFERENCE = re.compile(
    r"《|第[（(]?[一二三四五六七八九十百零]+[）)]?[条款项](?!目)|前[两三]?[条款项](?!目)"
)
# «事项不得作为登记的前置条件»: 前 and 条 that meet by chance.
CHANCE = re.compile(r"以前|之前|上述条")


def words_of(place: Place | None) -> str:
    if not place:
        return ""
    said = f"第{place.article}条" if place.article else f"第{place.chapter}章"
    said += f"第{place.paragraph}款" if place.paragraph else ""
    return said + (f"第{place.item}项" if place.item else "")


def reading(citation: Citation) -> dict[str, object]:
    named = citation.named
    said = {
        "kind": named.kind,
        "name": named.name,
        "number": named.number,
        "day": named.day,
        "place": words_of(citation.place),
        "until": words_of(citation.until),
        "reason": named.reason,
    }
    return {name: value for name, value in said.items() if value}


@pytest.mark.parametrize("judged", JUDGED, ids=[str(number) for number in range(len(JUDGED))])
def test_a_citation_is_read_as_a_person_reads_it(
    corpus: dict[str, Any], judged: dict[str, object]
) -> None:
    found = [
        citation
        for citation in corpus[str(judged["file"])].citations
        if (citation.start, citation.words) == (judged["start"], judged["words"])
        and judged.get("anchor", citation.anchor) == citation.anchor
    ]
    expected = {
        name: value
        for name, value in judged.items()
        if name not in ("file", "anchor", "start", "words")
    }
    assert expected in [reading(citation) for citation in found]


def test_nothing_that_looks_like_a_citation_is_left_out(corpus: dict[str, Any]) -> None:
    missed = []
    for name, document in corpus.items():
        spans = {(c.anchor, at) for c in document.citations for at in range(c.start, c.end)}
        for anchor, node in document.nodes.items():
            for found in REFERENCE.finditer(node.text):
                if (anchor, found.start()) not in spans and not CHANCE.search(found[0]):
                    missed.append((name, anchor, node.text[found.start() - 9 : found.end() + 9]))
    chance = ("作为企业登记的前置条件",)
    assert [one for one in missed if not any(words in one[2] for words in chance)] == []


def test_the_spans_of_the_corpus_are_its_words_and_never_overlap(corpus: dict[str, Any]) -> None:
    for document in corpus.values():
        end: dict[str, int] = {}
        for one in document.citations:
            assert document.nodes[one.anchor].text[one.start : one.end] == one.words
            assert end.get(one.anchor, 0) <= one.start < one.end
            assert "\n" not in one.words
            end[one.anchor] = one.end


def test_every_name_of_the_corpus_is_in_the_register_or_no_document(
    corpus: dict[str, Any],
) -> None:
    unknown = Counter(
        citation.named.name
        for document in corpus.values()
        for citation in document.citations
        if citation.named.kind in ("title", "short") and not register.law(citation.named.name)
    )
    assert unknown == {}


def test_the_figures_of_the_corpus(corpus: dict[str, Any]) -> None:
    every = [citation for document in corpus.values() for citation in document.citations]
    titled = [citation for citation in every if citation.words.startswith("《")]
    none = [citation for citation in every if citation.named.kind == "no-document"]
    assert len(titled) == 608 + 151  # in the texts, and in the lines of their histories
    assert (len(none), len({citation.named.name for citation in none})) == (147, 48)


def articles(*texts: str, title: str = "示例市办法") -> list[Citation]:
    nodes = [
        Node("article", str(number), f"第{number}条", text, f"article-{number}")
        for number, text in enumerate(texts, start=1)
    ]
    return extract(nodes, title)


def places(*texts: str) -> list[tuple[str, str]]:
    return [(one.words, words_of(one.place) + words_of(one.until)) for one in articles(*texts)]


def test_items_are_no_paragraph_and_the_one_after_them_is_the_next() -> None:
    text = "有下列情形之一的：\n（一）甲；\n（二）乙。\n前款第二项的情形，按第一款办理。\n有前两款情形的，从其规定。"
    assert places(text, "依照第一条第一款第一项、第二项办理。") == [
        ("前款第二项", "第1条第1款第2项"),
        ("第一款", "第1条第1款"),
        ("前两款", "第1条第1款第1条第2款"),
        ("第一条第一款第一项", "第1条第1款第1项"),
        ("第二项", "第1条第1款第2项"),
    ]


def test_the_article_before_is_that_of_the_text() -> None:
    assert places("甲。", "乙。", "违反前条规定的。", "违反前两条规定的。") == [
        ("前条", "第2条"),
        ("前两条", "第2条第3条"),
    ]


def test_a_list_keeps_its_document_until_another_is_named() -> None:
    text = "依照《甲法》第八条、第九条至第十一条和本办法第一条、第二条规定。"
    found = articles(text, "乙。")
    assert [(one.named.name, one.words) for one in found] == [
        ("甲法", "《甲法》第八条"),
        ("甲法", "第九条至第十一条"),
        ("", "本办法第一条"),
        ("", "第二条"),
    ]


def test_a_short_name_means_what_the_text_said() -> None:
    text = "根据《甲市公园条例》（以下简称公园条例），制定本办法。"
    found = articles(text, "依照公园条例第三条办理。公园条例实施细则另行制定。")
    assert [(one.named.name, one.words) for one in found] == [
        ("甲市公园条例", "《甲市公园条例》"),
        ("甲市公园条例", "公园条例第三条"),
    ]


def test_the_longest_known_name_is_meant() -> None:
    assert [one.named.name for one in articles("依照劳动合同法第三条、著作权法办理。")] == [
        "中华人民共和国劳动合同法",
        "中华人民共和国著作权法",
    ]


def test_an_act_nobody_knows_is_named_and_not_taken_for_the_own() -> None:
    (one,) = articles("依照月球法第一条办理。")
    assert (one.words, one.named.name, one.named.kind) == ("月球法第一条", "月球法", "short")


def test_an_article_of_something_without_a_name_is_not_the_own() -> None:
    assert articles("依照该条约和上述办法第一条办理。") == []


def test_an_own_article_that_does_not_exist_is_told() -> None:
    (one,) = articles("依照本办法第九十九条办理。")
    assert one.named.reason == "no-such-article"


def test_a_paragraph_before_the_first_is_told() -> None:
    (one,) = articles("违反前款规定的。")
    assert one.named.reason == "nothing-before"


def test_a_name_inside_a_name_is_one_name_and_no_document() -> None:
    (one,) = articles("实施《中国履行〈关于消耗臭氧层物质的蒙特利尔议定书〉国家方案》。")
    assert (one.named.kind, one.named.reason) == ("no-document", "plan")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("根据安政办函〔2022〕96号要求办理。", "安政办函〔2022〕96号"),
        ("按照国发[2016]51号和有关规定办理。", "国发〔2016〕51号"),
        ("以中华人民共和国国务院令第711号公布。", "中华人民共和国国务院令第711号"),
    ],
)
def test_a_number_alone_is_a_citation(text: str, number: str) -> None:
    assert [one.named.number for one in articles(text)] == [number]


def test_a_number_after_a_title_belongs_to_it() -> None:
    (one,) = articles("按照《关于示例的通知》（示政发〔2020〕3号）办理。")
    assert (one.words, one.named.number) == ("《关于示例的通知》", "示政发〔2020〕3号")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("1988年7月18日国务院发布的", date(1988, 7, 18)),
        ("国务院1984年4月7日发布的", date(1984, 4, 7)),
        ("一九八八年七月十八日国务院发布的", date(1988, 7, 18)),
        ("1987年11月14日国务院批准、1987年12月1日国家旅游局发布的", date(1987, 12, 1)),
        ("1988年13月40日国务院发布的", None),
        ("", None),
    ],
)
def test_the_day_of_the_cited_text_is_read(words: str, day: date | None) -> None:
    (one,) = articles(f"{words}《军人抚恤优待条例》同时废止。")
    assert one.named.day == day


def test_an_amending_decision_speaks_of_the_act_it_amends() -> None:
    nodes = parse(["一、将第八条修改为新的规定。", "二、删去第九条第二款。"]).nodes
    found = extract(nodes, "示例市人民政府关于修改《示例市公园办法》的决定")
    assert [(one.named.name, one.words) for one in found] == [
        ("示例市公园办法", "第八条"),
        ("示例市公园办法", "第九条第二款"),
    ]


WORDS = st.sampled_from(
    [
        *"第一二十条款项章至、和《》〈〉（）()〔〕2022号令年月日本前的，。；\n 法",
        *[
            "专利法",
            "本办法",
            "以下简称",
            "《甲法》",
            "第三条",
            "第（二）项",
            "前两款",
            "依照",
            "发布的",
        ],
    ]
)
TEXT = st.lists(WORDS, max_size=40).map("".join)


@given(st.lists(TEXT, min_size=1, max_size=4), st.sampled_from(["办法", "关于修改《甲法》的决定"]))
def test_spans_lie_in_the_text_whatever_stands_there(texts: list[str], title: str) -> None:
    nodes = [
        Node("article", str(n), f"第{n}条", text, f"article-{n}") for n, text in enumerate(texts, 1)
    ]
    before = [node.text for node in nodes]
    text = {node.anchor: node.text for node in nodes}
    end: dict[str, int] = {}
    for one in extract(nodes, title):
        assert text[one.anchor][one.start : one.end] == one.words != ""
        assert end.get(one.anchor, 0) <= one.start
        end[one.anchor] = one.end
    assert [node.text for node in nodes] == before

"""The verb that a sentence gives a citation."""

from collections import Counter
from typing import Any

import pytest

from ckanext.ankang.citations.extraction import extract
from ckanext.ankang.citations.relations import Said, said, title_relation
from ckanext.ankang.documents.text.structure import Node


def verbs(text: str, title: str = "示例市公园办法", kind: str = "article") -> list[str]:
    node = Node(kind, "1", "第一条", text, "article-1")
    found = (said(citation, node, title) for citation in extract([node], title))
    return [f"{'-' if one.passive else ''}{one.verb}" for one in found if one]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据《甲法》，制定本办法。", ["based_on"]),
        ("根据《甲法》、《乙条例》等规定，结合本市实际，制定本办法。", ["based_on", "based_on"]),
        ("根据《甲法》第三条的规定，制定本办法。", ["based_on"]),
        ("为贯彻落实《关于示例的意见》，现就有关事项通知如下：", ["based_on"]),
        ("根据立法法的有关规定，制定本办法。", ["based_on"]),
        ("根据《甲法》的规定处罚。", ["cites"]),
        ("本办法自2020年1月1日起施行。《乙办法》同时废止。", ["repeals"]),
        ("2001年1月1日公布的《乙办法》和《丙办法》同时废止。", ["repeals", "repeals"]),
        ("《示例市公园暂行办法》同时废止。", ["replaces"]),
        ("《反倾销和反补贴条例》中关于反补贴的规定同时废止。", ["repeals_partly"]),
        ("《乙办法》第三条同时废止。", ["repeals_partly"]),
        ("《国务院关于修改和废止部分行政法规的决定》另有规定的，从其规定。", ["cites"]),
        ("依照《乙办法》办理。本办法所称废止是指失效。", ["cites"]),
        ("应当取得《网络文化经营许可证》。", []),
        ("依照本办法第一条和前款办理。", []),
    ],
)
def test_a_sentence_says_what_is_done(text: str, expected: list[str]) -> None:
    assert verbs(text) == expected


def test_a_line_of_the_history_says_by_what_a_text_was_amended() -> None:
    line = "2019年3月2日 《国务院关于修改部分行政法规的决定》第一次修订"
    assert verbs(line, kind="preamble") == ["-amends"]


def test_a_decision_amends_what_it_names() -> None:
    title = "示例市人民政府关于修改《示例市公园办法》的决定"
    assert verbs("对《示例市公园办法》作如下修改：", title) == ["amends"]


@pytest.mark.parametrize(
    ("title", "verb"),
    [
        ("关于转发《示例办法》的通知", "forwards"),
        ("关于印发《示例办法》的通知", "forwards"),
        ("《示例办法》政策解读", "interprets"),
        ("关于修改《示例办法》的决定", "amends"),
        ("关于废止《示例办法》的决定", "repeals"),
        ("示例市实施《示例办法》细则", "based_on"),
    ],
)
def test_a_title_says_what_its_document_does(title: str, verb: str) -> None:
    assert title_relation(title) == [(verb, "示例办法")]


def test_the_corpus_repeals_in_fifty_three_clauses_and_once_in_part(corpus: dict[str, Any]) -> None:
    found = Counter(
        one.verb
        for document in corpus.values()
        for citation in document.citations
        if (one := said(citation, document.nodes[citation.anchor], document.title))
    )
    assert found["repeals"] + found["replaces"] == 52
    assert found["repeals_partly"] == 1


def test_a_repeal_of_the_same_title_is_a_replacement(corpus: dict[str, Any]) -> None:
    document = corpus["军人抚恤优待条例(2019-03-02)"]
    (found,) = (
        citation for citation in document.citations if citation.named.name == document.title
    )
    assert said(found, document.nodes[found.anchor], document.title) == Said("replaces")

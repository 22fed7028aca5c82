"""JSON-LD says what is known, and nothing of what is not."""

import json
from typing import Any

import pytest

from ckanext.ankang.exchange.linked import legislation

RECORD: dict[str, Any] = {
    "uri": "https://example.org/eli/normative/2022/示政办发-96",
    "url": "https://example.org/document/mou-banfa",
    "title": "示例办法",
    "kind": "normative",
    "document_number": "示政办发〔2022〕96号",
    "issuers": ["示例局", "示例委"],
    "date_issued": "2022-07-13",
    "date_published": "2022-07-20",
    "date_effective": "2022-09-01",
    "force": {
        "state": "in_force",
        "sentence": "自2022年9月1日起施行，现行有效。",
        "since": "2022-09-01",
    },
    "version": {"number": 1, "day_from": "2022-09-01"},
    "nodes": [
        {"kind": "chapter", "anchor": "chapter-1", "heading": "第一章", "text": ""},
        {"kind": "article", "anchor": "article-1", "heading": "第一条", "text": "为了……"},
    ],
    "relations": [],
    "files": [],
}


@pytest.mark.parametrize(
    ("kind", "issuer", "place"),
    [
        ("normative", "安康市人民政府", ("AdministrativeArea", "安康市")),
        ("normative", "汉滨区人民政府办公室", ("AdministrativeArea", "汉滨区")),
        ("local-regulation", "陕西省人民代表大会常务委员会", ("AdministrativeArea", "陕西省")),
        ("administrative-regulation", "国务院", ("Country", "中华人民共和国")),
    ],
)
def test_a_document_binds_in_the_area_of_its_issuer(
    kind: str, issuer: str, place: tuple[str, str]
) -> None:
    said = legislation({**RECORD, "kind": kind, "issuers": [issuer]})["legislationJurisdiction"]
    assert (said["@type"], said["name"]) == place


@pytest.mark.parametrize(
    ("kind", "issuer"), [("other", "安康市人民政府"), ("normative", "外地市人民政府")]
)
def test_where_nobody_knows_it_has_no_jurisdiction(kind: str, issuer: str) -> None:
    said = legislation({**RECORD, "kind": kind, "issuers": [issuer]})
    assert "legislationJurisdiction" not in said


def with_force(state: str) -> dict[str, Any]:
    force = {"state": state, "sentence": "自2024年1月1日起……", "since": "2024-01-01"}
    return legislation({**RECORD, "force": force})


def test_the_header_stands_in_both_vocabularies() -> None:
    said = legislation(RECORD)
    assert said["@type"] == "Legislation"
    assert said["legislationIdentifier"] == said["eli:id_local"] == "示政办发〔2022〕96号"
    assert said["legislationDate"] == said["eli:date_document"] == "2022-07-13"
    assert said["legislationType"] == "行政规范性文件"
    assert [one["name"] for one in said["legislationPassedBy"]] == ["示例局", "示例委"]
    assert said["legislationDateVersion"] == "2022-09-01"


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("in_force", "InForce"),
        ("partly", "PartiallyInForce"),
        ("not_yet", "NotInForce"),
        ("suspended", "NotInForce"),
        ("repealed", "NotInForce"),
        ("lapsed", "NotInForce"),
        ("revoked", "NotInForce"),
    ],
)
def test_every_state_has_a_legal_force(state: str, word: str) -> None:
    said = with_force(state)
    assert said["legislationLegalForce"] == f"https://schema.org/{word}"
    assert said["eli:in_force"]["@id"].lower().endswith(word.lower())


def test_what_nobody_verified_has_no_legal_force_and_says_why() -> None:
    said = with_force("unverified")
    assert "legislationLegalForce" not in said
    assert said["dcterms:description"] == "自2024年1月1日起……"


@pytest.mark.parametrize(("state", "ended"), [("repealed", True), ("suspended", False)])
def test_only_what_ended_has_a_day_on_which_it_ended(state: str, ended: bool) -> None:
    assert ("eli:date_no_longer_in_force" in with_force(state)) is ended


def test_articles_are_parts_with_addresses_of_their_own() -> None:
    [part] = legislation(RECORD)["hasPart"]
    assert part["@id"] == f"{RECORD['uri']}#article-1"
    assert part["text"] == "为了……"


def test_relations_are_said_of_the_document_that_acts() -> None:
    relations = [
        {"code": "repeals", "direction": "out", "title": "旧办法", "uri": "https://example.org/x"},
        {"code": "repeals", "direction": "in", "title": "新办法"},
        {"code": "forwards", "direction": "out", "title": "别的"},
    ]
    said = legislation({**RECORD, "relations": relations})
    [repealed] = said["eli:repeals"]
    assert repealed == {
        "@type": "Legislation",
        "name": "旧办法",
        "@id": "https://example.org/x",
    }
    assert said["legislationRepeals"] == said["eli:repeals"]


@pytest.mark.parametrize(
    ("official", "value"), [(True, "OfficialLegalValue"), (False, "UnofficialLegalValue")]
)
def test_only_official_files_have_legal_value(official: bool, value: str) -> None:
    file = {"name": "a", "format": "PDF", "url": "https://example.org/a.pdf", "official": official}
    [said] = legislation({**RECORD, "files": [file]})["encoding"]
    assert said["legislationLegalValue"] == f"https://schema.org/{value}"


def test_nothing_that_is_said_is_empty() -> None:
    bare = {"uri": "u", "url": "u", "title": "示例", "issuers": [], "version": None}
    lists: dict[str, Any] = {"nodes": [], "relations": [], "files": []}
    said = legislation({**bare, **lists, "force": RECORD["force"]})
    assert all(value not in (None, "", [], {}) for value in said.values())
    assert json.loads(json.dumps(said)) == said

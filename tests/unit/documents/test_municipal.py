"""Municipal documents in ten layouts and three formats: right header, right structure."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.ankang.documents.text.header import Header, recognise
from ckanext.ankang.documents.text.reading import read_document
from ckanext.ankang.documents.text.repairs import mend
from ckanext.ankang.documents.text.structure import Structure, parse

SAMPLES = Path(__file__).parents[2] / "samples/documents/municipal"
SOURCES: list[dict[str, Any]] = yaml.safe_load((SAMPLES / "sources.yaml").read_text())
LAYOUTS = 10
# LibreOffice takes four seconds for each DOC: one document in each layout goes through it.
CASES = [(source, format) for source in SOURCES for format in ("docx", "pdf")]
CASES += [(source, "doc") for source in SOURCES[:LAYOUTS]]


def read(path: Path) -> tuple[Header, Structure]:
    paragraphs = mend(read_document(path, path.name).paragraphs).paragraphs
    header = recognise(paragraphs, path.name)
    return header, parse(paragraphs, header.title)


def expected_header(source: dict[str, Any]) -> dict[str, Any]:
    return {
        "issuer": source["issuers"][0],
        "joint_issuers": source["issuers"][1:],
        "document_number": source.get("number", ""),
        "registration_number": source.get("registration", ""),
        "title": source["title"].replace(" ", ""),
        "addressees": source.get("addressees", ""),
        "date_issued": source["date"],
        "dissemination": source.get("open", ""),
        "annexes": [annex["name"] for annex in source.get("annexes", [])],
    }


def test_there_are_thirty_documents_and_more() -> None:
    assert len(SOURCES) >= 30


@pytest.mark.parametrize(
    ("source", "format"), CASES, ids=lambda x: x if isinstance(x, str) else x["name"]
)
def test_a_municipal_document_is_recognised(
    source: dict[str, Any], format: str, municipal: Path
) -> None:
    header, structure = read(municipal / f"{source['name']}.{format}")
    expected = expected_header(source)
    assert {key: getattr(header, key) for key in expected} == expected
    assert [problem.sentence for problem in structure.problems] == []
    assert found(header, structure, source["expect"]) == source["expect"]
    layers = {node.layer for node in structure.nodes}
    assert layers == ({0, 1} if "forwarded" in source else {0})


def found(header: Header, structure: Structure, wanted: dict[str, Any]) -> dict[str, Any]:
    kinds = [node.kind for node in structure.nodes]
    values = {
        "articles": kinds.count("article"),
        "chapters": kinds.count("chapter"),
        "annexes": kinds.count("annex"),
        "effective": header.date_effective,
        "period": header.period,
        "kind": header.kind,
    }
    return {key: values[key] for key in wanted}


@pytest.mark.parametrize(
    "source", [one for one in SOURCES if "forwarded" in one], ids=lambda one: one["name"]
)
def test_a_forwarded_document_has_its_own_title_and_the_plain_anchors(
    source: dict[str, Any], municipal: Path
) -> None:
    header, structure = read(municipal / f"{source['name']}.docx")
    assert header.layers[1].title == source["forwarded"]["title"]
    forwarded = [node for node in structure.nodes if node.layer]
    assert not any(node.anchor.startswith("notice-") for node in forwarded)
    assert all(node.anchor.startswith("notice-") for node in structure.nodes if not node.layer)


def test_an_ofd_is_read_in_the_order_of_the_page(municipal: Path) -> None:
    header, structure = read(municipal / "announcement-fireworks.ofd")
    assert header.document_number == "示政通告〔2024〕1号"
    assert header.title == "示例市人民政府关于禁止燃放烟花爆竹的通告"
    texts = [node.text for node in structure.nodes if node.kind == "paragraph"]
    assert texts[3] == "三、违反本通告的，由公安机关依法处罚；构成犯罪的，依法追究刑事责任。"


def test_a_scan_without_text_is_kept_and_marked(municipal: Path) -> None:
    extract = read_document(municipal / "scan-without-text.pdf", "扫描件.pdf")
    assert extract.scanned
    assert extract.paragraphs == []
    assert "扫描" in extract.warnings[0]

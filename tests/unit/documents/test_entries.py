"""What the header of a document must say before its release."""

from datetime import date
from typing import Any

import pytest

from ckanext.ankang.documents.entries import problems

TODAY = date(2026, 11, 24)
SOUND = {
    "title": "安康市示例管理办法",
    "issuer": "安康市人民政府",
    "kind": "normative",
    "document_number": "安政发〔2022〕9999号",
    "registration_number": "安规〔2022〕999-示例局001",
    "legality_organ": "示例司法局",
    "legality_number": "示例审〔2022〕1号",
    "legality_date": "2022-06-01",
    "date_issued": "2022-07-01",
    "date_published": "2022-07-04",
    "date_effective": "2022-08-01",
    "valid_until": "2027-07-31",
}


def faults(**changed: Any) -> list[str]:
    return [problem.field for problem in problems({**SOUND, **changed}, TODAY)]


def test_a_sound_header_has_no_fault() -> None:
    assert faults() == []


@pytest.mark.parametrize("word", ["行政规范性文件", "规范性文件", "normative"])
def test_a_normative_document_needs_registration_and_legality(word: str) -> None:
    found = faults(kind=word, registration_number="", legality_number="")
    assert found == ["registration_missing", "legality_missing"]


def test_an_older_document_says_none_with_the_reason() -> None:
    old = {"registration_number": "", "registration_missing": "before-system"}
    days = {"date_issued": "2015-03-01", "date_published": "2015-03-02", "legality_date": ""}
    assert faults(**old, **days) == []


def test_a_younger_document_cannot_say_that_it_is_older() -> None:
    old = {"registration_number": "", "registration_missing": "before-system"}
    assert faults(**old, date_issued="2018-05-16", legality_date="") == ["registration_missing"]


@pytest.mark.parametrize("kind", ["other", "administrative-regulation", "government-rule"])
def test_other_kinds_need_no_registration(kind: str) -> None:
    assert faults(kind=kind, registration_number="", legality_number="") == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"date_issued": "2022-07-05"}, "date_published"),
        ({"date_effective": "2022-07-01"}, "date_effective"),
        ({"valid_until": "2022-07-31"}, "valid_until"),
        ({"legality_date": "2022-07-05"}, "date_published"),
        ({"deliberation_date": "2022-07-02"}, "date_issued"),
        ({"date_issued": ""}, "date_issued"),
    ],
)
def test_days_follow_one_another(changed: dict[str, str], field: str) -> None:
    assert faults(**changed) == [field]


def test_taking_force_before_publication_needs_a_ground() -> None:
    assert faults(date_effective="2022-07-01", early_effect_ground="示例依据") == []


def test_a_document_of_tomorrow_is_refused() -> None:
    assert "date_published" in faults(date_published="2026-11-25", date_effective="2026-12-01")


def test_amended_law_keeps_its_first_day_of_force() -> None:
    """The 发票管理办法 of 2023 is in force since 1993; its publisher states both days."""
    law = {"kind": "administrative-regulation", "issuer": "国务院"}
    assert faults(**law, date_effective="1993-12-23", date_published="2023-07-20") == []


def test_a_source_says_where_it_is() -> None:
    assert faults(text_source="gazette") == ["gazette_issue"]
    assert faults(text_source="scan") == ["resources"]
    assert faults(text_source="scan", resources=[{"format": "PDF"}]) == []


def test_a_consultation_ends_after_it_began() -> None:
    ended = [{"begun": "2022-05-31", "ended": "2022-05-01"}]
    assert faults(consultations=ended) == ["consultations"]

"""Vocabularies fold what is known and refuse the rest."""

from datetime import date

import pytest

from ckanext.ankang.catalogue.divisions import division_code, division_name
from ckanext.ankang.catalogue.vocabularies import UnknownValue, departments, fold, label, vocabulary


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("update_frequency", "每天", "daily"),
        ("update_frequency", "daily", "daily"),
        ("update_frequency", "每 季度", "quarterly"),
        ("openness", "申请后开放", "conditional"),
        ("openness", "禁止开放类", "closed"),
        ("themes", "交通运输", "transport"),
        ("document_kinds", "行政法规", "administrative-regulation"),
        ("licences", "ＣＣ BY 4.0", "cc-by-4.0"),
        ("divisions", "旬阳县", "610981"),
    ],
)
def test_a_code_label_or_alias_is_folded_to_its_code(name: str, text: str, code: str) -> None:
    assert fold(name, text) == code


@pytest.mark.parametrize(
    ("name", "text"), [("themes", "其他"), ("update_frequency", ""), ("openness", "可开放")]
)
def test_an_unknown_word_is_refused_and_named(name: str, text: str) -> None:
    with pytest.raises(UnknownValue) as refused:
        fold(name, text)
    assert f"“{text}”" in str(refused.value)
    assert vocabulary(name).title in str(refused.value)


def test_a_label_of_an_unknown_code_is_refused() -> None:
    with pytest.raises(UnknownValue):
        label("themes", "nothing")


def test_a_county_bears_the_name_of_its_day() -> None:
    assert division_code("610928") == "610981"
    assert division_name("610981", on=date(2020, 5, 1)) == "旬阳县"
    assert division_name("610981", on=date(2022, 1, 1)) == "旬阳市"
    assert division_name("610981") == "旬阳市"


def test_the_official_lists_are_complete() -> None:
    assert len(vocabulary("themes").values) == 21
    assert len(vocabulary("divisions").values) == 11
    assert "安康市民政局" in {department.title for department in departments()}

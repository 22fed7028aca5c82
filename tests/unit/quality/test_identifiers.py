"""Codes of organisations are proved by their check digits, from a checklist as from Python."""

import pytest
from frictionless import Checklist, FrictionlessException
from frictionless.resources import TableResource
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.ankang.catalogue.identifiers import (
    CREDIT_ALPHABET,
    is_credit_code,
    is_organisation_code,
)
from ckanext.ankang.quality import checks
from ckanext.ankang.quality.validation import validate_table

# Public codes, verified in china.md 1.5.
CREDIT_CODES = ["9137130016829134XT", "91110108551385082Q", "11441700007280420Y"]
ORGANISATION_CODES = ["16829134X", "007280420", "002489401", "00001434-9"]


def validate(kind, cells):
    assert kind in checks.CHECKS
    checklist = Checklist.from_descriptor({"checks": [{"type": kind, "fieldName": "代码"}]})
    rows = [["名称", "代码"], *(["甲", cell] for cell in cells)]
    return TableResource(name="table", data=rows).validate(checklist)


@pytest.mark.parametrize(
    ("kind", "codes"), [("credit-code", CREDIT_CODES), ("organisation-code", ORGANISATION_CODES)]
)
def test_right_codes_and_empty_cells_pass(kind, codes):
    assert validate(kind, [*codes, ""]).valid


@pytest.mark.parametrize(
    ("kind", "right", "wrong", "name"),
    [
        ("credit-code", "9137130016829134XT", "9137130016829134XU", "统一社会信用代码（18 位"),
        ("organisation-code", "16829134X", "168291340", "组织机构代码（9 位"),
    ],
)
def test_a_wrong_code_is_told_with_row_column_value_and_remedy(kind, right, wrong, name):
    [error] = validate(kind, [right, wrong]).tasks[0].errors

    assert (error.type, error.row_number, error.field_name) == (kind, 3, "代码")
    assert error.message == (
        f"第 3 行“代码”是“{wrong}”，不是正确的{name}，末位为校验码）。请对照登记证照核对。"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "名称,统一社会信用代码\n甲,91110108551385082Q\n乙,911101085513850820\n",
            "第 3 行“统一社会信用代码”是“911101085513850820”，不是正确的统一社会信用代码"
            "（18 位，末位为校验码）。请对照登记证照核对。",
        ),
        ("名称\n甲\n", "表头里缺少规定的字段“统一社会信用代码”。请补上这一列。"),
    ],
)
def test_a_list_of_organisations_needs_right_credit_codes(tmp_path, text, sentence):
    path = tmp_path / "机构.csv"
    path.write_text(text, "utf-8")

    result = validate_table(path, checklist="organisations")

    assert (result.verdict, result.sentence) == ("invalid", sentence)
    assert result.report["stats"]["errors"] == 1


def test_a_check_without_its_column_is_refused():
    with pytest.raises(FrictionlessException):
        Checklist.from_descriptor({"checks": [{"type": "credit-code"}]})


@settings(deadline=None)
@given(st.sampled_from(CREDIT_CODES), st.integers(0, 17), st.sampled_from(CREDIT_ALPHABET))
def test_any_one_changed_character_is_caught(code, place, sign):
    changed = code[:place] + sign + code[place + 1 :]

    assert is_credit_code(changed) == (changed == code)


@settings(deadline=None)
@given(st.integers(0, 7), st.sampled_from("0123456789"))
def test_any_one_changed_digit_of_an_organisation_code_is_caught(place, digit):
    code = "16829134X"
    changed = code[:place] + digit + code[place + 1 :]

    assert is_organisation_code(changed) == (changed == code)

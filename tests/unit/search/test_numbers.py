"""Numbers become one token, however they are written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.search.analysis import cut, query
from ckanext.ankang.search.numbers import integer

BRACKETS = ["〔〕", "[]", "()", "（）", "【】", "﹝﹞", "〖〗", "［］"]


@pytest.mark.parametrize("brackets", BRACKETS)
@pytest.mark.parametrize(
    "form", ["安政办函{}2022{}96号", "安政办函 {} 2022 {} 第 096 号", "安政办函{}２０２２{}96"]
)
def test_a_document_number_in_any_brackets_is_one_token(form: str, brackets: str) -> None:
    asked = query(form.format(*brackets))
    assert asked.strict == ("安政办函2022n96",)
    assert set(asked.strict) <= set(cut("根据安政办函〔2022〕96号文件"))


@pytest.mark.parametrize("text", ["〔2022〕96号", "(2022)96号", "2022年96号", "2022年第96号"])
def test_a_number_without_its_issuer_is_found_too(text: str) -> None:
    assert query(text).strict == ("2022n96",)
    assert "2022n96" in cut("安政办函〔2022〕96 号")


@pytest.mark.parametrize(
    "text", ["国务院令第711号", "国务院第711号令", "国务院令(第711号)", "国务院令第七百一十一号"]
)
def test_an_order_is_one_token(text: str) -> None:
    assert query(text).strict == ("国务院", "令711")


@pytest.mark.parametrize("text", ["第24条", "第二十四条", "第 24 条", "第２４条"])
def test_an_article_is_one_token(text: str) -> None:
    assert query(text).strict == ("第24条",)


def chinese(number: int) -> str:
    """Write a number below 10,000 as laws do."""
    digits, units = "零一二三四五六七八九", ["千", "百", "十", ""]
    written = "".join(
        digits[int(d)] + (unit if d != "0" else "")
        for d, unit in zip(f"{number:04}", units, strict=True)
    )
    while "零零" in written:
        written = written.replace("零零", "零")
    return written.strip("零") or "零"


@given(st.integers(0, 9999))
def test_chinese_numerals_are_read_as_written(number: int) -> None:
    assert integer(chinese(number)) == integer(str(number)) == number


@pytest.mark.parametrize(("text", "value"), [("十", 10), ("十二", 12), ("二〇二二", 2022)])
def test_short_forms_are_read_too(text: str, value: int) -> None:
    assert integer(text) == value


@given(st.text(alphabet="令第号条年〔〕[]()0123456789百十二九发函国 公交\u3000"))
def test_no_text_breaks_the_analysis(text: str) -> None:
    assert all(token == unicodedata.normalize("NFKC", token) for token in cut(text))
    query(text)

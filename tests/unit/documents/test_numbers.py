"""Numbers of documents, chapters and articles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.documents.text.numbers import chinese, document_number, integer


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("安政办函〔2022〕96号", "安政办函〔2022〕96号"),
        ("安政办函〔2022〕96 号", "安政办函〔2022〕96号"),
        ("安政办函[2022]96号", "安政办函〔2022〕96号"),
        ("安政办函（2022）096号", "安政办函〔2022〕96号"),
        ("安政办函【２０２２】９６号", "安政办函〔2022〕96号"),
        ("国发﹝2016﹞51号", "国发〔2016〕51号"),
        ("陕司通〖2020〗第74号", "陕司通〔2020〕74号"),
        ("劳部发〔1994〕489号", "劳部发〔1994〕489号"),
        ("〔94〕财税字第089号", "〔94〕财税字第89号"),
        ("国务院令第539号", "国务院令第539号"),
        ("中华人民共和国国务院令第 五百三十九 号", "中华人民共和国国务院令第539号"),
    ],
)
def test_a_number_in_any_bracket_gets_its_official_form(written: str, official: str) -> None:
    assert document_number(written) == official


@pytest.mark.parametrize("written", ["", "第539号", "安政办函2022年96号", "〔2022〕", "公告"])
def test_what_is_no_document_number_is_said_to_be_none(written: str) -> None:
    assert document_number(written) is None


@given(st.integers(1, 9999))
def test_article_numbers_survive_the_way_to_chinese_and_back(number: int) -> None:
    assert integer(chinese(number)) == number


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("十", 10), ("二十三", 23), ("一百零三", 103), ("一〇三", 103), ("２３", 23), ("两百", 200)],
)
def test_numerals_are_read_in_every_written_form(numeral: str, value: int) -> None:
    assert integer(numeral) == value


@pytest.mark.parametrize(
    ("number", "numeral"), [(10, "十"), (110, "一百一十"), (1010, "一千零一十")]
)
def test_numbers_are_written_as_articles_are_counted(number: int, numeral: str) -> None:
    assert chinese(number) == numeral


def test_a_word_that_is_no_number_is_named_in_the_error() -> None:
    with pytest.raises(ValueError, match="不是数字：“甲”"):
        integer("甲")

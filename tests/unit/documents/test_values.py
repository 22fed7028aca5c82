"""Values of a header: every printed form comes out official, what cannot be right is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.documents import values
from ckanext.ankang.documents.text.numbers import chinese
from ckanext.ankang.documents.values import BadValue


@pytest.mark.parametrize("brackets", ["〔〕", "[]", "()", "（）", "【】", "﹝﹞", "〖〗", "［］"])
def test_a_number_comes_out_with_the_official_brackets(brackets: str) -> None:
    left, right = brackets
    assert values.number(f" 安政办函{left}2022{right} 096 号") == "安政办函〔2022〕96号"


@pytest.mark.parametrize(
    "order", ["国务院令第793号", "国务院、中央军事委员会令第5号", "2024年第3号"]
)
def test_orders_and_announcements_have_numbers_too(order: str) -> None:
    assert values.number(order) == order


@pytest.mark.parametrize("text", ["2022年96号", "安政办函2022", "无", "安政办函〔22〕96号"])
def test_what_is_no_number_is_refused_with_its_words(text: str) -> None:
    with pytest.raises(BadValue, match=text):
        values.number(text)


@pytest.mark.parametrize(
    "text",
    ["安规〔2022〕013-示例局001", "安规[2022]013－示例局001", "安规（2022） 013—示例局 001"],
)
def test_a_registration_number_has_three_parts(text: str) -> None:
    assert values.registration(text) == "安规〔2022〕013-示例局001"


@pytest.mark.parametrize(
    "text",
    [
        "安规〔2022〕013-示例局001号",
        "安规〔2022〕13-示例局001",
        "安规〔2022〕013",
        "〔2022〕013-示例局001",
    ],
)
def test_a_registration_number_that_lacks_a_part_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="统一登记编号"):
        values.registration(text)


@pytest.mark.parametrize(
    "text",
    ["000014349/2017-00110", "11332500MB1601924J/2021-36824", "TCXXGK-2020-011721"],
)
def test_index_numbers_of_government_sites_are_right(text: str) -> None:
    assert values.index_number(text) == text


@pytest.mark.parametrize("text", ["000014348/2017-00110", "11332500MB1601924K/2021-36824"])
def test_an_index_number_with_a_wrong_code_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="校验不对"):
        values.index_number(text)


def test_a_credit_code_is_proved_by_its_check_character() -> None:
    assert values.credit_code("11332500mb1601924j") == "11332500MB1601924J"
    with pytest.raises(BadValue, match="18 位"):
        values.credit_code("11332500MB1601924H")


@given(st.dates(min_value=date(1949, 1, 1), max_value=date(2099, 12, 31)))
def test_a_day_is_the_same_however_it_is_written(day: date) -> None:
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    written = [
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{year}年{chinese(day.month)}月{chinese(day.day)}日",
        f"{year.replace('〇', '○')} 年 {chinese(day.month)} 月 {chinese(day.day)} 日",
    ]
    assert {values.day(form) for form in written} == {day.isoformat()}


@pytest.mark.parametrize("text", ["2022年2月30日", "2023-02-29", "二〇二二年十三月一日"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="不存在"):
        values.day(text)


@pytest.mark.parametrize("text", ["去年", "2022年7月", "1022-07-13"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match=text):
        values.day(text)

"""What is found in a text, where, and what is left alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.proofreading.finding import Book, find, standard_book
from ckanext.ankang.proofreading.leaders import read_leader
from ckanext.ankang.proofreading.rules import standard_rules

WORDS = [rule.wrong for rule in standard_rules() if rule.wrong and rule.since is None]
TEXTS = st.text(
    st.sampled_from("安康市认真部布署工作，。、（）《》的地得一二三四0123456789年月日 \n"),
    max_size=80,
)


def found(text: str, **given_: object) -> list[str]:
    return [hit.found for hit in find(text, **given_)]


def test_a_hit_says_where_it_stands_and_what_to_write() -> None:
    [hit] = find("安康市\n要认真布署防汛工作。\n")

    assert (hit.rule, hit.start, hit.end, hit.line) == ("words.布署", 7, 9, 2)
    assert (hit.found, hit.suggestion, hit.severity) == ("布署", "部署", "error")
    assert (hit.before, hit.after) == ("要认真", "防汛工作。")
    assert hit.source == "《现代汉语词典》（第 7 版）"
    assert hit.sentence == "第 2 段“布署”有误，应为“部署”。"


@pytest.mark.parametrize(
    "text",
    [
        "根据《关于布署防汛工作的通知》",  # a title is quoted as it is
        "产业发展转型升级",  # 展转
        "周末能办理的事项",  # 末能
        "按装机容量收费",  # 按装
        "支付食品费用",  # 付食
        "农业部门负责",  # 农业部
        "由原国土资源部负责",
        "环境保护部令第37号",
        "预防犯罪工作",  # 防犯
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_department_has_the_name_of_the_day() -> None:
    text = "报国土资源部批准"

    assert found(text, day=date(2018, 3, 16)) == []
    assert found(text, day=date(2018, 3, 17)) == ["国土资源部"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2023年2月29日", ["2023年2月29日"]),
        ("2024年2月29日", []),
        ("4月31日", ["4月31日"]),
        ("二〇二三年二月三十日", ["二〇二三年二月三十日"]),
        ("2023-13-01", ["2023-13-01"]),
        ("2023/02/28", []),
        ("编号2023-13-01-5", []),
        ("13月1日", ["13月1日"]),
    ],
)
def test_a_day_must_be_in_the_calendar(text: str, place: list[str]) -> None:
    assert found(text) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1）单位\n2）个人", []),
        ("（责任单位：各县\n（市、区））", []),  # lines that text extraction broke
        ("第三次修订）", ["）"]),
        ("（一）加强领导（牵头单位：市司法局。\n（二）加强保障", ["（"]),
    ],
)
def test_a_bracket_has_its_partner_in_its_paragraph(text: str, place: list[str]) -> None:
    assert found(text) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("市长示例甲主持会议", ["市长示例甲"]),
        ("市委书记示例甲主持会议", []),
        ("书记示例甲主持会议", []),
        ("市委书记、市长示例甲主持会议", ["市委书记、市长示例甲"]),
        ("示例甲主持会议", []),
    ],
)
def test_a_leader_bears_the_titles_that_the_settings_name(text: str, place: list[str]) -> None:
    book = Book(standard_rules(), (read_leader("示例甲:市委书记、市人大常委会主任"),))

    assert found(text, book=book) == place


def test_a_leader_without_a_title_is_refused() -> None:
    with pytest.raises(ValueError, match="示例甲"):
        read_leader("示例甲")


@given(st.sampled_from(WORDS), TEXTS, TEXTS)
def test_a_hit_is_what_stands_at_its_place(word: str, before: str, after: str) -> None:
    text = before + word + after
    reach = 0
    for hit in find(text):
        assert text[hit.start : hit.end] == hit.found
        assert hit.line == text.count("\n", 0, hit.start) + 1
        assert text[hit.start - len(hit.before) : hit.end + len(hit.after)] == (
            hit.before + hit.found + hit.after
        )
        assert hit.start >= reach or hit.end > reach
        reach = hit.end


@given(TEXTS, TEXTS)
def test_a_text_of_two_parts_has_the_hits_of_both(first: str, second: str) -> None:
    """A full stop and an empty line end every rule's reach."""
    gap = "。\n\n"
    one, other = find(first + gap), find(second)
    both = find(first + gap + second)

    assert [hit.found for hit in both] == [hit.found for hit in [*one, *other]]


def test_needs_only_spare_time() -> None:
    from dataclasses import replace

    text = "\n".join(rule.faulty for rule in standard_rules())
    whole = Book(tuple(replace(rule, needs=()) for rule in standard_rules()))

    assert find(text, book=whole) == find(text, book=standard_book())

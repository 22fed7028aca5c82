"""款, 项 and 目 inside an article."""

from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.documents.text.clauses import Item, clauses_of


def test_items_are_nested_by_the_kind_of_their_number() -> None:
    text = "有下列情形的：\n（一）甲：\n1．子；\n2．丑；\n（二）乙。\n前款规定不适用于丙。"
    first, second = clauses_of(text)
    assert [item.number for item in first.items] == [1, 2]
    assert [item.text for item in first.items[0].items] == ["子；", "丑；"]
    assert (second.number, second.items) == (2, [])


def test_a_decimal_at_the_beginning_is_no_item() -> None:
    assert clauses_of("1.5万元以上的。")[0].text == "1.5万元以上的。"


def words(items: list[Item]) -> str:
    return "".join(item.text + words(item.items) for item in items)


@given(st.lists(st.text("甲乙丙，。", min_size=1, max_size=8), min_size=1, max_size=8))
def test_no_paragraph_without_number_is_lost(lines: list[str]) -> None:
    clauses = clauses_of("\n".join(lines))
    assert "".join(clause.text + words(clause.items) for clause in clauses) == "".join(lines)

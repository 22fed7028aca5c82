"""Which documents of a case are compared with their originals."""

from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.documents.lots import drawn

ITEMS = st.lists(st.uuids().map(str), unique=True, max_size=60)


@given(ITEMS, st.integers(1, 100))
def test_signed_documents_are_compared_whole(items: list[str], percent: int) -> None:
    assert drawn("signed", "case", items, percent) == items


@given(ITEMS, st.integers(1, 100))
def test_a_sample_has_its_share_and_falls_the_same_for_everybody(
    items: list[str], percent: int
) -> None:
    found = drawn("backlog", "case", items, percent)
    assert set(found) <= set(items)
    assert len(found) == len(set(found)) == -(-len(items) * percent // 100)
    assert sorted(found) == sorted(drawn("backlog", "case", items[::-1], percent))

"""Words of a text, and what a question asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.datastore.words import LARGEST, Term, terms, vector, words

TEXTS = st.text(st.sampled_from("安康市公交k1 ，-_A"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("公交线路", {"公交", "交线", "线路", "路"}),
        ("市", {"市"}),
        ("K1路 Bus", {"k1", "路", "bus"}),
        ("2024-01-31", {"2024", "01", "31"}),
        ("，。 _", set()),
        ("", set()),
    ],
)
def test_a_text_has_these_words(text, found):
    assert words(text) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("公交", [Term("公交", "公交", True)]),
        ("路", [Term("路:*", "路", True)]),
        ("公交线", [Term("公交 & 交线", "公交线", False)]),
        ("K1 ，", [Term("k1", "(?<![0-9a-z])k1(?![0-9a-z])", True)]),
        ("(3.5)", [Term("3 & 5", r"(?<![0-9a-z])3\.5(?![0-9a-z])", False)]),
    ],
)
def test_a_question_has_these_terms(question, found):
    assert terms(question) == found


@given(TEXTS, TEXTS)
def test_a_text_has_the_words_of_each_chinese_part_of_it(text, rest):
    for part in text.split():
        for term in terms(part):
            asked = [query for query in term.tsquery.split(" & ") if not query.endswith(":*")]
            assert set(asked) <= words(f"{rest} {part} {rest}")


def test_a_text_of_too_many_words_has_no_vector():
    assert vector("".join(map(chr, range(0x4E00, 0x9FFF))) * 1) is not None
    assert vector(" ".join(f"{n:0100}" for n in range(LARGEST // 90))) is None

"""A question is kept in one way, so that the same one is followed once."""

from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.library import questions

VALUES = st.lists(st.text(min_size=1, max_size=8), max_size=3)
NAMES = st.sampled_from([*questions.ONE, *questions.SEVERAL, "on", "page"])


def test_a_question_has_what_narrows_and_not_how_it_is_looked_at():
    asked = {"q": [" 公交 "], "kind": ["normative", "other"], "page": ["3"], "on": ["2024-12-31"]}
    assert questions.of_arguments(asked) == {"q": "公交", "kind": ["normative", "other"]}


def test_nothing_asked_is_no_question():
    assert questions.of_arguments({"q": [""], "issuer": [" "]}) == {}


def test_the_order_of_its_parts_makes_no_other_question():
    one = questions.of_arguments({"kind": ["b", "a"], "q": ["词"]})
    two = questions.of_arguments({"q": ["词"], "kind": ["a", "b"]})
    assert questions.written(one) == questions.written(two)


@given(st.dictionaries(NAMES, VALUES))
def test_what_is_written_is_read_again(arguments):
    question = questions.of_arguments(arguments)
    assert questions.read(questions.written(question)) == question

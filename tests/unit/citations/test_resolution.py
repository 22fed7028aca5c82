"""Which text a citation means."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.citations.resolution import Target, Text, choose

OLD = Text("old", 1, published=date(1988, 7, 18), first_published=date(1988, 7, 18))
FIRST = Text("new", 1, day_from=date(2004, 10, 1), first_published=date(2004, 8, 1))
SECOND = Text("new", 2, day_from=date(2011, 8, 1), first_published=date(2004, 8, 1))
TEXTS = (SECOND, OLD, FIRST)


def test_the_text_in_force_on_the_day_of_the_citing_text_is_meant() -> None:
    assert choose(TEXTS, day=date(2010, 1, 1)) == Target("new", 1)
    assert choose(TEXTS, day=date(2011, 8, 1)) == Target("new", 2)
    assert choose(TEXTS, day=date(1990, 1, 1)) == Target("old", 1)


def test_a_citing_text_without_day_means_the_newest() -> None:
    assert choose(TEXTS, day=None) == Target("new", 2)


def test_a_printed_day_decides_before_the_name() -> None:
    day = date(1988, 7, 18)
    assert choose(TEXTS, day=date(2004, 10, 1), cited_day=day) == Target("old", 1)
    assert choose((FIRST, SECOND), day=date(2004, 10, 1), cited_day=day) is None


def test_who_repeals_its_own_title_does_not_mean_itself() -> None:
    assert choose(TEXTS, day=date(2004, 10, 1), own="new") == Target("old", 1)
    assert choose((FIRST,), day=date(2004, 10, 1), own="new") is None


def test_a_text_of_that_day_that_is_not_here_is_told() -> None:
    assert choose((SECOND,), day=date(2000, 1, 1)) == Target("new", None)


def test_another_number_is_another_document() -> None:
    numbered = Text("a", 1, document_number="示政发〔2020〕1号")
    assert choose((numbered,), day=None, document_number="示政发〔2020〕2号") is None


DAYS = st.dates(date(1980, 1, 1), date(2030, 1, 1))
ANY = st.builds(Text, st.sampled_from("abc"), st.integers(1, 4), st.just(""), DAYS, st.none(), DAYS)


@given(st.lists(ANY, max_size=6), DAYS, st.randoms())
def test_the_order_of_the_texts_plays_no_part(texts: list[Text], day: date, random: object) -> None:
    unique = list({(text.document, text.number): text for text in texts}.values())
    shuffled = sorted(unique, key=lambda text: hash((id(random), text)))
    first, second = choose(unique, day=day), choose(shuffled, day=day)
    days = [text.since for text in unique]
    if len(days) == len(set(days)):
        assert first == second


@given(st.lists(ANY, max_size=6), DAYS)
def test_no_text_younger_than_the_citing_one_is_meant(texts: list[Text], day: date) -> None:
    unique = {(text.document, text.number): text for text in texts}
    found = choose(unique.values(), day=day)
    if found and found.number:
        assert unique[found.document, found.number].since <= day

"""The aligner against ten pairs of real texts that were aligned by reading them."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter

import pytest
import yaml

from ckanext.ankang.documents.comparison import Row, compare
from ckanext.ankang.documents.text.structure import ARTICLE

from .conftest import SAMPLES, Texts

PAIRS = yaml.safe_load((SAMPLES / "aligned/pairs.yaml").read_text())
HEADER = ("before", "after", "revision")


@dataclass(frozen=True)
class Fate:
    """What became of articles: a relation, the older numbers, the newer ones."""

    relation: str
    before: frozenset[str]
    after: frozenset[str]

    @property
    def articles(self) -> list[tuple[str, str]]:
        return [*(("before", one) for one in self.before), *(("after", one) for one in self.after)]


def judged(pair: dict[str, object]) -> Iterator[Fate]:
    for relation in pair.keys() - {*HEADER}:
        for entry in str(pair[relation]).split():
            yield Fate(relation, *map(frozenset, sides(relation, entry)))


def sides(relation: str, entry: str) -> tuple[list[str], list[str]]:
    if relation == "same":
        return [entry], [entry]
    if relation in ("added", "removed"):
        return ([], [entry]) if relation == "added" else ([entry], [])
    before, after = entry.split(">")
    return before.split("+"), after.split("+")


def fate(row: Row) -> Fate:
    numbers = [
        frozenset(n.number for n in side if n.kind == ARTICLE) for side in (row.before, row.after)
    ]
    return Fate(row.relation, *numbers)


def by_article(fates: Iterator[Fate]) -> dict[tuple[str, str], Fate]:
    return {article: fate for fate in fates for article in fate.articles}


def wrong(pair: dict[str, object], regulation: Texts) -> tuple[int, int]:
    """How many articles of both texts the aligner judges differently, and how many there are."""
    rows = compare(regulation(str(pair["before"])), regulation(str(pair["after"])))
    hand, machine = by_article(judged(pair)), by_article(map(fate, rows))
    assert hand.keys() == machine.keys()
    return sum(hand[article] != machine[article] for article in hand), len(hand)


@pytest.mark.parametrize(
    ("revision", "right"), [("amendment", 0.99), ("full", 0.90), ("replacement", 0.75)]
)
def test_articles_are_aligned_as_by_hand(revision: str, right: float, regulation: Texts) -> None:
    counts = [wrong(pair, regulation) for pair in PAIRS if pair["revision"] == revision]
    errors, articles = map(sum, zip(*counts, strict=True))
    assert 1 - errors / articles >= right, f"{errors} of {articles} articles are judged differently"


def shipping(regulation: Texts) -> list[Row]:
    days = ("2019-03-02", "2023-07-20")
    return compare(*(regulation(f"国际海运条例({day})") for day in days))


def test_article_21_of_the_regulation_on_shipping_is_article_18_today(regulation: Texts) -> None:
    rows = shipping(regulation)
    row = next(
        row for row in rows if any(n.number == "21" for n in row.before if n.kind == ARTICLE)
    )
    assert (row.relation, [node.heading for node in row.after]) == ("renumbered", ["第十八条"])


def test_those_who_cite_article_21_change_in_nothing_but_the_number(regulation: Texts) -> None:
    rows = shipping(regulation)
    citing = [row for row in rows if row.relation == "references"]
    assert [row.before[0].number for row in citing] == ["28", "42"]
    changes = [(p.before, p.after) for p in citing[1].pieces if p.kind != "kept"]
    assert changes == [("第二十一条", ""), ("", "第十八条")]


def test_a_pair_of_150_articles_is_compared_in_well_under_a_second(regulation: Texts) -> None:
    texts = [regulation(f"专利法实施细则({day})") for day in ("2010-01-09", "2023-12-11")]
    compare(*texts)
    started = perf_counter()
    rows = compare(*texts)
    assert [row.pieces for row in rows]
    assert perf_counter() - started < 2, "0.3 s alone on the machine; two cores are shared by many"


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair["before"]))
def test_what_is_added_one_way_is_removed_the_other(
    pair: dict[str, str], regulation: Texts
) -> None:
    before, after = regulation(pair["before"]), regulation(pair["after"])
    added = [row.after for row in compare(before, after) if row.relation == "added"]
    removed = [row.before for row in compare(after, before) if row.relation == "removed"]
    assert {nodes[0].anchor for nodes in added} == {nodes[0].anchor for nodes in removed}

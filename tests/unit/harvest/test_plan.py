"""What a run decides, before it does anything."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.harvest.plan import (
    Change,
    Found,
    Known,
    Listed,
    Plan,
    Shape,
    compare,
    guarded,
    lost_items,
)


def make_plan(
    known: Iterable[Known],
    found: Iterable[Found],
    *,
    complete: bool,
    peak: int = 0,
    gone: int = 0,
    again: bool = False,
) -> Plan:
    """The steps of a run one after the other, as gathering and checking take them."""
    before = {item.identifier: item for item in known}
    now = {item.identifier: item for item in found}
    changes = [compare(before.get(item.identifier), item, again) for item in now.values()]
    lost = lost_items(before.values(), now)
    public = sum(item.public for item in before.values())
    listed = Listed(complete, not now, max(peak, public), gone)
    return guarded([*changes, *lost], listed)


names = st.integers(0, 40).map(str)
hashes = st.sampled_from(["a", "b"])
states = st.sampled_from(["published", "held", "waiting", "pending", "error"])
known_items = st.lists(
    st.builds(Known, identifier=names, title=names, content_hash=hashes, state=states),
    unique_by=lambda item: item.identifier,
)
found_items = st.lists(
    st.builds(
        Found, identifier=names, title=names, content_hash=hashes, error=st.sampled_from(["", "坏"])
    ),
    unique_by=lambda item: item.identifier,
)


def published(number):
    return [Known(str(n), f"第{n}项", "a", "published") for n in range(number)]


def still_there(number):
    return [Found(str(n), f"第{n}项", "a") for n in range(number)]


@given(known_items, found_items, st.booleans())
def test_every_found_item_has_one_change(known, found, complete):
    plan = make_plan(known, found, complete=complete)

    listed = [c.identifier for c in (*plan.changes, *plan.guarded) if c.kind != "vanished"]
    assert sorted(listed) == sorted(item.identifier for item in found)


@given(known_items, found_items, st.booleans())
def test_only_published_items_vanish_and_only_from_whole_lists(known, found, complete):
    plan = make_plan(known, found, complete=complete)

    gone = {c.identifier for c in plan.of("vanished")}
    assert gone <= {item.identifier for item in known if item.state == "published"}
    assert not gone & {item.identifier for item in found}
    assert complete or not gone


@given(known_items, found_items)
def test_nothing_is_lost_between_plan_and_guard(known, found):
    plan = make_plan(known, found, complete=True)

    missing = {k.identifier for k in known if k.state == "published"} - {
        f.identifier for f in found
    }
    guarded = {c.identifier for c in plan.guarded if c.kind == "vanished"}
    assert {c.identifier for c in plan.of("vanished")} | guarded == missing


@given(found_items)
def test_a_plan_carried_out_leaves_nothing_to_do(found):
    good = [item for item in found if not item.error]
    known = [Known(f.identifier, f.title, f.content_hash, "published") for f in good]

    assert {c.kind for c in make_plan(known, good, complete=True).changes} <= {"unchanged"}


@pytest.mark.parametrize(
    ("before", "after", "held"),
    [
        (100, 0, 100),
        (100, 80, 20),
        (100, 95, 0),
        (100, 90, 0),
        (100, 89, 11),
        (1000, 979, 21),
        (1000, 980, 0),
        (5, 3, 0),
        (5, 2, 3),
    ],
)
def test_too_many_vanished_items_wait_for_a_person(before, after, held):
    plan = make_plan(published(before), still_there(after), complete=True)

    assert len(plan.guarded) == held
    assert len(plan.of("vanished")) == (before - after if not held else 0)


def test_the_guard_counts_against_the_highest_number_of_late():
    lost_nine_percent = make_plan(published(60), still_there(55), complete=True, peak=100)
    lost_more = make_plan(published(20), still_there(16), complete=True, peak=30)

    assert lost_nine_percent.guarded == ()
    assert len(lost_more.guarded) == 4


def test_half_a_list_takes_nothing_away_but_brings_what_it_has():
    new = Found("new", "新", "a")

    plan = make_plan(published(3), [new], complete=False)

    assert [c.kind for c in plan.changes] == ["add"]
    assert all("没有读完" in c.reason for c in plan.guarded)


def test_a_change_shows_both_values():
    known = Known("1", "甲", "a", "published", {"title": "甲", "notes": "旧", "theme": "law"})
    found = Found("1", "甲", "b", {"title": "甲", "notes": "新"})

    (change,) = make_plan([known], [found], complete=True).changes

    assert change.kind == "change"
    assert change.differences == {"notes": ("旧", "新"), "theme": ("law", None)}


@pytest.mark.parametrize(
    ("state", "again", "kind"),
    [
        ("published", False, "unchanged"),
        ("held", False, "unchanged"),
        ("waiting", False, "unchanged"),
        ("pending", False, "add"),
        ("error", False, "add"),
        ("held", True, "add"),
        ("published", True, "unchanged"),
    ],
)
def test_what_was_left_unfinished_is_taken_up_again(state, again, kind):
    known = Known("1", "甲", "a", state)

    (change,) = make_plan([known], [Found("1", "甲", "a")], complete=True, again=again).changes

    assert change.kind == kind


def test_what_has_vanished_already_vanishes_once():
    known = Known("1", "甲", "a", "published", vanished=True)

    assert make_plan([known], [Found("2", "乙", "a")], complete=True).of("vanished") == []


shapes = st.builds(
    Shape,
    columns=st.lists(st.sampled_from("甲乙丙丁"), unique=True).map(tuple),
    rows=st.integers(0, 60),
)
changes = st.lists(
    st.builds(
        Change,
        kind=st.sampled_from(["add", "change", "vanished", "error"]),
        identifier=names,
        title=names,
        before=st.lists(shapes, max_size=2).map(tuple),
        after=st.lists(shapes, max_size=2).map(tuple),
    ),
    unique_by=lambda change: change.identifier,
)
lists = st.builds(
    Listed,
    complete=st.booleans(),
    empty=st.booleans(),
    peak=st.integers(0, 60),
    gone=st.integers(0, 30),
)


def a_change(before, after):
    return Change("change", "1", "甲", before=(before,), after=(after,))


@given(changes, lists)
def test_the_guard_cuts_out_and_loses_nothing(found, listed):
    plan = guarded(found, listed)

    assert sorted(c.identifier for c in (*plan.changes, *plan.guarded)) == sorted(
        c.identifier for c in found
    )
    assert all(change.reason for change in plan.guarded)
    assert not any(change.kind == "error" for change in plan.guarded)


@given(changes, lists)
def test_what_the_guard_lets_pass_takes_away_little(found, listed):
    plan = guarded(found, listed)

    gone = len(plan.of("vanished")) + listed.gone
    assert not plan.of("vanished") or gone <= 20
    assert not plan.of("vanished") or gone < 3 or gone * 10 <= listed.peak
    assert not plan.of("vanished") or listed.complete
    for change in plan.of("change"):
        assert len(change.after) >= len(change.before)
        for old, new in zip(change.before, change.after, strict=False):
            assert set(old.columns) <= set(new.columns)


@given(changes, lists)
def test_ids_that_change_under_one_title_are_cut_out_on_both_sides(found, listed):
    plan = guarded(found, listed)

    added = {c.title for c in plan.of("add")}
    assert added.isdisjoint(c.title for c in found if c.kind == "vanished")


def test_nine_percent_a_day_do_not_empty_a_catalogue_unseen():
    left, gone, asked = 100, 0, 0
    for _day in range(10):
        lost = [Change("vanished", str(n), f"第{n}项") for n in range(int(left * 0.09))]
        plan = guarded(lost, Listed(complete=True, peak=100, gone=gone))
        asked += bool(plan.guarded)
        gone += len(plan.of("vanished"))
        left -= len(plan.of("vanished"))

    assert left >= 90
    assert asked >= 9


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (Shape(("甲", "乙"), 10), Shape(("甲",), 10), "少了列：乙"),
        (Shape(("甲",), 10), Shape(("甲", "乙"), 10), ""),
        (Shape(("甲",), 40), Shape(("甲",), 20), "由 40 行减少到 20 行"),
        (Shape(("甲",), 40), Shape(("甲",), 21), ""),
        (Shape(("甲",), 2), Shape(("甲",), 1), ""),
    ],
)
def test_a_table_that_shrinks_waits(before, after, reason):
    plan = guarded([a_change(before, after)], Listed(complete=True))

    assert [reason in change.reason for change in plan.guarded] == [True] * bool(reason)


def test_a_file_that_is_missing_waits():
    shape = Shape(("甲",), 10)
    change = Change("change", "1", "甲", before=(shape, shape), after=(shape,))

    assert "由 2 个减少到 1 个" in guarded([change], Listed(complete=True)).guarded[0].reason


def test_what_a_person_left_is_not_asked_about_again():
    kept = Known("1", "甲", "a", "published", published_hash="a", left_hash="vanished")
    refused = Known("2", "乙", "a", "published", published_hash="a", left_hash="b")

    plan = make_plan([kept, refused], [Found("2", "乙", "b")], complete=True)

    assert [change.kind for change in plan.changes] == ["unchanged"]
    assert plan.guarded == ()


def test_what_waits_beside_something_public_can_still_vanish():
    waiting = Known("1", "甲", "b", "waiting", published_hash="a")

    plan = make_plan([waiting], [Found("2", "乙", "a")], complete=True)

    assert [change.identifier for change in plan.of("vanished")] == ["1"]

"""An id belongs to a header title for the life of a resource."""

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ckanext.ankang.quality.columns.register import (
    Column,
    RegisterConflict,
    Shape,
    bind,
    compare,
    proposals,
    rename,
    reserve,
)

TITLES = st.lists(
    st.sampled_from(["编号", "名称", "地址", "电话", "经度", "纬度", "备注"]),
    unique=True,
    min_size=1,
)
HISTORIES = st.lists(TITLES, min_size=1, max_size=8)
LINES = (Column("c1", "编号", 1, 1), Column("c2", "名称", 1, 1))


def deliver(columns, titles, number):
    """Bind a version as the reader numbers it: known titles keep their id, new ones get a free one."""
    ids = {column.title: column.id for column in columns}
    for title in titles:
        ids.setdefault(title, f"c{len(ids) + 1}")
    return bind(columns, {title: ids[title] for title in titles}, number)


def after(history):
    """Return the register after each version of a history."""
    states = [()]
    for number, titles in enumerate(history, 1):
        states.append(deliver(states[-1], titles, number))
    return states


@settings(deadline=None)
@given(HISTORIES)
def test_an_id_never_changes_its_title(history):
    states = after(history)

    for earlier, later in pairwise(states):
        now = {column.id: column.title for column in later}
        assert all(now[column.id] == column.title for column in earlier)


@settings(deadline=None)
@given(HISTORIES)
def test_no_two_columns_share_an_id_or_a_title(history):
    columns = after(history)[-1]

    assert len({column.id for column in columns}) == len(columns)
    assert len({column.title for column in columns}) == len(columns)


@settings(deadline=None)
@given(HISTORIES, st.data())
def test_the_order_of_the_columns_in_a_file_does_not_matter(history, data):
    columns = after(history)[-1]
    ids = {column.title: column.id for column in columns}
    shuffled = dict(data.draw(st.permutations(list(ids.items()))))

    assert set(bind(columns, shuffled, 9)) == set(bind(columns, ids, 9))


@settings(deadline=None)
@given(HISTORIES, TITLES)
def test_every_title_is_known_or_new_and_what_vanished_was_in_the_last_version(history, titles):
    change = compare(after(history)[-1], titles)

    assert set(change.known) | set(change.new) == set(titles)
    assert set(change.new) == set(titles).difference(*history)
    assert set(change.vanished) == set(history[-1]) - set(titles)


@settings(deadline=None)
@given(HISTORIES)
def test_binding_a_version_again_changes_nothing(history):
    columns = after(history)[-1]

    assert deliver(columns, history[-1], len(history)) == columns


@settings(deadline=None)
@given(HISTORIES, TITLES)
def test_a_renamed_column_keeps_its_id_and_its_old_title_gets_another(history, titles):
    columns = after(history)[-1]
    change = compare(columns, titles)
    assume(change.vanished and change.new)
    old, new = change.vanished[0], change.new[0]
    id = next(column.id for column in columns if column.title == old)

    renamed = rename(columns, old, new)

    assert next(column for column in renamed if column.title == new).id == id
    with pytest.raises(RegisterConflict):
        bind(renamed, {old: id}, 9)


@settings(deadline=None)
@given(HISTORIES, st.data())
def test_after_any_renames_an_id_is_still_one_columns_and_none_is_lost(history, data):
    columns = after(history)[-1]
    for _ in range(3):
        live = [column.title for column in columns if not column.retired]
        old, new = data.draw(st.sampled_from(live)), data.draw(st.sampled_from([*live, "新列"]))
        assume(old != new)

        later = rename(columns, old, new)

        assert {column.id for column in later} == {column.id for column in columns}
        now = [column.title for column in later if not column.retired]
        assert len(set(now)) == len(now)
        columns = later


def test_a_column_that_vanished_earlier_is_no_candidate():
    columns = bind(LINES, {"编号": "c1"}, 2)

    assert compare(columns, ["编号", "地址"]).vanished == ()


def test_a_reserved_id_is_kept_for_its_title_but_is_still_new():
    columns = reserve(LINES, {"地址": "c3"})

    assert compare(columns, ["编号", "地址"]).new == ("地址",)
    with pytest.raises(RegisterConflict):
        bind(columns, {"电话": "c3"}, 2)


def test_an_id_that_lost_its_title_by_a_rename_is_given_to_nobody():
    columns = rename(bind(LINES, {"编号": "c1", "线路名称": "c3"}, 2), "名称", "线路名称")

    assert [(c.id, c.title) for c in columns if not c.retired] == [
        ("c1", "编号"),
        ("c2", "线路名称"),
    ]
    with pytest.raises(RegisterConflict):
        bind(columns, {"地址": "c3"}, 3)


@pytest.mark.parametrize("ids", [{"地址": "c1"}, {"编号": "c9"}, {"地址": "c3", "电话": "c3"}])
def test_a_version_that_contradicts_the_register_is_refused(ids):
    with pytest.raises(RegisterConflict):
        bind(LINES, ids, 2)


def test_a_title_that_no_column_has_cannot_be_renamed():
    with pytest.raises(RegisterConflict):
        rename(LINES, "地址", "电话")


BEFORE = [Shape("c1", "编号", "string"), Shape("c2", "名称", "string")]


def proposed(*after_):
    found = proposals(LINES, BEFORE, [Shape("", title, kind) for title, kind in after_])
    return [(one.id, one.old, one.new) for one in found]


def test_a_like_title_is_proposed_wherever_it_stands():
    assert proposed(("线路名称", "string"), ("编号", "string")) == [("c2", "名称", "线路名称")]


def test_another_title_at_the_same_place_with_the_same_type_is_proposed():
    assert proposed(("编号", "string"), ("站点", "string")) == [("c2", "名称", "站点")]


@pytest.mark.parametrize(
    "header",
    [
        [("编号", "string"), ("站点", "integer")],
        [("站点", "string"), ("编号", "string")],
        [("编号", "string"), ("名称", "string"), ("线路名称", "string")],
    ],
    ids=["other type", "other place", "nothing vanished"],
)
def test_what_does_not_look_like_a_rename_is_not_proposed(header):
    assert proposed(*header) == []


def test_the_likelier_of_two_new_columns_is_proposed():
    assert proposed(("编号", "string"), ("地址", "string"), ("线路名称", "string")) == [
        ("c2", "名称", "线路名称")
    ]

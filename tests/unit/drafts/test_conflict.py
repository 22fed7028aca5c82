"""Three-way differences: what merges, what a person must decide, and that nothing is lost."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.drafts import conflict

Content = dict[str, Any]

words = st.sampled_from(["甲", "乙", "丙"])
resources = st.dictionaries(
    st.sampled_from(["r1", "r2", "r3"]), st.dictionaries(st.sampled_from(["name", "format"]), words)
).map(lambda found: [{"id": id_, **fields} for id_, fields in found.items()])
contents = st.builds(
    lambda fields, files: {**fields, "resources": files},
    st.dictionaries(st.sampled_from(["title", "notes", "theme"]), words),
    resources,
)


@given(contents, contents)
def test_who_changed_nothing_takes_what_the_other_wrote(base: Content, theirs: Content) -> None:
    for found in (
        conflict.difference(base, theirs, base),
        conflict.difference(base, base, theirs),
    ):
        assert found.merged == theirs
        assert not found.conflicts


@given(contents, contents)
def test_two_who_wrote_the_same_agree(base: Content, both: Content) -> None:
    found = conflict.difference(base, both, both)
    assert found.merged == both
    assert not found.conflicts


@given(contents, contents, contents)
def test_every_value_of_both_is_in_the_difference(base: Content, a: Content, b: Content) -> None:
    """What somebody changed is merged, or is a conflict that shows it: nothing is lost."""
    found = conflict.difference(base, a, b)
    told = {change.path: change for change in found.changes}
    for key in {*a, *b} - {"resources"}:
        if base.get(key) == a.get(key) == b.get(key):
            continue
        change = told[(key,)]
        assert (change.theirs, change.yours) == (a.get(key), b.get(key))
        if not change.conflicts:
            assert found.merged.get(key) in (a.get(key), b.get(key))
            assert found.merged.get(key) != base.get(key)


@given(contents, contents, contents)
def test_a_conflict_looks_the_same_from_both_sides(base: Content, a: Content, b: Content) -> None:
    ours = {change.path for change in conflict.difference(base, a, b).conflicts}
    theirs = {change.path for change in conflict.difference(base, b, a).conflicts}
    assert ours == theirs


@given(contents, st.lists(contents, max_size=5))
def test_saves_are_rewound_to_any_earlier_one(first: Content, later: list[Content]) -> None:
    states, replaced = [first], []
    for content in later:
        replaced.append(conflict.replaced_by(states[-1], content))
        states.append(content)
    for number, content in enumerate(states):
        assert conflict.rewind(states[-1], reversed(replaced[number:])) == content


def test_files_that_two_people_add_are_both_there() -> None:
    base = {"resources": [{"id": "a"}]}
    theirs = {"resources": [{"id": "a"}, {"id": "b"}]}
    yours = {"resources": [{"id": "c"}, {"id": "a"}]}
    found = conflict.difference(base, theirs, yours)
    assert {one["id"] for one in found.merged["resources"]} == {"a", "b", "c"}
    assert not found.conflicts


def test_a_file_that_one_removed_and_the_other_renamed_is_decided_by_a_person() -> None:
    base = {"resources": [{"id": "a", "name": "旧"}]}
    found = conflict.difference(base, {"resources": []}, {"resources": [{"id": "a", "name": "新"}]})
    assert [change.path for change in found.conflicts] == [("resources", "a", "name")]


def test_fields_are_named_with_both_values() -> None:
    found = conflict.difference({"notes": "一"}, {"notes": "二"}, {"notes": "三", "title": "题"})
    assert [change.as_dict() for change in found.changes] == [
        {"field": "notes", "base": "一", "theirs": "二", "yours": "三", "conflict": True},
        {"field": "title", "base": None, "theirs": None, "yours": "题", "conflict": False},
    ]

"""Dicts of one shape are validated as core validates each of them."""

import ckan.lib.navl.dictization_functions as navl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.catalogue.remembered import remembering

NAMES = ("title", "notes", "resources", "extras", "__before", "__after", "__extras", "__junk")
CORE = navl._validate.__wrapped__
VALUES = st.one_of(st.none(), st.just([]), st.text(max_size=3), st.just(navl.missing))
LEAVES = st.lists(st.sampled_from(("note", "keep", "upper", "refuse", "stop", "look")), max_size=3)
FLAT = st.dictionaries(st.sampled_from(NAMES), LEAVES, max_size=6)
SCHEMAS = st.dictionaries(
    st.sampled_from(NAMES), st.one_of(LEAVES, LEAVES, FLAT, st.just("no validators")), max_size=8
)
ITEMS = st.dictionaries(st.sampled_from((*NAMES, "odd")), VALUES, max_size=4)
DATA = st.dictionaries(
    st.sampled_from((*NAMES, "odd")), st.one_of(VALUES, st.lists(ITEMS, max_size=3)), max_size=7
)


def validators(calls):
    """One of each kind, noting what it was called with."""

    def note(key, data, errors, context):
        calls.append((key, dict(data), {**errors}))

    def keep(value):
        calls.append(value)
        return value

    def upper(value, context):
        return value.upper() if isinstance(value, str) else value

    def refuse(value):
        raise navl.Invalid(f"no {value}")

    def stop(value):
        raise navl.StopOnError

    def look(key, data, errors, context):
        calls.append(list(data))

    return {one.__name__: one for one in (note, keep, upper, refuse, stop, look)}


def built(schema, known):
    """The schema with functions in the place of their names."""
    if isinstance(schema, dict):
        return {name: built(value, known) for name, value in schema.items()}
    return [known[name] for name in schema] if isinstance(schema, list) else schema


def outcome(validate, data, schema):
    """What a validation gives, calls in between or the error that it ends with."""
    calls = []
    try:
        flattened = navl.flatten_dict(data)
        found = validate(flattened, built(schema, validators(calls)), {})
    except (navl.DataError, TypeError, AttributeError, KeyError) as error:
        return type(error), str(error)
    return found, calls


@given(st.lists(DATA, min_size=1, max_size=4), SCHEMAS)
def test_each_of_many_is_validated_as_core_does(many, schema):
    by_core = [outcome(CORE, data, schema) for data in many for _ in range(2)]

    with remembering():
        ours = [outcome(navl._validate, data, schema) for data in many for _ in range(2)]

    assert ours == by_core


def test_what_may_not_stand_where_dicts_are_expected_is_refused_each_time():
    schema = {"resources": {"name": []}}

    with remembering():
        for _ in range(2):
            assert outcome(navl._validate, {"resources": []}, schema)[1] == []
            with pytest.raises(navl.DataError):
                navl._validate({("resources",): "x"}, schema, {})


def test_outside_a_batch_core_validates_itself():
    data, schema = {("title",): "x", ("odd",): 1}, {"title": [], "__junk": [], "__extras": []}

    assert navl._validate(data, schema, {}) == CORE(data, schema, {})


@given(st.lists(DATA, min_size=1, max_size=4))
def test_each_of_many_is_unflattened_as_outside_a_batch(many):
    flat = [navl.flatten_dict(data) for data in many]
    one_by_one = [navl.unflatten(one) for one in flat]

    with remembering():
        together = [navl.unflatten(one) for one in flat + flat]

    assert together == one_by_one * 2

"""The form of a draft: what it shows and what it says."""

from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.drafts import forms

TYPES = list(forms.TYPED)
SCHEMAS = files("ckanext.ankang.schemas")


def fields_of(type_: str) -> list[dict[str, object]]:
    return yaml.safe_load(SCHEMAS.joinpath(f"{type_}.yaml").read_text("utf-8"))["dataset_fields"]


FIELDS = fields_of("dataset")
CONTROLS = {"text", "long", "choice", "day", "repeating", "owner_org", "license_id"}


@pytest.mark.parametrize("type_", TYPES)
def test_every_field_that_a_person_may_fill_is_shown_once(type_):
    typed, groups = forms.sections(fields_of(type_), type_)
    names = [one["field_name"] for one in typed]
    names += [one["field_name"] for _, fields in groups for one in fields]
    assert sorted(names) == sorted(
        one["field_name"] for one in fields_of(type_) if one.get("preset") != forms.SYSTEM
    )


@pytest.mark.parametrize("type_", TYPES)
def test_what_the_clerk_types_stands_first_and_is_in_the_schema(type_):
    typed, _ = forms.sections(fields_of(type_), type_)
    assert [one["field_name"] for one in typed] == list(forms.TYPED[type_])


@pytest.mark.parametrize("field", forms.shown_fields(FIELDS), ids=lambda one: one["field_name"])
def test_every_field_has_a_control(field):
    assert forms.kind_of(field) in CONTROLS


def test_what_is_not_in_the_form_is_not_said():
    assert forms.content_of({"title": " 公交 "}, FIELDS) == {"title": "公交"}


def test_nobody_sets_what_the_portal_writes():
    assert forms.content_of({"code": "308000/0000017", "first_published": "x"}, FIELDS) == {}


def test_a_field_left_to_somebody_else_is_not_said():
    assert forms.content_of({"title": "我的", "keep-title": "theirs"}, FIELDS) == {}


def test_entries_come_in_their_order_without_empty_and_removed_ones():
    form = {"openness_grounds-shown": "yes", "openness_grounds-10-document": "丙"}
    form |= {"openness_grounds-2-document": "乙", "openness_grounds-1-document": " "}
    form |= {"openness_grounds-0-document": "甲", "openness_grounds-0-remove": "yes"}
    said = forms.content_of(form, FIELDS)
    assert said == {"openness_grounds": [{"document": "乙"}, {"document": "丙"}]}


def test_the_last_entry_removed_empties_the_field():
    said = forms.content_of({"openness_grounds-shown": "yes"}, FIELDS)
    assert said == {"openness_grounds": []}


def test_tags_are_shown_as_one_line():
    assert (
        forms.values_of({"tags": [{"name": "公交"}, {"name": "线路"}]})["tag_string"]
        == "公交，线路"
    )


def test_what_is_sent_again_holds_what_others_changed():
    whole = {"title": "新名", "place": "城区", "tags": [{"name": "公交"}]}
    assert forms.merged({"title": "旧名", "tag_string": ""}, whole) == {
        "title": "新名",
        "tag_string": "公交",
    }


def test_a_choice_takes_theirs_or_keeps_ones_own():
    changes = [
        {"field": "title", "theirs": "甲", "yours": "乙", "conflict": True},
        {"field": "notes", "theirs": "丙", "yours": "丁", "conflict": True},
        {"field": "place", "theirs": "戊", "yours": None, "conflict": False},
    ]
    content = {"title": "乙", "notes": "丁"}
    said = forms.chosen({"keep-title": "theirs"}, changes, content)
    assert said == {"title": "甲", "notes": "丁"}


def test_errors_of_entries_are_sentences_of_their_field():
    errors = {"openness_grounds": [{"document": ["没有填写。"]}, {}], "title": ["没有名称。"]}
    assert forms.sentences(errors) == {
        "openness_grounds": ["没有填写。"],
        "title": ["没有名称。"],
    }


@given(st.dictionaries(st.text(max_size=30), st.text(max_size=30)))
def test_whatever_a_browser_sends_only_fields_come_of_it(form):
    known = {one["field_name"] for one in forms.shown_fields(FIELDS)}
    assert set(forms.content_of(form, FIELDS)) <= known

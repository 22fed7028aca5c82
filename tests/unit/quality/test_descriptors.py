"""What a publisher says of a column becomes a field of a Table Schema, or a sentence."""

import pytest
from frictionless import Schema
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.quality.columns.descriptors import (
    CODE_LISTS,
    LABELS,
    TYPES,
    WrongDescriptor,
    in_words,
    to_field,
    to_values,
    with_codes,
)

WORDS = st.text(alphabet="县区名称人口（）", max_size=10)
SAID = st.fixed_dictionaries(
    {
        "title": WORDS,
        "description": WORDS,
        "type": st.sampled_from(list(TYPES)),
        "unit": WORDS,
        "required": st.booleans(),
        "unique": st.booleans(),
        "code_list": st.sampled_from(["", *CODE_LISTS]),
        "enum": st.just([]),
        "sensitivity": st.sampled_from(["", "public", "closed"]),
    }
)


@given(SAID)
def test_what_is_said_comes_back_and_is_a_field_that_frictionless_reads(said):
    field = to_field(said)

    assert to_values(field) == said
    Schema.from_descriptor({"fields": [{**with_codes(field), "name": "a"}]})


def test_a_field_uses_the_words_of_table_schema_and_ours_only_beyond_them():
    field = to_field(
        {
            "description": "  常住\n人口 ",
            "type": "integer",
            "unit": "人",
            "required": "on",
            "sensitivity": "2级",
        }
    )

    assert field == {
        "description": "常住 人口",
        "type": "integer",
        "ankang:unit": "人",
        "ankang:sensitivity": "low",
        "constraints": {"required": True},
    }


def test_a_code_list_allows_labels_codes_and_earlier_names():
    enum = with_codes(to_field({"code_list": "divisions"}))["constraints"]["enum"]

    assert {"610981", "旬阳市", "旬阳县", "610928"} <= set(enum)


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"type": "money"}, "type", "money"),
        ({"code_list": "没有"}, "code_list", "divisions"),
        ({"sensitivity": "绝密"}, "sensitivity", "公开"),
        ({"unit": "人" * 21}, "unit", "20"),
        ({"type": "integer", "enum": "1\n二"}, "enum", "“二”不是整数"),
        ({"code_list": "divisions", "enum": ["甲"]}, "enum", "代码表"),
        ({"description": "找示例，电话13991512345"}, "description", "个人信息"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(said, field, words):
    with pytest.raises(WrongDescriptor) as caught:
        to_field(said)

    assert list(caught.value.faults) == [field]
    assert words in caught.value.faults[field]


def test_a_descriptor_in_words_names_each_thing_said():
    words = in_words(to_field({"description": "人数", "type": "integer", "unique": True}))

    assert words == "说明：人数；类型：整数；不可重复"
    assert all(LABELS.values())

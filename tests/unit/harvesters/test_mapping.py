"""Strict interpretation: mapped, ignored by name, or an error with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.errors import MissingValue, UnknownField, UnknownValue
from harvesters.mapping import UNWANTED, clean, day, fields_of
from harvesters.records import Item
from harvesters.source import FieldRule, find_sources, read_source

MINZHENG = read_source(find_sources()["ankang_minzheng"])
VALUES = {
    "ArticleTitle": "安康市乡镇街道名录",
    "PubDate": "2023-12-31",
    "摘要": "名录",
    "所属主题": "机构团体",
    "更新周期": "每年",
    "开放属性": "无条件开放",
    "行政区域": "安康市",
    "关键词": "行政区划；乡镇、街道",
}


def fold(vocabulary, text):
    if text == "其他":
        raise ValueError(text)
    return f"{vocabulary}/{text}"


def mapped(**changes):
    return fields_of(MINZHENG, "xiangzhen", Item({**VALUES, **changes}), fold)


def test_values_become_fields():
    fields = mapped()

    assert fields["theme"] == "themes/机构团体"
    assert fields["tags"] == ["行政区划", "乡镇", "街道"]
    assert fields["owner_org"] == "minzheng"


def test_an_unknown_value_names_source_item_field_and_value():
    with pytest.raises(UnknownValue, match=r"ankang_minzheng.*xiangzhen.*更新周期.*其他"):
        mapped(更新周期="其他")


def test_an_unknown_field_is_named_with_its_value():
    with pytest.raises(UnknownField, match=r"共享类型.*不予共享"):
        mapped(共享类型="不予共享")


def test_a_missing_value_is_named():
    with pytest.raises(MissingValue, match="开放属性"):
        mapped(开放属性="")


def test_an_ignored_field_is_not_asked_about():
    assert mapped(SiteName="某站") == mapped()


@pytest.mark.parametrize(
    "text", ["2022-07-13", "2022年7月13日", "2022/7/13", "2022-07-13 08:30:00"]
)
def test_days_are_read_as_departments_write_them(text):
    assert day(text) == "2022-07-13"


@pytest.mark.parametrize("text", ["2022年3月", "45321", "0000-00-00", "2022-13-01", "昨天", ""])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match=r"不是日期|out of range|must be in"):
        day(text)


@given(st.text())
def test_clean_text_is_stable_and_harmless(text):
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert not UNWANTED.search(cleaned)


def test_a_rule_needs_one_origin():
    with pytest.raises(ValueError, match="value 与 from"):
        FieldRule.model_validate({"value": "a", "from": "b"})

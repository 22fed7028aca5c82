"""Names: readable pinyin, always valid, never the same for two datasets."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.catalogue.names import MAX_LENGTH, package_name, short_name

VALID = re.compile(r"[a-z0-9][a-z0-9-]{1,99}")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("安康市公交线路", "ankangshi-gongjiao-xianlu"),
        ("旅游", "lvyou"),
        ("岚皋县２０２４年", "langaoxian-2024-nian"),
        ("不动产登记暂行条例", "budongchan-dengji-zanxing-tiaoli"),
        ("Ünïcode", "unicode"),
        ("new", "shuju-new"),
        ("A", "shuju-a"),
        ("😀", "shuju"),
        ("", "shuju"),
    ],
)
def test_a_title_becomes_readable_pinyin(title: str, name: str) -> None:
    assert short_name(title) == name


@given(st.text(max_size=300), st.text())
def test_a_name_is_what_ckan_accepts(title: str, identifier: str) -> None:
    for name in (package_name(title, identifier), short_name(title)):
        assert VALID.fullmatch(name)
        assert "__" not in name
        assert len(name) <= MAX_LENGTH
        assert name not in {"new", "edit", "search"}


@given(st.text(), st.text(), st.text())
def test_equal_titles_never_clash(title: str, one: str, other: str) -> None:
    assert (package_name(title, one) == package_name(title, other)) == (one == other)


def test_a_long_title_is_cut_between_words() -> None:
    name = package_name("安康市人民政府办公室关于开展服务能力提升行动的通知" * 5, "x")
    assert len(name) <= MAX_LENGTH
    assert name.startswith("ankangshi-renmin-zhengfu-bangongshi-")

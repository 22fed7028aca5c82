"""What a version changed in the columns of the public one."""

from ckanext.ankang.quality.columns.comparison import schema_changes, shapes
from ckanext.ankang.quality.columns.register import Shape

BEFORE = [Shape("a", "编号", "string"), Shape("b", "名称", "string"), Shape("c", "人口", "integer")]


def kinds(after):
    return [(change["change"], change["id"]) for change in schema_changes(BEFORE, after)]


def test_the_same_columns_in_another_order_are_no_change():
    assert kinds(BEFORE[::-1]) == []


def test_what_breaks_programs_comes_first():
    after = [
        Shape("d", "地址", "string"),
        Shape("b", "全称", "string"),
        Shape("c", "人口", "string"),
    ]

    assert kinds(after) == [("removed", "a"), ("retyped", "c"), ("renamed", "b"), ("added", "d")]


def test_the_titles_compared_are_those_of_the_files():
    schema = {"fields": [{"name": "mc", "title": "单位名称", "type": "string"}]}
    facts = {"columns": [{"id": "mc", "title": "mc", "type": "string"}]}

    assert shapes(schema, facts) == [Shape("mc", "mc", "string")]

"""What the report page shows: errors by kind, and an excerpt that marks the bad cells and nothing else."""

import pytest
from frictionless import Checklist, Resource, Schema

from ckanext.ankang.quality.checks import ERRORS
from ckanext.ankang.quality.excerpt import OTHER, ErrorLine, excerpt, groups
from ckanext.ankang.quality.report import SENTENCES


def error(row, column, message="不对", cells=("1", None)):
    return {
        "type": "type-error",
        "rowNumber": row,
        "fieldNumber": column,
        "fieldName": f"列{column}",
        "cells": list(cells),
        "cell": "1",
        "message": message,
    }


def report(*errors):
    return {"errors": [], "tasks": [{"errors": list(errors)}]}


def test_two_errors_of_a_row_share_a_line():
    found = excerpt(report(error(3, 1), error(3, 2)), ["甲", "乙"], 20)
    [row] = found.rows
    assert (row.number, found.cells(row)) == (3, [("1", True), ("", True)])


def test_no_more_rows_than_asked_for():
    found = excerpt(report(*(error(number, 1) for number in range(2, 50))), ["甲"], 3)
    assert [row.number for row in found.rows] == [2, 3, 4]


def test_a_missing_cell_is_marked_where_it_should_stand():
    found = excerpt(report(error(5, 4)), ["甲", "乙", "丙", "丁"], 20)
    assert found.cells(found.rows[0]) == [("1", False), ("", False), ("", False), ("", True)]


def test_a_cell_too_many_has_a_column_of_its_own():
    found = excerpt(report(error(5, 2)), ["甲"], 20)
    assert found.columns == [(0, "甲"), (1, "多出的第 2 列")]
    assert found.cells(found.rows[0])[1] == ("", True)


def test_of_300_columns_the_faulty_ones_come_first():
    titles = [f"列{number}" for number in range(1, 301)]
    cells = [str(number) for number in range(1, 301)]
    found = excerpt(report(error(2, 300, cells=cells), error(3, 150, cells=cells)), titles, 20)
    assert found.reordered
    assert found.columns[:3] == [(149, "列150"), (299, "列300"), (0, "列1")]
    assert found.cells(found.rows[0])[:3] == [("150", False), ("300", True), ("1", False)]
    assert len(found.cells(found.rows[0])) == 300


def test_a_narrow_table_keeps_its_order():
    found = excerpt(report(error(2, 2)), ["甲", "乙"], 20)
    assert (found.reordered, found.columns) == (False, [(0, "甲"), (1, "乙")])


def test_errors_without_a_row_are_listed_too():
    broken = {"errors": [{"type": "schema-error", "message": "写错了"}], "tasks": []}
    [group] = groups(broken, {})
    assert group.lines == [ErrorLine(None, "", "", "写错了")]
    assert excerpt(broken, ["甲"], 20).rows == []


def test_a_cell_beyond_the_header_is_named_by_its_place():
    [group] = groups(report({"type": "extra-cell", "rowNumber": 2, "fieldNumber": 5}), {})
    assert group.lines[0].column == "第 5 列"


def test_a_missing_label_names_its_column():
    schema = Schema.from_descriptor({"fields": [{"name": "甲"}, {"name": "乙"}]})
    found = Resource(data=[["甲"], ["1"]], schema=schema).validate(Checklist())
    lines = {group.kind: group.lines for group in groups(found.to_descriptor(), {})}
    assert (lines["missing-label"][0].row, lines["missing-label"][0].column) == (None, "乙")


def test_kinds_are_chinese_and_the_most_frequent_comes_first():
    errors = [{"type": kind} for kind in ("blank-row", "type-error", "something-new")]
    found = groups(report(*errors), {"type-error": 700, "something-new": 2})
    assert [(group.name, group.total, len(group.lines)) for group in found] == [
        ("类型不符", 700, 1),
        ("其他问题", 2, 1),
        ("空行", 1, 1),
    ]


@pytest.mark.parametrize("kind", [*SENTENCES, *ERRORS])
def test_each_kind_that_a_report_can_hold_is_counted_under_its_own_name(kind):
    [group] = groups(report({"type": kind}), {kind: 3})

    assert group.name != OTHER
    assert group.total == 3

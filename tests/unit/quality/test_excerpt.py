"""The excerpt of the report page marks the bad cells and nothing else."""

import pytest

from ckanext.ankang.quality.excerpt import OTHER, counts, faulty_rows
from ckanext.ankang.quality.report import SENTENCES


def error(row, column, message="不对"):
    return {
        "type": "type-error",
        "rowNumber": row,
        "fieldNumber": column,
        "cells": ["1", None],
        "message": message,
    }


def test_two_errors_of_a_row_share_a_line():
    (row,) = faulty_rows({"tasks": [{"errors": [error(3, 1), error(3, 2, "也不对")]}]}, 20)
    assert (row.number, row.marked, row.cells) == (3, {0, 1}, ["1", ""])
    assert row.messages == ["不对", "也不对"]


def test_no_more_rows_than_asked_for():
    report = {"tasks": [{"errors": [error(n, 1) for n in range(2, 50)]}]}
    assert [row.number for row in faulty_rows(report, 3)] == [2, 3, 4]


def test_an_error_of_the_whole_file_marks_no_row():
    assert faulty_rows({"errors": [{"type": "source-error"}], "tasks": []}, 20) == []


def test_kinds_are_chinese_and_the_most_frequent_comes_first():
    found = counts({"blank-row": 1, "type-error": 7, "something-new": 2})
    assert found == [("类型不符", 7), ("其他问题", 2), ("空行", 1)]


def test_a_missing_cell_is_marked_where_it_should_stand():
    (row,) = faulty_rows({"tasks": [{"errors": [error(5, 4)]}]}, 20)
    assert (row.cells, row.marked) == (["1", "", "", ""], {3})


@pytest.mark.parametrize("kind", SENTENCES)
def test_each_kind_that_has_a_sentence_is_counted_under_its_own_name(kind):
    [(name, count)] = counts({kind: 3})

    assert name != OTHER
    assert count == 3

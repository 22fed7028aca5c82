"""Workbooks of every kind: which sheet is read, what its cells say, what is noted and refused."""

from pathlib import Path

import openpyxl
import pytest

from ckanext.ankang.tables import DamagedTable, Limits, NotATable, read_table

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"
CLEAN = read_table(SAMPLES / "clean_utf8.csv")

SAME_TABLE = [
    "comments_inside_a_sheet.xlsx",
    "filled_up_with_empty_cells.ods",
    "hidden_first_sheet.xls",
    "hidden_rows_and_columns.xlsx",
    "hidden_sheet.ods",
    "merged_cells_below_the_header.xlsx",
    "no_cell_references.xlsx",
    "prefixed_namespace.xlsx",
    "rich_text_and_phonetics.xlsx",
    "rows_far_apart.xlsx",
    "second_sheet_with_data.xlsx",
    "tab_separated_text.xls",
    "very_hidden_first_sheet.xlsx",
    "wrong_dimension.xlsx",
    "xml_of_excel_2003.xls",
    "xml_of_excel_2003_in_gb2312.xls",
]
REFUSED = {
    "access.xls": "Access",
    "binary_workbook.xlsx": ".xlsb",
    "html_table.xls": "网页（HTML），请用表格软件打开后另存为 .xlsx",
    "no_visible_sheet.xlsx": "没有可见的工作表",
    "overlapping_members.xlsx": "互相重叠",
    "password.ods": "密码",
    "password.xls": "密码",
    "png.xlsx": "PNG",
    "presentation.xls": "演示文稿",
    "repeated_cells_bomb.ods": "大得不正常",
    "seven_zip.xlsx": "7z",
    "text_document.ods": "文字文档",
    "web_archive.xls": "MHTML",
    "word_document.xls": "Word",
    "word_document.xlsx": "Word",
}
DAMAGED = {
    "billion_laughs.xlsx": None,
    "cut_off_inside.ods": None,
    "cut_off_inside.xls": None,
    "declared_size_lies.xlsx": None,
    "rows_out_of_order.xlsx": 6,
    "string_that_is_not_there.xlsx": None,
}
CELLS = {
    "chinese_date_formats.xlsx": [
        "2023-03-15",
        "2023-03-15",
        "2023-03-15",
        "2023-03-15T12:00:00",
        "36:00:00",
        "12:00:00",
    ],
    "date_by_its_format.xls": ["2023-03-15"],
    "dates_booleans_and_comment.ods": [
        "2026-07-03",
        "2026-07-03T08:30:00",
        "08:05:00",
        "true",
        "0.255",
        "汉  滨\n第二段",
    ],
    "days_since_1904.xls": ["2027-03-16"],
    "days_since_1904.xlsx": ["2023-03-15"],
    "escaped_line_ends.xlsx": ["一\n二_"],
    "false_leap_day_of_1900.xlsx": ["1900-01-01", "1900-02-28", "1900-03-01"],
    "formats_that_are_no_dates.xlsx": ["1200", "0.25", "7"],
    "formula_values.xlsx": ["true"],
    "rounded_number.xls": ["612400000000000000"],
    "rounded_numbers.xlsx": ["612401199001010000", "612401199001010048", "12"],
}
DAMAGED_CELLS = {
    "formula_error.ods": [(4, "formula-error")],
    "formula_error.xls": [(5, "formula-error")],
    "formula_errors.xlsx": [(5, "formula-error")],
    "rounded_number.xls": [(2, "rounded-number")],
    "rounded_numbers.xlsx": [(2, "rounded-number")],
}
FACTS = {
    "hidden_first_sheet.xls": {"sheet": "镇办"},
    "hidden_rows_and_columns.xlsx": {
        "hidden_rows": {"rows": [3], "count": 1},
        "hidden_columns": ["B"],
    },
    "hidden_sheet.ods": {
        "sheets": [{"name": "底稿", "state": "hidden"}, {"name": "镇办", "state": "visible"}]
    },
    "merged_cells_below_the_header.xlsx": {"merged_cells": {"ranges": ["A3:A4"], "count": 1}},
    "second_sheet_with_data.xlsx": {"sheet": "表1", "unread_sheets": ["表3"]},
    "very_hidden_first_sheet.xlsx": {"sheet": "表2"},
    "xml_of_excel_2003.xls": {"format": "spreadsheetml", "sheet": "镇办"},
    "tab_separated_text.xls": {"format": "csv"},
}


@pytest.mark.parametrize("sample", SAME_TABLE)
def test_every_form_of_the_same_sheet_gives_the_same_table(sample):
    table = read_table(SAMPLES / sample)

    assert table.columns == CLEAN.columns
    assert [list(row) for row in table.rows] == [list(row) for row in CLEAN.rows]
    assert table.damages == []


@pytest.mark.parametrize(("sample", "words"), REFUSED.items())
def test_what_is_no_open_workbook_is_refused_with_what_was_found(sample, words):
    with pytest.raises(NotATable) as caught:
        read_table(SAMPLES / sample)

    assert words in caught.value.found
    assert sample in str(caught.value)


@pytest.mark.parametrize(("sample", "row"), DAMAGED.items())
def test_a_broken_workbook_is_named(sample, row):
    with pytest.raises(DamagedTable, match=sample) as caught:
        read_table(SAMPLES / sample)

    assert caught.value.row == row


@pytest.mark.parametrize(("sample", "cells"), CELLS.items())
def test_cells_say_what_the_program_shows(sample, cells):
    table = read_table(SAMPLES / sample)

    assert [row[-1] for row in table.rows] == cells


@pytest.mark.parametrize(("sample", "damages"), DAMAGED_CELLS.items())
def test_what_a_sheet_lost_is_named_by_row(sample, damages):
    table = read_table(SAMPLES / sample)

    assert [(damage.row, damage.kind) for damage in table.damages] == damages


@pytest.mark.parametrize(("sample", "facts"), FACTS.items())
def test_facts_tell_what_a_sheet_does_not_show(sample, facts):
    assert read_table(SAMPLES / sample).facts.items() >= facts.items()


def test_a_formula_error_is_named_by_column_row_and_value():
    (damage,) = read_table(SAMPLES / "formula_errors.xlsx").damages

    assert "C 列" in damage.reason
    assert "#DIV/0!" in damage.reason
    assert "第 5 行" in damage.reason


def test_row_numbers_are_those_of_the_sheet_where_rows_are_missing():
    rows = list(read_table(SAMPLES / "rows_far_apart.xlsx").rows)

    assert (rows[0].number, rows[-1].number) == (2, 1_048_576)


def test_shared_texts_beyond_the_limit_are_refused():
    with pytest.raises(NotATable, match="文字超过"):
        read_table(
            SAMPLES / "rich_text_and_phonetics.xlsx", limits=Limits(shared_text_bytes=1 << 10)
        )


def test_the_first_visible_sheet_that_holds_data_is_read(tmp_path):
    path = tmp_path / "blank_first_sheet.xlsx"
    workbook = openpyxl.Workbook()
    data = workbook.create_sheet("镇办")
    data.append(["编码", "名称"])
    data.append(["A1", "新城街道"])
    workbook.save(path)

    table = read_table(path)

    assert [list(row) for row in table.rows] == [["A1", "新城街道"]]
    assert table.facts["sheet"] == "镇办"


def test_numbers_that_excel_rounded_are_named_by_column_and_row(tmp_path):
    path = tmp_path / "rounded.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["名称", "证件编号", "数量"])
    sheet.append(["甲", 612401199001010000, 999_999_999_999_999])
    sheet.append(["乙", "612401199001010011", 1])
    sheet.append(["丙", 6.12401199001e17, 2])
    workbook.save(path)

    table = read_table(path)

    assert table.facts["rounded_numbers"] == [{"column": "B", "rows": [2, 4], "count": 2}]
    assert [(damage.row, damage.kind) for damage in table.damages] == [(2, "rounded-number")]


def test_a_workbook_with_a_password_is_refused_with_its_own_sentence(tmp_path):
    path = tmp_path / "locked.xlsx"
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
    path.write_bytes(header + "EncryptedPackage".encode("utf-16-le").ljust(128, b"\x00"))

    with pytest.raises(NotATable, match="加了密码"):
        read_table(path)

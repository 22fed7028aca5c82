"""The list of errors opens in a spreadsheet program and starts nothing there."""

import csv
import io

import openpyxl
import pytest

from ckanext.ankang.quality.error_list import HEADER, as_csv, as_xlsx
from ckanext.ankang.quality.excerpt import ErrorGroup, ErrorLine

LINE = ErrorLine(7, "电话", "=HYPERLINK(0)", "第 7 行“电话”不是整数。请只写半角数字。")
GROUPS = [
    ErrorGroup("type-error", "类型不符", 900, [LINE]),
    ErrorGroup("missing-label", "缺少列名", 1, [ErrorLine(None, "地址", "", "请补上这一列。")]),
]
LEFT_OUT = "另有 899 处没有列出。改正以上各处后请再校验一次。"


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def read_xlsx(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell.value or "" for cell in row] for row in sheet.rows]


@pytest.mark.parametrize(("write", "read"), [(as_csv, read_csv), (as_xlsx, read_xlsx)])
def test_each_error_has_its_row_column_value_and_remedy(write, read):
    header, first, second, last = read(write(GROUPS))
    assert header == HEADER
    assert first == ["", "地址", "", "缺少列名", "请补上这一列。"]
    assert (str(second[0]), second[1], second[4]) == ("7", LINE.column, LINE.message)
    assert last == ["", "", "", "类型不符", LEFT_OUT]


def test_a_value_is_no_formula_in_csv():
    assert read_csv(as_csv(GROUPS))[2][2] == "'=HYPERLINK(0)"


def test_a_value_is_text_in_a_workbook():
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(GROUPS))).active
    assert (sheet["C3"].data_type, sheet["C3"].value) == ("s", "=HYPERLINK(0)")


def test_a_control_character_does_not_stop_the_workbook():
    groups = [ErrorGroup("type-error", "类型不符", 1, [ErrorLine(2, "甲", "\x01", "")])]
    assert read_xlsx(as_xlsx(groups))[1][2] == "\ufffd"

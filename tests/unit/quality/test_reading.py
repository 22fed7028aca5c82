"""What reading did is told in sentences."""

from pathlib import Path

import openpyxl
import pytest

from ckanext.ankang.quality.reading import sentences
from ckanext.ankang.tables import read_table

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"


def test_encoding_and_header_of_a_text_file_are_told():
    told = dict(sentences(read_table(SAMPLES / "gb18030.csv").to_facts()))
    assert told["文字编码"] == "GB 18030（按文字常见程度判断）"
    assert told["分隔符"] == "逗号"
    assert told["表头"].startswith("第 1 行，共 ")


def test_sheets_and_rows_that_were_left_out_are_told(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "人口"
    for row in (["各县人口"], ["县区", "人口"], ["旬阳市", 1], ["白河县", 2], ["合计", 3]):
        sheet.append(row)
    workbook.create_sheet("底稿").sheet_state = "hidden"
    workbook.save(tmp_path / "人口.xlsx")

    told = dict(sentences(read_table(tmp_path / "人口.xlsx").to_facts()))

    assert told["工作表"] == "读取了“人口”；没有读取：底稿（隐藏）。"
    assert told["表头之上"] == "第 1 行“各县人口”在表头之上，不算数据。"
    assert told["表尾"] == "第 5 行（合计行）不算数据。"


@pytest.mark.parametrize(
    ("facts", "told"), [({}, False), ({"isolated": True}, False), ({"isolated": False}, True)]
)
def test_only_a_machine_that_isolates_nothing_is_told(facts, told):
    assert ("隔离" in dict(sentences(facts))) is told


def test_a_file_of_which_nothing_is_known_is_no_error():
    assert sentences({"name": "公文.csv"}) == []

"""What reading did is told in sentences."""

from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from ckanext.ankang.quality.reading import FORMATS, sentences
from ckanext.ankang.tables import read_table
from ckanext.ankang.tables.formats import READERS

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"


@pytest.mark.parametrize("kind", [*READERS, "csv", "geojson"])
def test_every_format_has_a_name(kind):
    assert dict(sentences({"format": kind}))["文件格式"] == FORMATS[kind]


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
    assert told["表外的行"] == "第 5 行（合计行）不算数据。"


def test_a_second_sheet_that_holds_data_is_told_with_what_to_do(tmp_path):
    workbook = openpyxl.Workbook()
    for sheet in (workbook.active, workbook.create_sheet("去年")):
        for row in (["县区", "人口"], ["旬阳市", 1], ["白河县", 2]):
            sheet.append(row)
    workbook.save(tmp_path / "人口.xlsx")

    told = dict(sentences(read_table(tmp_path / "人口.xlsx").to_facts()))

    assert "其中“去年”也有数据" in told["工作表"]
    assert "另存为单独的文件" in told["工作表"]


def test_hidden_rows_and_columns_and_merged_cells_are_told(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (
        ["县区", "人口", "备注"],
        ["旬阳市", 1, "甲"],
        ["白河县", 2, "乙"],
        ["石泉县", 3, "丙"],
    ):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.merge_cells("A3:A4")
    workbook.save(tmp_path / "人口.xlsx")

    told = dict(sentences(read_table(tmp_path / "人口.xlsx").to_facts()))

    assert told["隐藏的行列"].startswith("第 3 行和C 列在文件里是隐藏的")
    assert told["合并单元格"].startswith("A3:A4是合并的单元格")


def test_the_member_of_an_archive_that_was_read_is_told(tmp_path):
    with ZipFile(tmp_path / "人口.zip", "w") as archive:
        archive.writestr("人口.csv", "县区,人口\n旬阳市,1\n白河县,2\n")
        archive.writestr("说明.docx", "说明")

    told = dict(sentences(read_table(tmp_path / "人口.zip").to_facts()))

    assert told["压缩包"] == "读取了“人口.csv”；没有读取：说明.docx。"


def test_the_element_that_is_a_record_is_told(tmp_path):
    rows = "".join(f"<站点><名称>{name}</名称><级别>省控</级别></站点>" for name in "甲乙丙")
    (tmp_path / "站点.xml").write_text(f"<列表>{rows}</列表>", encoding="utf-8")

    told = dict(sentences(read_table(tmp_path / "站点.xml").to_facts()))

    assert told["记录"] == "每个“列表/站点”元素是一条记录。"


def test_cells_that_are_stored_otherwise_than_written_are_told(tmp_path):
    path = tmp_path / "登记.csv"
    path.write_text("编号,日期,数量\n1,2022年7月13日,5\n2,2022年7月14日,—\n3,2022年7月15日,7\n")

    told = dict(sentences(read_table(path).to_facts()))

    assert "“日期”有 3 格统一了写法" in told["改写的值"]
    assert told["改写的值"].endswith("；原文件没有改动。")


@pytest.mark.parametrize(
    ("facts", "told"), [({}, False), ({"isolated": True}, False), ({"isolated": False}, True)]
)
def test_only_a_machine_that_isolates_nothing_is_told(facts, told):
    assert ("隔离" in dict(sentences(facts))) is told


def test_a_file_of_which_nothing_is_known_is_no_error():
    assert sentences({"name": "公文.csv"}) == []

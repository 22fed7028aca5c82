"""Catalogues in a spreadsheet, as departments keep them."""

import io

import openpyxl
import pytest
import yaml

from ckanext.ankang.catalogue.vocabularies import fold
from harvesters.dialler import Limits
from harvesters.engine import Engine
from harvesters.errors import BadListing
from harvesters.records import Failure

BASE = {
    "name": "mulu",
    "title": "某局",
    "department": "ziran",
    "type": "dataset",
    "kind": "spreadsheet",
    "address": "mulu:/open/目录.xlsx",
    "schedule": "每日 02:00",
    "expected": {"minimum": 1, "maximum": 1000},
    "politeness": {"delay_seconds": 0},
    "approval": {"days": 365, "items": 1000},
    "fields": {
        "title": {"from": "title"},
        "update_frequency": {"from": "update_frequency", "vocabulary": "update_frequency"},
    },
    "ignore": ["code"],
}
RULES = {"headers": "catalogue", "identifier": "code", "files": "下载地址"}
HEADER = ["信息资源代码", "数据集名称", "更新频率（必填）", "信息项名称", "下载地址"]
FOREST = ["001", "林地", "按年", "编号", "f/a.csv；f/b.csv"]
RIVER = ["002", "河流", "每月", "名称", "/无/c.csv"]


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in (HEADER, *rows):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def source(tmp_path, api):
    """An engine over a catalogue of these rows."""

    def made(*rows, content=None, **changes):
        folder = tmp_path / "mulu"
        folder.mkdir()
        description = {**BASE, "spreadsheet": RULES, **changes}
        (folder / "source.yaml").write_text(yaml.safe_dump(description, allow_unicode=True))
        body = workbook(*rows) if content is None else content
        api.answer = lambda asked: (
            (200, "text/csv", b"a\n1\n")
            if asked.path.endswith(".csv")
            else (200, "application/octet-stream", body)
        )
        return Engine(folder, fold, {"mulu": api.address}, Limits(tries=1, read_seconds=2))

    return made


def records(engine, tmp_path):
    listing = engine.listing()
    assert listing.fault is None
    return list(engine.records(listing, tmp_path / "files"))


def test_each_row_is_a_dataset_with_its_files(source, tmp_path):
    first, second = records(source(FOREST, RIVER), tmp_path)

    assert first.fields == {"owner_org": "ziran", "title": "林地", "update_frequency": "yearly"}
    assert [file.name for file in first.attachments] == ["a.csv", "b.csv"]
    assert [file.name for file in second.attachments] == ["c.csv"]


def test_rows_under_merged_cells_belong_to_the_dataset_above(source, tmp_path):
    more = [None, None, None, "面积", "f/c.csv"]

    first, second = records(source(FOREST, more, RIVER), tmp_path)

    assert [file.name for file in first.attachments] == ["a.csv", "b.csv", "c.csv"]
    assert (first.title, second.title) == ("林地", "河流")


def test_rows_that_contradict_each_other_are_an_error_with_both_values(source, tmp_path):
    other = ["001", "林地", "每月", "面积", None]

    (failure,) = records(source(FOREST, other), tmp_path)

    assert isinstance(failure, Failure)
    assert "按年；每月" in failure.reason


def test_cells_that_say_nothing_are_empty(source, tmp_path):
    (failure,) = records(source(["001", "林地", "暂无", "", ""]), tmp_path)

    assert "update_frequency" in failure.reason


def test_a_catalogue_without_its_identifier_column_is_a_fault(source):
    rules = {**RULES, "identifier": "编码号"}

    fault = source(FOREST, spreadsheet=rules).listing().fault

    assert isinstance(fault, BadListing)
    assert "编码号" in str(fault)


def test_a_file_that_is_no_table_is_a_fault_with_its_reason(source):
    fault = source(content=b"%PDF-1.7 no table").listing().fault

    assert isinstance(fault, BadListing)
    assert "目录.xlsx" in str(fault)

"""The CSV that COPY reads is the table of the file."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.datastore.writing import record, write_rows

FIELDS = [
    {"name": "a", "title": "名称", "type": "string"},
    {"name": "b", "title": "启用", "type": "boolean", "trueValues": ["是"], "falseValues": ["否"]},
    {"name": "c", "title": "数量", "type": "integer", "missingValues": ["", "-"]},
]


def written(tmp_path, text, fields=FIELDS):
    source, target = tmp_path / "表.csv", tmp_path / "rows.csv"
    source.write_bytes(text.encode())
    count = write_rows(source, target, name="表.csv", schema={"fields": fields}, limits={})
    rows = list(csv.reader(io.StringIO(target.read_text(), newline="")))
    assert count == len(rows)
    return rows


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_are_written_with_their_spellings_told_apart(tmp_path, delimiter, end):
    lines = ["名称,启用,数量", "甲村,是,1", "乙镇,否,-", '"丙,""乡""",,3']
    text = (end.join(lines) + end).replace(",", delimiter)
    assert written(tmp_path, text)[:2] == [["甲村", "true", "1"], ["乙镇", "false", ""]]


def test_titles_and_totals_are_not_rows(tmp_path):
    text = "安康市统计表,,\n名称,启用,数量\n甲村,是,1\n乙镇,是,2\n合计,,3\n"
    assert [row[0] for row in written(tmp_path, text)] == ["甲村", "乙镇"]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1))
def test_a_record_reads_back(cells):
    text = record(cells).decode()
    assert next(csv.reader(io.StringIO(text, newline=""))) == cells
    assert text != "\\.\n"

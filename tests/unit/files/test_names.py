"""Names of files: Chinese stays, dangers go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.files.names import UNNAMED, clean_name, latin_name, media_type


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("安康市公交线路.csv", "安康市公交线路.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\用户\\旬阳县.xlsx", "旬阳县.xlsx"),
        ("一\r\n二\t.csv", "一二.csv"),
        ("账单\u202evsc.exe", "账单vsc.exe"),
        ("  两个  空格 .csv", "两个 空格 .csv"),
        ("e\u0301.csv", "\u00e9.csv"),
        (".csv", "csv"),
        ("///", UNNAMED),
        ("", UNNAMED),
    ],
)
def test_a_name_keeps_its_chinese_and_loses_its_dangers(given_name, kept):
    assert clean_name(given_name) == kept


def test_an_over_long_name_keeps_its_ending():
    name = clean_name("安" * 300 + ".csv")
    assert name.endswith("安.csv")
    assert len(name.encode()) <= 200


@given(st.text())
def test_every_name_is_safe_on_disk_and_in_a_header(name):
    cleaned = clean_name(name)
    assert cleaned
    assert len(cleaned.encode()) <= 200
    assert not set(cleaned) & set("/\\\r\n\0")
    assert clean_name(cleaned) == cleaned


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("线路.csv", "text/csv"),
        ("县界.GeoJSON", "application/geo+json"),
        ("人口.xls", "application/vnd.ms-excel"),
        ("人口.et", "application/vnd.ms-excel"),
        ("人口.ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("水质.parquet", "application/vnd.apache.parquet"),
        ("水质.jsonl", "application/jsonl"),
        ("水质.xml", "application/xml"),
        ("水质.zip", "application/zip"),
        ("无", "application/octet-stream"),
    ],
)
def test_the_ending_says_the_media_type(name, said):
    assert media_type(name) == said


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("安康市公交线路.xlsx", "ankangshi-gongjiao-xianlu.xlsx"),
        ("report 2026.csv", "report 2026.csv"),
        ("名录", "minglu"),
    ],
)
def test_old_programs_get_a_readable_name(name, latin):
    assert latin_name(name) == latin

"""Records: JSON Lines, lists in XML and Parquet files, and what is wrong with single ones."""

from pathlib import Path

import pytest

from ckanext.ankang.tables import DamagedTable, NotATable, read_table

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"
CLEAN = read_table(SAMPLES / "clean_utf8.csv")

SAME_TABLE = [
    "declared_gb2312.xml",
    "integers_and_text.parquet",
    "lines_under_another_name.json",
    "lines_with_blank_ones.jsonl",
    "list_inside_an_answer.xml",
]
REFUSED = {
    "nothing_repeats.xml": "没有重复出现的记录",
    "two_lists.xml": "甲、乙",
    "xhtml_with_declaration.xml": "网页",
}
DAMAGED = {
    "billion_laughs.xml": ("不安全", None),
    "cut_off.parquet": ("没有传完", None),
    "cut_off.xml": ("没有传完", 2),
    "external_entity.xml": ("不安全", None),
}


@pytest.mark.parametrize("sample", SAME_TABLE)
def test_every_form_of_the_same_records_gives_the_same_table(sample):
    table = read_table(SAMPLES / sample)

    assert table.columns == CLEAN.columns
    assert [list(row) for row in table.rows] == [list(row) for row in CLEAN.rows]
    assert table.damages == []


@pytest.mark.parametrize(("sample", "words"), REFUSED.items())
def test_what_is_no_list_is_refused_with_what_was_found(sample, words):
    with pytest.raises(NotATable) as caught:
        read_table(SAMPLES / sample)

    assert words in caught.value.found


@pytest.mark.parametrize(("sample", "expected"), DAMAGED.items())
def test_broken_records_are_named(sample, expected):
    words, row = expected

    with pytest.raises(DamagedTable, match=words) as caught:
        read_table(SAMPLES / sample)

    assert caught.value.row == row


def test_bad_lines_are_named_by_line_and_reason_and_the_rest_is_read():
    table = read_table(SAMPLES / "bad_lines.jsonl")

    assert [(damage.row, damage.kind) for damage in table.damages] == [
        (row, "broken-record") for row in (4, 5, 6)
    ]
    assert [damage.reason.partition("：")[0] for damage in table.damages] == [
        f"文件第 {line} 行" for line in (3, 4, 5)
    ]
    assert len(list(table.rows)) == len(list(CLEAN.rows)) - 1


def test_a_row_of_json_lines_stands_one_below_its_line():
    rows = list(read_table(SAMPLES / "lines_with_blank_ones.jsonl").rows)

    assert [row.number for row in rows[:3]] == [2, 4, 6]


def test_attributes_and_elements_are_columns_and_nested_ones_text():
    table = read_table(SAMPLES / "namespaces_attributes_and_nested.xml")

    assert [column.title for column in table.columns] == [
        "code",
        "name",
        "name_lang",
        "tag",
        "seat",
    ]
    assert [list(row) for row in table.rows] == [
        ["610902", "汉滨区", "zh", "市辖区", None],
        ["610981", "旬阳市", "zh", '["县级","市"]', '{"x":"109.36"}'],
    ]


def test_parquet_types_come_as_text_that_keeps_them():
    table = read_table(SAMPLES / "dates_decimals_and_nested.parquet")

    assert [list(row) for row in table.rows] == [
        [
            "2026-07-03",
            "2026-07-03T08:30:00",
            "12.50",
            "true",
            "0.1",
            '{"x":109.5,"标签":["市"]}',
        ],
        [None, None, None, "false", None, None],
    ]

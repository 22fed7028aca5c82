"""Each nasty text comes out as the table it holds, with what was done to it in the facts."""

from pathlib import Path

import pytest

from ckanext.ankang.tables import DamagedTable, read_table

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"
CLEAN = read_table(SAMPLES / "clean_utf8.csv")

# What in its facts tells that the defect was seen.
SAME_TABLE = {
    "full_width_comma.csv": {"delimiter": "，"},
    "enumeration_comma.txt": {"delimiter": "、"},
    "fixed_width.txt": {"delimiter": "  "},
    "one_space.txt": {"delimiter": " "},
    "single_quotes.csv": {"quote": "'"},
    "separator_named_for_excel.csv": {"delimiter": ";", "hint": True},
    "crlf.csv": {"line_end": "CRLF"},
    "line_ends_of_three_kinds.csv": {"line_end": "mixed"},
    "comments_above.csv": {"header_row": 3},
    "comment_inside.csv": {"dropped": [(6, "comment")]},
    "blank_lines_between.csv": {"blank_rows": 12},
    "no_line_end_at_the_end.csv": {"dropped": []},
    "utf16_big_endian.csv": {"encoding": "utf-16-be"},
    "utf32_with_mark.csv": {"encoding": "utf-32"},
    "utf32_without_mark.csv": {"encoding": "utf-32-le"},
    "hz.csv": {"encoding": "hz", "encoding_from": "escapes"},
    "header_on_every_page.csv": {
        "dropped": [(9, "page"), (10, "repeated_title"), (11, "repeated_header"), (18, "page")]
    },
    "subtotals_inside.csv": {"dropped": [(6, "subtotal"), (15, "subtotal"), (16, "total")]},
    "total_above.csv": {"dropped": [(2, "total")]},
    "unit_below_header.csv": {"dropped": [(2, "unit")], "unit": "户"},
    "footnote_inside.csv": {"dropped": [(7, "footnote")]},
    "signatures_below.csv": {"dropped": [(15, "footnote")]},
    "filled_in_by_above.csv": {"header_row": 2},
    "body_and_unit_above.csv": {"header_row": 2, "unit": "户"},
    "line_break_in_header.csv": {"dropped": []},
}
# The column of the defect: its type and cells, and the transforms recorded for it.
COLUMNS = {
    "thousands_separators.csv": (
        "number",
        ["12345.60", "999.00", "1200000.05"],
        [("written_number", 2, None)],
    ),
    "decimal_commas.csv": ("string", ["3644,5", "3554,2", "1956,1"], []),
    "ten_thousands.csv": ("number", ["12000", "300000000", "120500"], [("scaled", 3, None)]),
    "ten_thousands_twice.csv": ("string", ["1.2万", "3万"], []),
    "percent.csv": ("number", ["12.5", "100", "0.03"], [("percent", 3, "%")]),
    "percent_on_some.csv": ("string", ["12.5%", "0.13"], []),
    "negative_in_brackets.csv": (
        "integer",
        ["-1200", "-15", "-3", "40"],
        [("written_integer", 3, None)],
    ),
    "money.csv": ("number", ["12.50", "1000", "20"], [("money", 3, "元")]),
    "full_width_digits.csv": ("integer", ["123", "456"], [("written_integer", 2, None)]),
    "dates_of_eight_digits.csv": (
        "date",
        ["2022-07-13", "2022-12-01"],
        [("compact_date", 2, None)],
    ),
    "eight_digits_that_are_no_date.csv": ("integer", ["20220713", "20221301"], []),
    "months.csv": ("yearmonth", ["2022-07", "2022-08", "2022-09"], [("compact_month", 2, None)]),
    "dates_in_chinese_numerals.csv": ("date", ["2022-07-13", "2022-12-31"], [("date", 2, None)]),
    "times_of_oracle.csv": (
        "datetime",
        ["2022-07-13T08:05:00", "2022-07-14T09:30:00"],
        [("datetime", 2, None)],
    ),
    "marks_for_missing.csv": (
        "integer",
        ["12", None, None, None, "30"],
        [("missing", 3, {"/": 1, "—": 1, "无": 1})],
    ),
    "only_marks_for_missing.csv": ("string", ["/", "/", "/"], []),
    "backslash_escapes.csv": ("string", ['又称"汉阴"', '又称"洵阳"'], []),
}
FAULTS = {
    "another_table_below.csv": [(15, "another-table")],
    "another_table_with_a_title.csv": [(15, "another-table")],
    "ids_shown_by_excel.csv": [(2, "rounded-number")],
    "ids_filled_with_zeros.csv": [(2, "rounded-number")],
    "mark_in_the_middle.csv": [(5, "stray-mark")],
    "nul_after_64_kb.csv": [(11_002, "nul-character")],
}
REFUSED_ROWS = {
    "one_line_of_utf8_in_gb18030.csv": (5, "UTF-8"),
    "one_line_of_gb18030_in_utf8.csv": (5, "第 118 个字节"),
}


def seen(table, wanted):
    facts = table.facts | table.facts["dialect"]
    facts["dropped"] = [(row["row"], row["kind"]) for row in table.facts["dropped_rows"]]
    return {key: facts.get(key) for key in wanted}


@pytest.mark.parametrize(("sample", "wanted"), SAME_TABLE.items())
def test_the_same_rows_come_out_and_the_facts_tell_what_was_seen(sample, wanted):
    table = read_table(SAMPLES / sample)

    assert [list(row) for row in table.rows] == [list(row) for row in CLEAN.rows]
    assert table.columns == CLEAN.columns
    assert table.damages == []
    assert seen(table, wanted) == wanted


@pytest.mark.parametrize(("sample", "wanted"), COLUMNS.items())
def test_a_column_is_typed_in_one_form_or_stays_text(sample, wanted):
    kind, cells, transforms = wanted

    table = read_table(SAMPLES / sample)

    assert table.columns[1].type == kind
    assert [row[1] for row in table.rows] == cells
    told = [
        (one["transform"], one["cells"], one.get("unit", one.get("values")))
        for one in table.facts["transforms"]
    ]
    assert told == transforms


@pytest.mark.parametrize(("sample", "wanted"), FAULTS.items())
def test_a_fault_is_named_with_its_row(sample, wanted):
    table = read_table(SAMPLES / sample)

    assert [(damage.row, damage.kind) for damage in table.damages] == wanted


@pytest.mark.parametrize(("sample", "wanted"), REFUSED_ROWS.items())
def test_two_encodings_in_one_file_are_refused_by_row(sample, wanted):
    with pytest.raises(DamagedTable) as caught:
        read_table(SAMPLES / sample)

    assert caught.value.row == wanted[0]
    assert wanted[1] in str(caught.value)


def test_what_stands_below_another_table_is_not_read_as_rows():
    table = read_table(SAMPLES / "another_table_below.csv")

    assert [list(row) for row in table.rows] == [list(row) for row in CLEAN.rows]


def test_utf16_is_known_by_its_words_alone():
    table = read_table(SAMPLES / "utf16_of_chinese_only.csv")

    assert table.facts["encoding"] == "utf-16-le"
    assert next(iter(table.rows)) == ["老城街道", "老城街道"]


def test_a_header_of_two_rows_becomes_one_title_a_column():
    table = read_table(SAMPLES / "header_of_two_rows.csv")

    assert [column.title for column in table.columns] == ["区划", "人口/男", "人口/女", "户数"]
    assert table.facts["header_rows"] == [1, 2]
    assert next(iter(table.rows)).number == 3


def test_a_header_of_three_rows_gives_units_as_well():
    table = read_table(SAMPLES / "header_of_three_rows.csv")

    assert [column.title for column in table.columns][:2] == ["指标", "2022年/人数/（人）"]
    assert list(table.facts["units"].values()) == ["人", "万元", "人", "万元"]
    assert [column.type for column in table.columns] == ["string", *["integer"] * 4]


def test_a_subtotal_with_a_name_is_left_out_because_its_sum_agrees():
    table = read_table(SAMPLES / "subtotals_by_name.csv")

    assert [(row["row"], row["kind"]) for row in table.facts["dropped_rows"]] == [
        (4, "named_total")
    ]
    assert table.facts["rows"] == 3


@pytest.mark.parametrize(
    ("sample", "kept"), [("total_as_category.csv", [4, 7]), ("total_without_sum_inside.csv", [3])]
)
def test_what_may_be_a_category_stays_and_is_told(sample, kept):
    table = read_table(SAMPLES / sample)

    assert [row["row"] for row in table.facts["kept_rows"]] == kept
    assert {row.number for row in table.rows} >= set(kept)
    assert table.facts["dropped_rows"] == []


def test_a_repeated_header_with_a_mark_shows_two_files_joined():
    table = read_table(SAMPLES / "two_files_joined.csv")

    assert [row["kind"] for row in table.facts["dropped_rows"]] == ["repeated_header"]
    assert table.facts["rows"] == 13


def test_rows_keep_their_numbers_when_rows_between_are_left_out():
    table = read_table(SAMPLES / "subtotals_inside.csv")

    assert [row.number for row in table.rows] == [2, 3, 4, 5, *range(7, 15)]


def test_units_in_headers_are_noted_by_column():
    table = read_table(SAMPLES / "units_in_headers.csv")

    assert list(table.facts["units"].values()) == ["平方公里", "万元"]


def test_serial_numbers_are_noted_and_kept(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("序号,名称\n1,甲\n2,乙\n", encoding="utf-8")

    table = read_table(path)

    assert table.facts["serial_columns"] == [table.columns[0].id]
    assert [row[0] for row in table.rows] == ["1", "2"]


def test_headers_too_long_or_broken_are_renamed_with_a_note():
    long = read_table(SAMPLES / "header_of_300_characters.csv")
    broken = read_table(SAMPLES / "line_break_in_header.csv")

    assert [note["reason"] for note in long.facts["renamed_headers"]] == ["long"]
    assert [note["reason"] for note in broken.facts["renamed_headers"]] == ["line-break"]
    assert all(len(column.id) <= 63 and column.id.isascii() for column in long.columns)


def test_a_single_column_is_not_parted():
    table = read_table(SAMPLES / "one_column.csv")

    assert [column.title for column in table.columns] == ["名称"]
    assert table.facts["rows"] == 12


def test_a_declared_type_goes_before_every_form(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("名称,比例\n甲,12.5%\n乙,/\n", encoding="utf-8")

    table = read_table(path, types={"比例": "string"})

    assert [row[1] for row in table.rows] == ["12.5%", "/"]
    assert table.facts["transforms"] == []

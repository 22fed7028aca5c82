"""Each nasty file comes out as the table it holds, or is refused by name."""

import zipfile
from pathlib import Path

import pytest

from ckanext.ankang.tables import (
    DamagedTable,
    Limits,
    NotATable,
    UndecidedEncoding,
    read_table,
)

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"
CLEAN = read_table(SAMPLES / "clean_utf8.csv")

SAME_TABLE = [
    "utf8_with_bom.csv",
    "gb18030.csv",
    "utf16_with_mark.csv",
    "utf16_without_mark.csv",
    "semicolon.csv",
    "tab.tsv",
    "pipe.txt",
    "cr_only.csv",
    "title_unit_and_total.csv",
    "merged_title_total_and_hidden_sheet.xlsx",
]
REFUSED = {
    "empty.csv": "空",
    "blank.csv": "空白",
    "html.csv": "网页",
    "pdf.csv": "PDF",
    "exe.csv": "Windows",
    "binary.csv": "二进制",
    "old_excel.xlsx": "旧版",
    "cut_off.xlsx": "损坏",
    "no_records.json": "记录",
}
DAMAGED = {
    "cut_off.json": 1,
    "double_key.json": None,
    "not_a_number.json": None,
    "nested_too_deep.json": None,
    "one_undecodable_byte.csv": 4,
}
BROKEN_ROWS = {
    "cut_off_in_a_row.csv": [(9, "truncated-row")],
    "open_quote.csv": [(6, "unclosed-quote")],
    "text_after_quote.csv": [(6, "misplaced-quote")],
}


@pytest.mark.parametrize("sample", SAME_TABLE)
def test_every_form_of_the_same_rows_gives_the_same_table(sample):
    table = read_table(SAMPLES / sample)

    assert table.columns == CLEAN.columns
    assert [list(row) for row in table.rows] == [list(row) for row in CLEAN.rows]
    assert table.damages == []


@pytest.mark.parametrize(("sample", "words"), REFUSED.items())
def test_what_is_no_table_is_refused_with_what_was_found(sample, words):
    with pytest.raises(NotATable) as caught:
        read_table(SAMPLES / sample)

    assert words in caught.value.found
    assert sample in str(caught.value)


@pytest.mark.parametrize(("sample", "row"), DAMAGED.items())
def test_damage_names_its_row(sample, row):
    with pytest.raises(DamagedTable) as caught:
        read_table(SAMPLES / sample)

    assert caught.value.row == row


@pytest.mark.parametrize(("sample", "damages"), BROKEN_ROWS.items())
def test_a_broken_row_is_named_and_the_rest_is_read(sample, damages):
    table = read_table(SAMPLES / sample)

    assert [(damage.row, damage.kind) for damage in table.damages] == damages
    assert list(next(iter(table.rows))) == list(next(iter(CLEAN.rows)))


def test_ragged_rows_are_delivered_as_they_are_and_named():
    table = read_table(SAMPLES / "ragged_rows.csv")

    assert table.facts["ragged_rows"] == [5, 8]
    assert [row.number for row in table.rows if len(row) != 3] == [5, 8]


def test_rows_can_be_walked_twice():
    table = read_table(SAMPLES / "merged_title_total_and_hidden_sheet.xlsx")

    assert [list(row) for row in table.rows] == [list(row) for row in table.rows]


def test_facts_name_title_unit_total_and_footnote():
    facts = read_table(SAMPLES / "title_unit_and_total.csv").to_facts()

    assert [line["text"] for line in facts["preamble"]] == ["安康市镇办户数表", "单位：户"]
    assert facts["unit"] == "户"
    assert [row["kind"] for row in facts["dropped_rows"]] == ["total", "footnote"]
    assert facts["header_row"] == 3


def test_facts_name_the_sheets_and_the_total_row():
    facts = read_table(SAMPLES / "merged_title_total_and_hidden_sheet.xlsx").to_facts()

    assert facts["sheet"] == "镇办"
    assert facts["sheets"][0]["state"] == "hidden"
    assert facts["dropped_rows"][0]["cells"][0] == "合计"


def test_row_numbers_are_those_a_spreadsheet_shows():
    table = read_table(SAMPLES / "title_unit_and_total.csv")

    assert next(iter(table.rows)).number == 4


def test_big5_is_not_taken_for_gb18030():
    table = read_table(SAMPLES / "big5.csv")

    assert table.facts["encoding"] == "big5"
    assert table.columns[1].title == "名稱"


def test_chinese_that_comes_late_is_still_seen():
    table = read_table(SAMPLES / "chinese_after_100_kb_of_ascii.csv")

    assert list(table.rows)[-1][1] == "安康市汉滨区老城街道办事处"


def test_an_encoding_that_cannot_be_told_is_held(tmp_path):
    path = tmp_path / "noise.csv"
    path.write_bytes(b"a,b\n" + bytes.fromhex("8140fea0e3e8aafb") * 20)

    with pytest.raises((UndecidedEncoding, DamagedTable)):
        read_table(path)


def test_zeros_in_front_and_long_numbers_stay_text():
    table = read_table(SAMPLES / "leading_zeros_and_long_ids.csv")

    assert [column.type for column in table.columns] == ["integer", "string", "string"]
    assert list(next(iter(table.rows))) == ["1", "007", "202301010000001"]


def test_a_column_is_a_date_only_if_all_of_it_is():
    good = read_table(SAMPLES / "dates_in_chinese_forms.csv")
    bad = read_table(SAMPLES / "one_bad_date.csv")

    assert [row[1] for row in good.rows] == ["2022-07-03", "2022-07-13", "2022-08-01"]
    assert bad.columns[1].type == "string"


def test_dates_that_are_iso_already_are_walked_in_the_file_itself(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("名称,登记日期\n甲,2022-12-01\n乙,2022-12-02\n", encoding="utf-8")

    table = read_table(path)

    assert table.columns[1].type == "date"
    assert table.facts["transforms"] == []
    assert table.plain.path == path


def test_one_date_in_another_form_has_the_table_written_anew(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("名称,登记日期\n甲,2022-12-01\n乙,2022.12.2\n", encoding="utf-8")

    table = read_table(path)

    assert [fact["column"] for fact in table.facts["transforms"]] == [table.columns[1].id]
    assert table.plain.path != path


def test_declared_dates_are_normalised_and_faults_left_to_see():
    table = read_table(SAMPLES / "one_bad_date.csv", types={"登记日期": "date"})

    assert [row[1] for row in table.rows] == ["2022-12-01", "2022.13.1"]


def test_headers_that_cannot_stay_are_renamed_with_a_note():
    table = read_table(SAMPLES / "blank_doubled_and_reserved_headers.csv")

    assert [column.title for column in table.columns] == ["id", "第2列", "name", "name_2"]
    reasons = [note["reason"] for note in table.facts["renamed_headers"]]
    assert reasons == ["reserved", "blank", "doubled"]


def test_geojson_becomes_columns_and_a_geometry():
    table = read_table(SAMPLES / "features.geojson")

    assert [(c.id, c.type) for c in table.columns][-1] == ("geometry", "geojson")
    assert '"coordinates":[109.03,32.7]' in next(iter(table.rows))[2]


def test_records_inside_an_object_are_found():
    table = read_table(SAMPLES / "records.json")

    assert table.facts["records_key"] == "data"
    assert [list(row) for row in table.rows][1] == ["旬阳市", None, '["市"]']


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)

    with pytest.raises(NotATable, match="大得不正常"):
        read_table(path)


def test_too_many_members_are_refused(tmp_path):
    path = tmp_path / "members.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(20):
            archive.writestr(f"xl/{number}", "")

    with pytest.raises(NotATable, match="成员"):
        read_table(path, limits=Limits(archive_members=10))


def test_an_entity_bomb_is_refused(tmp_path):
    path = tmp_path / "entities.xlsx"
    source = SAMPLES / "merged_title_total_and_hidden_sheet.xlsx"
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for member in old.namelist():
            sheet = member.startswith("xl/worksheets/sheet")
            new.writestr(member, bomb if sheet else old.read(member))

    with pytest.raises(DamagedTable, match="不完整或不安全"):
        read_table(path)


def test_a_workbook_is_known_by_its_content_not_by_the_ending_of_its_path(tmp_path: Path) -> None:
    stored = tmp_path / "4b651232-21f4-4e1e-a62b-fbff2ac3313d"
    stored.write_bytes((SAMPLES / "merged_title_total_and_hidden_sheet.xlsx").read_bytes())

    assert list(read_table(stored, name="乡镇名录.xlsx").rows)

"""A file's verdict, its standard report, and its Chinese sentences."""

import json
from pathlib import Path

import pytest
from frictionless import Checklist, Report, Schema
from frictionless.resources import TableResource

from ckanext.ankang.quality.checklists import ChecklistError
from ckanext.ankang.quality.privacy import identity_check_digit
from ckanext.ankang.quality.table_schemas import named_schema
from ckanext.ankang.quality.validation import validate_table
from ckanext.ankang.tables import read_table

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"
DATED = {"fields": [{"name": "名称", "type": "string"}, {"name": "登记日期", "type": "date"}]}


def errors(validation):
    return Report.from_descriptor(json.loads(json.dumps(validation.report))).flatten(
        ["rowNumber", "fieldNumber", "type"]
    )


def test_good_rows_are_valid_and_described():
    result = validate_table(SAMPLES / "gb18030.csv")

    assert (result.verdict, result.rows) == ("valid", 12)
    assert result.schema["fields"][2] == {"name": "hu_shu", "type": "integer", "title": "户数"}


def test_a_wrong_date_is_told_with_row_column_value_and_remedy():
    result = validate_table(SAMPLES / "one_bad_date.csv", schema=DATED)

    assert result.verdict == "invalid"
    assert result.sentence == (
        "第 3 行“登记日期”是“2022.13.1”，不是日期。请改为 2022-12-01 这样的形式。"
    )


@pytest.mark.parametrize(
    ("sample", "row", "words"),
    [
        ("cut_off_in_a_row.csv", 9, "断开"),
        ("open_quote.csv", 6, "引号"),
        ("text_after_quote.csv", 6, "引号"),
        ("ragged_rows.csv", 5, "多出"),
        ("broken_text.csv", 4, "乱码"),
    ],
)
def test_a_broken_file_is_invalid_by_row_and_reason(sample, row, words):
    result = validate_table(SAMPLES / sample)

    assert result.verdict == "invalid"
    assert f"第 {row} 行" in result.sentence
    assert words in result.sentence
    assert errors(result)[0][0] == row


def test_a_header_alone_is_no_data():
    assert errors(validate_table(SAMPLES / "header_only.csv")) == [[None, None, "no-rows"]]


@pytest.mark.parametrize("sample", ["html.csv", "empty.csv", "cut_off.xlsx", "cut_off.json"])
def test_what_cannot_be_read_is_a_verdict_with_a_standard_report(sample):
    result = validate_table(SAMPLES / sample)

    assert result.verdict == "unreadable"
    assert sample in result.sentence
    assert errors(result) == [[None, None, "unreadable-file"]]


def test_the_report_is_that_of_plain_frictionless():
    path = SAMPLES / "ragged_rows.csv"
    table = read_table(path)
    titles = [column.title for column in table.columns]
    schema = {"fields": [{"name": c.title, "type": c.type} for c in table.columns]}
    # One header row above and no gaps: positions and file rows are the same here.
    plain = TableResource(
        name="table", data=[titles, *map(list, table.rows)], schema=Schema.from_descriptor(schema)
    ).validate(Checklist(), limit_errors=0)

    assert errors(validate_table(path)) == plain.flatten(["rowNumber", "fieldNumber", "type"])


def test_rows_under_a_title_keep_their_number(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("安康市登记表,\n名称,登记日期\n\n甲,2022-12-01\n乙,明天\n", "utf-8")

    assert errors(validate_table(path, schema=DATED)) == [[5, 2, "type-error"]]


def test_personal_data_makes_the_verdict_and_is_nowhere_in_the_report(tmp_path):
    first = "61090219900307123"
    number = first + identity_check_digit(first)
    path = tmp_path / "t.csv"
    path.write_text(
        f"姓名,证件,登记日期\n示例,{number},昨天\n示例,{number},2022-12-01,{number}\n", "utf-8"
    )
    fields = [{"name": n, "type": "string"} for n in ("姓名", "证件")]
    schema = {"fields": [*fields, {"name": "登记日期", "type": "date"}]}

    result = validate_table(path, schema=schema)

    assert result.verdict == "private"
    assert result.findings[0].title == "证件"
    assert number not in json.dumps([result.report, result.facts, result.sentence])


def test_numbers_the_database_would_refuse_are_not_valid(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("户数\n1_000\n１２\n12\n", "utf-8")

    result = validate_table(path, schema={"fields": [{"name": "户数", "type": "integer"}]})

    assert errors(result) == [[2, 1, "database-value"], [3, 1, "database-value"]]


def test_a_time_with_an_offset_is_not_valid(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("编号,时间\na,2024-01-31T08:00:00\nb,2024-01-31T08:00:00Z\n", "utf-8")
    fields = [{"name": "编号", "type": "string"}, {"name": "时间", "type": "datetime"}]

    result = validate_table(path, schema={"fields": fields})

    assert errors(result) == [[3, 2, "database-time"]]
    assert "“2024-01-31T08:00:00Z”" in result.sentence


def test_a_missing_column_of_the_schema_is_named(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("名称,其他\n甲,1\n", "utf-8")

    result = validate_table(path, schema=DATED)

    assert "登记日期" in result.to_text()


def test_an_unknown_checklist_says_which_exist():
    with pytest.raises(ChecklistError, match="standard"):
        validate_table(SAMPLES / "clean_utf8.csv", checklist="没有")


def test_a_wrong_schema_is_an_error_in_the_report():
    result = validate_table(
        SAMPLES / "clean_utf8.csv", schema={"fields": [{"name": "a", "type": "奇怪"}]}
    )

    assert result.verdict == "invalid"
    assert "Schema" in result.sentence


PARTIAL = {
    "fieldsMatch": "partial",
    "fields": [
        {"name": "mc", "title": "单位名称", "type": "string", "description": "全称"},
        {"name": "riqi", "type": "string"},
        {"name": "old", "type": "integer"},
    ],
}
IDS = {"名称": "mc", "日期": "riqi", "旧列": "old"}


@pytest.fixture
def towns(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("户数,名称,日期\n1,甲,2022.7.1\n2,乙,2022.7.2\n", "utf-8")
    return path


def test_a_schema_of_some_columns_is_completed_by_what_is_inferred(towns):
    result = validate_table(towns, schema=PARTIAL, ids=IDS)

    assert result.verdict == "valid"
    assert result.schema["fields"] == [
        {"name": "hu_shu", "title": "户数", "type": "integer"},
        {"name": "mc", "title": "单位名称", "type": "string", "description": "全称"},
        {"name": "riqi", "title": "日期", "type": "string"},
    ]


def test_a_column_declared_as_text_is_left_as_it_is_written(towns):
    facts = validate_table(towns, schema=PARTIAL, ids=IDS).facts

    assert facts["types"]["riqi"] == "string"
    assert facts["transforms"] == []


def test_a_required_column_that_is_gone_is_a_missing_label(towns):
    gone = {"name": "old", "title": "旧列", "type": "integer", "constraints": {"required": True}}
    schema = {"fieldsMatch": "partial", "fields": [gone]}

    result = validate_table(towns, schema=schema, ids=IDS)

    assert result.sentence == "表头里缺少规定的字段“旧列”。请补上这一列。"


def test_titles_keep_the_ids_of_the_register(towns):
    result = validate_table(towns, ids={**IDS, "\x00hu_shu": "hu_shu"})

    assert [field["name"] for field in result.schema["fields"]] == ["hu_shu_2", "mc", "riqi"]


BUDGET = "年度,部门,科目名称,合计\n"


def budget(tmp_path, lines, **options):
    path = tmp_path / "t.csv"
    path.write_text(BUDGET + lines, "utf-8")
    return validate_table(path, schema=named_schema("budget_lines"), **options)


def test_a_total_row_that_was_set_aside_is_the_sum_of_the_rows(tmp_path):
    rows = "2024,示例局,行政运行,10\n2024,示例局,其他支出,5\n"

    assert budget(tmp_path, rows + ",,合计,15\n").verdict == "valid"
    assert "写的是 16，而各行之和是 15" in budget(tmp_path, rows + ",,合计,16\n").sentence


def test_a_mean_ten_times_the_last_version_s_is_noted(tmp_path):
    first = budget(tmp_path, "2024,示例局,行政运行,10\n")

    second = budget(
        tmp_path,
        "2024,示例局,行政运行,100000\n",
        previous=json.loads(json.dumps(first.facts))["profile"],
    )

    assert first.facts["notes"] == []
    assert second.verdict == "valid"
    assert [(note["type"], note["column"]) for note in second.facts["notes"]] == [
        ("value-drift", "合计")
    ]


def test_rows_fewer_than_half_of_the_last_version_s_are_noted(tmp_path):
    result = budget(tmp_path, "2024,示例局,行政运行,10\n", previous={"rows": 3, "columns": {}})

    assert "提示：上一版有 3 行，这一版只有 1 行" in result.to_text()


def test_a_checklist_comes_after_the_checks_that_every_file_gets(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("名称,统一社会信用代码\n锟斤拷,1\n", "utf-8")

    result = validate_table(path, checklist="organisations")

    assert [error[2] for error in errors(result)] == ["broken-text", "credit-code"]

"""The console command answers in sentences and exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ckanext.ankang.command import main

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_table_prints_csv():
    result = run("table", SAMPLES / "merged_title_total_and_hidden_sheet.xlsx")

    assert result.exit_code == 0
    assert result.output.splitlines()[:2] == ["区划代码,名称,户数", "610902001,老城街道,100"]


def test_table_prints_facts():
    facts = json.loads(run("table", "--facts", SAMPLES / "gb18030.csv").output)

    assert facts["encoding"] == "gb18030"


@pytest.mark.parametrize("sample", ["html.csv", "cut_off.json", "one_undecodable_byte.csv"])
def test_what_is_no_table_gives_a_sentence(sample):
    result = run("table", SAMPLES / sample)

    assert result.exit_code == 1
    assert sample in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("sample", "code", "words"),
    [("clean_utf8.csv", 0, "通过"), ("cut_off_in_a_row.csv", 1, "断开"), ("html.csv", 1, "网页")],
)
def test_validate_says_what_it_found(sample, code, words):
    result = run("validate", SAMPLES / sample)

    assert result.exit_code == code
    assert words in result.output


def test_validate_prints_the_report():
    report = json.loads(run("validate", "--json", SAMPLES / "ragged_rows.csv").output)

    assert report["valid"] is False


def test_a_wrong_schema_file_gives_a_sentence(tmp_path):
    path = tmp_path / "schema.json"
    path.write_text("[]", "utf-8")

    result = run("validate", SAMPLES / "clean_utf8.csv", "--schema", path)

    assert result.exit_code == 1
    assert "Table Schema" in result.output


def test_a_folder_that_is_no_source_gives_a_sentence(tmp_path):
    result = run("source", "preview", tmp_path)

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)

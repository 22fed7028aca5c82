"""The console command answers in sentences and exit codes."""

import csv
import json
import shutil
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

    assert result.exit_code == 2
    assert "Table Schema" in result.output


def test_an_unknown_schema_says_which_exist():
    result = run("validate", SAMPLES / "clean_utf8.csv", "--schema", "没有")

    assert result.exit_code == 2
    assert "townships" in result.output


def test_a_schema_can_be_given_by_its_name():
    result = run("validate", SAMPLES / "clean_utf8.csv", "--schema", "townships")

    assert result.exit_code == 1
    assert "县区代码" in result.output


@pytest.fixture
def delivery(tmp_path):
    """A folder with files below it, as a department hands one over."""

    def fill(*samples):
        folder = tmp_path / "交付"
        folder.mkdir()
        for place, sample in enumerate(samples):
            below = folder / f"第{place + 1}批"
            below.mkdir()
            shutil.copy(SAMPLES / sample, below)
        (folder / ".DS_Store").write_bytes(b"\0")
        return folder

    return fill


def summary(result):
    return {line["文件"]: line for line in csv.DictReader(result.stdout.splitlines())}


def test_a_folder_of_valid_files_passes(delivery):
    result = run("validate", delivery("clean_utf8.csv", "gb18030.csv"))

    assert result.exit_code == 0
    assert {line["结论"] for line in summary(result).values()} == {"通过"}


def test_each_file_below_a_folder_is_judged_and_one_bad_file_fails_it(delivery):
    result = run("validate", delivery("clean_utf8.csv", "html.csv", "ragged_rows.csv"))

    lines = summary(result)
    assert result.exit_code == 1
    assert [line["结论"] for line in lines.values()] == ["通过", "无法读取", "不通过"]
    assert int(lines["第3批/ragged_rows.csv"]["错误"]) > 0
    assert "网页" in lines["第2批/html.csv"]["说明"]


def test_the_files_of_a_folder_are_counted_beside_the_summary(delivery):
    result = run("validate", delivery("clean_utf8.csv", "html.csv"))

    assert "（2/2）第2批/html.csv" in result.stderr
    assert "共 2 个文件，1 个有问题" in result.stderr


def test_table_says_which_files_of_a_folder_it_can_read(delivery):
    result = run("table", delivery("clean_utf8.csv", "html.csv", "cut_off_in_a_row.csv"))

    assert result.exit_code == 1
    assert [line["结论"] for line in summary(result).values()] == ["完好", "无法读取", "有损坏"]


def test_table_passes_a_folder_that_it_can_read(delivery):
    result = run("table", delivery("clean_utf8.csv"))

    assert result.exit_code == 0


@pytest.mark.parametrize("command", ["table", "validate"])
def test_a_folder_without_files_is_a_wrong_call(command, delivery):
    result = run(command, delivery())

    assert result.exit_code == 2
    assert "没有文件" in result.stderr


@pytest.mark.parametrize("arguments", [("table", "--facts"), ("validate", "--json")])
def test_what_describes_one_file_is_refused_for_a_folder(arguments, delivery):
    result = run(*arguments, delivery("clean_utf8.csv"))

    assert result.exit_code == 2
    assert "单个文件" in result.stderr


@pytest.mark.parametrize("whole", [True, False])
def test_an_unknown_checklist_is_a_wrong_call(whole, delivery):
    folder = delivery("clean_utf8.csv")
    path = folder if whole else folder / "第1批" / "clean_utf8.csv"

    result = run("validate", "--checklist", "没有这份", path)

    assert result.exit_code == 2
    assert "没有这份" in result.stderr


def test_a_folder_that_is_no_source_gives_a_sentence(tmp_path):
    result = run("source", "preview", tmp_path)

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)


def test_proofread_names_file_place_and_source(tmp_path):
    path = tmp_path / "通知.txt"
    path.write_text("各县区：\n认真布署防汛工作。", "utf-8")

    result = run("proofread", path)

    assert result.exit_code == 1
    assert (
        f"{path}：第 2 段“布署”有误，应为“部署”。（依据：《现代汉语词典》（第 7 版））"
        in result.output
    )
    assert "找到 1 处，其中错误 1 处。" in result.output


def test_proofread_reads_gb18030_and_tables(tmp_path):
    text = tmp_path / "通知.md"
    text.write_bytes("认真部署防汛工作，各县区人民政府要切实加强领导。".encode("gb18030"))
    table = tmp_path / "清单.csv"
    table.write_text("编号,名称\n1,己经完成\n2,正常\n", "utf-8")

    assert run("proofread", text).exit_code == 0
    found = run("proofread", table)
    assert found.exit_code == 1
    assert "第 2 行“名称”：" in found.output


def test_proofread_takes_own_rules_and_the_day(tmp_path):
    path = tmp_path / "通知.txt"
    path.write_text("示例府办转国土资源部。", "utf-8")
    own = SAMPLES.parent / "proofreading" / "own_rules_of_a_city.yaml"

    both = run("proofread", "--rules", own, path)
    early = run("proofread", "--day", "2017-01-01", path)

    assert both.exit_code == 0
    assert "示例市公文用语规定（示例）" in both.output
    assert "国土资源部" in both.output
    assert "国土资源部" not in early.output


def test_proofread_refuses_rules_that_are_none(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text("title: 空", "utf-8")

    result = run("proofread", "--rules", path, path)

    assert result.exit_code == 2
    assert "要有一个 rules 列表" in result.output

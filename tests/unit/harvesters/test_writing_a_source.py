"""What an author has at hand: a new folder, a preview, recorded answers."""

import json

import pytest
import yaml
from click.testing import CliRunner

from ckanext.ankang.catalogue.vocabularies import fold
from ckanext.ankang.command import main
from harvesters.preview import preview
from harvesters.recorded import record, replay
from harvesters.source import SECTIONS, kinds, read_source

KEY = "k3y-that-nobody-may-see"
DESCRIPTION = {
    "name": "mine",
    "title": "某局",
    "department": "ziran",
    "type": "dataset",
    "kind": "json_api",
    "address": "mine:/list",
    "schedule": "每日 02:00",
    "expected": {"minimum": 1, "maximum": 1000},
    "politeness": {"delay_seconds": 0},
    "approval": {"days": 365, "items": 1000},
    "json": {"items": "", "identifier": "id", "headers": {"Key": {"secret": "MINE"}}},
    "fields": {
        "title": {"from": "name"},
        "update_frequency": {"from": "cycle", "vocabulary": "update_frequency"},
    },
    "ignore": ["id"],
}


@pytest.fixture
def folder(tmp_path):
    directory = tmp_path / "mine"
    directory.mkdir()
    (directory / "source.yaml").write_text(yaml.safe_dump(DESCRIPTION, allow_unicode=True))
    return directory


@pytest.fixture
def options(api):
    return {"places": {"mine": api.address}, "secrets": {"MINE": KEY}}


def run(*arguments):
    return CliRunner().invoke(main, ["source", *map(str, arguments)])


def test_every_kind_has_a_template(tmp_path):
    assert set(kinds()) >= set(SECTIONS)


@pytest.mark.parametrize("kind", kinds())
def test_a_new_source_of_each_kind_is_valid_as_it_stands(tmp_path, kind):
    made = run("new", kind, tmp_path / "xin_laiyuan")

    assert made.exit_code == 0, made.output
    assert read_source(tmp_path / "xin_laiyuan").kind == kind


def test_a_folder_that_is_a_source_is_not_written_over(folder):
    before = (folder / "source.yaml").read_text()

    made = run("new", "json_api", folder)

    assert made.exit_code == 2
    assert "已经有了" in made.output
    assert (folder / "source.yaml").read_text() == before


def test_an_unknown_kind_is_answered_with_the_known_ones(tmp_path):
    made = run("new", "telepathy", tmp_path / "x")

    assert made.exit_code == 2
    assert "json_api" in made.output


def test_the_preview_names_each_gap_once_with_its_number(folder, api, options):
    api.answer = lambda asked: [
        {"id": n, "name": f"表{n}", "cycle": "看情况", "extra": n} for n in range(25)
    ]

    shown = preview(folder, **options)

    assert "列出 25 项，试读前 20 项" in shown
    assert "字段没有映射，也没有忽略：“extra”（20 项）" in shown
    assert "值没有对应规则：“cycle”的值“看情况”（20 项）" in shown


def test_the_preview_says_what_would_change_in_the_portal(folder, api, options):
    api.answer = lambda asked: [{"id": n, "name": f"表{n}", "cycle": "每年"} for n in range(2)]

    shown = preview(folder, published={"1": "another hash", "gone": "x"}, **options)

    assert "可以入库；新增" in shown
    assert "可以入库；变更" in shown
    assert "不再列出：1 项" in shown


def test_recorded_answers_are_played_without_any_connection(folder, api, options):
    api.answer = lambda asked: [{"id": 1, "name": "表", "cycle": "每年"}]

    assert record(folder, fold, options) == 1
    calls = len(api.asked)

    assert list(replay(folder, fold)) == []
    assert len(api.asked) == calls


def test_a_change_of_the_description_shows_in_the_replay(folder, api, options):
    api.answer = lambda asked: [{"id": 1, "name": "表", "cycle": "每年"}]
    record(folder, fold, options)
    changed = {**DESCRIPTION, "fields": {**DESCRIPTION["fields"], "notes": {"from": "name"}}}
    (folder / "source.yaml").write_text(yaml.safe_dump(changed, allow_unicode=True))

    shown = run("test", folder)

    assert shown.exit_code == 1
    assert "1（表） 的字段 notes：原为 None，现为 表" in shown.output


def test_recorded_answers_hold_no_secret(folder, api, options):
    api.answer = lambda asked: [{"id": 1, "name": "表", "cycle": "每年", "id2": KEY}]
    record(folder, fold, options)

    kept = b"".join(path.read_bytes() for path in (folder / "recorded").iterdir())

    assert api.asked[0].headers["Key"] == KEY
    assert KEY.encode() not in kept
    assert api.address.encode() not in kept


def test_a_request_that_was_not_recorded_is_named(folder, api, options):
    api.answer = lambda asked: [{"id": 1, "name": "表", "cycle": "每年"}]
    record(folder, fold, options)
    (folder / "recorded/answers.json").write_text(json.dumps([]))

    shown = run("test", folder)

    assert shown.exit_code == 1
    assert "没有录下" in shown.output


def test_a_source_without_recorded_answers_is_told_how_to_get_them(folder):
    shown = run("test", folder)

    assert shown.exit_code == 1
    assert "--record" in shown.output

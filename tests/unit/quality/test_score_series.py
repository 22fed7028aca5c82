"""A series of scores: its changes, its table, its line."""

import csv
import io
from importlib.resources import files
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.quality.scores.chart import chart
from ckanext.ankang.quality.scores.score import rules
from ckanext.ankang.quality.scores.series import all_changes, changes, table
from ckanext.ankang.quality.validation import validate_table


def row(name: str, day: int, points: int) -> dict[str, object]:
    return {
        "dataset": {"id": name, "name": name, "title": f"示例，{name}"},
        "department": {"name": "a", "title": "示例局"},
        "day": f"2026-11-{day:02}",
        "points": points,
        "dimensions": [{"name": "validity", "title": "有效性", "points": points, "of": 100}],
    }


@given(st.lists(st.integers(0, 3), min_size=1, max_size=28))
def test_the_changes_tell_every_day(points: list[int]) -> None:
    series = [row("甲", day, value) for day, value in enumerate(points, start=1)]
    told = {one["day"]: one["points"] for one in changes(series)}
    current = None
    for one in series:
        current = told.get(one["day"], current)
        assert current == one["points"]
    assert all(a != b for a, b in zip(list(told.values()), list(told.values())[1:], strict=False))


def test_the_table_lists_changes_by_day_and_leaves_unknown_dimensions_empty() -> None:
    scores = [row("乙", 1, 50), row("乙", 2, 50), row("乙", 3, 60), row("甲", 2, 70)]
    content = table(all_changes(scores), [("validity", "有效性"), ("new", "新维度")])
    assert list(csv.reader(io.StringIO(content.decode()))) == [
        ["日期", "数据集标识", "数据集名称", "部门", "有效性", "新维度", "总分"],
        ["2026-11-01", "乙", "示例，乙", "示例局", "50", "", "50"],
        ["2026-11-02", "甲", "示例，甲", "示例局", "70", "", "70"],
        ["2026-11-03", "乙", "示例，乙", "示例局", "60", "", "60"],
    ]


def test_a_line_stays_level_until_it_changes_and_days_have_their_width() -> None:
    found = chart([row("甲", 1, 0), row("甲", 2, 100), row("甲", 5, 100)])
    assert found.line == "0.0,100 250.0,100 250.0,0 1000.0,0 1000.0,0"
    assert found.end == (1000.0, 0)


def test_the_table_is_what_its_named_schema_says(tmp_path: Path) -> None:
    text = files("ckanext.ankang.schemas").joinpath("tables/quality_scores.yaml").read_text("utf-8")
    schema = yaml.safe_load(text)
    dimensions = [(one["name"], one["title"]) for one in rules()["dimensions"]]
    path = tmp_path / "scores.csv"
    path.write_bytes(table([row("甲", 1, 50), row("甲", 2, 60), row("乙", 2, 0)], dimensions))

    found = validate_table(path, schema=schema)

    assert (found.verdict, found.rows) == ("valid", 3)
    assert [one["title"] for one in schema["fields"][4:-1]] == [title for _, title in dimensions]
    for rule, field in zip(rules()["dimensions"], schema["fields"][4:-1], strict=True):
        of = sum(criterion["points"] for criterion in rule["criteria"])
        assert (field["name"], f"满分 {of} 分" in field["description"]) == (rule["name"], True)

"""What a file tells of its dataset, on real tables and on names as offices write them."""

import string
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.catalogue.vocabularies import vocabulary
from ckanext.ankang.drafts.periods import covered, period_in
from ckanext.ankang.drafts.proposal import ReadFile, clean_title, propose
from ckanext.ankang.quality.validation import validate_table

ROOT = Path(__file__).parents[3]
TABLES = ROOT / "tests/samples/tables"
ROWS = ROOT / "deploy/demonstration/rows"


def told(path, department="", name=None):
    facts = validate_table(path).facts
    return propose([ReadFile(name or path.name, facts)], department)


def values(found):
    return {name: one.value for name, one in found.items()}


def named(name, *columns, department="", **facts):
    listed = [{"id": f"c{place}", "title": title} for place, title in enumerate(columns)]
    return propose([ReadFile(name, {"columns": listed, "rows": 3, **facts})], department)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("安康市公交线路一览表（2026年第三季度）", "安康市公交线路"),
        ("安康市公交线路一览表 (1)", "安康市公交线路"),
        ("2026年安康市养老机构名单-最新版V2", "2026年安康市养老机构名单"),
        ("汉滨区停车场信息表2026年7月", "汉滨区停车场"),
        ("安康市城区（含江北）公厕", "安康市城区（含江北）公厕"),
        ("公交表", "公交表"),
    ],
)
def test_a_title_loses_its_time_its_ending_and_private_remarks(text, title):
    assert clean_title(text) == title


@pytest.mark.parametrize(
    ("text", "first", "last", "kind"),
    [
        ("2026年第三季度热线", "2026-07-01", "2026-09-30", "quarter"),
        ("2024年2月", "2024-02-01", "2024-02-29", "month"),
        ("2020—2025年预算", "2020-01-01", "2025-12-31", "years"),
        ("2026年上半年", "2026-01-01", "2026-06-30", "half"),
        ("2026年1-6月", "2026-01-01", "2026-06-30", "months"),
        ("空气质量20260713", "2026-07-13", "2026-07-13", "day"),
        ("2025年度决算", "2025-01-01", "2025-12-31", "year"),
    ],
)
def test_a_title_names_a_time(text, first, last, kind):
    period = period_in(text)
    assert (str(period.first), str(period.last), period.kind) == (first, last, kind)


@pytest.mark.parametrize("text", ["", "公交线路", "邮编725000", "共120262名", "20261399号"])
def test_a_number_is_no_time(text):
    assert period_in(text) is None


def test_an_epidemic_table_covers_the_days_of_its_dates():
    found = told(ROWS / "epidemic/ankang_daily_2020.csv", name="疫情.csv")
    assert found["covers_from"].value.startswith("2020-")
    assert found["covers_from"].value <= found["covers_to"].value
    assert "date" in found["covers_from"].ground


def test_a_file_with_a_latin_name_proposes_no_title():
    assert "title" not in told(ROWS / "divisions/towns.csv")


def test_a_title_above_the_table_comes_before_the_file_name():
    found = told(TABLES / "title_unit_and_total.csv", name="新建文件.csv")
    assert "表格第" in found["title"].ground
    assert found["title"].value not in ("", "新建文件")


def test_the_county_in_the_title_is_the_region_and_not_the_city():
    assert named("安康市汉滨区停车场.xlsx")["region"].value == "610902"


def test_an_old_name_of_a_county_is_its_code_of_today():
    assert named("旬阳县公厕.csv")["region"].value == "610981"


def test_two_counties_propose_no_region():
    assert "region" not in named("汉滨区与石泉县公厕.csv")


def test_the_department_tells_the_region_last():
    found = named("公厕名单.csv", department="安康市民政局")
    assert (found["region"].value, found["region"].ground) == ("610900", "部门名称里有“安康市”")


def test_the_theme_comes_from_words_of_title_and_columns():
    found = named("安康市公交线路.xlsx", "线路编号", "首末站点")
    assert found["theme"].value == "transport"
    assert "公交" in found["theme"].ground


def test_two_themes_that_are_as_likely_propose_none():
    assert "theme" not in named("学校医院.csv")


def test_a_frequency_is_only_suggested():
    found = named("2026年第三季度热线.csv")["update_frequency"]
    assert (found.value, found.firm) == ("quarterly", False)


def test_dates_are_spanned_row_by_row_and_in_runs(tmp_path):
    path = tmp_path / "许可.csv"
    rows = [f"{2001 + n % 20}-03-0{1 + n % 9},{n}" for n in range(5_000)]
    path.write_text("\n".join(["发证日期,序号", *rows, "2024-01-01,很多", "不详,7"]), "utf-8")
    assert told(path).get("covers_from") is None
    path.write_text("\n".join(["发证日期,序号", *rows, "2024-01-01,很多"]), "utf-8")
    found = values(told(path))
    assert (found["covers_from"], found["covers_to"]) == ("2001-03-01", "2024-01-01")


def test_a_column_of_birthdays_is_no_time_that_the_data_cover():
    spans = {"c0": ["1950-01-01", "2001-01-01"]}
    assert "covers_from" not in named("教师.csv", "出生日期", spans=spans)


def test_files_of_one_dataset_share_title_and_time():
    read = [
        ReadFile("安康市公交线路2025年.csv", {"columns": [], "rows": 1}),
        ReadFile("安康市公交线路2026年.csv", {"columns": [], "rows": 1}),
    ]
    found = values(propose(read))
    assert found["title"] == "安康市公交线路"
    assert (found["covers_from"], found["covers_to"]) == ("2025-01-01", "2026-12-31")


READABLE = sorted(TABLES.glob("*.csv"))


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_whatever_a_nasty_file_holds_every_proposal_has_a_ground_and_a_known_value(path):
    for name, one in told(path, department="安康市示例局").items():
        assert one.ground
        assert "{" not in one.ground
        if name in ("theme", "region", "update_frequency"):
            choices = {"theme": "themes", "region": "divisions"}.get(name, name)
            assert one.value in {value.code for value in vocabulary(choices).values}


TEXTS = st.text(
    alphabet=string.printable + "安康市公交线路年月日季度（）第一二三四表-—：", max_size=60
)


@given(TEXTS, st.lists(TEXTS, max_size=5), TEXTS)
def test_any_name_and_columns_propose_without_failing(name, columns, department):
    for one in named(name, *columns, department=department).values():
        assert one.ground


@given(TEXTS)
def test_a_clean_title_is_clean(text):
    once = clean_title(text)
    assert len(once) <= len(text)


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.integers(0, 4000))
def test_days_of_columns_come_back_as_they_are(first, length):
    last = first + timedelta(length)
    assert covered(str(first), str(last)) == (first, last)

"""A department's 目录 and 清单 as read: nothing guessed, every error at its place."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.catalogue import importing
from ckanext.ankang.catalogue.importing import CATALOGUE, PLAN, read_file
from ckanext.ankang.catalogue.vocabularies import departments
from ckanext.ankang.tables import Limits

SAMPLES = Path(__file__).parents[2] / "samples/catalogue"
TODAY = date(2026, 11, 24)
GOOD = {
    "信息资源名称": "养老机构名录",
    "提供单位": "市民政局",
    "主题": "社会救助",
    "更新周期": "每年",
    "开放类型": "无条件开放",
}


@pytest.fixture
def reading(tmp_path):
    """Reads rows of one header as a file of a kind."""

    def read(*rows, kind=CATALOGUE, most=1000):
        path = tmp_path / "目录.csv"
        lines = [
            ",".join(f'"{cell}"' for cell in row) for row in (rows[0], *(r.values() for r in rows))
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_file(path, path.name, kind, today=TODAY, limits=Limits(), rows=most)

    return read


def sample(name):
    return read_file(SAMPLES / name, name, CATALOGUE, today=TODAY, limits=Limits(), rows=1000)


def told(found):
    return [(problem.row, problem.column, text) for problem, text in importing.sentences(found)]


def test_rows_under_merged_cells_are_no_entries_and_errors_leave_the_others_going():
    found = sample("items-under-merged-cells.csv")

    assert [line.values["title"] for line in found.lines] == ["养老机构名录", "低保对象三"]
    assert [problem.row for problem in found.problems] == [4, 5]
    assert found.ignored == ("序号", "信息项名称")


def test_an_error_names_row_column_value_and_remedy():
    found = sample("items-under-merged-cells.csv")

    row, column, sentence = told(found)[0]
    assert (row, column) == (4, "更新周期（必填）")
    assert "“经常”不在词表" in sentence
    assert "可以填写：实时" in sentence
    assert "市民镇局" in told(found)[1][2]


def test_grounds_are_read_with_their_articles():
    found = sample("items-under-merged-cells.csv")

    assert found.lines[1].values["openness"] == "closed"
    assert found.lines[1].values["openness_grounds"] == [
        {"document": "政府信息公开条例", "article": "第十五条"},
        {"document": "保密法", "article": "第九条第二款"},
    ]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("unknown-column.csv", "不认识列“领导批示”"),
        ("two-columns-of-one-field.csv", "是同一个字段"),
    ],
)
def test_a_header_that_is_not_understood_stops_the_file(file, words):
    found = sample(file)

    assert found.lines == ()
    assert any(words in sentence for _, _, sentence in told(found))


def test_a_file_that_is_no_table_is_told(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")

    found = read_file(path, "a.docx", CATALOGUE, today=TODAY, limits=Limits(), rows=10)

    assert found.lines == ()
    assert len(found.problems) == 1


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("发布日期", "2022年7月13日", "original_published", None),
        ("数据更新时间", "2022.7.13", "data_updated", "2022-07-13"),
        ("数据更新时间", "20220713", "data_updated", "2022-07-13"),
        ("所属区县", "旬阳县", "region", "610981"),
        ("标签", "养老、机构；名录", "tag_string", "养老,机构,名录"),
        (
            "关联资源代码",
            "308000/0000019、X2",
            "related_resources",
            [{"code": "308000/0000019"}, {"code": "X2"}],
        ),
        ("联系电话", "0915-3201058", "contact_phone", "0915-3201058"),
        ("资源代码", "308000/0000019", "code", "308000/0000019"),
        ("资源代码", "AK-1", "source_identifier", "AK-1"),
        ("简介", "无", "notes", None),
    ],
)
def test_a_cell_becomes_a_value_of_its_field(reading, column, cell, field, value):
    found = reading(GOOD | {column: cell} | ({"发布依据": "原网站"} if "发布" in column else {}))

    assert told(found) == []
    assert found.lines[0].values.get(field) == (value or found.lines[0].values.get(field))
    assert (field in found.lines[0].values) is (value is not None or field == "original_published")


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("数据更新时间", "2022.13.1", "不是日期"),
        ("联系电话", "13991512345", "不是办公电话"),
        ("统一社会信用代码", "11610900016059123X", "校验码不对"),
        ("目", "养老", "没有编号"),
        ("依据", "按规定", "找不到文件和条款"),
        ("发布日期", "2020-01-01", "没有写依据"),
        ("是否开放", "否", "矛盾"),
        ("依据条款", "第三条", "只写了条款"),
        ("类", "其他", "基础、主题或部门"),
    ],
)
def test_a_value_that_its_field_does_not_take_is_an_error(reading, column, cell, words):
    found = reading(GOOD | {column: cell})

    assert found.lines == ()
    assert words in told(found)[0][2]


def test_the_classes_of_a_nested_header_become_a_category(reading):
    found = reading(GOOD | {"信息资源分类/类": "基础信息资源", "信息资源分类/项": "人口"})

    assert found.lines[0].values["category"] == "101"


def test_open_and_its_condition_together_say_how_open(reading):
    rest = {name: cell for name, cell in GOOD.items() if name != "开放类型"}
    conditional = reading(rest | {"是否开放": "是", "开放条件": "实名申请"})
    unconditional = reading(rest | {"是否开放": "是", "开放条件": "无"})

    assert conditional.lines[0].values["openness"] == "conditional"
    assert unconditional.lines[0].values["openness"] == "unconditional"


@pytest.mark.parametrize("missing", ["提供单位", "主题", "更新周期", "开放类型"])
def test_a_missing_core_value_is_told(reading, missing):
    found = reading(GOOD | {missing: ""})

    assert found.lines == ()
    assert "请填写" in told(found)[0][2]


def test_a_row_that_says_the_same_again_is_an_error(reading):
    found = reading(GOOD, GOOD)

    assert len(found.lines) == 1
    assert "与第 2 行重复" in told(found)[0][2]


def test_a_file_of_too_many_rows_is_cut_and_says_so(reading):
    found = reading(*(GOOD | {"信息资源名称": f"名录{n}"} for n in range(5)), most=3)

    assert len(found.lines) == 3
    assert "超过 3 行" in told(found)[0][2]


def test_a_plan_has_months(reading):
    row = {
        "数据集名称": "停车场",
        "责任单位": "市公安局",
        "计划开放时间": "2026年7月",
        "开放属性": "无条件开放",
    }

    found = reading(row, kind=PLAN)

    assert found.lines[0].values["month"] == "2026-07-01"


def test_the_headers_of_departments_are_folded_and_never_ambiguous():
    words = importing._words()
    for kind in (CATALOGUE, PLAN):
        written = [importing.header_key(w) for names in words[kind].values() for w in names]
        assert len(written) == len(set(written))
        assert not set(written) & importing._derived()
    assert len(importing.headers(CATALOGUE)) >= 150


@given(st.text(max_size=30))
def test_a_text_that_is_no_department_is_never_taken_for_one(text):
    names = {n for d in departments() for n in (d.name, *d.names)}
    try:
        found = importing._department(text)
    except importing.WrongValue:
        return
    assert any(importing.key(text) == importing.key(name) for name in names)
    assert found in {d.name for d in departments()}

"""Each check faults what it should, in a sentence, and its fast form finds what its slow one does."""

import csv
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from frictionless import Check, Schema
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.quality.checklists import prepare
from ckanext.ankang.quality.checks import CHECKS
from ckanext.ankang.quality.checks.geography import from_mars, is_within, outlines
from ckanext.ankang.quality.counting import CountingChecklist
from ckanext.ankang.quality.fast import fast_forms
from ckanext.ankang.quality.notes import notes_of
from ckanext.ankang.quality.privacy import PrivacyScan, identity_check_digit
from ckanext.ankang.quality.validation import judge
from ckanext.ankang.tables import read_table

TITLES = ["甲", "乙", "丙"]
FIELDS = [{"name": title, "type": "string"} for title in TITLES]
IDENTITY = "61090219900307123" + identity_check_digit("61090219900307123")
TOMORROW = str(today() + timedelta(days=1))
# A check with its options, cells that pass, cells that fail, and what the sentence says.
CASES = [
    ("credit-code", {}, ["91110108551385082Q"], ["911101085513850820"], "统一社会信用代码"),
    ("organisation-code", {}, ["16829134X", "00001434-9"], ["168291340"], "组织机构代码"),
    ("identity-number", {}, ["610902********123X"], ["61090219900307", IDENTITY], "遮盖"),
    ("identity-number", {"form": "whole"}, [IDENTITY], [IDENTITY[:17] + "?"], "身份证号"),
    ("document-number", {}, ["安政办函〔2022〕96号"], ["九十六号"], "发文字号"),
    ("document-number", {}, [], ["安政办函[2022]96号"], "请改为“安政办函〔2022〕96号”"),
    (
        "phone",
        {},
        [
            "3201058",
            "0915-3201058",
            "0915-3201058转801",
            "400-123-4567",
            "12345",
            "（0915）3201058",
        ],
        ["0915-32", "无", "0915-3201058-"],
        "不是电话号码",
    ),
    ("phone", {}, [], ["13912345678", "0915-3201058、13912345678"], "不是办公电话"),
    ("phone", {"kind": "mobile"}, ["13912345678"], ["3201058"], "不是电话号码"),
    ("mail", {}, ["a.b-c@ankang.gov.cn"], ["a@b", "a b@c.cn", "@c.cn", "a..b@c.cn"], "电子邮箱"),
    ("division-code", {}, ["610902", "610981"], ["610101", "汉滨区", "6109"], "请"),
    ("division-code", {}, [], ["610928"], "请改为旬阳市的“610981”"),
    ("division-code", {"historic": True}, ["610928"], ["610101"], "不是安康市"),
    ("division-code", {"digits": [9]}, ["610902001"], ["610902000", "610902"], "请核对"),
    ("division-code", {"digits": [12]}, ["610902001003"], ["610902001000"], "000"),
    ("mojibake", {}, ["安康市人民政府", "abc"], ["瀹夊悍", "瀹夊悍甯傛眽婊ㄥ尯"], "乱码"),
    (
        "future-date",
        {"allowed": ["2099-12-31"]},
        ["2024-01-15", "2099-12-31", "2024-01", str(today())],
        [TOMORROW, "2124年1月5日"],
        "晚于今天",
    ),
    ("future-date", {"days": 1}, [TOMORROW], ["2124-01-05"], "晚于今天"),
    ("code-list", {"list": "divisions"}, ["汉滨区", "汉滨", "610902"], ["雁塔区"], "可以填写"),
    ("code-list", {"list": "divisions", "form": "label"}, ["汉滨区"], ["汉滨"], "请改为“汉滨区”"),
    ("code-list", {"list": "divisions", "form": "code"}, ["610902"], ["汉滨区"], "“610902”"),
    ("code-list", {"list": "divisions", "separator": "、"}, ["汉滨、旬阳"], ["汉滨、西安"], "可以"),
]
PAIRS = [
    ("division-parent", {"fieldName": "甲", "parentField": "乙"}, ("610902001", "610902"), None),
    ("division-parent", {"fieldName": "甲", "parentField": "乙"}, ("610902001", "610921"), "开头"),
    ("date-order", {"startField": "甲", "endField": "乙"}, ("2024-01-01", "2024-01-01"), None),
    ("date-order", {"startField": "甲", "endField": "乙"}, ("2024-01-02", "2024-01-01"), "晚于"),
    ("coordinates", None, ("109.0268", "32.6952"), None),
    ("coordinates", None, ("32.6952", "109.0268"), "互换"),
    ("coordinates", None, ("0", "0.0"), "都是 0"),
    ("coordinates", None, ("109°1′36″", "32°41′42″"), "十进制度数"),
    ("coordinates", None, ("108.94", "34.34"), "不在安康市范围内"),
    ("coordinates", None, ("东经", "32.7"), "不是十进制度数"),
    ("part-sum", {"totalField": "甲", "partFields": ["乙", "丙"]}, ("1,003", "1000", "3"), None),
    ("part-sum", {"totalField": "甲", "partFields": ["乙", "丙"]}, ("5", "2", "2.9"), "4.9"),
    (
        "part-sum",
        {"totalField": "甲", "partFields": ["乙", "丙"], "tolerance": 0.1},
        ("5", "2", "2.9"),
        None,
    ),
]


def judged(rows, checks, *, slow=False, header=TITLES):
    """The errors and the notes of checks on rows; slow where a check without a fast form is added."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        table = read_table(path, types=dict.fromkeys(header, "string"))
        fields = [{"name": title, "type": "string"} for title in header]
        always = [{"type": "row-constraint", "formula": "True"}] if slow else []
        checklist = CountingChecklist.from_descriptor({"checks": [*checks, *always]})
        prepare(checklist, table, {}, {})
        forms = fast_forms(table, Schema.from_descriptor({"fields": fields}), checklist)
        assert (forms is None) == slow
        report = judge(table, {"fields": fields}, checklist, PrivacyScan([("a", "a")] * 3))
        errors = [error for task in report["tasks"] for error in task["errors"]]
        return errors, notes_of(checklist.checks)


def coordinates(options):
    return options or {"longitudeField": "甲", "latitudeField": "乙"}


@pytest.mark.parametrize(("kind", "options", "right", "wrong", "words"), CASES)
def test_a_cell_is_faulted_with_row_column_and_remedy(kind, options, right, wrong, words):
    rows = [[cell, "x", str(n)] for n, cell in enumerate([*right, *wrong])]

    errors, _notes = judged(rows, [{"type": kind, "fieldName": "甲", **options}])

    assert [error["rowNumber"] for error in errors] == [
        n + 2 + len(right) for n in range(len(wrong))
    ]
    assert all(error["fieldName"] == "甲" and words in error["message"] for error in errors)


@pytest.mark.parametrize(("kind", "options", "cells", "words"), PAIRS)
def test_cells_of_a_row_are_held_to_each_other(kind, options, cells, words):
    row = [*cells, "x"][:3]

    errors, _notes = judged([row], [{"type": kind, **coordinates(options)}])

    assert [words in error["message"] for error in errors] == ([True] if words else [])


@pytest.mark.parametrize("cell", ["å®‰åº·", "锟斤拷", "安\ufffd", "烫烫烫"])
def test_broken_text_is_told(cell):
    assert [
        error["type"] for error in judged([[cell, "b", "c"]], [{"type": "broken-text"}])[0]
    ] == ["broken-text"]


@pytest.mark.parametrize("cell", ["Café", "Müller 安康", "é", "纯中文", "Ångström"])
def test_letters_with_accents_are_no_broken_text(cell):
    assert judged([[cell, "b", "c"]], [{"type": "broken-text"}])[0] == []


def test_a_header_in_broken_text_is_told():
    errors, _notes = judged(
        [["1", "2", "3"]], [{"type": "broken-text"}], header=["瀹夊悍", "b", "c"]
    )

    assert [(error["type"], error["fieldNumber"]) for error in errors] == [("broken-label", 1)]


def test_control_characters_are_told_and_tabs_are_not():
    rows = [["a\tb", "b", "c"], ["a\x1bb", "b", "c"], ["a", "b\x7f", "c"]]

    errors, _notes = judged(rows, [{"type": "control-character"}])

    assert [(error["rowNumber"], error["fieldName"]) for error in errors] == [(3, "甲"), (4, "乙")]


TOTAL = {"type": "total-row", "labelField": "甲", "fieldNames": ["乙", "丙"]}


def test_a_total_row_in_the_table_is_the_sum_of_the_others():
    rows = [["合计", "10", "7"], ["一", "4", "3"], ["小计", "4", "3"], ["二", "6", "3"]]

    [error], _notes = judged(rows, [TOTAL])

    assert (error["rowNumber"], error["type"]) == (2, "total-row")
    assert "“丙”写的是 7，而各行之和是 6" in error["message"]


def test_blanks_at_the_ends_of_cells_are_noted_and_no_error():
    errors, [note] = judged(
        [["a ", "b", "c"], ["a", "b", "c"], ["\u3000a", "b", "c"]], [{"type": "outer-blanks"}]
    )

    assert errors == []
    assert (note["column"], note["rows"]) == ("甲", [2, 4])


def test_empty_and_constant_columns_are_noted_in_enough_rows():
    rows = [[str(n), "同", ""] for n in range(30)]

    assert [note["type"] for note in judged(rows, [{"type": "idle-columns"}])[1]] == [
        "constant-column",
        "empty-column",
    ]
    assert judged(rows[:5], [{"type": "idle-columns"}])[1] == []


def test_mixed_units_are_noted():
    rows = [["12 万元", "b", "c"], ["12万元", "b", "c"], ["12 元", "b", "c"], ["12", "b", "c"]]

    errors, [note] = judged(rows, [{"type": "mixed-units", "fieldName": "甲"}])

    assert errors == []
    assert "“万元”（第 2 行起）、“元”（第 4 行起）" in note["sentence"]


SHIFTED = {
    "type": "shifted-coordinates",
    "longitudeField": "甲",
    "latitudeField": "乙",
    "divisionField": "丙",
}


def along_the_border(shift):
    """Points of 汉滨区 near its border: each lies in it only before it is shifted."""
    points = [
        (longitude, latitude)
        for longitude, latitude in outlines()["610902"][0]
        if is_within("610902", longitude, latitude)
    ]
    shifted = [(x + dx, y + dy) for x, y in points for dx, dy in [shift(x, y)]]
    return [(x, y) for x, y in shifted if not is_within("610902", x, y)]


def test_points_that_lie_in_their_county_only_when_restored_are_noted():
    def mars(x, y):
        restored = from_mars(x, y)
        return x - restored[0], y - restored[1]

    rows = [[f"{x:.6f}", f"{y:.6f}", "汉滨区"] for x, y in along_the_border(mars)]

    errors, [note] = judged(rows, [SHIFTED])

    assert errors == []
    assert "国测局（GCJ-02）" in note["sentence"]


def test_points_that_lie_in_their_county_as_they_are_are_not_noted():
    rows = [[f"{x}", f"{y}", "610902"] for x, y in [(109.0268, 32.6952), (109.1, 32.7)] * 5]

    assert judged(rows, [SHIFTED])[1] == []


TEXTS = st.sampled_from(
    [
        "",
        " ",
        "a",
        " a",
        "a\u3000",
        "合计",
        "小计",
        "1,000",
        "3",
        "-2.5",
        "1_0",
        "7 ",
        "12 元",
        "12 万元",
        "锟斤拷",
        "å®‰åº·",
        "瀹夊悍",
        "\x1b",
        "é",
        "109.02",
        "32.69",
        "汉滨区",
        "610902",
        "610928",
        "610902001",
        "16829134X",
        "91110108551385082Q",
        "安政办函〔2022〕96号",
        "2024-01-02",
        "2199-01-02",
        "0915-3201058",
        "a@b.cn",
        'a"b',
        "a\nb",
    ]
)
DESCRIPTORS = [
    *({"type": kind, "fieldName": "甲", **options} for kind, options, *_ in CASES),
    *({"type": kind, **coordinates(options)} for kind, options, *_ in PAIRS),
    *({"type": kind} for kind in ("broken-text", "control-character", "outer-blanks")),
    {"type": "idle-columns"},
    {"type": "mixed-units", "fieldName": "甲"},
    {"type": "value-drift", "fieldName": "乙"},
    {"type": "database-value"},
    TOTAL,
    SHIFTED,
]
CLEAN = st.lists(st.sampled_from(["a", "3", "2024-01-02", "汉滨区"]), min_size=3, max_size=3)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(CLEAN | st.lists(TEXTS, min_size=3, max_size=3), max_size=40),
    st.lists(st.sampled_from(DESCRIPTORS), min_size=1, max_size=4, unique_by=str),
)
def test_the_fast_form_tells_what_the_slow_way_tells(rows, checks):
    assert judged(rows, checks) == judged(rows, checks, slow=True)


def test_each_check_that_looks_at_rows_has_a_fast_form():
    looking = [c for c in CHECKS.values() if c.validate_row is not Check.validate_row]

    assert len(looking) > 20
    assert all(hasattr(check, "suspects") for check in looking)

"""Personal numbers are found in every disguise; what only looks like them is left alone."""

import importlib.util
import json
import random
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.quality.privacy import (
    PrivacyScan,
    identity_check_digit,
    is_card,
    is_identity,
    kinds,
    mask,
    personal_numbers,
)
from ckanext.ankang.quality.validation import validate_table
from ckanext.ankang.tables.plain import Layout, Run

_SPEC = importlib.util.spec_from_file_location(
    "privacy_bench", Path(__file__).parents[2] / "bench" / "privacy.py"
)
bench = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(bench)

REGIONS = st.sampled_from(["610902", "610981", "110105", "440305", "650102"])
BIRTHS = st.dates(min_value=date(1900, 1, 1), max_value=date(2025, 12, 31))


@st.composite
def identities(draw):
    first = f"{draw(REGIONS)}{draw(BIRTHS):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first + identity_check_digit(first)


@st.composite
def cards(draw):
    first = "62" + draw(st.text("0123456789", min_size=13, max_size=16))
    return next(first + digit for digit in "0123456789" if is_card(first + digit))


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)


DISGUISES = [
    lambda n: n,
    wide,
    lambda n: f"{n[:6]} {n[6:14]} {n[14:]}",
    lambda n: f"{n[:6]}-{n[6:14]}-{n[14:]}",
    lambda n: n.replace("X", "Ⅹ"),
    lambda n: n.replace("X", "ｘ"),
    lambda n: n.replace("X", "×"),
    lambda n: n.lower(),
    lambda n: f"张某，身份证{n}，汉滨区",
    lambda n: f"申请人（{n}）已登记",
]


@given(number=identities(), disguise=st.sampled_from(DISGUISES))
def test_identity_numbers_are_found_in_every_disguise(number, disguise):
    assert personal_numbers(disguise(number)) == {"identity"}


@given(number=identities(), other=st.sampled_from("0123456789X"))
def test_a_wrong_check_digit_is_no_identity(number, other):
    assert is_identity(number[:-1] + other) == (number[-1] == other)


@given(
    region=REGIONS, birth=st.dates(date(1930, 1, 1), date(1999, 12, 31)), tail=st.integers(0, 999)
)
def test_the_old_form_of_15_digits_is_found(region, birth, tail):
    assert personal_numbers(f"{region}{birth:%y%m%d}{tail:03d}") == {"old_identity"}


@given(number=cards())
def test_bank_cards_are_found_spaced_too(number):
    spaced = " ".join(number[i : i + 4] for i in range(0, len(number), 4))

    assert personal_numbers(number) == {"card"}
    assert personal_numbers(spaced) == {"card"}


@pytest.mark.parametrize(
    "text",
    [
        "13891512345",
        "138 9151 2345",
        "138-9151-2345",
        "+8613891512345",
        "联系人示例：１３８９１５１２３４５",
    ],
)
def test_mobile_numbers_are_found(text):
    assert personal_numbers(text) == {"mobile"}


@pytest.mark.parametrize(
    "text",
    [
        "0915-3201058",
        "09153201058",
        "3201058",
        "9137130016829134XT",
        "91110108551385082Q",
        "11441700007280420Y",
        "12345678901.50",
        "610902001003",
        "2022-01-01 2022-12-31",
        "2022-01-01T08:30:00",
        "108.330078125,32.6640625",
        "安政办函〔2022〕96号",
        "19901301",
    ],
)
def test_public_numbers_are_left_alone(text):
    assert personal_numbers(text) == set()


def column_findings(cells):
    scan = PrivacyScan([("c", "列")])
    for number, cell in enumerate(cells, start=2):
        scan.see(number, [cell])
    return scan.findings()


def test_columns_of_order_numbers_and_amounts_are_not_held():
    chance = random.Random(4)
    lengths = [11, 13, 15, 16, 17, 18, 19]
    columns = [
        [str(chance.randrange(10 ** (size - 1), 10**size)) for _ in range(300)]
        for size in lengths * 15
    ]

    held = [cells for cells in columns if column_findings(cells)]

    assert len(held) <= 0.01 * len(columns)


def test_one_identity_among_many_rows_is_found_and_named():
    first = "61090219900307123"
    cells = ["无"] * 5000 + [first + identity_check_digit(first)]

    (finding,) = column_findings(cells)

    assert finding.rows == [5002]
    assert finding.severity == "block"
    assert "第 5002 行" in finding.sentence


@given(number=identities())
def test_masking_leaves_nothing_of_the_number(number):
    assert number[6:14] not in mask(f"身份证{number}。")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("名单 {}\n序号,镇\n1,城关\n2,恒口\n", 1),
        ("# 经办 {}\n序号,镇\n1,城关\n2,恒口\n", 1),
        ("序号,镇{}\n1,城关\n2,恒口\n", 1),
        ("序号,镇\n1,城关\n2,{}\n", 3),
        ("序号,镇\n1,城关\n2,恒口,{}\n", 3),
        ("序号,镇\n1,城关\n2,恒口\n注：{}\n", 4),
        ("序号,镇,数\n1,城关,2\n2,恒口,3\n合计,{},5\n", 4),
    ],
    ids=["title", "comment", "header", "cell", "beyond-the-header", "footnote", "total"],
)
def test_an_identity_is_found_and_masked_wherever_it_stands(tmp_path, text, row):
    first = "61090219900307123"
    number = first + identity_check_digit(first)
    path = tmp_path / "t.csv"
    path.write_text(text.format(number), "utf-8")

    result = validate_table(path)

    assert result.verdict == "private"
    assert result.findings[0].rows == [row]
    assert f"第 {row} 行" in result.findings[0].sentence
    assert number not in json.dumps(asdict(result), ensure_ascii=False) + result.to_text()


def test_of_ten_thousand_generated_numbers_99_percent_are_found():
    assert bench.recall(bench.identity, bench.IDENTITY_DISGUISES, 10_000) >= 0.99
    assert bench.recall(bench.card, bench.CARD_DISGUISES, 10_000) >= 0.99


def test_of_clean_columns_at_most_one_percent_are_held():
    assert len(bench.wrongly_held(20_000, column_rows=100)) <= 0.01 * 200


ODD_CELLS = st.one_of(
    identities(),
    cards(),
    st.builds(lambda f, n: f(n), st.sampled_from(DISGUISES), identities()),
    st.text("0123456789", min_size=9, max_size=21),
    st.text("0158 -.xX６Ｘ×A陕G\u00a0—护照E", max_size=24),
    st.sampled_from(
        [
            *("", "无", "王秀英", "李国强", "5", "12", "2024-01-02 08:30:00", "0915-3201058"),
            *("13812345678", "138 1234 5678", "电话+86-138-1234-5678", "2022-01-01 2022-12-31"),
            *("陕G12345", "陕ＧＤ１２３４５", "护照号E12345678", "E12345678", "1" * 60),
            *("张三，6222 0212 3456 7890 128", "6222021234567890128 13812345678", '"', "a,b"),
        ]
    ),
)


@given(
    rows=st.lists(st.tuples(ODD_CELLS, ODD_CELLS, ODD_CELLS), min_size=1, max_size=8),
    titles=st.tuples(*[st.sampled_from(["编号", "姓名", "证件号", "补贴金额", "住址"])] * 3),
    delimiter=st.sampled_from([",", "\t", " ", "-", ";"]),
    quoted=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
    first=st.sampled_from([2, 995, 1198, 5000]),
)
def test_a_run_is_seen_as_its_rows_are(rows, titles, delimiter, quoted, end, first):
    def written(cell):
        cell = cell.replace('"', "").replace("\t", "")
        return f'"{cell}"' if quoted else cell.replace(delimiter, "")

    data = "".join(delimiter.join(map(written, row)) + end for row in rows).encode()
    run = Run(first, len(rows), data, Layout(3, delimiter))
    columns = [(f"c{place}", title) for place, title in enumerate(titles)]
    by_run, by_row = PrivacyScan(columns), PrivacyScan(columns)

    by_run.see_run(run)
    for row in run.rows():
        by_row.see(row.number, row)

    assert by_run.findings() == by_row.findings()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("陕G12345", "plate"),
        ("车牌陕GD12345，白色", "plate"),
        ("护照号E12345678", "passport"),
        ("2024-01-02 13891512345", "mobile"),
        ("电话0915-3201058、13891512345", "mobile"),
    ],
)
def test_plates_passports_and_numbers_beside_others_are_found(text, kind):
    assert personal_numbers(text) == {kind}
    assert any(sign in mask(text) for sign in "＊")


NAMES = ["王秀英", "李国强", "张伟", "刘洋", "陈静", "杨勇", "赵敏", "黄丽华"]


def shaped(titles, *columns):
    scan = PrivacyScan([(f"c{place}", title) for place, title in enumerate(titles)])
    for number, row in enumerate(zip(*columns, strict=True), start=2):
        scan.see(number, row)
    return {(found.title, found.kind) for found in scan.findings()}


@pytest.mark.parametrize(
    ("titles", "columns", "found"),
    [
        (["姓名", "补贴金额"], [NAMES, ["300"] * 8], {("姓名", "roster")}),
        (["持证人", "资格等级"], [NAMES, ["二级"] * 8], {("持证人", "roster")}),
        (["甲", "乙"], [NAMES, ["300"] * 8], {("甲", "name")}),
        (
            ["姓名", "地址"],
            [NAMES, ["恒口镇一组"] * 8],
            {("姓名", "name"), ("地址", "home_address")},
        ),
        (["患者", "诊断"], [NAMES, ["甲流"] * 8], {("患者", "name"), ("诊断", "illness")}),
        (["学生", "学校"], [NAMES, ["育才小学"] * 8], {("学生", "minor")}),
        (
            ["单位", "联系人", "联系电话", "地址"],
            [["民政局"] * 8, NAMES, ["0915-3201058"] * 8, ["香溪路1号"] * 8],
            {("联系人", "name"), ("联系电话", "office_telephone")},
        ),
        (["姓名", "补贴金额"], [["王**"] * 8, ["300"] * 8], set()),
        (["名称", "类别"], [["王家村", "李家镇", "张滩镇", "石泉县"] * 2, ["农业"] * 8], set()),
        (
            ["县区", "病种", "例数"],
            [["汉滨区"] * 8, ["甲流"] * 8, ["3"] * 8],
            {("例数", "small_count")},
        ),
    ],
)
def test_columns_are_told_by_title_and_cells(titles, columns, found):
    assert shaped(titles, *columns) == found


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("名称,联系人手机\n甲,13891512345\n", "held"),
        ("名称,证件\n甲,61090219900307123{}\n", "private"),
        ("名称,证件,手机\n甲,61090219900307123{},13891512345\n", "private"),
        ("单位,联系人\n甲,王秀英\n", "valid"),
        ("名称,手机\n甲,13891512345,多出\n", "invalid"),
    ],
)
def test_the_hardest_finding_makes_the_verdict(tmp_path, text, verdict):
    path = tmp_path / "t.csv"
    path.write_text(text.format(identity_check_digit("61090219900307123")), "utf-8")

    assert validate_table(path).verdict == verdict


def test_names_and_addresses_of_a_held_table_are_stored_nowhere(tmp_path):
    path = tmp_path / "t.csv"
    rows = "".join(f"{name},恒口镇大同村{n}组,{n}00\n" for n, name in enumerate(NAMES, start=1))
    path.write_text(
        f"姓名,家庭住址,补贴金额\n{rows}周小明,恒口镇九组,多,多出\n合计,周小明,1\n", "utf-8"
    )

    result = validate_table(path)
    stored = json.dumps(asdict(result), ensure_ascii=False) + result.to_text()

    assert {found.kind for found in result.findings} >= {"roster", "home_address"}
    assert not [word for word in (*NAMES, "周小明", "恒口镇") if word in stored]


def test_every_kind_says_its_ground_and_what_to_do():
    assert all(kind.ground and kind.advice.endswith("。") for kind in kinds().values())
    assert {kind.severity for kind in kinds().values()} == {"block", "hold", "note"}

"""Personal numbers are found in every disguise; what only looks like them is left alone."""

import json
import random
from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.quality.privacy import (
    PrivacyScan,
    identity_check_digit,
    is_card,
    is_identity,
    mask,
    personal_numbers,
)
from ckanext.ankang.quality.validation import validate_table

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

"""信息资源代码 are made by their rule and proved by their check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.catalogue import codes
from ckanext.ankang.catalogue.departments import ancestors, fold_department, number_of
from ckanext.ankang.catalogue.identifiers import is_credit_code
from ckanext.ankang.catalogue.vocabularies import departments, platform_department

PREFIXES = st.from_regex(r"[123]\d{5,9}", fullmatch=True).filter(str.isascii)
NUMBERS = st.integers(1, 10**7)


@given(PREFIXES, NUMBERS)
def test_a_code_that_was_made_is_read_back(prefix, number):
    assert codes.parse(codes.make(prefix, number)) == codes.Code(prefix, number)


@given(PREFIXES, NUMBERS, st.integers(0, 30), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(prefix, number, place, more):
    code = codes.make(prefix, number)
    place %= len(code)
    if code[place] != "/":
        wrong = code[:place] + str((int(code[place]) + more) % 10) + code[place + 1 :]
        with pytest.raises(codes.WrongCode):
            codes.parse(wrong)


@given(PREFIXES, NUMBERS, PREFIXES, NUMBERS)
def test_two_entries_never_share_a_code(one, first, other, second):
    if (one, first) != (other, second):
        assert codes.make(one, first) != codes.make(other, second)


@pytest.mark.parametrize(
    ("parts", "prefix"),
    [
        (("", "08"), "308000"),
        (("3", "08", "012 城市公交", "01 线路"), "30801201"),
        (("101", "08"), "101000"),
        (("101", ""), "101000"),
        (("", ""), None),
    ],
)
def test_the_part_of_the_catalogue_is_that_of_the_category_or_the_department(parts, prefix):
    assert codes.prefix(*parts) == prefix


def test_a_wrong_code_is_told_with_an_example_that_is_right():
    with pytest.raises(codes.WrongCode, match=r"“308000/1”不是信息资源代码.*308000/0000019"):
        codes.parse("308000/1")


def test_departments_have_each_their_number_name_and_title():
    everybody = departments()
    numbers = [department.number for department in everybody if department.number]
    assert len(numbers) == len(set(numbers))
    assert len({department.name for department in everybody}) == len(everybody)
    called = [name for department in everybody for name in {department.name, *department.names}]
    assert len(called) == len(set(called))
    assert all(number_of(department.name) for department in everybody)


def test_the_tree_has_no_circle_and_no_loose_end():
    names = {department.name for department in departments()}
    for department in departments():
        assert department.parent in names | {""}
        assert len(list(ancestors(department.name))) <= 3


def test_a_credit_code_that_is_entered_is_one():
    assert all(is_credit_code(d.credit_code) for d in departments() if d.credit_code)


def test_one_office_runs_the_portal():
    assert [d.name for d in departments() if d.platform] == [platform_department()]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("市民政局", "minzheng"),
        ("安康市国土资源局", "ziran"),
        ("旬阳县人民政府", "xunyang"),
        ("汉滨区 民政局", "hanbin-minzheng"),
    ],
)
def test_old_and_short_names_are_folded(text, name):
    assert fold_department(text) == name

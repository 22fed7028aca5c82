"""An address is what is printed on the document, and leads back to its number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.documents.text.numbers import document_number
from ckanext.ankang.exchange.addresses import Address


def of(number: str, **fields: str) -> Address:
    package = {"kind": "normative", "name": "mou-banfa", "date_issued": "2022-07-13"}
    return Address.of({**package, "document_number": number, **fields})


@pytest.mark.parametrize(
    ("number", "year", "local"),
    [
        ("示政办发〔2021〕96号", "2021", "示政办发-96"),
        ("示政办发[2021]第096号", "2021", "示政办发-96"),
        ("国务院令第七百九十三号", "2022", "国务院令-793"),
        ("〔94〕财税字第089号", "2022", "财税字-89"),
        ("", "2022", "mou-banfa"),
        ("没有文号", "2022", "mou-banfa"),
    ],
)
def test_an_address_is_made_of_kind_year_and_number(number: str, year: str, local: str) -> None:
    assert of(number) == Address("normative", year, local)


@pytest.mark.parametrize(
    "number",
    ["示政办发〔2021〕96号", "国务院令第793号", "〔94〕财税字第89号", "〔1994〕财税字第89号"],
)
def test_an_address_leads_back_to_the_number(number: str) -> None:
    day = "1994-03-01" if "94〕" in number else "2022-07-13"
    assert document_number(number) in of(number, date_issued=day).numbers


@given(
    st.text(alphabet="安政办函发市府", min_size=2, max_size=6),
    st.integers(1949, 2099),
    st.integers(1, 9999),
)
def test_numbers_that_differ_have_addresses_that_differ(code: str, year: int, serial: int) -> None:
    number = f"{code}〔{year}〕{serial}号"
    assert number in of(number).numbers
    assert of(number) != of(f"{code}〔{year}〕{serial + 1}号")


def test_a_document_without_any_day_is_undated() -> None:
    assert of("", date_issued="").year == "undated"


def test_the_name_of_a_document_stands_for_no_number() -> None:
    assert Address("normative", "2022", "mou-banfa").numbers == []

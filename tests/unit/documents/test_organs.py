"""Who issues what, and what belongs to the library proper."""

from datetime import date

import pytest

from ckanext.ankang.documents.organs import may_issue, organ, organs, scope

DAY = date(2022, 7, 1)


@pytest.mark.parametrize(
    ("issuer", "kind", "day", "expected"),
    [
        ("安康市人民政府", "government-rule", "2022-07-01", "library"),
        ("安康市人民政府", "government-rule", "2014-07-01", "other"),
        ("安康市人民政府", "normative", "2004-07-01", "library"),
        ("安康市人民政府办公室", "normative", "2022-07-01", "library"),
        ("安康市民政局", "normative", "2022-07-01", "library"),
        ("安康市民政局", "government-rule", "2022-07-01", "other"),
        ("安康市环境保护局", "normative", "2016-07-01", "library"),
        ("安康市环境保护局", "normative", "2022-07-01", "other"),
        ("汉滨区人民政府", "normative", "2022-07-01", "library"),
        ("国家税务总局安康市税务局", "normative", "2022-07-01", "other"),
        ("示例市人民政府", "normative", "2022-07-01", "other"),
        ("安康市人民政府", "other", "2022-07-01", "other"),
        ("国务院", "administrative-regulation", "2022-07-01", "higher"),
        ("陕西省人民代表大会常务委员会", "local-regulation", "2022-07-01", "higher"),
    ],
)
def test_the_library_proper_is_what_ankangs_organs_issue(
    issuer: str, kind: str, day: str, expected: str
) -> None:
    assert scope({"issuer": issuer, "kind": kind, "date_issued": day}) == expected


def test_a_document_without_day_is_judged_by_whether_the_organ_ever_could() -> None:
    assert scope({"issuer": "安康市人民政府", "kind": "government-rule"}) == "library"


def test_an_organ_is_found_by_the_name_it_had() -> None:
    found = organ("安康市环境保护局", date(2016, 1, 1))
    assert found is not None
    assert found.title == "安康市生态环境局"
    assert organ("安康市环境保护局", DAY) is None


def test_no_name_belongs_to_two_organs() -> None:
    names = [name for one in organs() for name in {one.title, *one.names}]
    assert len(names) == len(set(names))


def test_offices_without_a_name_of_their_own_issue_nothing() -> None:
    assert not may_issue("安康市发展研究中心", "normative", DAY)

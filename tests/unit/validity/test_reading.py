"""Header and text of municipal documents read together, in the forms that occur (all 示例)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ckanext.ankang.documents.texts import Change, Text
from ckanext.ankang.validity.reading import Reading, read, starts_on

HEADER = {"title": "示例市示例办法", "kind": "normative", "date_published": "2022-07-13"}


def document(*lines: str, **fields: Any) -> Reading:
    return read({**HEADER, **fields}, [Text(tuple(lines))])


def days(found: Reading, kind: str) -> list[str]:
    return [str(one.day) for one in found.events if one.kind == kind]


def test_a_notice_without_articles_takes_force_when_it_is_issued() -> None:
    found = document("示例市示例办法", "一、示例", "本通知自印发之日起施行。")
    assert (days(found, "published"), days(found, "effective")) == (["2022-07-13"], ["2022-07-13"])


def test_the_day_of_signature_stands_in_for_one_of_promulgation() -> None:
    found = document("示例市示例办法", "一、示例", date_published="", date_issued="2022-07-11")
    assert days(found, "published") == ["2022-07-11"]


def test_the_text_wins_over_the_header() -> None:
    lines = ("示例市示例办法", "第一条 本办法自2022年9月1日起施行。")
    assert days(document(*lines, date_effective="2022-10-01"), "effective") == ["2022-09-01"]


def test_the_header_says_what_the_text_does_not() -> None:
    lines = ("示例市示例办法", "一、示例")
    found = document(*lines, date_effective="2022-10-01", valid_until="2027-09-30")
    (effective,) = [one for one in found.events if one.kind == "effective"]
    assert (effective.day, effective.source) == (date(2022, 10, 1), "著录信息")
    assert effective.detail.last_day == date(2027, 9, 30)


def test_a_document_of_which_only_a_scan_exists_has_the_events_of_its_header() -> None:
    found = read({**HEADER, "date_effective": "2022-09-01"}, [])
    assert [one.kind for one in found.events] == ["published", "effective"]


def test_the_ground_of_an_early_effect_goes_with_it() -> None:
    lines = ("示例市示例办法", "第一条 本办法自2022年7月1日起施行。")
    found = document(*lines, early_effect_ground="应急需要")
    assert [one.detail.ground for one in found.events if one.kind == "effective"] == [
        "本办法自2022年7月1日起施行。"
    ]


def test_an_amending_decision_acts_on_its_own_day() -> None:
    title = "示例市人民政府关于修改《示例市甲办法》的决定"
    found = document(title, "一、示例。", "本决定自2022年9月1日起施行。", title=title)
    assert [(one.kind, str(one.day), one.title) for one in found.deeds] == [
        ("amended", "2022-09-01", "示例市甲办法")
    ]


def test_disagreeing_sources_go_with_the_first_event() -> None:
    found = read(
        {**HEADER, "date_published": ""},
        [
            Text(
                ("示例市示例办法", "第一条 本办法自2010年1月1日起施行。"),
                day_published=date(2009, 1, 1),
                history=("2009年12月1日 示例市人民政府令第1号公布",),
            )
        ],
    )
    assert found.events[0].detail.conflicts == (
        "“示例市示例办法”标注的日期2009-01-01与历史沿革不符，改按2009-12-01。",
    )


@pytest.mark.parametrize(
    ("lines", "fields", "change", "starts"),
    [
        (("第一条 本办法自2022年9月1日起施行。",), {}, Change(), "2022-09-01"),
        (("第一条 本办法自发布之日起施行。",), {}, Change(), "2022-07-13"),
        (("一、示例",), {"date_effective": "2022-10-01"}, Change(), "2022-10-01"),
        (("一、示例",), {}, Change(), "2022-07-13"),
        (
            ("第一条 本办法自2022年9月1日起施行。",),
            {},
            Change("amended", "示例决定", day=date(2024, 5, 1)),
            "2024-05-01",
        ),
    ],
)
def test_a_text_starts_by_its_own_clause_else_by_the_header(
    lines: tuple[str, ...], fields: dict[str, str], change: Change, starts: str
) -> None:
    text = Text(("示例市示例办法", *lines), change=change)
    assert str(starts_on({**HEADER, **fields}, text)) == starts

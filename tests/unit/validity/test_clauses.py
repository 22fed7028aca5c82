"""What texts say of their own force, of their period and of others, in the forms that occur."""

from __future__ import annotations

from datetime import date

import pytest

from ckanext.ankang.documents.text.structure import parse
from ckanext.ankang.validity.acts import Act, acts
from ckanext.ankang.validity.clauses import Effect, effect, repeals
from ckanext.ankang.validity.periods import periods

ISSUED = date(2022, 7, 13)


def read(*clauses: str) -> Effect | None:
    return effect(parse(["示例办法", "第一条 为了示例，制定本办法。", *clauses], "示例办法"))


def must(*clauses: str) -> Effect:
    found = read(*clauses)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("clause", "starts"),
    [
        ("本办法自2022年9月1日起施行。", date(2022, 9, 1)),
        ("本规定自一九九五年一月一日起执行。", date(1995, 1, 1)),
        ("本条例自1985年度起施行。", date(1985, 1, 1)),
        ("本办法自发布之日起施行。", ISSUED),
        ("本通知自印发之日起实施。", ISSUED),
        ("本办法自公布之日起30日后施行。", date(2022, 8, 12)),
        ("本办法经国务院批准由交通部发布施行。", ISSUED),
        ("自２０２２年９月１日起施行。", date(2022, 9, 1)),
        ("本办法自2022年2月30日起施行。", None),
    ],
)
def test_an_effect_clause_names_its_day_in_many_forms(clause: str, starts: date | None) -> None:
    found = read(f"第二条 {clause}")
    assert (found.starts(ISSUED) if found else None) == starts


@pytest.mark.parametrize(
    "clause",
    [
        "行政法规应当自公布之日起30日后施行。",
        "本条例施行前已经设立的机构，应当自本条例施行之日起6个月内重新申请。",
        "知识产权海关保护备案自海关总署准予备案之日起生效，有效期为10年。",
        "处置决定自公告之时生效。",
        "海关自公告规定实施之日起执行。",
    ],
)
def test_what_is_said_of_others_is_no_effect_clause(clause: str) -> None:
    assert read(f"第二条 {clause}") is None


@pytest.mark.parametrize(
    ("clause", "last"),
    [
        ("本办法自2022年9月1日起施行，有效期5年。", date(2027, 8, 31)),
        ("本办法自2022年9月1日起施行，有效期为五年。", date(2027, 8, 31)),
        ("本办法自2022年9月1日起施行。有效期至2027年12月31日。", date(2027, 12, 31)),
        ("本办法自2022年9月1日起施行，有效期自2022年9月1日至2024年8月31日。", date(2024, 8, 31)),
        ("本办法自2022年9月1日起试行，有效期18个月。", date(2024, 2, 29)),
        ("本办法自2022年9月1日起施行。", None),
        ("本办法自2022年9月1日起施行。许可证有效期5年。", None),
    ],
)
def test_a_period_is_read_from_the_effect_clause_and_its_last_day_included(
    clause: str, last: date | None
) -> None:
    assert must(f"第二条 {clause}").ends(date(2022, 9, 1), periods()) == last


def test_long_term_validity_is_a_period_without_end() -> None:
    assert must("第二条 本办法自2022年9月1日起施行，长期有效。").open_ended


def test_the_article_of_a_clause_is_its_evidence() -> None:
    assert must("第二条 本办法自2022年9月1日起施行。").article == "第二条"


def test_several_documents_are_repealed_one_by_one_each_with_its_number() -> None:
    structure = parse(
        [
            "示例办法",
            "第一条 本办法自2022年9月1日起施行。《示例市甲办法》（示政发〔2010〕5号）、"
            "2012年3月1日示例市人民政府印发的《示例市乙办法》同时废止。",
        ],
        "示例办法",
    )
    found = repeals(structure)
    assert [(one.title, one.number, one.days, one.organ) for one in found] == [
        ("示例市甲办法", "示政发〔2010〕5号", (), ""),
        ("示例市乙办法", "", (date(2012, 3, 1),), "示例市人民政府"),
    ]


def test_articles_alone_are_repealed_in_part() -> None:
    structure = parse(["示例办法", "第一条 《示例市甲办法》第三条、第五条同时废止。"], "示例办法")
    assert [one.part for one in repeals(structure)] == ["第三条、第五条"]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        (
            "示例市人民政府关于修改《示例市甲办法》的决定",
            "现决定对《示例市甲办法》（示政发〔2010〕5号）作如下修改。",
            [Act("amended", "示例市甲办法", "示政发〔2010〕5号")],
        ),
        (
            "示例市人民政府办公室关于延长《示例市甲办法》有效期的通知",
            "经评估，《示例市甲办法》有效期延长至2028年8月31日。",
            [Act("extended", "示例市甲办法", last_day=date(2028, 8, 31))],
        ),
        (
            "示例市人民政府关于废止部分行政规范性文件的决定",
            "一、《示例市甲办法》（示政发〔2010〕5号）\n二、《示例市乙办法》（示政发〔2011〕6号）",
            [
                Act("repealed", "示例市甲办法", "示政发〔2010〕5号"),
                Act("repealed", "示例市乙办法", "示政发〔2011〕6号"),
            ],
        ),
        ("示例市公文废止和修改管理办法", "第一条 《示例市甲办法》。", []),
        ("示例市人民政府关于印发《示例市甲办法》的通知", "现将《示例市甲办法》印发。", []),
    ],
)
def test_a_decision_acts_on_what_its_title_names(
    title: str, text: str, expected: list[Act]
) -> None:
    assert acts(title, parse([title, *text.split("\n")], title)) == expected

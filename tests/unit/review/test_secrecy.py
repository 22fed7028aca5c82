"""What the conclusions of a secrecy review amount to."""

from datetime import date

import pytest

from ckanext.ankang.catalogue.calendar import add_working_days
from ckanext.ankang.review import secrecy
from ckanext.ankang.review.process import Refused
from ckanext.ankang.review.profiles import checklist

FORM = checklist("secrecy")
TODAY = date(2026, 11, 24)
PUBLIC = {"conclusion": "public"}
CLOSED = {"conclusion": "closed", "article": "《政府信息公开条例》第十四条"}
TREATED = {"conclusion": "treated", "treatment": "删去住址"}
REFERRED = {"conclusion": "referred", "authority": "市国家保密局"}
ASKED = {"party": "示例公司", "sent_on": "2026-11-20"}
TITLES = {"1": "甲表", "2": "乙表"}


def amounts_to(*, every=PUBLIC, items=None, joined=PUBLIC, consents=(), day=TODAY):
    data = {"all": every, "items": items or {}, "joined": joined, "consents": list(consents)}
    form = secrecy.read(data, list(TITLES))
    secrecy.check(form, FORM, TITLES)
    return secrecy.decision(form, FORM, day, add_working_days)


@pytest.mark.parametrize(
    ("said", "decision"),
    [
        ({}, "sign"),
        ({"items": {"2": CLOSED}}, "stop"),
        ({"joined": CLOSED}, "stop"),
        ({"items": {"2": TREATED}}, "return"),
        ({"items": {"2": REFERRED}}, "refer"),
        ({"consents": [ASKED]}, "refer"),
        ({"consents": [{**ASKED, "answer": "agreed"}]}, "sign"),
        ({"consents": [{**ASKED, "answer": "refused"}]}, "return"),
        ({"consents": [{**ASKED, "answer": "refused", "public_interest": "防汛"}]}, "sign"),
        ({"consents": [{**ASKED, "answer": "silent"}]}, "refer"),
        ({"consents": [{**ASKED, "answer": "silent"}], "day": date(2026, 12, 14)}, "sign"),
    ],
)
def test_the_strictest_conclusion_decides(said, decision):
    assert amounts_to(**said) == decision


def test_a_third_party_has_its_fifteen_working_days():
    form = secrecy.read({"all": PUBLIC, "joined": PUBLIC, "consents": [ASKED]}, list(TITLES))
    assert secrecy.awaited(form, FORM, TODAY, add_working_days) == date(2026, 12, 11)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"every": {}}, "甲表.*没有保密审查结论"),
        ({"joined": {}}, "汇聚"),
        ({"items": {"1": {"conclusion": "closed"}}}, "依据的条款"),
        ({"items": {"1": {"conclusion": "treated", "treatment": " "}}}, "怎样处理"),
        ({"items": {"3": PUBLIC}}, "不在本案卷"),
        ({"consents": [{"party": "示例公司"}]}, "发出日期"),
        ({"consents": [{**ASKED, "answer": "也许"}]}, "不在可选项"),
    ],
)
def test_what_is_missing_is_named(said, sentence):
    with pytest.raises(Refused, match=sentence):
        amounts_to(**said)

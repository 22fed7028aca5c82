"""Whom an event of a case concerns."""

from typing import Any

import pytest

from ckanext.ankang.notices.kinds import kinds
from ckanext.ankang.notices.occasions import concerns, occasion

TURN = {"label": "保密审查", "people": ["li"], "posts": ["secrecy_reviewer"]}


def case(**fields: Any) -> dict[str, Any]:
    return {"id": "1", "title": "公交线路", "round": 1, "step": "secrecy", "turn": TURN, **fields}


def event(name: str, **fields: Any) -> dict[str, Any]:
    return {"event": name, "reason": "", "round": 1, "step": "secrecy", "detail": {}, **fields}


def said(found: Any) -> str:
    return kinds()[found.kind].sentence.format(**found.words)


@pytest.mark.parametrize("name", ["submit", "resubmit", "sign"])
def test_whose_turn_it_is_now_is_told(name: str) -> None:
    found = occasion(case(), event(name, step="first"))

    assert found is not None
    assert found.turn
    assert said(found) == "待办：公交线路（保密审查）"


def test_a_step_is_one_occasion_and_the_next_round_another() -> None:
    keys = [
        occasion(case(round=round_, step=step), event("sign")).key  # type: ignore[union-attr]
        for round_, step in [(1, "first"), (1, "first"), (1, "secrecy"), (2, "first")]
    ]

    assert len(set(keys)) == 3


def test_a_turn_that_is_over_when_the_worker_comes_is_not_told() -> None:
    assert occasion(case(turn=None), event("sign")) is None
    assert occasion(case(step="final"), event("escalate")) is None


def test_a_return_is_told_to_the_authors_with_its_reason() -> None:
    found = occasion(case(turn=None), event("return", reason="第 3 列含手机号"))

    assert found is not None
    assert found.authors
    assert said(found) == "已退回：公交线路。理由：第 3 列含手机号"


def test_an_overdue_step_is_told_to_the_next_post_too() -> None:
    found = occasion(case(), event("escalate", detail={"posts": ["leader"]}))

    assert found is not None
    assert (found.turn, found.posts) == (True, ("leader",))


def test_what_secrecy_stops_is_told_without_its_title() -> None:
    found = occasion(case(turn=None), event("stop", reason="公交线路涉及……"))

    assert found is not None
    assert "公交线路" not in said(found)


def test_a_withdrawal_is_told_to_those_who_had_been_asked() -> None:
    found = occasion(case(turn=None), event("withdraw", reason="数据有误"))

    assert found is not None
    assert found.told_before


@pytest.mark.parametrize("name", ["look", "refer", "approve"])
def test_of_some_events_nobody_is_told(name: str) -> None:
    assert not concerns(case(), name)
    assert occasion(case(), event(name)) is None


def test_what_comes_by_a_standing_approval_is_told_to_nobody() -> None:
    assert not concerns(case(approval_id="a"), "publish")
    assert concerns(case(approval_id=None), "publish")

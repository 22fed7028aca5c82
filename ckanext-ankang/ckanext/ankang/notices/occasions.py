"""Whom an event of a case concerns, and what they are told (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

TURN, OVERDUE = "turn", "overdue"
# A step is handed on by these; what was told of the step before has no object any more.
BEGINS_TURN: Final = frozenset({"submit", "resubmit", "sign"})
# The authors are told, with the reason that stands in the event.
TOLD_TO_AUTHORS: Final = {
    "return": "returned",
    "reject": "rejected",
    "hold": "held",
    "hide": "hidden",
    "publish": "published",
}
SILENT: Final = frozenset({"look", "refer", "approve"})


@dataclass(frozen=True)
class Occasion:
    """One thing to tell: to the authors, to those on turn, to holders of posts, to those told before."""

    kind: str
    key: str
    words: dict[str, str]
    authors: bool = False
    turn: bool = False
    department: bool = False
    told_before: bool = False
    posts: tuple[str, ...] = field(default=())


def prefix(case_id: str) -> str:
    """What the keys of all notices of a case begin with."""
    return f"case:{case_id}:"


def turn_key(case: Mapping[str, Any], kind: str = TURN) -> str:
    """The key of what is told of a step of a round."""
    return f"{prefix(case['id'])}{case['round']}:{case['step']}:{kind}"


def concerns(case: Mapping[str, Any], event: str) -> bool:
    """Whether anybody is told; not of what came by a standing approval, night after night."""
    return event not in SILENT and not case.get("approval_id")


def occasion(case: Mapping[str, Any], event: Mapping[str, Any]) -> Occasion | None:
    """What there is to tell of an event, by what the case is now; None if nothing.

    `case` is what `ankang_case_show` answers. Told late, a step that is over is not told any more.
    """
    name = event["event"]
    words = {"title": str(case["title"]), "reason": str(event["reason"] or "")}
    if name in BEGINS_TURN:
        if not case.get("turn"):
            return None
        return Occasion(TURN, turn_key(case), words | {"step": case["turn"]["label"]}, turn=True)
    if name == "escalate":
        if not case.get("turn") or case["step"] != event["step"]:
            return None
        posts = tuple(event["detail"].get("posts", ()))
        words["step"] = case["turn"]["label"]
        return Occasion(OVERDUE, turn_key(case, OVERDUE), words, turn=True, posts=posts)
    key = f"{prefix(case['id'])}{event['round']}:{name}"
    if name == "withdraw":
        return Occasion("withdrawn", key, words, told_before=True)
    if name == "stop":
        # What must not become public is not named to anybody who is not told by the case itself.
        hidden = {"title": "一项送审内容", "reason": "保密审查结论为不公开"}
        return Occasion("rejected", key, hidden, authors=True)
    if kind := TOLD_TO_AUTHORS.get(name):
        return Occasion(kind, key, words, authors=True, department=name == "publish")
    return None

"""The form of the secrecy review: what must be said of each item, and what follows from it (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .process import Refused
from .profiles import Checklist, Conclusion

AddDays = Callable[[date, int], date]


@dataclass(frozen=True)
class Consent:
    """One third party that was asked, and what it said."""

    party: str
    sent_on: date
    answer: str | None = None
    public_interest: str = ""

    @property
    def forbids(self) -> bool:
        """A refusal binds, but where keeping it back would gravely harm the public (公开条例 15)."""
        return self.answer == "refused" and not self.public_interest.strip()

    def open(self, today: date, days: int, add: AddDays) -> bool:
        """Whether its answer must still be awaited: silence counts after its working days only."""
        return self.answer in (None, "silent") and today <= add(self.sent_on, days)


@dataclass(frozen=True)
class Form:
    """A filled-in 保密审查表."""

    items: dict[str, dict[str, str]]
    joined: dict[str, str]
    consents: tuple[Consent, ...]

    def of(self, conclusion: str) -> list[str]:
        """The items that have this conclusion."""
        return [id_ for id_, said in self.items.items() if said.get("conclusion") == conclusion]


def read(data: Any, items: Sequence[str]) -> Form:
    """The form as it was sent: each item's own entry, or the one for all; raises `Refused`."""
    if not isinstance(data, dict):
        raise Refused("请填写保密审查表（secrecy）。")
    every: dict[str, str] = data.get("all") or {}
    own: dict[str, dict[str, str]] = data.get("items") or {}
    if unknown := set(own) - set(items):
        raise Refused("保密审查表里的条目“{item}”不在本案卷里。", item=min(unknown))
    try:
        consents = tuple(
            Consent(
                str(one["party"]),
                date.fromisoformat(one["sent_on"]),
                one.get("answer") or None,
                str(one.get("public_interest") or ""),
            )
            for one in data.get("consents") or ()
        )
    except (KeyError, TypeError, ValueError):
        raise Refused("征求第三方意见须写明第三方名称和发出日期（YYYY-MM-DD）。") from None
    return Form({id_: own.get(id_, every) for id_ in items}, data.get("joined") or {}, consents)


def check(form: Form, checklist: Checklist, titles: dict[str, str]) -> None:
    """Raise `Refused` at the first conclusion that is missing, unknown or without what it needs."""
    for id_, said in form.items.items():
        _conclusion(said, checklist, titles[id_])
    _conclusion(form.joined, checklist, "与已公开信息的汇聚、关联")
    answers = {code for code, _label in checklist.consent_answers}
    for one in form.consents:
        if one.answer and one.answer not in answers:
            raise Refused(
                "第三方“{party}”的答复“{answer}”不在可选项里。", party=one.party, answer=one.answer
            )


def decision(form: Form, checklist: Checklist, today: date, add: AddDays) -> str:
    """What the conclusions amount to: stop, refer, return or sign."""
    found = set(_codes(form))
    if "closed" in found:
        return "stop"
    if "referred" in found or open_consents(form, checklist, today, add):
        return "refer"
    forbidden = any(one.forbids for one in form.consents)
    return "return" if "treated" in found or forbidden else "sign"


def open_consents(form: Form, checklist: Checklist, today: date, add: AddDays) -> list[Consent]:
    """The third parties whose answer is still awaited."""
    return [one for one in form.consents if one.open(today, checklist.consent_days, add)]


def awaited(form: Form, checklist: Checklist, today: date, add: AddDays) -> date | None:
    """Until when third parties have time; None where an authority is asked, whose time is its own."""
    last = [
        add(one.sent_on, checklist.consent_days)
        for one in open_consents(form, checklist, today, add)
    ]
    return None if "referred" in set(_codes(form)) else max(last, default=None)


def _codes(form: Form) -> Iterator[str]:
    for said in (*form.items.values(), form.joined):
        yield said.get("conclusion", "")


def _conclusion(said: dict[str, str], checklist: Checklist, title: str) -> Conclusion:
    found = checklist.conclusion(said.get("conclusion"))
    if found is None:
        raise Refused("“{title}”没有保密审查结论。请逐项选择结论。", title=title)
    if found.needs and not str(said.get(found.needs, "")).strip():
        raise Refused(
            "“{title}”的结论是“{label}”，须写明{what}。",
            title=title,
            label=found.label,
            what=NEEDS[found.needs],
        )
    return found


NEEDS = {"treatment": "怎样处理", "article": "依据的条款", "authority": "报请确定的部门"}

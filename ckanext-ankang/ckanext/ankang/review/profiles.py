"""The profiles of `schemas/reviews/profiles.yaml` and the checklists beside it (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

AUTHOR: Final = "author"
# An author signs neither of these, in every profile and whatever a file says (issue 6).
NEVER_BY_AUTHOR: Final = frozenset({"final", "secrecy"})


@dataclass(frozen=True)
class Step:
    """One signature of a profile."""

    code: str
    label: str
    posts: tuple[str, ...]
    days: int
    checklist: str
    acts: frozenset[str]
    apart: frozenset[str] = frozenset()
    proofreads: tuple[str, ...] = ()
    platform: bool = False
    joint: bool = False
    oa: tuple[str, ...] = ()
    telephone: tuple[str, ...] = ()

    @property
    def all_posts(self) -> tuple[str, ...]:
        """Those who sign, and those who act on the head's telephone instruction."""
        return (*self.posts, *self.telephone)


@dataclass(frozen=True)
class Profile:
    """Which signatures a case needs, in their order."""

    code: str
    label: str
    purpose: str
    steps: tuple[Step, ...]
    lighter: bool = False
    standing: bool = False
    guarded: bool = False
    afterwards: bool = False
    withdraws: bool = False
    updates_only: bool = False
    most_items: int | None = None
    spot_check: int = 0
    whole_runs: int = 0
    supplement: str | None = None
    author_proofreads: tuple[str, ...] = ()

    @property
    def by_portal(self) -> bool:
        """Whether the portal itself opens such cases for a source: nobody hands them in."""
        return self.standing or self.guarded

    def step(self, code: str | None) -> Step | None:
        """The step of that code."""
        return next((step for step in self.steps if step.code == code), None)

    def escalates_to(self, step: Step) -> tuple[str, ...]:
        """The posts that are told when the step is overdue: those of the next step, at last the top."""
        if step.platform:
            return ("platform_supervisor",)
        later = self.steps[self.steps.index(step) + 1 :]
        return next((one.posts for one in later if not one.platform), ("leader",))


@dataclass(frozen=True)
class Question:
    """One line of a checklist: yes, or where it may be so, not applicable."""

    code: str
    text: str
    not_applicable: bool = False


@dataclass(frozen=True)
class Conclusion:
    """One of the four ends of a secrecy review; `needs` names what must be said with it."""

    code: str
    label: str
    signs: bool = False
    needs: str | None = None


@dataclass(frozen=True)
class Checklist:
    """The form of one review."""

    title: str
    source: str
    questions: tuple[Question, ...]
    conclusions: tuple[Conclusion, ...] = ()
    consent_days: int = 0
    consent_answers: tuple[tuple[str, str], ...] = ()

    def unanswered(self, answers: dict[str, str]) -> list[Question]:
        """The questions that are not answered as a signature demands."""
        return [one for one in self.questions if not _answered(one, answers.get(one.code))]

    def conclusion(self, code: str | None) -> Conclusion | None:
        """The conclusion of that code."""
        return next((one for one in self.conclusions if one.code == code), None)


def _answered(question: Question, answer: str | None) -> bool:
    return answer == "yes" or (answer == "not_applicable" and question.not_applicable)


def make_profile(entry: dict[str, Any]) -> Profile:
    """A profile from its entry in the file."""
    steps = tuple(_step(one) for one in entry["steps"])
    own = tuple(entry.get("author_proofreads", ()))
    return Profile(**{**entry, "steps": steps, "author_proofreads": own})


def _step(entry: dict[str, Any]) -> Step:
    acts = frozenset(entry.get("acts", [entry["code"]]))
    apart = frozenset(entry.get("apart", ()))
    if acts & NEVER_BY_AUTHOR:
        apart |= {AUTHOR}
    lists = {
        name: tuple(entry.get(name, ())) for name in ("posts", "proofreads", "oa", "telephone")
    }
    return Step(**{**entry, **lists, "acts": acts, "apart": apart})


@cache
def profiles() -> dict[str, Profile]:
    """Every profile by its code, in the order of the file."""
    return {one["code"]: make_profile(one) for one in _read("profiles")["profiles"]}


def chosen() -> Iterable[Profile]:
    """The profiles that a department may choose: not what the portal opens by itself."""
    return [one for one in profiles().values() if not (one.afterwards or one.by_portal)]


@cache
def checklist(name: str) -> Checklist:
    """A checklist by the name of its file."""
    content = _read(name)
    consent = content.get("consent", {"days": 0, "answers": ()})
    return Checklist(
        title=content["title"],
        source=content["source"],
        questions=tuple(Question(**one) for one in content["questions"]),
        conclusions=tuple(Conclusion(**one) for one in content.get("conclusions", ())),
        consent_days=consent["days"],
        consent_answers=tuple((one["code"], one["label"]) for one in consent["answers"]),
    )


def _read(name: str) -> dict[str, Any]:
    path = files("ckanext.ankang.schemas").joinpath("reviews", f"{name}.yaml")
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content

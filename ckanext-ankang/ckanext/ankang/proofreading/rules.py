"""The rules as data: `schemas/proofreading/*.yaml` and, after them, a city's own file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from .checks import CHECKS

SEVERITIES = ("error", "warning", "note")
_KEYS = {
    *("wrong", "right", "example", "name", "pattern", "check", "needs", "advice", "faulty"),
    *("severity", "source", "since", "unless", "unless_before", "unless_after", "in_titles"),
}


class RuleError(Exception):
    """A rule file says something that is no rule."""

    template = "错敏词规则文件“{file}”有误：{reason}"

    def __init__(self, file: str, reason: str) -> None:
        self.fields = {"file": file, "reason": reason}
        super().__init__(self.template.format(**self.fields))


@dataclass(frozen=True)
class Rule:
    """One wrong wording: a word as it stands, a pattern, or a check that is written in Python."""

    code: str
    title: str
    """What kind of error the file lists."""
    severity: str
    source: str
    example: str
    """A text in which the rule finds nothing."""
    faulty: str
    """A text in which it finds something."""
    wrong: str = ""
    pattern: re.Pattern[str] | None = None
    check: str = ""
    needs: tuple[str, ...] = ()
    """Characters of which a paragraph must hold some, or the pattern need not look at it."""
    right: str | None = None
    """What to write instead, for a pattern a template of `re`; None where `advice` says what to do."""
    advice: str = ""
    since: date | None = None
    """From which day on this is wrong: a department has its old name in documents of its time."""
    unless: tuple[str, ...] = ()
    """Longer wordings around it that are right."""
    unless_before: tuple[str, ...] = ()
    unless_after: tuple[str, ...] = ()
    in_titles: bool = False
    """Whether it holds within 《》 too; titles are quoted as they are."""


@cache
def standard_rules() -> tuple[Rule, ...]:
    """Return the rules that ship with the platform."""
    folder = files("ckanext.ankang.schemas").joinpath("proofreading")
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return tuple(
        rule
        for entry in entries
        for rule in read_rules(entry.name.removesuffix(".yaml"), entry.read_text("utf-8"))
    )


def rules_of_file(path: Path) -> tuple[Rule, ...]:
    """Return the rules of a file of the city's own, in the form of ours."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(str(path), "无法按 UTF-8 读取") from error
    return read_rules(path.stem, text)


def read_rules(name: str, text: str) -> tuple[Rule, ...]:
    """Return the rules of one YAML text; RuleError names the rule that is none."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RuleError(name, "不是有效的 YAML") from error
    if not isinstance(content, dict) or not isinstance(content.get("rules"), list):
        raise RuleError(name, "要有一个 rules 列表")
    shared = {key: content[key] for key in _KEYS & content.keys()}
    title = str(content.get("title", name))
    for entry in content["rules"]:
        if not isinstance(entry, dict):
            raise RuleError(name, f"“{entry}”不是一条规则")
    return tuple(_rule(name, title, {**shared, **entry}) for entry in content["rules"])


def _rule(file: str, title: str, entry: dict[str, Any]) -> Rule:
    """One rule of a file, which its other entries complete."""
    own = str(entry.get("name") or entry.get("wrong") or "")
    if reason := _fault(entry):
        raise RuleError(file, f"“{own}”{reason}")
    wrong, right = entry.get("wrong", ""), entry.get("right")
    example = entry["example"]
    return Rule(
        code=f"{file}.{own}",
        title=title,
        severity=entry["severity"],
        source=entry["source"],
        example=example,
        faulty=entry.get("faulty") or example.replace(right, wrong),
        wrong=wrong,
        pattern=re.compile(entry["pattern"], re.MULTILINE) if "pattern" in entry else None,
        check=entry.get("check", ""),
        needs=_strings(entry.get("needs")),
        right=right,
        advice=entry.get("advice", ""),
        since=entry.get("since"),
        unless=_strings(entry.get("unless")),
        unless_before=_strings(entry.get("unless_before")),
        unless_after=_strings(entry.get("unless_after")),
        in_titles=bool(entry.get("in_titles")),
    )


def _fault(entry: dict[str, Any]) -> str | None:
    """Why an entry is no rule."""
    if unknown := entry.keys() - _KEYS:
        return f"有不认识的键：{'、'.join(sorted(unknown))}"
    if missing := {"example", "source", "severity"} - entry.keys():
        return f"缺少：{'、'.join(sorted(missing))}"
    if entry["severity"] not in SEVERITIES:
        return f"的 severity 只能是 {'、'.join(SEVERITIES)}"
    if sum(key in entry for key in ("wrong", "pattern", "check")) != 1:
        return "要有且只有 wrong、pattern、check 中的一个"
    if "wrong" in entry and (len(entry["wrong"]) < 2 or "right" not in entry):
        return "的 wrong 至少两个字，并且要有 right"
    if "wrong" not in entry and not {"name", "faulty"} <= entry.keys():
        return "要有 name 和 faulty"
    if "right" not in entry and not entry.get("advice"):
        return "要有 right 或 advice"
    if "check" in entry and entry["check"] not in CHECKS:
        return f"的 check 只能是 {'、'.join(CHECKS)}"
    return _pattern_fault(entry.get("pattern"))


def _pattern_fault(pattern: str | None) -> str | None:
    try:
        re.compile(pattern or "")
    except re.error as error:
        return f"的 pattern 不是正则表达式：{error}"
    return None


def _strings(value: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(value or ())

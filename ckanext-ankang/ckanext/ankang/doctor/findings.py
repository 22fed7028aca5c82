"""What the doctor says: one line a check."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a check came out."""

    WELL = "正常"
    NOTE = "注意"
    ERROR = "错误"


@dataclass(frozen=True)
class Finding:
    """One check: how it came out, of what, what was seen, and what to do about it."""

    level: Level
    subject: str
    sentence: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.level}  {self.subject}：{self.sentence}{self.advice}"


def well(subject: str, sentence: str) -> Finding:
    """All is as it should be."""
    return Finding(Level.WELL, subject, sentence)


def note(subject: str, sentence: str, advice: str) -> Finding:
    """The portal works, but somebody should look at it."""
    return Finding(Level.NOTE, subject, sentence, advice)


def error(subject: str, sentence: str, advice: str = "") -> Finding:
    """The portal, or part of it, does not work."""
    return Finding(Level.ERROR, subject, sentence, advice)


def exit_code(findings: Iterable[Finding]) -> int:
    """1 when anything is wrong; what only asks for a look is no failure."""
    return int(any(finding.level is Level.ERROR for finding in findings))

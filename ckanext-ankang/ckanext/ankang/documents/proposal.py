"""What a file that is brought in says of itself, as the fields of a draft (pure).

Nothing is guessed: what the file does not say stays empty, and what was doubtful is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from ckanext.ankang.catalogue.vocabularies import UnknownValue, fold

from . import values
from .text.header import Header, recognise
from .text.reading import Extract
from .text.repairs import mend

# 条例第十三条、第十六条: what the foot of a document says of its publication.
_DISCLOSURES = (
    ("依申请公开", "on-request"),
    ("不予公开", "closed"),
    ("不公开", "closed"),
    ("公开", "proactive"),
)
_UNTIL = re.compile(r"至(.{4,5}年.{1,3}月.{1,3}日)")
_FOLDED = {"kind": "document_kinds", "genre": "document_genres"}


@dataclass(frozen=True)
class Proposal:
    """The fields of a document's header, its text as it was read, and what to look at."""

    fields: dict[str, Any]
    paragraphs: list[str]
    told: list[str]
    scanned: bool


def propose(extract: Extract, name: str) -> Proposal:
    """The draft of a file; `name` is the file's, the title of one that has none."""
    # Printed lines are cut in the middle of a clause; whole paragraphs are recognised better.
    header = recognise(mend(extract.paragraphs).paragraphs, name)
    fields = {key: value for key, value in _fields(header, extract, name).items() if value}
    told = [*extract.warnings, *header.notes, *_doubts(header, fields)]
    return Proposal(fields, extract.paragraphs, told, extract.scanned)


def _fields(header: Header, extract: Extract, name: str) -> dict[str, Any]:
    days = ("date_issued", "date_published", "date_effective")
    return {
        "title": header.title or PurePosixPath(name).stem,
        "issuer": header.issuer,
        "joint_issuers": [{"name": other} for other in header.joint_issuers],
        "document_number": _official(header.document_number),
        "registration_number": header.registration_number,
        "valid_period": header.period,
        "valid_until": _last_day(header.period),
        "disclosure": _disclosure(header.dissemination),
        **{key: day.isoformat() for key in days if (day := getattr(header, key))},
        **{key: _code(list_, getattr(header, key)) for key, list_ in _FOLDED.items()},
        **({"scan_only": "yes", "text_source": "scan"} if extract.scanned else {}),
    }


def _official(number: str) -> str:
    try:
        return values.number(number)
    except values.BadValue:
        return number


def _last_day(period: str) -> str:
    """The last day where the document prints one («有效期至2028年7月31日»), that day included."""
    printed = _UNTIL.search(period)
    try:
        return values.day(printed[1]) if printed else ""
    except values.BadValue:
        return ""


def _code(vocabulary: str, word: str) -> str:
    try:
        return fold(vocabulary, word)
    except UnknownValue:
        return ""


def _disclosure(said: str) -> str:
    return next((code for words, code in _DISCLOSURES if words in said), "")


def _doubts(header: Header, fields: dict[str, Any]) -> Iterator[str]:
    if not header.title:
        yield "没有认出标题，暂用文件名。请填写标题。"
    if not header.issuer:
        yield "没有认出制定机关。请填写全称。"
    if not header.document_number:
        yield "没有认出发文字号。文件上印有字号的，请填写。"
    if not header.date_issued:
        yield "没有认出成文日期。请填写落款的日期。"
    if not fields.get("kind"):
        yield "没有认出文件种类。请选择。"

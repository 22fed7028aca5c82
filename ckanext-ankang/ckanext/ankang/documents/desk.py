"""What the pages of the room show: a draft as it was read, with its repairs one by one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue.fields import fields
from ckanext.ankang.drafts import content
from ckanext.ankang.fence import FenceError, run_fenced

from . import config, originals, pages, texts
from .publication import read
from .text.repairs import Mended, Repair
from .text.structure import Node, Problem
from .texts import Text

Json = dict[str, Any]
DIVISIONS = ("part", "chapter", "section")
# What the page of a draft says elsewhere, or the portal writes itself.
ELSEWHERE = {
    *("title", "name", "owner_org", "tag_string", "license_id", "first_published"),
    *("source_name", "source_identifier", "source_url"),
}
REPAIRS = {
    "joined": "连接被断开的行",
    "doubled-tail": "删去重复的段落",
    "page-noise": "删去页码、空行等页面痕迹",
    "repeated-title": "删去重复的标题",
    "spaces": "删去多余的空格",
    "struck-passage": "删去已经删除的段落",
    "letter-for-digit": "疑似数字误作字母，核对后勾选",
}


@dataclass(frozen=True)
class Mark:
    """One repair as it is shown: what is done to which line, and whether it is."""

    label: str
    repair: Repair
    made: bool
    suspected: bool


@dataclass(frozen=True)
class Draft:
    """A draft of a document as it was read."""

    facts: list[tuple[str, str]]
    told: list[str]
    problems: list[Problem]
    repairs: list[Mark]
    nodes: list[Node]

    @property
    def outline(self) -> list[Node]:
        return [node for node in self.nodes if node.kind in DIVISIONS]

    def count(self, kind: str) -> int:
        """How many pieces of a kind the text has."""
        return sum(node.kind == kind for node in self.nodes)


def draft(written: Json) -> Draft:
    """A draft's content as its page shows it."""
    details = written.get(content.DETAILS) or {}
    text = texts.of_item({**details, "paragraphs": written.get(content.TEXT)})
    mended, structure = read(text[0] if text else Text(()), written.get("title", ""))
    return Draft(
        facts=_facts(written),
        told=details.get("told") or [],
        problems=structure.problems,
        repairs=_marks(mended, set(details.get("accepted") or ())),
        nodes=structure.nodes if mended.paragraphs else [],
    )


def _marks(mended: Mended, accepted: set[str]) -> list[Mark]:
    """All repairs in the order of the lines: made, taken back, suspected."""
    found = [
        *((one, True, one.key in accepted) for one in mended.repairs),
        *((one, False, False) for one in mended.rejected),
        *((one, False, True) for one in mended.suspected),
    ]
    found.sort(key=lambda one: (one[0].line, one[0].kind))
    return [_mark(*one) for one in found]


def _mark(repair: Repair, made: bool, suspected: bool) -> Mark:
    return Mark(tk._(REPAIRS.get(repair.kind, repair.kind)), repair, made, suspected)


def _facts(written: Json) -> list[tuple[str, str]]:
    shown = (field for field in fields("document") if field.name not in ELSEWHERE)
    return [
        (field.label, field.shown(written[field.name]))
        for field in shown
        if written.get(field.name)
    ]


@dataclass(frozen=True)
class Beside:
    """The text of an item beside its original: pictures of its pages, else the file to open."""

    nodes: list[Node]
    problems: list[Problem]
    repairs: list[Repair]
    version: Json | None
    pages: int


def beside(item: Json) -> Beside:
    """What a second person compares."""
    text = texts.of_item(item["item"].get("document"))[-1]
    mended, structure = read(text, item["item"]["package"].get("title", ""))
    version = _version(text.version_id)
    return Beside(structure.nodes, structure.problems, mended.repairs, version, _pages(version))


def picture(item: Json, number: int) -> bytes | None:
    """One page of the original, if it is a PDF that has it."""
    version = _version(texts.of_item(item["item"].get("document"))[-1].version_id)
    if not version or not 0 < number <= _pages(version):
        return None
    with TemporaryDirectory() as folder:
        target = Path(folder) / "page"
        _fenced(pages.draw, str(originals.pdf(version)), str(target), number)
        return target.with_suffix(".png").read_bytes()


def _version(version_id: str | None) -> Json | None:
    if not version_id:
        return None
    context: Any = {"ignore_auth": True}
    found: Json = tk.get_action("ankang_file_version_show")(context, {"id": version_id})
    return found


def _pages(version: Json | None) -> int:
    if not version:
        return 0
    try:
        path = originals.pdf(version)
        return int(_fenced(pages.count, str(path))) if path else 0
    except FenceError:
        # Its bytes can still be opened by hand; the page offers that.
        return 0


def _fenced(function: Any, *args: Any) -> Any:
    return run_fenced(
        function,
        *args,
        config.reading_limits().converted_bytes,
        memory_bytes=config.reading_memory_bytes(),
        seconds=config.reading_seconds(),
    )

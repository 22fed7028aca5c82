"""The texts that an item of a case carries, oldest first, as its JSON says them (pure)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

CORRECTED, AMENDED, REREAD = "corrected", "amended", "reread"


@dataclass(frozen=True)
class Change:
    """Why a text differs from the one that is published: by which document, since when."""

    kind: str = ""
    title: str = ""
    number: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Text:
    """One text of a document: its paragraphs, where they come from, since when they hold."""

    paragraphs: tuple[str, ...]
    text_source: str | None = None
    version_id: str | None = None
    day_published: date | None = None
    day_from: date | None = None
    history: tuple[str, ...] = ()
    note: str | None = None
    # Repairs that a person took back, and suspected ones that he accepted: their keys.
    undone: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    change: Change = Change()
    # Of the file that it was read from: its day may contradict the text (traps 13 to 15).
    name: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256("\n".join(self.paragraphs).encode()).hexdigest()

    @property
    def fingerprint(self) -> str:
        """The hash of the text as it is released, which a person's word on its repairs changes too."""
        said = "\n".join((*self.paragraphs, *sorted(self.undone), *sorted(self.accepted)))
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def dated(self) -> bool:
        """Whether it says itself where in the order of the texts it belongs."""
        return bool(self.day_published or self.day_from)


def of_item(document: Mapping[str, Any] | None) -> list[Text]:
    """The texts with words in them; `texts` says several, without it the document is one."""
    if not document:
        return []
    texts = [_text(one) for one in document.get("texts") or [document]]
    return [text for text in texts if any(line.strip() for line in text.paragraphs)]


def _text(sent: Mapping[str, Any]) -> Text:
    return Text(
        paragraphs=tuple(sent.get("paragraphs") or ()),
        text_source=sent.get("text_source"),
        version_id=sent.get("version_id"),
        day_published=_day(sent.get("day_published")),
        day_from=_day(sent.get("day_from")),
        history=tuple(sent.get("history") or ()),
        note=sent.get("note"),
        undone=tuple(sent.get("undone") or ()),
        accepted=tuple(sent.get("accepted") or ()),
        change=change_of(sent.get("change") or {}),
        name=sent.get("name") or "",
    )


def change_of(sent: Mapping[str, Any]) -> Change:
    """The change as its JSON says it."""
    words = {name: str(sent.get(name) or "") for name in ("kind", "title", "number")}
    return Change(**words, day=_day(sent.get("day")))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None

"""What harvesting yields: records with their files, or the reason why an item gave none."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from harvesters.errors import HarvestError


@dataclass(frozen=True)
class Entry:
    """One line of a source's list."""

    identifier: str
    title: str
    url: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """A file that an item offers."""

    name: str
    format: str
    url: str


@dataclass(frozen=True)
class Text:
    """One text of a document that has several: its words, its days as YYYY-MM-DD, its file."""

    paragraphs: tuple[str, ...]
    day_published: str | None = None
    day_from: str | None = None
    history: tuple[str, ...] = ()
    note: str | None = None
    text_source: str | None = None
    name: str = ""
    format: str = "HTML"
    page: bytes = b""

    @property
    def said(self) -> dict[str, Any]:
        """What the review is told of it, without the bytes of its file."""
        kept = {key: value for key, value in asdict(self).items() if key not in _FILE and value}
        return {key: list(v) if isinstance(v, tuple) else v for key, v in kept.items()}


_FILE = ("name", "format", "page")


@dataclass(frozen=True)
class Item:
    """One item as the source shows it: labelled values, files, text, the page itself.

    A document with several texts says them in `texts`, oldest first, instead of `paragraphs`
    and `page`.
    """

    values: dict[str, str]
    files: tuple[Link, ...] = ()
    paragraphs: tuple[str, ...] = ()
    page: bytes = b""
    texts: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Attachment:
    """A file that was fetched."""

    name: str
    format: str
    path: Path
    size: int
    sha256: str


@dataclass(frozen=True)
class Record:
    """One dataset or document, ready to be compared with what is published."""

    source: str
    identifier: str
    type: str
    fields: dict[str, Any]
    attachments: tuple[Attachment, ...]
    paragraphs: tuple[str, ...] = ()
    url: str = ""
    # The n-th text came in the n-th attachment.
    texts: tuple[Text, ...] = ()
    # What the source said of the item, without credentials.
    raw: bytes = b""
    raw_type: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title that people know it by."""
        return str(self.fields["title"])

    @cached_property
    def content_hash(self) -> str:
        """The hash of all that would be published: equal hashes mean nothing to do."""
        content = [
            self.type,
            self.fields,
            [(file.name, file.format, file.sha256) for file in self.attachments],
            self.paragraphs,
            self.url,
            *(text.said for text in self.texts),
        ]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Failure:
    """An item that gave no record, and why."""

    identifier: str
    title: str
    reason: str


@dataclass(frozen=True)
class Listing:
    """What a source lists now; incomplete when a page of it could not be read."""

    entries: tuple[Entry, ...]
    fault: HarvestError | None = None
    warnings: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether absence from the list means anything."""
        return self.fault is None

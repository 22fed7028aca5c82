"""What harvesting yields: records with their files, or the reason why an item gave none."""

import hashlib
import json
from dataclasses import dataclass, field
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
class Item:
    """One item as the source shows it: labelled values, files, text, the page itself."""

    values: dict[str, str]
    files: tuple[Link, ...] = ()
    paragraphs: tuple[str, ...] = ()
    page: bytes = b""


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

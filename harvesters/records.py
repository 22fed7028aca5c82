"""What harvesting yields: records with their files, or the reason why an item gave none."""

import hashlib
import json
import tempfile
from collections.abc import Collection, Iterator, Mapping
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
    # What the source itself changes whenever the item changes, if it has such a thing.
    mark: str = ""

    @property
    def said(self) -> bytes:
        """What the list says of the item, in one order, or the source's own mark."""
        whole = [self.identifier, self.title, self.url, self.data]
        said = [self.identifier, self.mark] if self.mark else whole
        return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()


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
    and `page`. `raw` is what the source said of it, if that is neither its page nor its line in
    the list.
    """

    values: dict[str, str]
    files: tuple[Link, ...] = ()
    paragraphs: tuple[str, ...] = ()
    page: bytes = b""
    texts: tuple[Text, ...] = ()
    raw: bytes = b""
    raw_type: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file that was fetched; what is unchanged is known by its hash, and nothing lies at `path`."""

    name: str
    format: str
    path: Path
    size: int
    sha256: str
    url: str = ""
    etag: str = ""
    last_modified: str = ""
    unchanged: bool = False


@dataclass(frozen=True)
class KnownFile:
    """A file as the last run fetched it."""

    sha256: str
    size: int
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Known:
    """An item as the last run left it: what need not be asked again is decided by it."""

    fingerprint: str
    content_hash: str = ""
    files: Mapping[str, KnownFile] = field(default_factory=dict)


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
    # What the source said, credentials stripped, and its media type.
    raw: bytes = b""
    raw_type: str = ""
    # What a person should look at, though the record can be used.
    warnings: tuple[str, ...] = ()
    fingerprint: str = ""

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
    error: HarvestError | None = None


@dataclass(frozen=True)
class Unchanged:
    """An item that the list describes as it did last time, and that was not asked for again."""

    identifier: str
    title: str
    content_hash: str


Outcome = Record | Failure | Unchanged


class Spool(Collection[Entry]):
    """Entries on disk, each identifier once: a list of any length takes little memory."""

    def __init__(self) -> None:
        self._file = tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="ankang-list-")  # noqa: SIM115 - lives as long as the list
        self._seen: set[str] = set()

    def add(self, entry: Entry) -> bool:
        """Keep an entry; False when its identifier is there already."""
        if entry.identifier in self._seen:
            return False
        self._seen.add(entry.identifier)
        line = [entry.identifier, entry.title, entry.url, entry.data, entry.mark]
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return True

    def __len__(self) -> int:
        return len(self._seen)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._seen

    def __iter__(self) -> Iterator[Entry]:
        self._file.flush()
        with Path(self._file.name).open(encoding="utf-8") as lines:
            for line in lines:
                yield Entry(*json.loads(line))


@dataclass(frozen=True)
class Listing:
    """What a source lists now; incomplete when a page of it could not be read."""

    entries: Collection[Entry]
    fault: HarvestError | None = None
    warnings: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether absence from the list means anything."""
        return self.fault is None

"""What every kind of source must do; the engine owns all failures."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from harvesters.dialler import Answer, Dialler, Validators
from harvesters.errors import PagingLoop
from harvesters.records import Entry, Item, Link
from harvesters.source import Source

CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)


class Kind(ABC):
    """Lists what a source has, and reads one item of it.

    `entries` yields the list page by page and raises a HarvestError where it cannot go on.
    `read` returns the item behind an entry, with all its labelled values and nothing guessed.
    Both reach the outside through `self.dialler` only, and neither catches what it raises.
    A source's parse.py may subclass a kind as `Parser` and override either.
    """

    def __init__(self, source: Source, address: str, dialler: Dialler) -> None:
        self.source = source
        self.address = address
        self.dialler = dialler

    @abstractmethod
    def entries(self) -> Iterator[Entry]:
        """Yield what the source lists."""

    @abstractmethod
    def read(self, entry: Entry) -> Item:
        """Return the item behind one entry."""

    def fetch(self, link: Link, path: Path, validators: Validators | None = None) -> Answer:
        """Bring a file of an item to `path`, unless its validators say that it is unchanged."""
        return self.dialler.download(link.url, path, validators=validators)


class Pages:
    """Stops paging that comes round again or never ends."""

    def __init__(self, url: str, limit: int) -> None:
        self._url = url
        self._limit = limit
        self._seen: set[str] = set()

    def visit(self, mark: str) -> None:
        """Note a page by its address or the hash of its content."""
        if mark in self._seen:
            raise PagingLoop(url=self._url, reason="同一页出现了两次")
        if len(self._seen) >= self._limit:
            raise PagingLoop(url=self._url, reason=f"超过 {self._limit} 页")
        self._seen.add(mark)


def link_to(url: str, name: str = "", form: str = "") -> Link:
    """A file by its address, which gives what else is not said: its name, the name's ending, its format."""
    path = PurePosixPath(unquote(urlsplit(url).path))
    ended = name if name.lower().endswith(path.suffix.lower()) else name + path.suffix
    return Link(ended if name else path.name, form or path.suffix.removeprefix("."), url)


def charset(*places: str) -> str:
    """The codec for the charset that the first of these places names; what claims gb2312 or gbk is gb18030."""
    named = next(filter(None, map(CHARSET.search, places)), None)
    said = named[1].lower() if named else "utf-8"
    return {"gb2312": "gb18030", "gbk": "gb18030", "utf-8": "utf-8-sig"}.get(said, said)

"""A folder of files, whatever protocol it is reached by."""

import stat
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from harvesters.dialler import Answer, Dialler, Validators
from harvesters.errors import AddressRefused, BadListing
from harvesters.file_rules import FolderRules

MOST_FILES = 100_000
# A file written a moment ago may be written again with the same size in the same second.
SETTLED_SECONDS = 60


@dataclass(frozen=True)
class Found:
    """A file below the folder, and what changes when it changes."""

    path: str
    size: int
    validators: Validators = field(default_factory=Validators)


class Folder(ABC):
    """The files of a source; links, devices and hidden files are not in it.

    `shown` is the address as source.yaml has it: where a place lies is this machine's affair.
    """

    def __init__(self, address: str, shown: str, rules: FolderRules, dialler: Dialler) -> None:
        self.address = address.rstrip("/")
        self.shown = shown.rstrip("/")
        self.login = rules.login
        self.depth = rules.depth
        self.dialler = dialler
        parts = urlsplit(self.address)
        self.scheme = parts.scheme
        self.host = parts.hostname or ""
        self.port = parts.port
        self.root = PurePosixPath(unquote(parts.path) or "/")
        if ".." in self.root.parts:
            raise AddressRefused(url=shown, reason="路径中不能有“..”")

    def url(self, path: str) -> str:
        """The address of a file, which is also its name in later runs."""
        return f"{self.shown}/{quote(path)}"

    def files(self) -> list[Found]:
        """All files, in the order of their names."""
        found: list[Found] = []
        for file in self.walk():
            if not _is_hidden(file.path):
                found.append(file)
            if len(found) > MOST_FILES:
                raise BadListing(url=self.shown, reason=f"多于 {MOST_FILES} 个文件")
        return sorted(found, key=lambda file: file.path)

    def fetch(self, file: Found, target: Path, validators: Validators | None) -> Answer:
        """Bring a file, unless it is as it was."""
        if validators and file.validators.etag and validators.etag == file.validators.etag:
            return _unchanged(self.url(file.path), file.validators)
        answer = self.bring(file, target, validators)
        known = file.validators if file.validators.etag else answer.validators
        return replace(answer, validators=known)

    @abstractmethod
    def walk(self) -> Iterator[Found]:
        """Yield the plain files, not deeper than `depth`."""

    @abstractmethod
    def bring(self, file: Found, target: Path, validators: Validators | None) -> Answer:
        """Bring a file to `target`."""


def marked(path: str, mode: int | None, size: int | None, modified: float | None) -> Found | None:
    """A file as a directory shows it, or None for what is no plain file."""
    if size is None or (mode is not None and not stat.S_ISREG(mode)):
        return None
    settled = modified is not None and modified < time.time() - SETTLED_SECONDS
    return Found(path, size, Validators(f'"{size}-{modified}"') if settled else Validators())


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in PurePosixPath(path).parts)


def _unchanged(url: str, validators: Validators) -> Answer:
    return Answer(url, {}, b"", 0, "", unchanged=True, validators=validators)

"""A folder of this machine, which the operators' configuration gave as a place."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from harvesters.dialler import CHUNK, Answer, Validators, received
from harvesters.errors import AddressRefused, BadListing
from harvesters.transports.folder import Folder, Found, marked

DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
# Opening a pipe must not wait for a writer.
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


class LocalFolder(Folder):
    """Reads below one directory, and follows no symbolic link on the whole way there."""

    def walk(self) -> Iterator[Found]:
        """Yield what lies below the folder."""
        try:
            with self._directory(self.root) as top:
                yield from self._below(top, "", self.depth)
        except OSError as error:
            raise BadListing(url=self.shown, reason=error.strerror) from error

    def _below(self, directory: int, path: str, depth: int) -> Iterator[Found]:
        with os.scandir(directory) as entries:
            for entry in list(entries):
                seen = entry.stat(follow_symlinks=False)
                where = f"{path}{entry.name}"
                if stat.S_ISDIR(seen.st_mode) and depth > 1:
                    with _opened(entry.name, DIRECTORY, directory) as below:
                        yield from self._below(below, f"{where}/", depth - 1)
                elif found := marked(where, seen.st_mode, seen.st_size, seen.st_mtime):
                    yield found

    def bring(self, file: Found, target: Path, validators: Validators | None) -> Answer:
        """Copy a file."""
        where = self.root / file.path
        try:
            with self._directory(where.parent) as parent, _opened(where.name, FILE, parent) as wire:
                if not stat.S_ISREG(os.fstat(wire).st_mode):
                    raise AddressRefused(url=self.url(file.path), reason="不是普通文件")
                return self._copied(wire, file, target)
        except OSError as error:
            raise AddressRefused(url=self.url(file.path), reason=error.strerror) from error

    def _copied(self, wire: int, file: Found, target: Path) -> Answer:
        url, cap = self.url(file.path), self.dialler.limits.file_bytes
        with target.open("wb") as copy:
            chunks = iter(lambda: os.read(wire, CHUNK), b"")
            size, digest = received(chunks, copy, cap, url)
        return Answer(url, {}, b"", size, digest)

    @contextmanager
    def _directory(self, path: PurePosixPath) -> Iterator[int]:
        """A directory, opened step by step so that no link can lead elsewhere."""
        handle = os.open("/", DIRECTORY)
        try:
            for part in path.parts[1:]:
                below = os.open(part, DIRECTORY, dir_fd=handle)
                os.close(handle)
                handle = below
            yield handle
        finally:
            os.close(handle)


@contextmanager
def _opened(name: str, flags: int, directory: int) -> Iterator[int]:
    handle = os.open(name, flags, dir_fd=directory)
    try:
        yield handle
    finally:
        os.close(handle)

"""Folders of files: a manifest, or the file names themselves, say what is in them."""

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from harvesters.dialler import Answer, Dialler, Validators
from harvesters.errors import (
    AmbiguousNames,
    BadListing,
    MissingValue,
    NoSuchFile,
    UnreadableList,
)
from harvesters.file_rules import FolderRules, ManifestRules, NameRules
from harvesters.kinds.base import Kind
from harvesters.records import Entry, Item, Link
from harvesters.sheets import Line, read_lines
from harvesters.source import Source
from harvesters.transports.folder import Found
from harvesters.transports.folders import open_folder


class FolderOfFiles(Kind):
    """One list of the folder says which files there are; each is brought when it has changed."""

    def __init__(self, source: Source, address: str, dialler: Dialler) -> None:
        super().__init__(source, address, dialler)
        if source.folder is None:
            raise BadListing(url=address, reason="source.yaml 中没有 folder 一节")
        self.rules: FolderRules = source.folder
        self.folder = open_folder(address, source.address, self.rules, dialler)
        self._offered: dict[str, Found] = {}

    def entries(self) -> Iterator[Entry]:
        """Yield the lines of the manifest, or the items that the file names make."""
        files = {file.path: file for file in self.folder.files()}
        if self.rules.manifest:
            yield from self._listed(self.rules.manifest, files)
        elif self.rules.names:
            yield from self._named(self.rules.names, files)

    def read(self, entry: Entry) -> Item:
        """The labelled values of an item and its files, all of which must be there."""
        values: Line = entry.data["values"]
        found = [self._found(entry, file) for file in entry.data["files"]]
        self._check_agreement(entry)
        self._offered |= {self.folder.url(file.path): file for file in found}
        links = tuple(map(self._link, found))
        raw = json.dumps(values, ensure_ascii=False).encode()
        return Item(values, links, raw=raw, raw_type="application/json")

    def fetch(self, link: Link, path: Path, validators: Validators | None = None) -> Answer:
        """Bring a file, unless the list of the folder says that it is unchanged."""
        return self.folder.fetch(self._offered[link.url], path, validators)

    def _listed(self, rules: ManifestRules, files: dict[str, Found]) -> Iterator[Entry]:
        manifest = files.get(rules.file)
        if manifest is None:
            raise UnreadableList(url=self.folder.url(rules.file), reason="文件夹里没有它")
        base = PurePosixPath(rules.file).parent
        for line in self._lines(manifest):
            if rules.identifier not in line or rules.files not in line:
                missing = rules.files if rules.identifier in line else rules.identifier
                raise UnreadableList(url=self.folder.url(rules.file), reason=f"没有“{missing}”一列")
            values = {label: value for label, value in line.items() if label != rules.files}
            names = re.split(f"[{re.escape(rules.separators)}]", line[rules.files])
            paths = [str(base / name.strip()) for name in names if name.strip()]
            yield self._entry(line[rules.identifier], values, [_fact(p, files) for p in paths])

    def _lines(self, manifest: Found) -> list[Line]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "manifest"
            self.folder.fetch(manifest, path, None)
            return read_lines(path, manifest.path, self.folder.url(manifest.path))

    def _named(self, rules: NameRules, files: dict[str, Found]) -> Iterator[Entry]:
        """Items from names: files with one identifier belong together."""
        items: dict[str, list[tuple[Line, Found]]] = {}
        for file in files.values():
            if match := re.fullmatch(rules.pattern, file.path):
                said = {label: value or "" for label, value in match.groupdict().items()}
                items.setdefault(said[rules.identifier], []).append((said, file))
        for identifier, found in items.items():
            if rules.newest:
                latest = max(said[rules.newest] for said, _ in found)
                found = [pair for pair in found if pair[0][rules.newest] == latest]
            entry = self._entry(identifier, found[0][0], [asdict(file) for _, file in found])
            entry.data["said"] = [said for said, _ in found[1:]]
            yield entry

    def _entry(self, identifier: str, values: Line, files: list[dict[str, Any]]) -> Entry:
        title = self.source.fields["title"]
        name = " ".join(values.get(label, "") for label in title.origins)
        return Entry(
            identifier, name or title.value or identifier, "", {"values": values, "files": files}
        )

    def _found(self, entry: Entry, file: dict[str, Any]) -> Found:
        if "size" not in file:
            raise NoSuchFile(file=file["path"], url=self.folder.shown)
        return Found(file["path"], file["size"], Validators(**file["validators"]))

    def _check_agreement(self, entry: Entry) -> None:
        """Refuse an item whose file names say different things."""
        values = entry.data["values"]
        if not entry.identifier:
            raise MissingValue(source=self.source.name, item=entry.title, field="标识")
        for said in entry.data.get("said", ()):
            for field, other in said.items():
                if values[field] != other:
                    raise AmbiguousNames(
                        url=self.folder.shown,
                        item=entry.identifier,
                        field=field,
                        one=values[field],
                        other=other,
                    )

    def _link(self, file: Found) -> Link:
        path = PurePosixPath(file.path)
        return Link(path.name, path.suffix.removeprefix("."), self.folder.url(file.path))


def _fact(path: str, files: dict[str, Found]) -> dict[str, Any]:
    """A file that a manifest names, as far as the folder knows it."""
    return asdict(files[path]) if path in files else {"path": path}

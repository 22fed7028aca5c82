"""The engine: list, fetch, record; the one owner of failures."""

import hashlib
import importlib.util
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from harvesters.addresses import Network, host_port, resolve_place
from harvesters.dialler import Dialler, Limits
from harvesters.errors import (
    BadSource,
    Crashed,
    HarvestError,
    StopSource,
    TooFew,
    UnknownNetwork,
    UnknownValue,
    WrongContent,
)
from harvesters.kinds import KINDS
from harvesters.kinds.base import Kind
from harvesters.mapping import clean, fields_of
from harvesters.pace import Pace
from harvesters.records import Attachment, Entry, Failure, Item, Link, Listing, Record, Text
from harvesters.source import Fold, Source, read_source

# The spellings of file formats that departments use, and the one the portal shows.
FORMATS = {
    "csv": "CSV",
    "tsv": "TSV",
    "xlsx": "XLSX",
    "xls": "XLS",
    "ods": "ODS",
    "json": "JSON",
    "jsonl": "JSONL",
    "geojson": "GeoJSON",
    "xml": "XML",
    "parquet": "Parquet",
    "zip": "ZIP",
    "pdf": "PDF",
    "html": "HTML",
}
HTML_START = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)


def _written(text: Text, path: Path) -> Attachment:
    path.write_bytes(text.page)
    digest = hashlib.sha256(text.page).hexdigest()
    return Attachment(text.name, text.format, path, len(text.page), digest)


@dataclass
class Engine:
    """Harvests one source folder; `places` gives the addresses that its YAML only names."""

    directory: Path
    fold: Fold
    places: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    networks: Mapping[str, Collection[Network]] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)

    def __post_init__(self) -> None:
        self.source: Source = read_source(self.directory)
        self.address = resolve_place(self.source.address, self.places)
        # Only an address that the configuration itself gave may lie outside the policy.
        self.named = self.address != self.source.address
        allowed = {host_port(self.address)} if self.named else set()
        self.dialler = Dialler(
            allowed,
            self.limits,
            self.source.politeness.delay_seconds,
            networks=tuple(self._networks()),
            secrets=self.secrets,
            pace=self.pace,
        )
        self.kind = self._kind()(self.source, self.address, self.dialler)

    def _networks(self) -> Iterator[Network]:
        """The networks outside the policy that the source names, if the configuration has them."""
        for name in self.source.networks:
            if name not in self.networks:
                raise UnknownNetwork(network=name)
            yield from self.networks[name]

    def listing(self) -> Listing:
        """All entries, each identifier once; a fault on the way makes the listing incomplete."""
        entries: dict[str, Entry] = {}
        warnings: list[str] = []
        fault: HarvestError | None = None
        try:
            with self._contained("列表"):
                for entry in self.kind.entries():
                    if entry.identifier in entries:
                        warnings.append(f"标识 {entry.identifier} 重复，只取第一项")
                    entries.setdefault(entry.identifier, entry)
        except HarvestError as error:
            fault = error
        return self._judged(Listing(tuple(entries.values()), fault, tuple(warnings)))

    def _judged(self, listing: Listing) -> Listing:
        """Compare the number of entries with what the source expects."""
        expected, found = self.source.expected, len(listing.entries)
        if listing.complete and found < expected.minimum:
            reason = f"只列出 {found} 项，至少应有 {expected.minimum} 项"
            fault = TooFew(url=self.address, reason=reason)
            return Listing(listing.entries, fault, listing.warnings)
        if found > expected.maximum:
            warning = f"列出 {found} 项，多于预计的 {expected.maximum} 项"
            return Listing(listing.entries, listing.fault, (*listing.warnings, warning))
        return listing

    def records(self, listing: Listing, folder: Path) -> Iterator[Record | Failure]:
        """Turn entries into records, their files in `folder`; a bad item stops only itself."""
        for number, entry in enumerate(listing.entries):
            try:
                with self._contained(entry.identifier):
                    outcome: Record | Failure = self.record(entry, folder / str(number))
            except StopSource:
                raise
            except HarvestError as error:
                outcome = Failure(entry.identifier, entry.title, str(error))
            yield outcome

    @contextmanager
    def _contained(self, item: str) -> Iterator[None]:
        """The one boundary: a parser met what its author did not foresee."""
        try:
            yield
        except HarvestError:
            raise
        except Exception as error:
            raise Crashed(source=self.source.name, item=item, reason=repr(error)) from error

    def record(self, entry: Entry, folder: Path) -> Record:
        """One entry as a record, its files fetched into `folder`."""
        item = self.kind.read(entry)
        fields = fields_of(self.source, entry.identifier, item, self.fold)
        folder.mkdir(parents=True, exist_ok=True)
        return Record(
            source=self.source.name,
            identifier=entry.identifier,
            type=self.source.type,
            fields=fields,
            attachments=tuple(self._attachments(entry, item, str(fields["title"]), folder)),
            paragraphs=item.paragraphs,
            # A place's address belongs to this machine and means nothing to a reader.
            url="" if self.named else entry.url,
            texts=item.texts,
        )

    def _attachments(
        self, entry: Entry, item: Item, title: str, folder: Path
    ) -> Iterator[Attachment]:
        """The page of a document, or of each of its texts, as it was served, then the files."""
        if self.source.type == "document":
            page = Text((), name=f"{title}.html", page=item.page)
            for number, text in enumerate(item.texts or (page,)):
                yield _written(text, folder / f"text-{number}")
        for number, link in enumerate(item.files, start=1):
            yield self._fetched(link, folder / str(number), entry)

    def _fetched(self, link: Link, path: Path, entry: Entry) -> Attachment:
        form = FORMATS.get(link.format.lower())
        if form is None:
            raise UnknownValue(
                source=self.source.name, item=entry.identifier, field="文件格式", value=link.format
            )
        answer = self.kind.fetch(link, path)
        with path.open("rb") as handle:
            start = handle.read(100)
        if form != "HTML" and HTML_START.match(start):
            raise WrongContent(url=link.url, expected=f" {form} 文件", reason="得到的是网页")
        return Attachment(clean(link.name), form, path, answer.size, answer.sha256)

    def _kind(self) -> type[Kind]:
        """The source's own parser, or the kind its YAML names."""
        path = self.directory / "parse.py"
        if not path.is_file():
            return KINDS[self.source.kind]
        spec = importlib.util.spec_from_file_location(f"harvesters.{self.source.name}.parse", path)
        if spec is None or spec.loader is None:
            raise BadSource(source=self.source.name, where="parse.py", reason="不能载入")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        parser: type[Kind] = module.Parser
        return parser

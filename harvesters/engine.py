"""The engine: list, fetch, record; the one owner of failures."""

import hashlib
import importlib.util
import json
import re
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from ckanext.ankang.catalogue import formats
from ckanext.ankang.catalogue.days import today
from harvesters.addresses import Network, host_port, resolve_place
from harvesters.dialler import Dialler, Limits, Validators
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
from harvesters.mapping import clean, fields_of, warnings_of
from harvesters.pace import Pace
from harvesters.records import (
    Attachment,
    Entry,
    Failure,
    Item,
    Known,
    KnownFile,
    Link,
    Listing,
    Outcome,
    Record,
    Spool,
    Text,
    Unchanged,
)
from harvesters.redaction import Redactor
from harvesters.source import Fold, Source, code_hash, read_source, source_hash

# Media types that say no more than that there are bytes: servers give them to files of all formats.
VAGUE = frozenset({"", "application/octet-stream", "application/x-download", "binary/octet-stream"})
# Of warnings that repeat themselves a person needs a few, and their number.
WARNINGS_SHOWN = 20
HTML_START = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)


def _written(text: Text, path: Path) -> Attachment:
    path.write_bytes(text.page)
    digest = hashlib.sha256(text.page).hexdigest()
    return Attachment(text.name, text.format, path, len(text.page), digest)


def _validators(known: KnownFile | None) -> Validators | None:
    return Validators(known.etag, known.last_modified) if known else None


def _strange(media_type: str, form: str) -> bool:
    """Whether a server calls a file something that its format is not."""
    words = formats.answers().get(form)
    if media_type in VAGUE or words is None:
        return False
    return not any(word in media_type for word in words)


def _raw(entry: Entry, item: Item) -> tuple[bytes, str]:
    """What the source said of an item: as its kind keeps it, its page, or its line in the list."""
    if item.raw:
        return item.raw, item.raw_type
    if item.page:
        return item.page, "text/html"
    line = entry.data or {"identifier": entry.identifier, "title": entry.title, "url": entry.url}
    return json.dumps(line, ensure_ascii=False).encode(), "application/json"


@dataclass
class Engine:
    """Harvests one source folder; `places` gives the addresses that its YAML only names.

    `edition` is that of the vocabularies behind `fold`: another edition may make other records.
    """

    directory: Path
    fold: Fold
    places: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    networks: Mapping[str, Collection[Network]] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)
    known: Mapping[str, Known] = field(default_factory=dict)
    dial: Callable[..., Dialler] = Dialler
    edition: str = ""

    def __post_init__(self) -> None:
        self.source: Source = read_source(self.directory)
        # All that decides what becomes of an entry beside the entry itself.
        self._basis = f"{source_hash(self.directory)} {code_hash()} {self.edition}\n".encode()
        self.redacted = Redactor(self.secrets.values())
        self.address = resolve_place(self.source.address, self.places)
        # Only an address that the configuration itself gave may lie outside the policy.
        self.named = self.address != self.source.address
        allowed = {host_port(self.address)} if self.named else set()
        self.dialler = self.dial(
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
        entries, fault = Spool(), None
        twice: list[str] = []
        try:
            with self._contained("列表"):
                for entry in self.kind.entries():
                    if not entries.add(entry):
                        twice.append(entry.identifier)
        except HarvestError as error:
            fault = error
        warnings = [f"标识 {identifier} 重复，只取第一项" for identifier in twice[:WARNINGS_SHOWN]]
        if len(twice) > WARNINGS_SHOWN:
            warnings.append(f"共有 {len(twice)} 项标识重复")
        return self._judged(Listing(entries, fault, tuple(warnings)))

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

    def records(
        self, listing: Listing, folder: Path, skip: Container[str] = frozenset()
    ) -> Iterator[Outcome]:
        """Turn entries into records, their files in `folder`; a bad item stops only itself.

        What is in `skip` was read before, or is in quarantine.
        """
        for number, entry in enumerate(listing.entries):
            if entry.identifier in skip:
                continue
            if (unchanged := self._unchanged(entry)) is not None:
                yield unchanged
                continue
            try:
                with self._contained(entry.identifier):
                    outcome: Outcome = self.record(entry, folder / str(number))
            except StopSource:
                raise
            except HarvestError as error:
                outcome = Failure(entry.identifier, entry.title, str(error), error)
            yield outcome

    def fingerprint(self, entry: Entry) -> str:
        """The hash of what the list says of an item, and of the rules by which it is read."""
        return hashlib.sha256(self._basis + entry.said).hexdigest()

    def _unchanged(self, entry: Entry) -> Unchanged | None:
        """An item that need not be asked for, if its source lets us believe its list."""
        known = self.known.get(entry.identifier)
        if self.source.files.check == "always" or known is None or not known.content_hash:
            return None
        if known.fingerprint != self.fingerprint(entry):
            return None
        return Unchanged(entry.identifier, entry.title, known.content_hash)

    @contextmanager
    def _contained(self, item: str) -> Iterator[None]:
        """The one boundary: a parser met what its author did not foresee. No secret passes it."""
        try:
            yield
        except HarvestError as error:
            error.args = (self.redacted(str(error)),)
            raise
        except Exception as error:
            reason = self.redacted(repr(error))
            raise Crashed(source=self.source.name, item=item, reason=reason) from None

    def record(self, entry: Entry, folder: Path) -> Record:
        """One entry as a record, its files fetched into `folder`."""
        item = self.kind.read(entry)
        said = {self.redacted.values(k): self.redacted.values(v) for k, v in item.values.items()}
        item = replace(item, values=said)
        fields = fields_of(self.source, entry.identifier, item, self.fold)
        folder.mkdir(parents=True, exist_ok=True)
        warnings = list(warnings_of(fields, today()))
        files = tuple(self._attachments(entry, item, str(fields["title"]), folder, warnings))
        raw, raw_type = _raw(entry, item)
        return Record(
            source=self.source.name,
            identifier=entry.identifier,
            type=self.source.type,
            fields=fields,
            attachments=files,
            paragraphs=item.paragraphs,
            # A place's address belongs to this machine and means nothing to a reader.
            url="" if self.named else self.redacted(entry.url),
            texts=item.texts,
            raw=self.redacted.raw(raw),
            raw_type=raw_type,
            warnings=tuple(warnings),
            fingerprint=self.fingerprint(entry),
        )

    def _attachments(
        self, entry: Entry, item: Item, title: str, folder: Path, warnings: list[str]
    ) -> Iterator[Attachment]:
        """The page of a document, or of each of its texts, as it was served, then the files."""
        if self.source.type == "document":
            page = Text((), name=f"{title}.html", page=item.page)
            for number, text in enumerate(item.texts or (page,)):
                yield _written(text, folder / f"text-{number}")
        skipped = {form.lower() for form in self.source.files.skip}
        for number, link in enumerate(item.files, start=1):
            if link.format.lower() not in skipped:
                yield self._fetched(link, folder / str(number), entry, warnings)

    def _fetched(
        self, link: Link, path: Path, entry: Entry, warnings: list[str] | None = None
    ) -> Attachment:
        form = self._format(link, entry)
        known = self._known_file(entry, link)
        answer = self.kind.fetch(link, path, _validators(known))
        name, url = clean(link.name), self.redacted(link.url)
        marks = answer.validators
        if answer.unchanged and known:
            size, digest = known.size, known.sha256
            return Attachment(
                name, form, path, size, digest, url, marks.etag, marks.last_modified, True
            )
        with path.open("rb") as handle:
            start = handle.read(100)
        if form != "HTML" and HTML_START.match(start):
            raise WrongContent(url=link.url, expected=f" {form} 文件", reason="得到的是网页")
        if warnings is not None and _strange(answer.media_type, form):
            warnings.append(f"“{name}”应是 {form}，服务器说是 {answer.media_type}")
        return Attachment(
            name, form, path, answer.size, answer.sha256, url, marks.etag, marks.last_modified
        )

    def _format(self, link: Link, entry: Entry) -> str:
        """The format by which the portal knows a file, whatever the source calls it."""
        said = self.source.files.formats.get(link.format, link.format)
        if not (form := formats.label(said)):
            raise UnknownValue(
                source=self.source.name, item=entry.identifier, field="文件格式", value=link.format
            )
        return form

    def _known_file(self, entry: Entry, link: Link) -> KnownFile | None:
        known = self.known.get(entry.identifier)
        return known.files.get(self.redacted(link.url)) if known else None

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

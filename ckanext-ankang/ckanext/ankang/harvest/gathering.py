"""The first step of a run: what is listed is read, and what is new or changed is kept for the next.

A batch is one transaction: files, records, lines. What has a line is not read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from ckanext.ankang.harvest import config, contents, packages, vanishing
from ckanext.ankang.harvest.model import HarvestChange, HarvestRecord
from ckanext.ankang.harvest.plan import (
    FAILURES,
    VANISHED,
    Change,
    Found,
    Known,
    compare,
    differences,
    is_settled,
    lost_items,
)
from ckanext.ankang.harvest.work import Work, system_context
from harvesters.engine import Engine
from harvesters.errors import BrokenOff, HarvestError, HostSilent, TooFew
from harvesters.records import (
    Attachment,
    Entry,
    Failure,
    KnownFile,
    Listing,
    Outcome,
    Record,
    Unchanged,
)
from harvesters.records import Known as KnownToEngine

LIGHT = (
    HarvestRecord.identifier,
    HarvestRecord.title,
    HarvestRecord.content_hash,
    HarvestRecord.state,
    HarvestRecord.vanished,
    HarvestRecord.published_hash,
    HarvestRecord.left_hash,
    HarvestRecord.failures,
    HarvestRecord.fingerprint,
    HarvestRecord.read_hash,
    HarvestRecord.validators,
)
# How many items are looked up by one question: a list of any length takes little memory.
TOGETHER = 1000
Some = TypeVar("Some")


@dataclass
class Gathering:
    """Reads a source into lines."""

    work: Work
    engine: Engine
    known: dict[str, Known] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: {"unchanged": 0})
    # Why something was not read although the source may have it, and how often.
    unread: Counter[str] = field(default_factory=Counter)
    done: int = 0
    broken_off: bool = False

    def carry_out(self, folder: Path) -> None:
        """List, read what is not read yet, and note what is not listed any more."""
        listing = self.engine.listing()
        seen = listing.entries
        if listing.fault and not seen and not isinstance(listing.fault, TooFew):
            raise listing.fault
        read_before = self._read_before()
        for number, entries in enumerate(_batches(seen, TOGETHER)):
            self._look_up(entries)
            part = replace(listing, entries=entries)
            outcomes = self._read(part, read_before, folder / str(number))
            for batch in _batches(self._told(outcomes, len(seen)), config.batch_size()):
                self._keep(batch)
            if self.broken_off:
                break
        vanishing.take_back(self.work.run.source, seen)
        self._note_lost(listing, seen)
        self._finish(listing)

    def _read_before(self) -> set[str]:
        """What this run has read before it was broken off."""
        chosen = sa.select(HarvestChange.identifier).where(HarvestChange.run_id == self.work.run.id)
        return set(model.Session.scalars(chosen))

    def _look_up(self, entries: Sequence[Entry]) -> None:
        """What is known of these items, without their contents; the engine need not ask for it again."""
        chosen = sa.select(*LIGHT).where(
            HarvestRecord.source == self.work.run.source,
            HarvestRecord.identifier.in_([entry.identifier for entry in entries]),
        )
        rows = model.Session.execute(chosen).all()
        self.known = {row.identifier: _known(row) for row in rows}
        self.failures = {row.identifier: row.failures for row in rows if row.failures}
        self.engine.known = {row.identifier: self._known_to_engine(row) for row in rows}

    def _known_to_engine(self, row: Any) -> KnownToEngine:
        """What was left unfinished is read again, whatever its list says."""
        settled = is_settled(self.known[row.identifier], row.read_hash, self.work.run.again)
        fingerprint = row.fingerprint if settled else ""
        files = {url: KnownFile(*file) for url, file in row.validators.items()}
        return KnownToEngine(fingerprint, row.read_hash, files)

    def _read(self, listing: Listing, read_before: set[str], folder: Path) -> Iterator[Outcome]:
        """These items, without what this run has read and what is in quarantine."""
        skipped = {
            identifier
            for identifier, known in self.known.items()
            if known.state == "quarantined" or identifier in read_before
        }
        return self.engine.records(listing, folder, skipped)

    def _told(self, outcomes: Iterable[Outcome], total: int) -> Iterator[Outcome]:
        """What was read; a source that breaks off takes nothing back of what it gave before."""
        try:
            for outcome in outcomes:
                self.done += 1
                self.work.tell(self.done, total, f"读取 {outcome.title}")
                if isinstance(outcome, Failure) and isinstance(outcome.error, HostSilent):
                    self.unread[outcome.reason] += 1
                else:
                    yield outcome
        except BrokenOff as fault:
            self.unread[str(fault)] += 1
            self.broken_off = True

    def _keep(self, batch: Sequence[Outcome]) -> None:
        """Keep what is new, changed, wrong or back again of one batch, in one transaction."""
        read = [one for one in batch if not isinstance(one, Unchanged)]
        compared = [(one, self._compared(one)) for one in read]
        changed = [(one, change) for one, change in compared if change.kind != "unchanged"]
        new = {change.identifier for _, change in changed}
        same = [one for one in batch if one.identifier not in new]
        back = [one for one in same if self._is_news(one)]
        self.counts["unchanged"] += len(same)
        if changed or back:
            self.work.hold()
            rows = self.work.records([one.identifier for one in (*back, *(c for _, c in changed))])
            for outcome in back:
                _revive(rows[outcome.identifier])
                _remember(rows[outcome.identifier], outcome)
            for outcome, change in changed:
                self._note(outcome, change, rows.get(change.identifier) or self._new(change))
            self.work.commit()
        for outcome in batch:
            _forget_files(outcome)

    def _compared(self, outcome: Record | Failure) -> Change:
        known = self.known.get(outcome.identifier)
        return compare(known, _found(outcome), self.work.run.again)

    def _is_news(self, outcome: Outcome) -> bool:
        """Whether something beside its content is to be noted of an item that did not change."""
        known = self.known[outcome.identifier]
        if known.vanished or known.left_hash == VANISHED or known.identifier in self.failures:
            return True
        read = self.engine.known[outcome.identifier]
        return isinstance(outcome, Record) and (
            read.fingerprint != outcome.fingerprint or read.files != _files(outcome)
        )

    def _new(self, change: Change) -> HarvestRecord:
        source = self.work.run.source
        record = HarvestRecord(
            source=source,
            identifier=change.identifier,
            title=change.title,
            package_id=packages.package_id(source, change.identifier),
            state="pending",
            fields={},
            versions={},
        )
        model.Session.add(record)
        return record

    def _note(self, outcome: Record | Failure, change: Change, row: HarvestRecord) -> None:
        """The line of one item, and what is kept of it."""
        line = HarvestChange(
            run_id=self.work.run.id,
            identifier=change.identifier,
            title=change.title,
            kind=change.kind,
            reason=change.reason,
            outcome="fetched",
        )
        if isinstance(outcome, Failure):
            _fail(row, change.reason)
            line.outcome = "quarantined" if row.state == "quarantined" else "error"
        else:
            if change.kind == "change":
                pairs = differences(row.fields, outcome.fields).items()
                line.differences = {name: list(pair) for name, pair in pairs}
            line.content = contents.keep(outcome)
            _keep_files(row, outcome)
            _revive(row)
            _remember(row, outcome)
            self.counts["warnings"] = self.counts.get("warnings", 0) + len(outcome.warnings)
        model.Session.add(line)

    def _note_lost(self, listing: Listing, seen: Container[object]) -> None:
        """Lines for what vanished now, and for what did so long ago that it is to be withdrawn."""
        waiting = vanishing.waiting(self.work.run.source)
        lost = lost_items(self._not_listed(seen), seen)
        overdue = vanishing.overdue(self.work.run.source) if listing.complete else []
        for change in (*lost, *(one for one in overdue if one.identifier not in seen)):
            # What waits to be signed off is not brought again.
            if change in overdue and change.identifier in waiting:
                continue
            model.Session.add(
                HarvestChange(
                    run_id=self.work.run.id,
                    identifier=change.identifier,
                    title=change.title,
                    kind="vanished",
                    reason=change.reason,
                    outcome="checked",
                )
            )

    def _not_listed(self, seen: Container[object]) -> Iterator[Known]:
        """What is public of the source and not in its list: a few of many, so names are compared first."""
        public = (
            HarvestRecord.source == self.work.run.source,
            HarvestRecord.published_hash != "",
            HarvestRecord.vanished.is_(None),
        )
        chosen = sa.select(HarvestRecord.identifier).where(*public)
        names = model.Session.scalars(chosen, execution_options={"yield_per": TOGETHER})
        for some in _batches([name for name in names if name not in seen], TOGETHER):
            light = sa.select(*LIGHT).where(*public, HarvestRecord.identifier.in_(some))
            yield from map(_known, model.Session.execute(light))

    def _finish(self, listing: Listing) -> None:
        run = self.work.run
        run.warnings = [*listing.warnings, *self._faults(listing.fault)]
        self.counts["warnings"] = self.counts.get("warnings", 0) + len(run.warnings)
        run.counts = {
            **self.counts,
            "found": len(listing.entries),
            "complete": int(listing.complete),
            "broken_off": int(bool(listing.fault or self.unread)),
        }
        run.phase = "check"
        self.work.commit()

    def _faults(self, fault: HarvestError | None) -> list[str]:
        """Why the list or its items were not read to the end."""
        listed = [str(fault)] if fault else []
        times = {
            reason: f"（{count} 项）" if count > 1 else "" for reason, count in self.unread.items()
        }
        return [
            *listed,
            *(f"{reason}{count}" for reason, count in times.items() if reason not in listed),
        ]


def _batches(some: Iterable[Some], size: int) -> Iterator[list[Some]]:
    them = iter(some)
    while batch := list(islice(them, size)):
        yield batch


def _known(row: Any) -> Known:
    return Known(
        row.identifier,
        row.title,
        row.content_hash,
        row.state,
        vanished=row.vanished is not None,
        published_hash=row.published_hash,
        left_hash=row.left_hash,
    )


def _found(outcome: Record | Failure) -> Found:
    if isinstance(outcome, Failure):
        return Found(outcome.identifier, outcome.title, error=outcome.reason)
    return Found(outcome.identifier, outcome.title, outcome.content_hash)


def _remember(row: HarvestRecord, outcome: Outcome) -> None:
    """What the list and the server said of an item, so that it need not be read again."""
    if isinstance(outcome, Record):
        row.fingerprint, row.read_hash = outcome.fingerprint, outcome.content_hash
        row.validators = {url: list(astuple(file)) for url, file in _files(outcome).items()}


def _files(record: Record) -> dict[str, KnownFile]:
    """The files that a server can be asked for only if they changed."""
    return {
        file.url: KnownFile(file.sha256, file.size, file.etag, file.last_modified)
        for file in record.attachments
        if file.url and (file.etag or file.last_modified)
    }


def _revive(row: HarvestRecord) -> None:
    """The source lists it and can be read: nothing of its going or failing counts any more."""
    row.vanished, row.confirmed, row.failures = None, False, 0
    if row.left_hash == VANISHED:
        row.left_hash = ""


def _fail(row: HarvestRecord, reason: str) -> None:
    """What was published before the error stays published; the fifth error in turn is the last."""
    row.failures = (row.failures or 0) + 1
    row.reason = reason
    if row.failures >= FAILURES:
        row.state = "quarantined"
        row.reason = f"连续 {FAILURES} 次出错，已隔离：{reason}"
    elif row.state in ("pending", "held"):
        row.state = "error"


def _keep_files(row: HarvestRecord, record: Record) -> None:
    """Keep each file that is not kept yet as a version, in the transaction that notes it."""
    for number, file in enumerate(record.attachments):
        if file.sha256 not in row.versions:
            row.versions = {**row.versions, file.sha256: _stored(file, number, record)}


def _stored(file: Attachment, number: int, record: Record) -> str:
    with file.path.open("rb") as stream:
        version = tk.get_action("ankang_file_version_create")(
            {**system_context(), "defer_commit": True},
            {
                "upload": FileStorage(stream, filename=file.name),
                "name": file.name,
                "resource_id": packages.resource_id(record.source, record.identifier, number),
                "owner_org": record.fields["owner_org"],
                "source": "harvest",
            },
        )
    return str(version["id"])


def _forget_files(outcome: Outcome) -> None:
    """What is kept needs no second place on the disk."""
    for file in outcome.attachments if isinstance(outcome, Record) else ():
        file.path.unlink(missing_ok=True)

"""One run: list, fetch, plan, apply, report. Killed at any moment, it is simply run again."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context
from werkzeug.datastructures import FileStorage

from ckanext.ankang.catalogue.names import package_name
from ckanext.ankang.catalogue.vocabularies import fold
from ckanext.ankang.harvest import config, packages
from ckanext.ankang.harvest.model import HarvestChange, HarvestRecord, HarvestRun, now
from ckanext.ankang.harvest.plan import Change, Found, Known, Plan, make_plan
from ckanext.ankang.jobs.errors import JobCancelled
from ckanext.ankang.jobs.interfaces import JobContext
from harvesters.engine import Engine
from harvesters.errors import HarvestError
from harvesters.records import Attachment, Failure, Outcome, Record, Unchanged
from harvesters.source import source_hash


def run_job(job: JobContext, payload: dict[str, Any]) -> None:
    """Carry out the run that the payload names."""
    run = model.Session.get(HarvestRun, payload["run"])
    if run is None or run.state in ("finished", "failed"):
        # A job delivered twice finds its work done.
        return
    _begin(run)
    try:
        directory = config.home() / run.source
        run.source_hash = source_hash(directory)
        engine = Engine(directory, fold, **config.engine_options())
        with tempfile.TemporaryDirectory(prefix="ankang-harvest-") as folder:
            _Harvest(job, run, engine).carry_out(Path(folder), bool(payload.get("again")))
    except JobCancelled:
        model.Session.rollback()
        _end(run, "failed", "已取消")
        raise
    except HarvestError as error:
        # The source is at fault, and trying at once would not help: the schedule tries again.
        model.Session.rollback()
        _end(run, "failed", str(error))


def _begin(run: HarvestRun) -> None:
    run.state, run.started, run.error = "running", now(), ""
    model.Session.query(HarvestChange).filter_by(run_id=run.id).delete()
    model.Session.commit()


def _end(run: HarvestRun, state: str, error: str = "") -> None:
    run.state, run.error, run.finished = state, error, now()
    model.Session.commit()


@dataclass
class _Harvest:
    """The steps of one run."""

    job: JobContext
    run: HarvestRun
    engine: Engine
    # Items about whose files nothing was found out, because the work itself broke down.
    unjudged: set[str] = field(default_factory=set)

    def carry_out(self, folder: Path, again: bool) -> None:
        """List and fetch everything, decide, then apply."""
        listing = self.engine.listing()
        if listing.fault and not listing.entries:
            raise listing.fault
        outcomes = list(self._fetched(self.engine.records(listing, folder), len(listing.entries)))
        known = HarvestRecord.of(self.run.source)
        plan = make_plan(
            map(_known, known.values()),
            map(_found, outcomes),
            complete=listing.complete,
            peak=_peak(self.run.source),
            again=again,
        )
        self.run.warnings = [*listing.warnings, *([str(listing.fault)] if listing.fault else [])]
        self._note_unchanged(plan, known)
        self._apply(plan, {o.identifier: o for o in outcomes if isinstance(o, Record)}, known)
        self._finish(plan, len(listing.entries))

    def _fetched(self, outcomes: Iterable[Outcome], total: int) -> Iterator[Outcome]:
        for number, outcome in enumerate(outcomes, start=1):
            self.job.progress(number, total * 2, f"读取 {outcome.title}")
            yield outcome

    def _note_unchanged(self, plan: Plan, known: dict[str, HarvestRecord]) -> None:
        """Errors, vanished and returned items: what is known of them changes, what is public not."""
        for change in plan.of("unchanged"):
            known[change.identifier].vanished = None
        for change in plan.of("vanished"):
            known[change.identifier].vanished = now()
        for change in plan.of("error"):
            record = known.get(change.identifier) or self._new(change)
            # What was published before the error stays published.
            record.state = "published" if record.state == "published" else "error"
            record.reason = change.reason
        self._report(plan.of("error", "vanished"))
        self._report(plan.guarded, outcome="guarded")
        model.Session.commit()

    def _new(self, change: Change) -> HarvestRecord:
        record = HarvestRecord(
            source=self.run.source,
            identifier=change.identifier,
            title=change.title,
            package_id=packages.package_id(self.run.source, change.identifier),
            state="pending",
            fields={},
            versions={},
        )
        model.Session.add(record)
        return record

    def _apply(
        self, plan: Plan, records: dict[str, Record], known: dict[str, HarvestRecord]
    ) -> None:
        """Publish what is new or changed, batch by batch, each in a transaction of its own."""
        changes = plan.of("add", "change")
        for start in range(0, len(changes), config.batch_size()):
            batch = changes[start : start + config.batch_size()]
            cases: dict[str, list[dict[str, Any]]] = defaultdict(list)
            for number, change in enumerate(batch, start=start + 1):
                self.job.progress(len(changes) + number, len(changes) * 2, f"校验 {change.title}")
                row = known.get(change.identifier) or self._new(change)
                known[change.identifier] = row
                record = records[change.identifier]
                cases[record.fields["owner_org"]].append(self._prepared(row, record))
            for department, items in cases.items():
                self._open_case(department, items, {c.identifier: c for c in batch}, known)

    def _prepared(self, row: HarvestRecord, record: Record) -> dict[str, Any]:
        """Store and validate an item's files; committed, so that no later run does it again."""
        same_standard = row.fields.get("table_schema") == record.fields.get("table_schema")
        for number, file in enumerate(record.attachments):
            known = row.versions.get(file.sha256)
            version = known or _stored(file, number, record)
            row.versions = {**row.versions, file.sha256: version}
            model.Session.commit()
            # The files of datasets are tables; the text of a document is judged by its own room.
            # What was held back, or broken off, is validated again: the checks may have changed.
            settled = known and row.state == "published" and same_standard
            if record.type == "dataset" and not settled:
                self._validate(version, record)
        row.title, row.fields, row.content_hash = record.title, record.fields, record.content_hash
        row.state, row.seen, row.vanished, row.run_id = "pending", now(), None, self.run.id
        model.Session.commit()
        existing = model.Session.get(model.Package, row.package_id)
        key = f"{record.source}:{record.identifier}"
        name = existing.name if existing else package_name(record.title, key)
        content = packages.package(record, name, self.engine.source.title, row.versions)
        return packages.review_item(record, content)

    def _validate(self, version: str, record: Record) -> None:
        run = tk.get_action("ankang_validation_run")
        named = record.fields.get("table_schema")
        asked = {"version_id": version, "table_schema": named, "wait": True}
        try:
            if run(system_context(), asked)["broke_down"]:
                self.unjudged.add(record.identifier)
        except tk.ValidationError:
            # A schema that does not exist: the review holds the item and says so.
            model.Session.rollback()

    def _open_case(
        self,
        department: str,
        items: list[dict[str, Any]],
        changes: dict[str, Change],
        known: dict[str, HarvestRecord],
    ) -> None:
        """Hand one department's items to review and write down what became of each."""
        source = self.engine.source
        result = tk.get_action("ankang_case_open")(
            system_context(),
            {
                "title": f"采集：{source.title}",
                "source": source.approval_key(department),
                "source_hash": self.run.source_hash,
                "items": items,
            },
        )
        published = set(result["published"])
        held = {item["identifier"]: "；".join(item["reasons"]) for item in result["held"]}
        for identifier in (item["identifier"] for item in items):
            row = known[identifier]
            row.state, row.reason = "waiting", "等待审核"
            if row.package_id in published:
                row.state, row.reason = "published", ""
            elif identifier in held:
                # An error is taken up by the next run although the content did not change.
                row.state = "error" if identifier in self.unjudged else "held"
                row.reason = held[identifier]
            self._report([changes[identifier]], row.state, row.reason)
        model.Session.commit()

    def _report(self, changes: Sequence[Change], outcome: str = "", reason: str = "") -> None:
        for change in changes:
            model.Session.add(
                HarvestChange(
                    run_id=self.run.id,
                    identifier=change.identifier,
                    title=change.title,
                    kind=change.kind,
                    outcome=outcome or change.kind,
                    reason=reason or change.reason,
                    differences={n: list(pair) for n, pair in change.differences.items()},
                )
            )

    def _finish(self, plan: Plan, found: int) -> None:
        states = [record.state for record in HarvestRecord.of(self.run.source).values()]
        self.run.counts = {
            **plan.counts,
            "found": found,
            **{state: states.count(state) for state in ("published", "held", "waiting")},
        }
        _end(self.run, "finished")


def system_context() -> Context:
    """The context in which the portal itself acts."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"ignore_auth": True, "user": user["name"]}


def _stored(file: Attachment, number: int, record: Record) -> str:
    """Keep a fetched file as a version, in the transaction that notes it in the record."""
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


def _known(record: HarvestRecord) -> Known:
    return Known(
        record.identifier,
        record.title,
        record.content_hash,
        record.state,
        record.fields or {},
        record.vanished is not None,
    )


def _found(outcome: Outcome) -> Found:
    if isinstance(outcome, Failure):
        return Found(outcome.identifier, outcome.title, error=outcome.reason)
    if isinstance(outcome, Unchanged):
        return Found(outcome.identifier, outcome.title, outcome.content_hash)
    return Found(outcome.identifier, outcome.title, outcome.content_hash, outcome.fields)


def _peak(source: str) -> int:
    """The highest number of published items in the runs of the last 30 days (ckan-2.12.md 10)."""
    finished = (
        model.Session.query(HarvestRun.counts)
        .filter_by(source=source, state="finished")
        .filter(HarvestRun.finished >= now() - timedelta(days=30))
    )
    return max((counts.get("published", 0) for (counts,) in finished), default=0)

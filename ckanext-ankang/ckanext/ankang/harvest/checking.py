"""The second step of a run: each new file is validated, then the guard looks at the whole plan."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.ankang.harvest import config, vanishing
from ckanext.ankang.harvest.model import (
    HarvestChange,
    HarvestContent,
    HarvestRecord,
    HarvestRun,
    now,
)
from ckanext.ankang.harvest.plan import Change, Listed, Plan, Shape, guarded
from ckanext.ankang.harvest.work import Work, system_context

Json = dict[str, Any]
# The guard counts against the most that was public in so many days (ckan-2.12.md 10).
PEAK_DAYS = 30
BROKE_DOWN = "校验没有做成，下一次采集会再试"


def check(work: Work) -> None:
    """Validate what was fetched, batch by batch, then let the guard decide what goes ahead."""
    total = model.Session.scalar(sa.select(sa.func.count()).select_from(_open(work))) or 0
    done = 0
    while batch := list(model.Session.scalars(work.lines("fetched").limit(config.batch_size()))):
        rows = work.records([line.identifier for line in batch])
        said = _contents([line.content for line in batch])
        found = []
        for line in batch:
            done += 1
            work.tell(done, total, f"校验 {line.title}")
            found.append(_check(work, rows[line.identifier], said[line.content]))
        # Written at last: nobody waits for our locks while files are validated.
        work.hold()
        for line, shape in zip(batch, found, strict=True):
            _note(line, rows[line.identifier], shape)
        work.commit()
    _set_guard(work)


def _open(work: Work) -> Any:
    return work.lines("fetched").order_by(None).subquery()


def _contents(hashes: list[str]) -> dict[str, Json]:
    chosen = sa.select(HarvestContent.sha256, HarvestContent.transformed)
    found = model.Session.execute(chosen.where(HarvestContent.sha256.in_(hashes)))
    return dict(found.tuples().all())


def _check(work: Work, row: HarvestRecord, content: Json) -> list[Json] | None:
    """Validate the files of an item; their shapes, or None if no judgement was reached.

    What is public and held to the same standard was validated before.
    """
    if content["type"] != "dataset":
        # The text of a document is judged by its own room.
        return []
    schema = content["fields"].get("table_schema")
    settled = _public_files(row) if row.fields.get("table_schema") == schema else set()
    for file in content["files"]:
        version = row.versions[file["sha256"]]
        if file["sha256"] not in settled and not _validate(work, version, schema):
            return None
    return [_shape(row.versions[file["sha256"]]) for file in content["files"]]


def _note(line: HarvestChange, row: HarvestRecord, shape: list[Json] | None) -> None:
    """What was found out about the files of a line."""
    line.outcome, line.shape = "checked", shape or []
    if shape is None:
        line.outcome, line.reason = "error", BROKE_DOWN
        row.state, row.reason = "error", BROKE_DOWN


def _public_files(row: HarvestRecord) -> set[str]:
    """The hashes of the files of an item that are public as they are."""
    if not row.published_hash:
        return set()
    public = model.Session.get(HarvestContent, row.published_hash)
    return {file["sha256"] for file in public.transformed["files"]} if public else set()


def _validate(work: Work, version: str, schema: str | None) -> bool:
    """Whether a judgement was reached; made in this run before it was broken off, it stands."""
    made = _validation(version)
    if made and made["created"] >= work.run.created.isoformat() and not made["broke_down"]:
        return True
    asked = {"version_id": version, "table_schema": schema, "wait": True}
    try:
        return not tk.get_action("ankang_validation_run")(system_context(), asked)["broke_down"]
    except tk.ValidationError:
        # A schema that does not exist: the review holds the item and says so.
        return True


def _validation(version: str) -> Json | None:
    try:
        found: Json = tk.get_action("ankang_validation_show")(
            system_context(), {"version_id": version}
        )
    except tk.ObjectNotFound:
        return None
    return found


def _shape(version: str) -> Json:
    found = _validation(version)
    if found is None:
        return {"columns": [], "rows": 0}
    fields = found["schema"].get("fields", [])
    titles = [str(one.get("title") or one["name"]) for one in fields]
    return {"columns": titles, "rows": found["rows"]}


def _set_guard(work: Work) -> None:
    """Decide on all lines in one transaction: guarded, marked, or ready to be brought to review."""
    lines = {
        line.identifier: line for line in model.Session.scalars(work.lines("checked", "guarded"))
    }
    rows = work.records(list(lines))
    plan = _plan(work, lines, rows)
    for change in plan.guarded:
        lines[change.identifier].outcome = "guarded"
        lines[change.identifier].reason = change.reason
    for change in plan.changes:
        line, row = lines[change.identifier], rows[change.identifier]
        first = change.kind == "vanished" and row.vanished is None
        line.outcome = "marked" if first else "ready"
        if first:
            row.vanished = now()
    work.run.phase = "apply"
    work.commit()


def _plan(work: Work, lines: dict[str, HarvestChange], rows: dict[str, HarvestRecord]) -> Plan:
    """The guard's word on what is new; what was marked before waits for its withdrawal only."""
    counts, source = work.run.counts, work.run.source
    overdue = {id_ for id_, row in rows.items() if _is_overdue(lines[id_], row)}
    listed = Listed(
        complete=bool(counts["complete"]),
        empty=not counts["found"],
        peak=max(_peak(source), _public(source)),
        gone=vanishing.recently_gone(source, PEAK_DAYS),
    )
    plan = guarded([_change(lines[id_], rows[id_]) for id_ in lines if id_ not in overdue], listed)
    late = [_change(lines[id_], rows[id_]) for id_ in lines if id_ in overdue]
    return Plan((*plan.changes, *late), plan.guarded)


def _is_overdue(line: HarvestChange, row: HarvestRecord) -> bool:
    return line.kind == "vanished" and row.vanished is not None


def _change(line: HarvestChange, row: HarvestRecord) -> Change:
    return Change(
        line.kind,  # type: ignore[arg-type]
        line.identifier,
        line.title,
        reason=line.reason,
        before=_shapes(row.shape),
        after=_shapes(line.shape),
    )


def _shapes(kept: list[Json]) -> tuple[Shape, ...]:
    return tuple(Shape(tuple(one["columns"]), one["rows"]) for one in kept)


def _public(source: str) -> int:
    chosen = sa.select(sa.func.count()).where(
        HarvestRecord.source == source, HarvestRecord.published_hash != ""
    )
    return model.Session.scalar(chosen) or 0


def _peak(source: str) -> int:
    """The highest number of published items in the runs of late."""
    chosen = sa.select(sa.func.max(HarvestRun.counts["published"].as_integer())).where(
        HarvestRun.source == source,
        HarvestRun.state == "finished",
        HarvestRun.finished >= now() - timedelta(days=PEAK_DAYS),
    )
    return model.Session.scalar(chosen) or 0

"""What harvesting learns from review: what became of each item that it brought, then or later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.ankang.harvest.model import HarvestChange, HarvestRecord
from ckanext.ankang.harvest.plan import VANISHED
from ckanext.ankang.harvest.work import system_context

Json = dict[str, Any]
Key = tuple[str, str]
PROFILES = ("harvest", "guarded")
# What an event makes of the lines of its case; what is published or withdrawn is told by the items.
OUTCOMES = {
    "submit": "waiting",
    "approve": "waiting",
    "hold": "held",
    "reject": "left",
    "stop": "left",
    "withdraw": "left",
}
UNDER_WAY = ("waiting", "guarded")
STALE = "来源此后又有变化，以新的批次为准。"


def follow(case: Json, event: Json) -> None:
    """Write down in the lines and items of a case what just happened to it, in that transaction."""
    outcome = OUTCOMES.get(event["event"])
    if outcome is None or case["profile"] not in PROFILES:
        return
    user = system_context()
    if event["event"] == "withdraw" and event["actor"] == user["user"]:
        # The portal itself took it back: nobody decided anything.
        outcome = "stopped"
    if outcome == "waiting" and case["profile"] == "guarded":
        outcome = "guarded"
    rows = tk.get_action("ankang_case_show")(user, {"id": case["id"]})["items"]
    records = _records(row["item"] for row in rows)
    by_reason: dict[str, list[Json]] = defaultdict(list)
    for row in rows:
        reason = "；".join(row["reasons"]) if outcome == "held" else event["reason"]
        by_reason[reason].append(row["item"])
        if record := records.get(_key(row["item"])):
            note = _note_withdrawal if case["kind"] == "withdraw" else _note_publication
            note(record, row["item"], outcome, reason)
    for reason, items in by_reason.items():
        _set_lines(items, outcome, case, reason)


def _note_publication(record: HarvestRecord, item: Json, outcome: str, reason: str) -> None:
    if item.get("content_hash", record.content_hash) != record.content_hash:
        # The source went on: what becomes of an older content says nothing of the item.
        return
    if outcome in UNDER_WAY:
        record.state, record.reason = "waiting", "等待审核"
    elif outcome == "held":
        record.state, record.reason = "held", reason
    elif outcome == "left":
        record.left_hash = record.content_hash
        record.content_hash = record.published_hash or record.content_hash
        record.state = "published" if record.published_hash else "held"
        record.reason = reason


def _note_withdrawal(record: HarvestRecord, _item: Json, outcome: str, reason: str) -> None:
    if outcome == "left":
        record.left_hash, record.vanished, record.reason = VANISHED, None, reason


def _set_lines(items: list[Json], outcome: str, case: Json, reason: str) -> None:
    """The lines that this case is about: those of its run, and of later runs that joined it.

    Lines of items that were cut out of another case follow them into this one.
    """
    runs = {item.get("run") for item in items}
    mine = sa.and_(HarvestChange.run_id.in_(runs), HarvestChange.case_id.is_(None))
    cases = [id_ for id_ in (case["id"], case["parent_id"]) if id_]
    lines = sa.update(HarvestChange).where(
        HarvestChange.identifier.in_([item["identifier"] for item in items]),
        sa.or_(mine, HarvestChange.case_id.in_(cases)),
    )
    # While it waits, a line says why it was cut out.
    said = {} if outcome in UNDER_WAY else {"reason": reason}
    model.Session.execute(lines.values(outcome=outcome, case_id=case["id"], **said))


def reasons_against(item: Json) -> list[str]:
    """Why an item must not become public any more: the source said something else since."""
    if not item.get("content_hash"):
        return []
    chosen = sa.select(HarvestRecord.content_hash).where(
        HarvestRecord.source == item["source"], HarvestRecord.identifier == item["identifier"]
    )
    return [tk._(STALE)] if model.Session.scalar(chosen) != item["content_hash"] else []


def note_published(items: Sequence[Json]) -> None:
    """Mark the records of published items, in the transaction that publishes them."""
    records, lines = _records(items), _lines(items)
    for item in items:
        if record := records.get(_key(item)):
            record.state, record.reason = "published", ""
            record.published_hash = item.get("content_hash") or record.content_hash
            record.vanished, record.confirmed, record.failures = None, False, 0
        line = lines.get((str(item.get("run")), str(item.get("identifier"))))
        if record and line:
            record.shape, line.outcome, line.reason = line.shape, "published", ""


def note_withdrawn(item: Json) -> None:
    """Mark the record of an item that was taken down because its source lists it no more."""
    if not (record := _records([item]).get(_key(item))):
        return
    line = _lines([item]).get((str(item.get("run")), record.identifier))
    record.confirmed = bool(line and line.outcome == "guarded")
    record.state, record.published_hash = "withdrawn", ""
    record.reason = item["package"].get("withdrawn_reason", "")
    if line:
        joined = sa.update(HarvestChange).where(
            HarvestChange.identifier == record.identifier, HarvestChange.case_id == line.case_id
        )
        model.Session.execute(joined.values(outcome="withdrawn"))


def _key(item: Json) -> Key:
    return str(item.get("source")), str(item.get("identifier"))


def _records(items: Iterable[Json]) -> dict[Key, HarvestRecord]:
    """What is known of these items; those that no source brought are not among them."""
    by_source: dict[str, list[str]] = defaultdict(list)
    for item in items:
        if item.get("source"):
            by_source[item["source"]].append(item["identifier"])
    found: dict[Key, HarvestRecord] = {}
    for source, identifiers in by_source.items():
        chosen = sa.select(HarvestRecord).where(
            HarvestRecord.source == source, HarvestRecord.identifier.in_(identifiers)
        )
        found |= {(one.source, one.identifier): one for one in model.Session.scalars(chosen)}
    return found


def _lines(items: Iterable[Json]) -> dict[Key, HarvestChange]:
    """The lines of the runs that brought these items."""
    by_run: dict[str, list[str]] = defaultdict(list)
    for item in items:
        if item.get("run"):
            by_run[item["run"]].append(item["identifier"])
    found: dict[Key, HarvestChange] = {}
    for run, identifiers in by_run.items():
        chosen = sa.select(HarvestChange).where(
            HarvestChange.run_id == run, HarvestChange.identifier.in_(identifiers)
        )
        found |= {(one.run_id, one.identifier): one for one in model.Session.scalars(chosen)}
    return found

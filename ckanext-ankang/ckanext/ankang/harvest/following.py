"""What harvesting learns from review: what became of each item that it brought, then or later."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.ankang.harvest.model import HarvestChange, HarvestRecord
from ckanext.ankang.harvest.plan import VANISHED
from ckanext.ankang.harvest.work import system_context

Json = dict[str, Any]
PROFILES = ("harvest", "guarded")
# What an event makes of the lines of its case; what is published or withdrawn is told item by item.
OUTCOMES = {
    "submit": "waiting",
    "approve": "waiting",
    "hold": "held",
    "reject": "left",
    "stop": "left",
    "withdraw": "left",
}
STALE = "来源此后又有变化，以新的批次为准。"


def follow(case: Json, event: Json) -> None:
    """Write down in the lines and items of a case what just happened to it, in that transaction."""
    outcome = OUTCOMES.get(event["event"])
    if outcome is None or case["profile"] not in PROFILES:
        return
    user = system_context()
    if event["event"] == "withdraw" and event["actor"] == user["user"]:
        outcome = "stopped"
    shown = tk.get_action("ankang_case_show")(user, {"id": case["id"]})
    for row in shown["items"]:
        _note(case, row, outcome, event["reason"])


def _note(case: Json, row: Json, outcome: str, reason: str) -> None:
    """The line and the record of one item."""
    item = row["item"]
    if outcome == "waiting" and case["profile"] == "guarded":
        outcome = "guarded"
    if outcome == "held":
        reason = "；".join(row["reasons"]) or reason
    record = _record(item)
    if record:
        notes = _note_withdrawal if case["kind"] == "withdraw" else _note_publication
        notes(record, item, outcome, reason)
    _set_line(item, outcome, case["id"], "" if outcome in ("waiting", "guarded") else reason)


def _note_publication(record: HarvestRecord, item: Json, outcome: str, reason: str) -> None:
    if item.get("content_hash", record.content_hash) != record.content_hash:
        # The source went on: what becomes of an older content says nothing of the item.
        return
    if outcome in ("waiting", "guarded"):
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


def _set_line(item: Json, outcome: str, case_id: str | None, reason: str) -> None:
    """The lines of an item that this case is about: that of its run, and of runs that joined it."""
    this = sa.and_(HarvestChange.run_id == item.get("run"), HarvestChange.case_id.is_(None))
    lines = sa.update(HarvestChange).where(
        HarvestChange.identifier == item["identifier"],
        sa.or_(this, HarvestChange.case_id == case_id) if case_id else this,
    )
    said = {"outcome": outcome, **({"case_id": case_id} if case_id else {})}
    if reason:
        said["reason"] = reason
    model.Session.execute(lines.values(said), execution_options={"synchronize_session": "fetch"})


def reasons_against(item: Json) -> list[str]:
    """Why an item must not become public any more: the source said something else since."""
    record = _record(item) if item.get("content_hash") else None
    stale = record and record.content_hash != item["content_hash"]
    return [tk._(STALE)] if stale else []


def note_published(item: Json) -> None:
    """Mark the record of a published item, in the transaction that publishes it."""
    if not (record := _record(item)):
        return
    content = item.get("content_hash") or record.content_hash
    line = _line(item)
    record.state, record.reason, record.published_hash = "published", "", content
    record.vanished, record.confirmed, record.failures = None, False, 0
    if line:
        record.shape, line.outcome, line.reason = line.shape, "published", ""
    model.Session.flush()


def note_withdrawn(item: Json) -> None:
    """Mark the record of an item that was taken down because its source lists it no more."""
    if not (record := _record(item)):
        return
    line = _line(item)
    record.confirmed = bool(line and line.outcome == "guarded")
    record.state, record.published_hash = "withdrawn", ""
    record.reason = item["package"].get("withdrawn_reason", "")
    if line:
        joined = sa.update(HarvestChange).where(
            HarvestChange.identifier == item["identifier"],
            HarvestChange.case_id == line.case_id,
        )
        model.Session.execute(joined.values(outcome="withdrawn"))
    model.Session.flush()


def _record(item: Json) -> HarvestRecord | None:
    chosen = sa.select(HarvestRecord).where(
        HarvestRecord.source == item.get("source"),
        HarvestRecord.identifier == item.get("identifier"),
    )
    return model.Session.scalar(chosen)


def _line(item: Json) -> HarvestChange | None:
    chosen = sa.select(HarvestChange).where(
        HarvestChange.run_id == item.get("run"), HarvestChange.identifier == item["identifier"]
    )
    return model.Session.scalar(chosen.execution_options(populate_existing=True))

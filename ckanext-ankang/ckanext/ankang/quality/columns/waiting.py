"""What departments said of public columns and no reviewer decided yet.

DESIGN, invariant 1: nothing becomes public without a review. What is said of columns that are not
public yet is reviewed with the case of its version; what is said of public ones waits here.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import authz

from ckanext.ankang.review import audit

from .. import validations
from ..model import ColumnDecision, ConfirmedColumn, Validation
from ..privacy import mask
from . import binding, confirmed, descriptors, register

SHORTEST_REASON = 5
CANDIDATES = """
    SELECT r.id FROM resource r JOIN package p ON p.id = r.package_id
     WHERE r.state = 'active' AND p.state = 'active' AND r.id IN (
           SELECT s.resource_id FROM ankang_table_schema s
             JOIN ankang_column c USING (resource_id, column_id)
            WHERE c.first_version IS NOT NULL AND s.approved IS NULL AND s.rejected IS NULL
            UNION
           SELECT resource_id FROM ankang_column_decision
            WHERE renamed AND approved IS NULL AND undone IS NULL)
     ORDER BY p.title, r.position
"""


@dataclass(frozen=True)
class Change:
    """One public column with the revisions that wait, oldest first, and what the public reads."""

    column: register.Column
    rows: list[ConfirmedColumn]
    public: dict[str, Any]

    @property
    def newest(self) -> ConfirmedColumn:
        """What would become public."""
        return self.rows[-1]

    def as_dict(self) -> dict[str, Any]:
        """Return who said what, and each difference: {label, before, after}."""
        # Undone to nothing, a column is inferred again, which keeps its type in most cases.
        said = self.newest.descriptor or {"type": self.public.get("type", "string")}
        title = self.column.title
        return {
            "id": self.column.id,
            "title": title,
            "saved_by": sorted({row.created_by for row in self.rows}),
            "saved": self.newest.created.astimezone(UTC).isoformat(),
            "differences": descriptors.differences(
                descriptors.shown(self.public, title), descriptors.shown(said, title)
            ),
        }


@dataclass(frozen=True)
class Waiting:
    """All of one resource that waits for a reviewer."""

    changes: list[Change]
    renames: list[ColumnDecision]

    def __bool__(self) -> bool:
        return bool(self.changes or self.renames)

    @property
    def seen(self) -> str:
        """A mark of what a reviewer saw: with the next change it is another one."""
        revisions = [f"{one.column.id} {one.newest.revision}" for one in self.changes]
        text = "\n".join([*revisions, *(one.id for one in self.renames)])
        return sha256(text.encode()).hexdigest()[:16]

    @property
    def people(self) -> set[str]:
        """Who said it."""
        saved = {row.created_by for change in self.changes for row in change.rows}
        return saved | {one.decided_by for one in self.renames}

    def of_columns(self, ids: Collection[str]) -> Waiting:
        """Return what waits of these columns."""
        return Waiting(
            [one for one in self.changes if one.column.id in ids],
            [one for one in self.renames if one.column_id in ids],
        )

    def as_dict(self) -> dict[str, Any]:
        """Return it for those who may edit the resource and for reviewers."""
        return {
            "seen": self.seen,
            "columns": [one.as_dict() for one in self.changes],
            "renames": [one.as_dict() for one in self.renames],
        }


def of(resource_id: str) -> Waiting:
    """Return what waits of a resource; what says nothing new does not."""
    validation = _public(resource_id)
    if validation is None:
        return Waiting([], [])
    fields = {field["name"]: field for field in validation.schema.get("fields", [])}
    titles = {column["title"] for column in validation.facts.get("columns", [])}
    columns = {one.id: one for one in binding.of(resource_id) if one.first is not None}
    standing = confirmed.standing(resource_id)
    changes = [
        Change(columns[column_id], rows, fields.get(column_id, {}))
        for column_id, rows in confirmed.undecided(resource_id).items()
        if column_id in columns and rows[-1].descriptor != _descriptor(standing.get(column_id))
    ]
    # The rename of a column that is not public yet is reviewed with its version.
    renames = [one for one in binding.waiting_renames(resource_id) if one.new_title in titles]
    return Waiting(changes, renames)


def resources() -> list[tuple[str, Waiting]]:
    """Return the ids of the resources of which something waits, in the order of their titles."""
    found = [(id, of(id)) for id in model.Session.scalars(sa.text(CANDIDATES))]
    return [(id, waiting) for id, waiting in found if waiting]


def may_decide(user: str) -> bool:
    """Whether a person has the reviewer's right, whatever the context of an action lets pass."""
    return bool(authz.is_authorized("ankang_platform_review", {"user": user}, {})["success"])


def refusal(user: str | None, waiting: Waiting) -> str | None:
    """Say why this person may not decide what waits, however high his role; None if he may."""
    person = model.User.get(user) if user else None
    if person is None:
        return tk._("审核须由登录的审核人本人办理。请先登录。")
    if waiting.people & {person.name, person.id}:
        return tk._("修改里有您本人保存的内容，不能由本人审核。请由另一位审核人办理。")
    return None


def save(row: ConfirmedColumn, user: str) -> bool:
    """Let what a reviewer saved of a public column be public; whether it is."""
    columns = {column.id: column for column in binding.of(row.resource_id)}
    if columns[row.column_id].first is None or not may_decide(user):
        return False
    _approve_row(row, user)
    audit.record(user, "column.save", row.resource_id, **_row_detail(row))
    return True


def rename(decision: ColumnDecision, user: str) -> bool:
    """Let a reviewer's rename of a public column be public; whether it is. Raises RegisterConflict."""
    validation = _public(decision.resource_id)
    read = validation.facts.get("columns", []) if validation else []
    shown = any(column["title"] == decision.new_title for column in read)
    if not decision.renamed or not shown or not may_decide(user):
        return False
    binding.rename(decision, user)
    audit.record(user, "column.rename", decision.resource_id, **_rename_detail(decision))
    return True


def undo_rename(decision: ColumnDecision, user: str) -> None:
    """Take a decision on a rename back; one that is public only by a reviewer.

    Raises RegisterConflict.
    """
    public = decision.approved is not None
    if public and not may_decide(user):
        raise tk.NotAuthorized(tk._("改名已经公开，只有审核人可以撤销。请联系审核人。"))
    binding.undo(decision, user)
    if public:
        audit.record(user, "column.rename_undo", decision.resource_id, **_rename_detail(decision))


def approve(resource_id: str, ids: list[str] | None, seen: str | None, user: str) -> None:
    """Make what waits public in the caller's transaction, of all columns or of those named.

    `seen` is the mark of what the reviewer saw. Raises NotAuthorized, ValidationError for what does
    not wait (any more), RegisterConflict.
    """
    waiting = _chosen(resource_id, ids, seen, user)
    for change in waiting.changes:
        _approve_row(change.newest, user)
    for decision in waiting.renames:
        binding.rename(decision, user)
    _record(waiting, "approve", resource_id, user)


def reject(
    resource_id: str, ids: list[str] | None, seen: str | None, reason: str, user: str
) -> None:
    """Turn what waits down with a reason; the same otherwise."""
    if len(reason.strip()) < SHORTEST_REASON:
        problem = tk._("请写明退回的理由，至少 {count} 个字。").format(count=SHORTEST_REASON)
        raise tk.ValidationError({"reason": [problem]})
    said, now = mask(reason.strip()), datetime.now(UTC)
    waiting = _chosen(resource_id, ids, seen, user)
    for row in (row for change in waiting.changes for row in change.rows):
        row.rejected, row.decided_by, row.reason = now, user, said
    for decision in waiting.renames:
        binding.undo(decision, user)
        decision.reason = said
    _record(waiting, "reject", resource_id, user, reason=said)


def approve_with_version(resource_id: str, version_id: str) -> None:
    """Approve, in the transaction that publishes a version, what its report took into account."""
    binding.lock(resource_id)
    validation = validations.latest(version_id)
    if validation is None:
        return
    ids = {column["title"]: column["id"] for column in validation.facts.get("columns", [])}
    for decision in binding.waiting_renames(resource_id):
        if ids.get(decision.new_title) == decision.column_id:
            with suppress(register.RegisterConflict):
                binding.rename(decision, None)
    for row in _used(resource_id, validation):
        if row.approved is None:
            _approve_row(row, None)
    model.Session.flush()


def uses_rejected(resource_id: str, validation: Validation) -> bool:
    """Whether a report was made with what a reviewer has rejected since."""
    return any(row.rejected for row in _used(resource_id, validation))


def _used(resource_id: str, validation: Validation) -> list[ConfirmedColumn]:
    revisions = validation.facts.get("confirmed_revisions", {})
    found = sa.select(ConfirmedColumn).where(ConfirmedColumn.resource_id == resource_id)
    rows = model.Session.scalars(found)
    return [row for row in rows if revisions.get(row.column_id) == row.revision]


def _public(resource_id: str) -> Validation | None:
    """Return the newest validation of the resource's public version."""
    resource = model.Resource.get(resource_id)
    version_id = (resource.extras or {}).get("version_id") if resource else None
    return validations.latest(version_id) if version_id else None


def _descriptor(row: ConfirmedColumn | None) -> dict[str, Any]:
    return row.descriptor if row else {}


def _chosen(resource_id: str, ids: list[str] | None, seen: str | None, user: str) -> Waiting:
    """What a reviewer decides on, or why he cannot."""
    binding.lock(resource_id)
    everything = of(resource_id)
    if seen and seen != everything.seen:
        problem = tk._("等待审核的内容刚刚有变化。请重新核对，再作决定。")
        raise tk.ValidationError({"seen": [problem]})
    waiting = everything if ids is None else everything.of_columns(ids)
    known = {one.column.id for one in waiting.changes} | {one.column_id for one in waiting.renames}
    if missing := [id for id in ids or [] if id not in known]:
        problem = tk._("列“{id}”没有等待审核的修改。").format(id=missing[0])
        raise tk.ValidationError({"columns": [problem]})
    if not waiting:
        raise tk.ValidationError({"columns": [tk._("没有选中等待审核的修改。")]})
    # Not in an auth function, which administrators and ignore_auth pass by (ckan-2.12.md 6).
    if problem := refusal(user, waiting):
        raise tk.NotAuthorized(problem)
    return waiting


def _approve_row(row: ConfirmedColumn, user: str | None) -> None:
    row.approved, row.decided_by = datetime.now(UTC), user


def _record(waiting: Waiting, verb: str, resource_id: str, user: str, **detail: str) -> None:
    """Late in the transaction: others who write to the audit log wait for its end."""
    model.Session.flush()
    for change in waiting.changes:
        facts = _row_detail(change.newest)
        audit.record(user, f"column.{verb}", resource_id, **facts, **detail)
    for decision in waiting.renames:
        facts = _rename_detail(decision)
        audit.record(user, f"column.rename_{verb}", resource_id, **facts, **detail)


def _row_detail(row: ConfirmedColumn) -> dict[str, Any]:
    return {"column": row.column_id, "revision": row.revision, "saved_by": row.created_by}


def _rename_detail(decision: ColumnDecision) -> dict[str, Any]:
    names = ("id", "column_id", "old_title", "new_title", "decided_by")
    return {name: getattr(decision, name) for name in names}

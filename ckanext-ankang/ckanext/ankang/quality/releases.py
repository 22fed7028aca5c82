"""Releases: a reviewer lets a held finding of one file pass, with a reason, or takes that back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.ankang.files.versions import uploader
from ckanext.ankang.review import audit

from . import validations
from .model import FindingRelease, Validation
from .privacy import BLOCK, HOLD, kinds, mask

SHORTEST_REASON = 5
RELEASED = "released"

Finding = dict[str, Any]


def refusal(user: str | None, version_id: str) -> str | None:
    """Say why this person may not release this version, however high his role; None if he may."""
    person = model.User.get(user) if user else None
    if person is None:
        return tk._("放行须由登录的审核人本人办理。请先登录。")
    if uploader(version_id) in (person.name, person.id):
        return tk._("文件是您本人提交的，不能由本人放行。请由另一位审核人办理。")
    return None


def release(
    version: dict[str, Any], chosen: list[Finding] | None, reason: str, user: str
) -> list[FindingRelease]:
    """Add releases of the chosen held findings, or of all, to the caller's transaction.

    Raises `ValidationError` for a short reason, an unknown finding, and one that blocks.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        problem = tk._("请写明放行的理由，至少 {count} 个字。").format(count=SHORTEST_REASON)
        raise tk.ValidationError({"reason": [problem]})
    released = {_key(row.as_dict()) for row in standing(version)}
    rows = [
        FindingRelease(
            version_id=version["id"],
            sha256=version["sha256"],
            kind=finding["kind"],
            column=finding["column"],
            reason=mask(reason.strip()),
            released_by=user,
        )
        for finding in _releasable(version["id"], chosen)
        if _key(finding) not in released
    ]
    model.Session.add_all(rows)
    model.Session.flush()
    for row in rows:
        audit.record(user, "finding.release", version["id"], **_detail(row))
    return rows


def revoke(version: dict[str, Any], user: str) -> list[FindingRelease]:
    """Take all releases of a version back; refused once it is public."""
    if version["published"]:
        problem = tk._("文件已经公开，不能撤回放行。请先撤下数据，再处理文件。")
        raise tk.ValidationError({"version_id": [problem]})
    rows = standing(version)
    for row in rows:
        row.revoked, row.revoked_by = datetime.now(UTC), user
        audit.record(user, "finding.revoke", version["id"], **_detail(row))
    return rows


def of(version_id: str) -> list[FindingRelease]:
    """Return all releases of a version, revoked ones too, oldest first."""
    query = sa.select(FindingRelease).where(FindingRelease.version_id == version_id)
    return list(model.Session.scalars(query.order_by(FindingRelease.released, FindingRelease.id)))


def standing(version: dict[str, Any]) -> list[FindingRelease]:
    """Return the releases that hold for these very bytes."""
    rows = of(version["id"])
    return [row for row in rows if row.sha256 == version["sha256"] and not row.revoked]


def verdict(validation: Validation) -> str:
    """Return the verdict as publication takes it: `released` where every held finding was let pass."""
    if validation.verdict != "held":
        return str(validation.verdict)
    version = tk.get_action("ankang_file_version_show")(
        {"ignore_auth": True}, {"id": validation.version_id}
    )
    released = {_key(row.as_dict()) for row in standing(version)}
    held = {_key(finding) for finding in validation.findings if finding["severity"] == HOLD}
    return RELEASED if held <= released else "held"


def shown(validation: Validation) -> dict[str, str]:
    """Return what a resource says of the verdict on its public version."""
    return {
        "validation_status": verdict(validation),
        "validation_time": validation.summary()["created"],
    }


def verdict_now(version_id: str, found: str) -> str:
    """Return the same of the newest validation, of which only this verdict is known."""
    newest = validations.latest(version_id) if found == "held" else None
    return verdict(newest) if newest else found


def _releasable(version_id: str, chosen: list[Finding] | None) -> Iterable[Finding]:
    validation = validations.latest(version_id)
    findings = {_key(finding): finding for finding in (validation.findings if validation else [])}
    held = [finding for finding in findings.values() if finding["severity"] == HOLD]
    wanted = held if chosen is None else [_found(findings, one) for one in chosen]
    if not wanted:
        raise tk.ValidationError({"findings": [tk._("这个文件没有需要放行的发现。")]})
    for finding in wanted:
        if finding["severity"] == BLOCK:
            problem = tk._("“{title}”列的{kind}不能放行。请删除或脱敏后提交新的文件。").format(
                title=finding["title"], kind=kinds()[finding["kind"]].label
            )
            raise tk.ValidationError({"findings": [problem]})
    return [finding for finding in wanted if finding["severity"] == HOLD]


def _found(findings: dict[tuple[str, str], Finding], one: Any) -> Finding:
    key = _key(one) if isinstance(one, dict) else ("", "")
    if key not in findings:
        problem = tk._("校验报告里没有这一项（kind：{kind}，column：{column}）。请对照报告填写。")
        raise tk.ValidationError({"findings": [problem.format(kind=key[0], column=key[1])]})
    return findings[key]


def _key(finding: Finding) -> tuple[str, str]:
    return str(finding.get("kind", "")), str(finding.get("column", ""))


def _detail(row: FindingRelease) -> dict[str, str]:
    names = ("id", "sha256", "kind", "column", "reason")
    return {name: getattr(row, name) for name in names}

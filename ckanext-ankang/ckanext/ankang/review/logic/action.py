"""What can be asked of the review, and the net around what is published."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.types import Context

from .. import audit, cases, config, gate, publishing, states
from ..model import Case, StandingApproval, as_dict
from . import schema

TYPES = ("dataset", "document")


def ankang_standing_approval_grant(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Approve in advance what one source brings, bound to the hash of its files and to limits.

    `limits`: {"max_items": n, "types": ["dataset", "document"]}; `expires`: a date or time.
    """
    tk.check_access("ankang_standing_approval_grant", context, data_dict)
    data = _valid(data_dict, schema.standing_approval_grant())
    owner = model.Group.get(data["owner_org"])
    if owner is None or not owner.is_organization:
        raise tk.ValidationError(
            {"owner_org": [tk._("没有部门“{name}”。").format(name=data["owner_org"])]}
        )
    grant = StandingApproval(
        **{**data, "owner_org": owner.id},
        granted_by=_actor(context),
    )
    grant.expires = data["expires"].replace(tzinfo=data["expires"].tzinfo or UTC)
    _check_limits(grant)
    model.Session.add(grant)
    model.Session.flush()
    audit.record(_actor(context), "approval.grant", grant.id, **_without_times(grant))
    model.Session.commit()
    return as_dict(grant)


@tk.side_effect_free
def ankang_standing_approval_list(
    context: Context, data_dict: dict[str, Any]
) -> list[dict[str, Any]]:
    """Standing approvals, newest first, those revoked or suspended too."""
    tk.check_access("ankang_standing_approval_list", context, data_dict)
    data = _valid(data_dict, schema.page())
    query = sa.select(StandingApproval).order_by(StandingApproval.granted.desc())
    if data.get("source"):
        query = query.where(StandingApproval.source == data["source"])
    return [as_dict(row) for row in model.Session.scalars(_paged(query, data))]


def ankang_standing_approval_revoke(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Take a standing approval back; what it published stays published."""
    tk.check_access("ankang_standing_approval_revoke", context, data_dict)
    id_ = _valid(data_dict, schema.reference())["id"]
    grant = model.Session.get(StandingApproval, id_, with_for_update=True, populate_existing=True)
    if grant is None:
        raise tk.ObjectNotFound(tk._("没有编号为“{id}”的常设批准。").format(id=id_))
    if grant.revoked is None:
        grant.revoked, grant.revoked_by = datetime.now(UTC), _actor(context)
        audit.record(_actor(context), "approval.revoke", grant.id)
    model.Session.commit()
    return as_dict(grant)


def ankang_case_open(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Bring items to be published: {cases, published: [package ids], held: [{identifier, title, reasons}]}."""
    tk.check_access("ankang_case_open", context, data_dict)
    data = _valid(data_dict, schema.case_open())
    items: Any = data_dict.get("items")  # navl would take the list of dicts apart
    _check_items(items)
    return cases.open_case(**data, items=items, actor=_actor(context))


def ankang_case_decide(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Approve (and publish) or reject a waiting case; a rejection needs a reason."""
    tk.check_access("ankang_case_decide", context, data_dict)
    data = _valid(data_dict, schema.case_decide())
    if data["decision"] == "reject" and not data.get("reason"):
        raise tk.ValidationError({"reason": [tk._("退回时必须写明理由。")]})
    try:
        cases.decide(data["id"], data["decision"], data.get("reason") or "", _actor(context))
    except states.ImpossibleStep as error:
        model.Session.rollback()
        raise tk.ValidationError({"decision": [str(error)]}) from error
    return _shown(data["id"])


@tk.side_effect_free
def ankang_case_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One case with its items and events."""
    tk.check_access("ankang_case_show", context, data_dict)
    return _shown(_valid(data_dict, schema.reference())["id"])


@tk.side_effect_free
def ankang_case_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Cases, newest first: {count, results}; filtered by `state` and `source`."""
    tk.check_access("ankang_case_list", context, data_dict)
    data = _valid(data_dict, schema.page())
    matching = [getattr(Case, name) == data[name] for name in ("state", "source") if data.get(name)]
    query = sa.select(Case).where(*matching).order_by(Case.created.desc(), Case.id)
    count = sa.select(sa.func.count()).select_from(Case).where(*matching)
    rows = model.Session.scalars(_paged(query, data))
    return {"count": model.Session.scalar(count), "results": [as_dict(row) for row in rows]}


@tk.side_effect_free
def ankang_audit_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Entries of the audit log, newest first."""
    tk.check_access("ankang_audit_list", context, data_dict)
    data = _valid(data_dict, schema.page())
    rows = audit.newest(min(data["limit"], schema.MOST), data["offset"])
    return [json.loads(body) for body in rows]


@tk.chained_action
def package_create(next_action: Any, context: Context, data_dict: dict[str, Any]) -> Any:
    """Keep a new dataset or document private until its case is approved."""
    return next_action(context, gate.as_draft(context, data_dict))


@tk.chained_action
def package_update(next_action: Any, context: Context, data_dict: dict[str, Any]) -> Any:
    """Refuse to change, or to make, a public dataset or document outside a case."""
    gate.check_update(context, data_dict)
    return next_action(context, data_dict)


@tk.chained_action
def bulk_update_public(next_action: Any, context: Context, data_dict: dict[str, Any]) -> Any:
    """Refuse to make packages public in bulk: it writes past `package_update`."""
    gate.check_bulk(context)
    return next_action(context, data_dict)


def _shown(case_id: str) -> dict[str, Any]:
    case = model.Session.get(Case, case_id, populate_existing=True)
    if case is None:
        raise tk.ObjectNotFound(tk._("没有编号为“{id}”的案卷。").format(id=case_id))
    return {
        **as_dict(case),
        "items": [as_dict(item) for item in case.items()],
        "events": [as_dict(event) for event in case.events()],
    }


def _actor(context: Context) -> str:
    return context.get("user") or publishing.actor()


def _without_times(grant: StandingApproval) -> dict[str, Any]:
    shown = as_dict(grant)
    names = ("source", "source_hash", "owner_org", "approver_name", "expires", "limits")
    return {name: shown[name] for name in names}


def _check_limits(grant: StandingApproval) -> None:
    if grant.expires <= datetime.now(UTC):
        raise tk.ValidationError({"expires": [tk._("有效期必须在今天之后。")]})
    limits = grant.limits if isinstance(grant.limits, dict) else {}
    types = limits.get("types")
    if not (isinstance(limits.get("max_items"), int) and isinstance(types, list) and types):
        problem = tk._("限制须写明每批最多多少项（max_items）和允许的类型（types）。")
        raise tk.ValidationError({"limits": [problem]})
    if unknown := [name for name in types if name not in TYPES]:
        problem = tk._("没有类型“{name}”，可用：{names}。").format(
            name=unknown[0], names="、".join(TYPES)
        )
        raise tk.ValidationError({"limits": [problem]})


def _check_items(items: Any) -> None:
    if not items or not isinstance(items, list) or len(items) > config.case_items():
        problem = tk._("案卷条目（items）须是列表，至少一项，最多{most}项。").format(
            most=config.case_items()
        )
        raise tk.ValidationError({"items": [problem]})
    for number, item in enumerate(items, start=1):
        package = item.get("package") if isinstance(item, dict) else None
        if not isinstance(package, dict) or not item.get("identifier"):
            problem = tk._("第{number}项缺少package或identifier。").format(number=number)
            raise tk.ValidationError({"items": [problem]})
        if missing := [name for name in ("id", "name", "title", "type") if not package.get(name)]:
            problem = tk._("第{number}项的package缺少{names}。").format(
                number=number, names="、".join(missing)
            )
            raise tk.ValidationError({"items": [problem]})


def _paged(query: Any, data: dict[str, Any]) -> Any:
    return query.limit(min(data["limit"], schema.MOST)).offset(data["offset"])


def _valid(data_dict: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, rules)
    if errors:
        raise tk.ValidationError(errors)
    return {name: data[name] for name in rules if name in data}

"""What can be asked of the review, and the net around what is published."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.types import Context

from ckanext.ankang.catalogue.vocabularies import vocabulary

from .. import (
    approval,
    audit,
    cases,
    config,
    decisions,
    followups,
    gate,
    membership,
    posts,
    publishing,
    shown,
    states,
    statistics,
    visible,
)
from ..gate import TYPES
from ..model import Case, Deputy, PostHolding, ProfileGrant, StandingApproval, as_dict
from ..process import NotAllowed, Refused
from ..profiles import profiles
from ..recording import today
from . import schema

LONGEST_APPROVAL = timedelta(days=366)


def ankang_standing_approval_grant(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Approve in advance what one source brings, bound to the hash of its files and to limits.

    By the department's head himself, or by an administrator in the name of the head (`approver_name`:
    his account). It ends with `expires`, within 12 months, and when the head leaves the post.
    `limits`: {"max_items": n, "types": ["dataset", "document"]}.
    """
    tk.check_access("ankang_standing_approval_grant", context, data_dict)
    data = _valid(data_dict, schema.standing_approval_grant())
    owner = _department(data["owner_org"])
    data["approver_name"] = _approver(context, data.get("approver_name"), owner)
    grant = StandingApproval(**{**data, "owner_org": owner.id}, granted_by=_actor(context))
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
    """Standing approvals, newest first, those revoked or suspended too.

    With `source_hash` each says as `refusal` why it covers nothing that these very files bring now, or null.
    """
    tk.check_access("ankang_standing_approval_list", context, data_dict)
    data = _valid(data_dict, schema.standing_approval_list())
    query = sa.select(StandingApproval).order_by(StandingApproval.granted.desc())
    if data.get("source"):
        query = query.where(StandingApproval.source == data["source"])
    rows = model.Session.scalars(_paged(query, data))
    return [_judged(row, data.get("source_hash")) for row in rows]


def _judged(row: StandingApproval, source_hash: str | None) -> dict[str, Any]:
    in_post = followups.in_post(row)
    shown = {**as_dict(row), "in_post": in_post}
    if source_hash is None:
        return shown
    refusal = approval.refusal(row.grant(in_post=in_post), source_hash, [], datetime.now(UTC))
    return {**shown, "refusal": refusal}


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
    items = _items(data_dict)
    if data.get("department"):
        data["department"] = _department(data["department"]).id
    if data.get("formed_on"):
        data["formed_on"] = data["formed_on"].date().isoformat()
    with _refusals("items"):
        return cases.open_case(data, items, _actor(context))


def ankang_case_resubmit(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Hand a returned case in again with its items corrected: its next round begins."""
    tk.check_access("ankang_case_resubmit", context, data_dict)
    data = _valid(data_dict, schema.case_resubmit())
    items = _items(data_dict)
    with _refusals("items"):
        return cases.resubmit(data["id"], items, data.get("authors") or [], _actor(context))


def ankang_case_decide(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Decide one case (`id`) or up to 200 (`ids`) as the person whose turn it is.

    One answers the case; several {decided: [ids], left: [{id, reason}]}.
    """
    tk.check_access("ankang_case_decide", context, data_dict)
    data = _valid(data_dict, schema.case_decide())
    ids = _ids(data)
    said = {name: value for name, value in data.items() if name not in ("id", "ids") and value}
    with _refusals("decision"):
        left = decisions.decide(ids, decisions.Decision(**said), _actor(context))
    if data.get("id"):
        return shown.case(_case(data["id"]), _actor(context))
    reasons = {id_: tk._(refused.template).format(**refused.fields) for id_, refused in left}
    return {
        "decided": [id_ for id_ in ids if id_ not in reasons],
        "left": [{"id": id_, "reason": reason} for id_, reason in reasons.items()],
    }


def ankang_case_item_open(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One item with its differences to what is public; that the person opened it is written down."""
    tk.check_access("ankang_case_item_open", context, data_dict)
    id_ = _valid(data_dict, schema.reference())["id"]
    return shown.item(decisions.look(id_, _actor(context)))


@tk.side_effect_free
def ankang_case_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One case with its items and events, whose turn it is and what stands against the asker's signature."""
    tk.check_access("ankang_case_show", context, data_dict)
    return shown.case(_case(_valid(data_dict, schema.reference())["id"]), _actor(context))


@tk.side_effect_free
def ankang_case_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Cases that the asker may see, newest first: {count, results}."""
    tk.check_access("ankang_case_list", context, data_dict)
    data = _valid(data_dict, schema.case_list())
    user = context.get("user") or ""
    names = ("state", "source", "department", "profile", "kind")
    matching = [getattr(Case, name) == data[name] for name in names if data.get(name)]
    if not context.get("ignore_auth"):
        matching.append(visible.condition(user))
    if data.get("waiting_for_me"):
        matching.append(Case.id.in_(visible.waiting_for(user)))
    if data.get("mine"):
        matching.append(visible.mine(user))
    query = sa.select(Case).where(*matching).order_by(Case.created.desc(), Case.id)
    count = sa.select(sa.func.count()).select_from(Case).where(*matching)
    rows = model.Session.scalars(_paged(query, data))
    return {"count": model.Session.scalar(count), "results": [shown.row(row) for row in rows]}


def ankang_post_grant(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Give a person a post in a department, from one day to another, and the membership it implies."""
    tk.check_access("ankang_post_grant", context, data_dict)
    data = _valid(data_dict, schema.post_grant())
    person = _person(data["person"])
    if data["post"] not in vocabulary("posts").codes.values():
        raise tk.ValidationError({"post": [tk._("没有岗位“{name}”。").format(name=data["post"])]})
    starts, ends = _days(data)
    holding = PostHolding(
        person=person,
        post=data["post"],
        department=_department(data["department"]).id,
        starts=starts,
        ends=ends,
        ground=data.get("ground") or "",
        granted_by=_actor(context),
    )
    model.Session.add(holding)
    model.Session.flush()
    membership.follow(person, holding.department)
    _note(context, "post.grant", holding)
    return as_dict(holding)


def ankang_post_revoke(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Take a post from a person today; what he signed stays signed."""
    tk.check_access("ankang_post_revoke", context, data_dict)
    holding = _revoked(context, data_dict, PostHolding, "post.revoke")
    membership.follow(holding.person, holding.department)
    model.Session.commit()
    return as_dict(holding)


@tk.side_effect_free
def ankang_post_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Who holds which post today; with `past` those of other days too."""
    tk.check_access("ankang_post_list", context, data_dict)
    return _standing(PostHolding, data_dict, ("person", "post", "department"))


def ankang_deputy_grant(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Let somebody of the same department stand in for the holder of a post, from one day to another."""
    tk.check_access("ankang_deputy_grant", context, data_dict)
    data = _valid(data_dict, schema.deputy_grant())
    holding = _row(PostHolding, data["holding_id"])
    person = _person(data["person"])
    if person == holding.person:
        raise tk.ValidationError({"person": [tk._("不能由本人代理本人。")]})
    if not any(held.department == holding.department for held in posts.held_by(person)):
        problem = tk._("“{person}”在该部门没有岗位，不能代理。").format(person=person)
        raise tk.ValidationError({"person": [problem]})
    starts, ends = _days(data)
    deputy = Deputy(
        holding_id=holding.id,
        person=person,
        starts=starts,
        ends=ends,
        reason=data["reason"],
        granted_by=_actor(context),
    )
    model.Session.add(deputy)
    model.Session.flush()
    _note(context, "deputy.grant", deputy)
    return as_dict(deputy)


def ankang_deputy_revoke(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """End a deputyship today."""
    tk.check_access("ankang_deputy_revoke", context, data_dict)
    return as_dict(_revoked(context, data_dict, Deputy, "deputy.revoke"))


@tk.side_effect_free
def ankang_deputy_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Who stands in for whom today; with `past` those of other days too."""
    tk.check_access("ankang_deputy_list", context, data_dict)
    return _standing(Deputy, data_dict, ("person", "holding_id"))


def ankang_profile_grant(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Let a department use a lighter profile, with a ground and an end."""
    tk.check_access("ankang_profile_grant", context, data_dict)
    data = _valid(data_dict, schema.profile_grant())
    profile = profiles().get(data["profile"])
    if profile is None or not profile.lighter:
        names = "、".join(one.code for one in profiles().values() if one.lighter)
        problem = tk._("“{name}”不是需要批准的审核流程，可选：{names}。").format(
            name=data["profile"], names=names
        )
        raise tk.ValidationError({"profile": [problem]})
    starts, ends = _days(data)
    grant = ProfileGrant(
        profile=profile.code,
        department=_department(data["department"]).id,
        ground=data["ground"],
        starts=starts,
        ends=ends,
        granted_by=_named(context),
    )
    model.Session.add(grant)
    model.Session.flush()
    _note(context, "profile.grant", grant)
    return as_dict(grant)


def ankang_profile_revoke(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Take a lighter profile back; what was published by it stays published."""
    tk.check_access("ankang_profile_revoke", context, data_dict)
    return as_dict(_revoked(context, data_dict, ProfileGrant, "profile.revoke"))


@tk.side_effect_free
def ankang_profile_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Which department may use which lighter profile today; with `past` those of other days too."""
    tk.check_access("ankang_profile_list", context, data_dict)
    return _standing(ProfileGrant, data_dict, ("profile", "department"))


@tk.side_effect_free
def ankang_review_statistics(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """What was published by which profile in a quarter, by how many persons, for the self-check."""
    tk.check_access("ankang_review_statistics", context, data_dict)
    data = _valid(data_dict, schema.quarter())
    return statistics.of_quarter(data["year"], data["quarter"])


@tk.side_effect_free
def ankang_audit_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Entries of the audit log, newest first; of one `case`, `person` or `day` (2026-11-24) if asked."""
    tk.check_access("ankang_audit_list", context, data_dict)
    data = _valid(data_dict, schema.audit_list())
    wanted = {name: data[name] for name in audit.FILTERS if data.get(name)}
    _check_day(wanted.get("day"))
    rows = audit.newest(min(data["limit"], schema.MOST), data["offset"], **wanted)
    return [json.loads(body) for body in rows]


def _check_day(day: str | None) -> None:
    try:
        date.fromisoformat(day or "2026-11-24")
    except ValueError:
        problem = tk._("“{day}”不是日期，请写成 2026-11-24 这样。").format(day=day)
        raise tk.ValidationError({"day": [problem]}) from None


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


def _actor(context: Context) -> str:
    return context.get("user") or publishing.actor()


def _without_times(grant: StandingApproval) -> dict[str, Any]:
    shown = as_dict(grant)
    names = ("source", "source_hash", "owner_org", "approver_name", "expires", "limits")
    return {name: shown[name] for name in names}


def _approver(context: Context, name: str | None, owner: Any) -> str:
    """The head in whose name a standing approval is given: nobody else's, and nobody unknown's."""
    approver = name or _actor(context)
    if not posts.holds(approver, owner.id, posts.LEADER):
        problem = tk._(
            "“{person}”目前不是“{department}”的分管（主要）负责人，不能作常设批准。"
        ).format(person=approver, department=owner.title or owner.name)
        raise tk.ValidationError({"approver_name": [problem]})
    return approver


def _check_limits(grant: StandingApproval) -> None:
    if grant.expires <= datetime.now(UTC):
        raise tk.ValidationError({"expires": [tk._("有效期必须在今天之后。")]})
    if grant.expires > datetime.now(UTC) + LONGEST_APPROVAL:
        raise tk.ValidationError({"expires": [tk._("常设批准最长12个月。")]})
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


@contextmanager
def _refusals(name: str) -> Iterator[None]:
    """Say what the rules refuse as CKAN says it, with nothing half done left behind."""
    try:
        yield
    except NotAllowed as error:
        model.Session.rollback()
        raise tk.NotAuthorized(tk._(error.template).format(**error.fields)) from error
    except (Refused, states.ImpossibleStep) as error:
        model.Session.rollback()
        raise tk.ValidationError({name: [tk._(error.template).format(**error.fields)]}) from error


def _case(id_: str) -> Case:
    case = model.Session.get(Case, id_, populate_existing=True)
    if case is None:
        raise tk.ObjectNotFound(tk._("没有编号为“{id}”的案卷。").format(id=id_))
    return case


def _ids(data: dict[str, Any]) -> list[str]:
    if bool(data.get("id")) == bool(data.get("ids")):
        raise tk.ValidationError({"id": [tk._("请给出一个案卷（id）或者一批案卷（ids）。")]})
    ids = [data["id"]] if data.get("id") else data["ids"]
    if len(ids) > schema.MOST:
        problem = tk._("一次最多办理{most}个案卷。").format(most=schema.MOST)
        raise tk.ValidationError({"ids": [problem]})
    return list(ids)


def _person(name: str) -> str:
    user = model.User.get(name)
    if user is None or user.state != model.State.ACTIVE:
        problem = tk._("没有账号“{name}”。请先由平台管理员开通账号，再登记岗位。").format(name=name)
        raise tk.ValidationError({"person": [problem]})
    return str(user.name)


def _named(context: Context) -> str:
    """Who answers for a lighter way: a person, never the portal itself."""
    person = model.User.get(context.get("user"))
    if person is None:
        raise tk.NotAuthorized(tk._("批准须由登录的人员本人办理。"))
    return str(person.name)


def _department(name: str) -> Any:
    found = model.Group.get(name)
    if found is None or not found.is_organization:
        raise tk.ValidationError({"department": [tk._("没有部门“{name}”。").format(name=name)]})
    return found


def _days(data: dict[str, Any]) -> tuple[date, date | None]:
    starts = data["starts"].date() if data.get("starts") else today()
    ends = data["ends"].date() if data.get("ends") else None
    if ends and ends < max(starts, today()):
        raise tk.ValidationError({"ends": [tk._("结束日期不能早于开始日期或者今天。")]})
    return starts, ends


def _row(table: Any, id_: str) -> Any:
    row = model.Session.get(table, id_, with_for_update=True, populate_existing=True)
    if row is None:
        raise tk.ObjectNotFound(tk._("没有编号为“{id}”的登记。").format(id=id_))
    return row


def _revoked(context: Context, data_dict: dict[str, Any], table: Any, action: str) -> Any:
    row = _row(table, _valid(data_dict, schema.reference())["id"])
    if row.revoked is None:
        row.revoked, row.revoked_by = datetime.now(UTC), _actor(context)
        model.Session.flush()
        audit.record(_actor(context), action, row.id)
    model.Session.commit()
    return row


def _note(context: Context, action: str, row: Any) -> None:
    facts = as_dict(row)
    kept = {name: facts[name] for name in facts if name not in ("id", "granted", "granted_by")}
    audit.record(_actor(context), action, row.id, **kept)
    model.Session.commit()


def _standing(table: Any, data_dict: dict[str, Any], names: Sequence[str]) -> list[dict[str, Any]]:
    data = _valid(data_dict, schema.standing_list())
    if data.get("department"):
        data["department"] = _department(data["department"]).id
    query = sa.select(table) if data.get("past") else posts.standing(table)
    matching = [getattr(table, name) == data[name] for name in names if data.get(name)]
    rows = model.Session.scalars(query.where(*matching).order_by(table.granted))
    return [as_dict(row) for row in rows]


def _items(data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    items: Any = data_dict.get("items")  # navl would take the list of dicts apart
    _check_items(items)
    return list(items)


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

"""What the person whose turn it is may do with a case: sign, return, reject, stop, refer; or withdraw it.

Every rule stands here and in `process`, so that it holds for administrators and for `ignore_auth` too:
a decision is made by a named person in a post, or by nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.common import _

from ckanext.ankang.catalogue.calendar import add_working_days

from . import audit, cases, config, posts, process, publishing, secrecy, states
from .model import Case, CaseItem
from .process import Held, History, NotAllowed, Refused
from .profiles import Step, checklist
from .recording import history, record, today

DECISIONS: Final = ("approve", "return", "reject", "stop", "refer", "withdraw")
NEEDS_REASON: Final = frozenset({"return", "reject", "withdraw"})


@dataclass(frozen=True)
class Decision:
    """What a person decided, and what he says with it."""

    decision: str
    reason: str = ""
    step: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    proofread: bool = False
    secrecy: Any = None
    signed_in_oa: dict[str, Any] | None = None
    telephone: dict[str, Any] | None = None
    items: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ready:
    """A decision that was checked: nothing of it is written yet."""

    case: Case
    post: Held | None
    signer: str
    detail: dict[str, Any]


def decide(ids: list[str], decision: Decision, actor: str) -> list[tuple[str, Refused]]:
    """Decide these cases in one transaction, then publish what is approved.

    Of several, one that cannot be decided so is left out and answered with the reason; of one, the
    reason is raised. Each case and each item has its own line in the audit log.
    """
    ready, left = [], []
    for id_ in sorted(set(ids)):
        try:
            ready.append(_prepare(publishing.locked(id_), decision, actor))
        except (Refused, states.ImpossibleStep) as error:
            if len(ids) == 1:
                model.Session.rollback()
                raise
            left.append((id_, _as_refused(error)))
    approved = [one.case.id for one in ready if _carry_out(one, decision, actor)]
    model.Session.commit()
    for id_ in approved:
        publishing.publish(id_)
    return left


def look(item_id: str, actor: str) -> CaseItem:
    """Write down that somebody opened an item of a case that is his to sign."""
    item = model.Session.get(CaseItem, item_id)
    if item is None:
        raise tk.ObjectNotFound(_("没有编号为“{id}”的案卷条目。").format(id=item_id))
    case = publishing.locked(item.case_id)
    turn = history(case).turn
    post = turn and turn.post_of(posts.held_by(actor))
    if post and item.id not in looked_at(case, actor):
        record(case, "look", actor, post=post, detail={"item": item.id})
    model.Session.commit()
    return item


def looked_at(case: Case, actor: str) -> set[str]:
    """The items that somebody opened in this round at this step."""
    return {
        row.detail["item"]
        for row in case.events()
        if (row.event, row.actor, row.round, row.step) == ("look", actor, case.round, case.step)
    }


def to_open(case: Case, actor: str) -> list[str]:
    """The items of a large case that this person must open before he signs, drawn by lot."""
    seed = f"{case.id} {case.round} {case.step} {actor}"
    return process.sample(seed, [item.id for item in case.items()], config.case_sample())


def registers_oa(turn: process.Turn, holdings: list[Held], past: History, actor: str) -> bool:
    """Whether somebody may register that this step was signed in the OA: never an author."""
    at_post = any(
        held.post in turn.step.oa and held.department in turn.departments for held in holdings
    )
    return at_post and actor not in past.authors


def may_withdraw(case: Case, past: History, actor: str) -> bool:
    """Whether somebody may take the case back: who had a hand in it, before it is public."""
    return (case.state, "withdraw") in states.TRANSITIONS and actor in {
        *past.authors,
        case.created_by,
    }


def _as_refused(error: Refused | states.ImpossibleStep) -> Refused:
    return error if isinstance(error, Refused) else Refused(error.template, **error.fields)


def _prepare(case: Case, decision: Decision, actor: str) -> Ready:
    if decision.decision in NEEDS_REASON and not decision.reason.strip():
        raise Refused("退回、不予通过或者撤回时，必须写明理由。")
    past = history(case)
    if decision.decision == "withdraw":
        states.after(case.state, "withdraw")
        if not may_withdraw(case, past, actor):
            raise NotAllowed("只有起草人可以撤回案卷。")
        return Ready(case, None, actor, {})
    if case.state == states.HELD and decision.decision == "reject":
        return _prepare_held(case, actor)
    event = "sign" if decision.decision == "approve" else decision.decision
    states.after(case.state, event)
    return _prepare_turn(case, past, decision, actor)


def _prepare_held(case: Case, actor: str) -> Ready:
    if not posts.holds(actor, case.department, posts.LEADER):
        raise NotAllowed("只有部门负责人可以了结扣下的案卷。")
    return Ready(case, Held(posts.LEADER, str(case.department)), actor, {})


def _prepare_turn(case: Case, past: History, decision: Decision, actor: str) -> Ready:
    turn = past.turn
    if turn is None or (decision.step and decision.step != turn.step.code):
        raise Refused("现在不是这个环节。请刷新页面查看最新状态。")
    holdings = posts.held_by(actor)
    post, signer = turn.post_of(holdings), actor
    if decision.signed_in_oa is not None:
        post, signer = _signed_in_oa(turn, decision.signed_in_oa, holdings, past, actor)
    if post is None:
        raise NotAllowed("“{step}”由其他岗位办理，您目前没有这个岗位。", step=turn.step.label)
    if decision.decision != "return" and (refusal := past.refusal(signer)):
        raise refusal
    department = turn.departments[0] if turn.step.platform else post.department
    detail: dict[str, Any] = {"department": department}
    if signer != actor:
        detail["signed_by"] = signer
    if decision.decision in ("approve", "stop", "refer") and "secrecy" in turn.step.acts:
        detail |= _secrecy(case, turn.step, decision)
    elif decision.decision in ("stop", "refer"):
        raise Refused("只有保密审查可以作出这样的结论。")
    if decision.decision == "approve":
        detail |= _signature(case, turn.step, decision, post, actor)
    return Ready(case, post, signer, detail)


def _signature(
    case: Case, step: Step, decision: Decision, post: Held, actor: str
) -> dict[str, Any]:
    """What a signature says; raises `Refused` at what is missing."""
    detail: dict[str, Any] = {}
    if decision.signed_in_oa is not None:
        detail["oa"] = decision.signed_in_oa
    elif missing := checklist(step.checklist).unanswered(decision.answers):
        raise Refused(
            "《{form}》还有没有确认的项目：{text}",
            form=checklist(step.checklist).title,
            text=missing[0].text,
        )
    else:
        detail["answers"] = decision.answers
    if step.proofreads:
        if not decision.proofread:
            raise Refused("请先校对并签名：{names}。", names="、".join(step.proofreads))
        detail["proofread"] = list(step.proofreads)
    if post.post in step.telephone:
        detail["telephone"] = _telephone(decision.telephone, post)
    missed = set(to_open(case, actor)) - looked_at(case, actor)
    if missed:
        raise Refused(
            "本案卷条目较多，签字前须打开随机抽取的条目核对，还有{count}项没有打开。",
            count=len(missed),
        )
    _check_findings(case, decision)
    return detail


def _check_findings(case: Case, decision: Decision) -> None:
    known = {item.id for item in case.items()}
    if unknown := set(decision.items) - known:
        raise Refused("条目“{item}”不在本案卷里。", item=min(unknown))
    if decision.items and set(decision.items) == known:
        raise Refused("全部条目都有问题，请退回案卷。")
    if not all(reason.strip() for reason in decision.items.values()):
        raise Refused("有问题的条目须写明理由。")


def _secrecy(case: Case, step: Step, decision: Decision) -> dict[str, Any]:
    """The filled-in form; the decision must be what its conclusions amount to."""
    titles = {item.id: item.title for item in case.items()}
    form = secrecy.read(decision.secrecy, list(titles))
    questions = checklist(step.checklist)
    secrecy.check(form, questions, titles)
    wanted = secrecy.decision(form, questions, today(), add_working_days)
    if wanted != ("sign" if decision.decision == "approve" else decision.decision):
        raise Refused(CONCLUDED[wanted])
    detail: dict[str, Any] = {"secrecy": decision.secrecy}
    if wanted == "refer":
        until = secrecy.awaited(form, questions, today(), add_working_days)
        detail["due"] = until.isoformat() if until else None
    if wanted == "stop":
        detail["closed"] = form.of("closed") or list(titles)
    return detail


CONCLUDED: Final = {
    "sign": "保密审查结论都是“可公开”，请签字通过。",
    "return": "保密审查结论有“处理后公开”，或者第三方不同意公开，请退回并写明怎样处理。",
    "stop": "保密审查结论有“不公开”，请作出“不公开”的决定。",
    "refer": "还在等有关部门确定，或者征求第三方意见（15个工作日）没有期满，请先登记“报有关部门确定、征求意见”。",
}


def _signed_in_oa(
    turn: process.Turn, signed: dict[str, Any], holdings: list[Held], past: History, actor: str
) -> tuple[Held | None, str]:
    """A sign-off done in the OA: who signed there counts, who registers it has a post for that."""
    if not registers_oa(turn, holdings, past, actor):
        raise NotAllowed("OA审签由办公室登记，起草人不能登记自己的案卷。")
    for name, label in (
        ("number", "审签单号"),
        ("date", "审签日期"),
        ("version_id", "审签单扫描件"),
        ("person", "签发人"),
    ):
        if not str(signed.get(name) or "").strip():
            raise Refused("登记OA审签须写明{label}。", label=label)
    _past_day(str(signed["date"]), "审签日期")
    tk.get_action("ankang_file_version_show")(
        {"ignore_auth": True, "user": actor}, {"id": signed["version_id"]}
    )
    signer = str(signed["person"])
    post = turn.post_of(posts.held_by(signer))
    if post is None:
        raise Refused("“{person}”目前没有签发的岗位。", person=signer)
    return post, signer


def _telephone(said: dict[str, Any] | None, post: Held) -> dict[str, str]:
    """The head's telephone instruction, on which a duty officer publishes."""
    said = said or {}
    if not posts.holds(str(said.get("person") or ""), post.department, posts.LEADER):
        raise Refused("值班员发布须写明作出电话指示的本部门负责人。")
    if not str(said.get("at") or "").strip() or not str(said.get("words") or "").strip():
        raise Refused("值班员发布须写明电话指示的时间和内容。")
    return {name: str(said[name]) for name in ("person", "at", "words")}


def _past_day(text: str, label: str) -> None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused(
            "{label}“{text}”不是日期，请写成 2026-11-24 这样的形式。", label=label, text=text
        ) from None
    if day > today():
        raise Refused("{label}“{text}”在今天之后。", label=label, text=text)


def _carry_out(ready: Ready, decision: Decision, actor: str) -> bool:
    """Write the decision; whether the case is approved by it and shall be published."""
    return CARRY_OUT.get(decision.decision, _end)(ready, decision, actor)


def _end(ready: Ready, decision: Decision, actor: str) -> bool:
    """Return, reject, withdraw, refer: one event, the same for the whole case."""
    case, event = ready.case, decision.decision
    if event in ("reject", "return") and case.kind == publishing.AFTERWARDS:
        publishing.hide(case, actor, decision.reason, ready.post)
        return False
    record(case, event, actor, decision.reason, post=ready.post, detail=ready.detail)
    _audit(case, f"case.{event}", actor, reason=decision.reason)
    return False


def _stop(ready: Ready, decision: Decision, actor: str) -> bool:
    """不公开: what is concluded so leaves the case, or the whole case ends."""
    case, closed = ready.case, set(ready.detail.pop("closed"))
    items = [item for item in case.items() if item.id in closed]
    if len(items) < len(case.items()):
        case = publishing.split(case, items)
        people = publishing.people_of(ready.case)
        record(case, "stop", actor, decision.reason, post=ready.post, detail=ready.detail | people)
    else:
        record(case, "stop", actor, decision.reason, post=ready.post, detail=ready.detail)
    _audit(case, "case.stop", actor)
    return False


def _sign(ready: Ready, decision: Decision, actor: str) -> bool:
    case = ready.case
    found = [item for item in case.items() if item.id in decision.items]
    for item in found:
        item.reasons = [decision.items[item.id]]
        publishing.cut_out(case, [item], publishing.people_of(case), actor)
    step = case.step
    now = record(case, "sign", actor, decision.reason, post=ready.post, detail=ready.detail)
    _audit(case, "case.sign", actor, step=step, signed_by=ready.signer)
    if not now.complete:
        return False
    record(case, "approve", actor)
    _audit(case, "case.approve", actor)
    cases.plan_publishing(case)
    return True


CARRY_OUT: Final[dict[str, Callable[[Ready, Decision, str], bool]]] = {
    "approve": _sign,
    "stop": _stop,
}


def _audit(case: Case, action: str, actor: str, **detail: Any) -> None:
    """One line for the case and one for each of its items."""
    audit.record(actor, action, case.id, round=case.round, **detail)
    for item in case.items():
        audit.record(actor, action.replace("case.", "item."), item.id, case=case.id)

"""What an answer says in words: one Chinese sentence with its cause (pure).

Templates go through gettext at the doors: every function takes it as `say`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from . import events as kinds
from .events import Event
from .force import Answer
from .periods import periods

Say = Callable[[str], str]

TEMPLATES: Final = {
    "in_force": "自{begun}起施行，现行有效。",
    "confirmed": "现行有效，{proof}。",
    "partly": "部分条款已失效：{day}{articles}被{by}废止，其余条款现行有效。",
    "suspended": "自{day}起暂停施行，依据{by}。",
    "not_yet": "已于{day}公布，将于{coming}起施行。",
    "unpublished_yet": "这一天还没有公布。",
    "repealed": "自{day}起废止，依据{by}。",
    "republished": "自{day}起由{by}替代。",
    "revoked": "自{day}起被撤销，依据{by}。",
    "declared_lapsed": "自{day}起失效，依据{by}。",
    "expired": "有效期已满，自{day}起失效，依据{by}。",
    "period": "有效期至{last_day}（含当日），已经期满失效{decree}。",
    "deadline": "{by}要求在{last_day}前修改，没有按期修改，已经失效。",
    "no_events": "本库没有公布、施行的记录，效力未核实。",
    "no_beginning": "本库没有公布、施行的记录，效力未核实。",
    "no_effective_day": "{day}公布，施行日期不明，效力未核实。",
    "earlier_text": "{day}公布，全面修订后的文本自{coming}起施行；此前文本的施行日期不明，效力未核实。",
    "unpublished": "本库没有它公布的记录，效力未核实。",
    "no_evidence": "没有公布、清理继续有效或者核实的记录，效力未核实。",
    "old_evidence": "最近一次依据是{proof}，已经超过{days}日，效力未核实。",
}
# How an event reads as evidence; `{by}` is its acting document or source.
EVIDENCE: Final = {
    kinds.PUBLISHED: "{day}公布",
    kinds.EFFECTIVE: "{day}起施行",
    kinds.VERIFIED: "{day}经{by}核实",
    kinds.REVIEWED: "{day}清理结果为继续有效（{by}）",
    kinds.RESUMED: "{day}起恢复施行（{by}）",
    kinds.SUSPENDED: "暂停施行于{last_day}期满",
}
FLAGS: Final = {
    "needs_change": "清理结果为需要修改。",
    "ending": "有效期至{last_day}（含当日），即将到期。",
    "under_review": "正在清理，结果公布前继续执行。",
    "no_period": "文件没有写明有效期，也没有规定适用于它；不因此失效。",
}
NO_ACT: Final = "（依据未载明）"


def day(value: date | None) -> str:
    """A day as 2026年11月24日."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def sentence(answer: Answer, say: Say) -> str:
    """Why the force is what it is."""
    code, cause, proof = answer.reason, answer.cause, answer.evidence
    if code == "not_yet" and not (cause and answer.coming):
        code = "unpublished_yet"
    if code == "in_force" and cause and cause.kind != kinds.EFFECTIVE:
        code = "confirmed"
    if code == "old_evidence":
        proof = cause
    return say(TEMPLATES[code]).format(
        day=day(cause.day) if cause else "",
        begun=day(cause.day) if cause else "",
        by=acting(cause, say) if cause else "",
        coming=day(answer.coming.day) if answer.coming else "",
        last_day=day(_last_day(answer)),
        decree=say("（{decree}）").format(decree=answer.decree) if answer.decree else "",
        articles="、".join(cause.detail.articles) if cause else "",
        proof=evidence(proof, say) if proof else "",
        days=periods().evidence_days,
    )


def evidence(event: Event, say: Say) -> str:
    """An event as the evidence of an answer."""
    template = EVIDENCE.get(event.kind, "{day}（{by}）")
    last_day = event.detail.last_day
    return say(template).format(
        day=day(event.day), by=acting(event, say), last_day=day(last_day) if last_day else ""
    )


def flag(code: str, answer: Answer, say: Say) -> str:
    """What a flag means for this document."""
    return say(FLAGS[code]).format(last_day=day(_last_day(answer)))


def acting(event: Event, say: Say) -> str:
    """The act by which something happened: title, number, article; else who did it or the source."""
    act = event.acting
    name = f"《{act.title}》" if act.title and not act.title.startswith("《") else act.title
    number = f"（{act.number}）" if act.number and name else act.number
    found = f"{name}{number}{act.article}" or act.organ or event.source
    return found or say(NO_ACT)


def _last_day(answer: Answer) -> date | None:
    """The last day of the period, or of the clean-up notice's time."""
    if answer.reason == "deadline" and answer.cause:
        return answer.cause.detail.last_day
    return answer.last_day

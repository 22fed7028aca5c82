"""Clean-ups as they are kept: opening, saying what becomes of each document, deciding by a notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.interfaces import JobContext
from ckanext.ankang.review import audit

from . import library, rights
from .campaigns import Finding, Listed, Scope, catalogues, event_of, findings, subject
from .holdings import Held
from .model import DECIDED, DECIDING, OPEN, Campaign, CampaignEntry

KIND = "cleanup.decide"
Json = dict[str, Any]


def campaigns(*states: str) -> list[Campaign]:
    """Clean-ups in these states, the newest first."""
    query = sa.select(Campaign).where(Campaign.state.in_(states))
    return list(model.Session.scalars(query.order_by(Campaign.opened.desc())))


def scope(campaign: Campaign) -> Scope:
    """What a clean-up is about."""
    return Scope(campaign.issued_from, campaign.issued_until, campaign.topic, campaign.words)


def entries(campaign: Campaign) -> list[CampaignEntry]:
    """What was said in a clean-up."""
    query = sa.select(CampaignEntry).where(CampaignEntry.campaign_id == campaign.id)
    return list(model.Session.scalars(query.order_by(CampaignEntry.entered)))


def unlisted(campaign: Campaign, documents: Iterable[Held]) -> list[Held]:
    """Documents that a clean-up is about and that stand on no list yet."""
    said = {one.package_id for one in entries(campaign)}
    return [one for one in subject(scope(campaign), documents) if one.id not in said]


def open_(said: Json, person: str) -> Campaign:
    """Begin a clean-up, in the caller's transaction."""
    campaign = Campaign(opened_by=person, state=OPEN, **said)
    model.Session.add(campaign)
    model.Session.flush()
    audit.record(person, "cleanup.open", campaign.id, title=campaign.title)
    return campaign


def say(campaign: Campaign, document: Held, outcome: str, reason: str, person: str) -> None:
    """Put a document on a list in the name of the person's department; no outcome takes it off."""
    if campaign.state != OPEN:
        raise tk.ValidationError({"id": [tk._("这次清理已经决定，目录不能再改。")]})
    department = rights.speaks_as(person, document.department)
    key = (campaign.id, document.id, department)
    row = model.Session.get(CampaignEntry, key)
    if outcome:
        named = dict(zip(("campaign_id", "package_id", "department"), key, strict=True))
        said = {"outcome": outcome, "reason": reason, "entered_by": person}
        model.Session.merge(CampaignEntry(**named, **said, entered=datetime.now(UTC)))
    elif row is not None:
        model.Session.delete(row)
    audit.record(person, "cleanup.say", campaign.id, document=document.id, outcome=outcome)


def listed(rows: Iterable[CampaignEntry]) -> list[Listed]:
    """The same rows as the rules take them."""
    return [Listed(one.package_id, one.outcome, one.department) for one in rows]


def found(campaign: Campaign, documents: list[Held]) -> list[Finding]:
    """What is wrong with the lists now."""
    return findings(scope(campaign), documents, listed(entries(campaign)))


def decide(campaign: Campaign, notice: Json, person: str) -> None:
    """Decide a clean-up by its notice; each document on a list gets its event in the background."""
    documents = library.on(today())
    wrong = found(campaign, documents)
    if campaign.state != OPEN:
        raise tk.ValidationError({"id": [tk._("这次清理已经决定。")]})
    if blocking := [one.document.title for one in wrong if one.blocks]:
        sentence = tk._("这些文件在两个目录上，意见统一后才能决定：{titles}。")
        raise tk.ValidationError({"id": [sentence.format(titles="、".join(blocking))]})
    if not entries(campaign):
        raise tk.ValidationError({"id": [tk._("目录上还没有文件，不能决定。")]})
    campaign.state, campaign.notice = DECIDING, notice
    campaign.decided_by, campaign.decided = person, datetime.now(UTC)
    campaign.findings = [
        {"code": one.code, "document": one.document.id, "title": one.document.title}
        for one in wrong
    ]
    audit.record(person, "cleanup.decide", campaign.id, notice=notice["title"])
    queue.enqueue(KIND, {"id": campaign.id}, key=f"{KIND} {campaign.id}")


def decide_job(job: JobContext, payload: Json) -> None:
    """Make an event of each outcome, as the person who decided; what has one already is left alone."""
    campaign = model.Session.get(Campaign, payload["id"])
    if campaign is None or campaign.state != DECIDING:
        return
    waiting = [one for one in entries(campaign) if not one.done]
    for done, entry in enumerate(waiting, start=1):
        _act(campaign, entry)
        model.Session.commit()
        job.progress(done, len(waiting), tk._("登记清理结果"))
    campaign.state = DECIDED


def _act(campaign: Campaign, entry: CampaignEntry) -> None:
    """Propose and accept one event; what the record refuses is written beside the document."""
    person = {"user": campaign.decided_by}
    try:
        if not entry.event_id:
            asked = _said(campaign, entry)
            entry.event_id = tk.get_action("ankang_document_event_propose")({**person}, asked)["id"]
            # Kept before the next step: a job that is taken up again must not propose it twice.
            model.Session.commit()
        decision = {"id": entry.event_id, "decision": "accept"}
        tk.get_action("ankang_document_event_decide")({**person}, decision)
        problem = ""
    except tk.ValidationError as error:
        model.Session.rollback()
        problem = "".join(str(one) for one in error.error_summary.values())
    entry.done, entry.problem = True, problem


def _said(campaign: Campaign, entry: CampaignEntry) -> Json:
    notice = campaign.notice
    until = date.fromisoformat(notice["change_until"]) if notice.get("change_until") else None
    kind, detail = event_of(entry.outcome, until)
    acting = {name: notice[name] for name in ("title", "number", "organ") if notice.get(name)}
    return {
        "id": entry.package_id,
        "kind": kind,
        "day": notice["day"],
        "acting": acting,
        "detail": detail,
        "source": tk._("清理结果：{title}").format(title=notice["title"]),
    }


def as_dict(campaign: Campaign) -> Json:
    """A clean-up without its lists."""
    days = {"issued_from", "issued_until", "asked_until"}
    names = ("id", "title", "topic", "words", "state", "notice", *days)
    said = {name: getattr(campaign, name) for name in names}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in said.items()
    }


def shown(campaign: Campaign) -> Json:
    """A clean-up with its three lists, what was said of each document, and what is wrong."""
    documents, rows = library.on(_day(campaign)), entries(campaign)
    lists = catalogues(documents, listed(rows))
    known = {one.id: one for one in documents}
    wrong = campaign.findings if campaign.state == DECIDED else _wrong(campaign, documents)
    return {
        **as_dict(campaign),
        "catalogues": {
            name: [{**brief(one), "outcome": outcome} for one, outcome in held]
            for name, held in lists.items()
        },
        "documents": [brief(one) for one in subject(scope(campaign), documents)],
        "entries": [_entry(row) for row in rows if row.package_id in known],
        "findings": wrong,
    }


def brief(document: Held) -> Json:
    """What a list says of a document."""
    said = asdict(document)
    names = ("id", "name", "title", "number", "issuer", "department", "kind", "state")
    return {**{name: said[name] for name in names}, "day": str(document.day or "")}


def _wrong(campaign: Campaign, documents: list[Held]) -> list[Json]:
    return [
        {"code": one.code, "document": one.document.id, "title": one.document.title}
        for one in found(campaign, documents)
    ]


def _day(campaign: Campaign) -> date:
    """A clean-up that is decided stays as it was that day."""
    return campaign.decided.date() if campaign.decided else today()


def _entry(row: CampaignEntry) -> Json:
    names = ("package_id", "department", "outcome", "reason", "problem", "event_id")
    return {name: getattr(row, name) for name in names}

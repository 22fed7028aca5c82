"""What ends soon as pages, notices and the workbench need it, with the ways that were chosen."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.jobs.interfaces import JobContext
from ckanext.ankang.notices.kinds import kinds
from ckanext.ankang.review import posts
from ckanext.ankang.validity import keepers
from ckanext.ankang.workbench.interfaces import Person
from ckanext.ankang.workbench.sections import Entry, Section

from . import cleaning, forecast, library, rights, ways
from .forecast import Ending
from .holdings import Held
from .model import OPEN, ChosenWay

REMIND = "cleanup.remind"
KIND = "ending"
# Who is told besides the clerks: those who have to decide what becomes of a document.
TOLD = (posts.CLERK, "section_head", "office_head", posts.LEADER)
Json = dict[str, Any]


def found(day: date) -> tuple[list[Ending], list[Held]]:
    """What ends within the widest span, and what has no period."""
    documents = library.soon(day, ways.windows()[-1])
    return forecast.endings(documents, day, ways.windows()), forecast.without_period(documents)


def of(package_id: str, day: date) -> Ending | None:
    """The end of one document, if it is that near."""
    ends, _silent = found(day)
    return next((one for one in ends if package_id in (one.document.id, one.document.name)), None)


def chosen(package_ids: list[str]) -> dict[tuple[str, date], ChosenWay]:
    """The ways chosen for these documents, by document and last day."""
    query = sa.select(ChosenWay).where(ChosenWay.package_id.in_(package_ids))
    return {(row.package_id, row.last_day): row for row in model.Session.scalars(query)}


def choose(one: Ending, way: str, note: str, person: str) -> None:
    """Write down what the department will do, in the caller's transaction; the last word counts."""
    document = one.document
    model.Session.merge(
        ChosenWay(
            package_id=document.id, last_day=one.last_day, way=way, note=note, chosen_by=person
        )
    )


def sections(person: Person) -> list[Section]:
    """What ends in a person's departments with no way chosen; clean-ups that wait for their word."""
    own = rights.works_for(person.name)
    if not own:
        return []
    page = tk.h.url_for("ankang_cleanup.endings")
    held = library.soon(today(), ways.windows()[-1])
    mine = [one for one in held if one.department in own]
    ends = forecast.endings(mine, today(), ways.windows())
    known = chosen([one.document.id for one in ends])
    waiting = [one for one in ends if one.lapses and (one.document.id, one.last_day) not in known]
    return [
        Section("endings", [_entry(one, page) for one in waiting], page),
        Section("cleanups", _campaigns(mine), tk.h.url_for("ankang_cleanup.campaigns")),
    ]


def remind(_job: JobContext, _payload: Json) -> None:
    """Tell department and 市司法局 once for each span that a document's last day has entered."""
    keepers_ = keepers.persons()
    for one in (one for one in found(today())[0] if one.lapses):
        department = one.document.department
        _tell(one, sorted({*posts.holders(department, *TOLD), *keepers_}))
    model.Session.commit()


def _tell(one: Ending, persons: list[str]) -> None:
    document = one.document
    sentence = tk._(kinds()[KIND].sentence)
    notice = {
        "persons": persons,
        "kind": KIND,
        # An extension makes another last day, and with it another occasion.
        "key": f"ending:{document.id}:{one.last_day.isoformat()}:{one.window}",
        "title": sentence.format(
            title=document.title,
            due=tk.h.ankang_document_day(one.last_day.isoformat()),
            days=one.days_left,
        ),
        "link": tk.h.url_for("ankang_cleanup.endings"),
    }
    if persons:
        tk.get_action("ankang_notice_send")({"ignore_auth": True}, notice)


def _entry(one: Ending, page: str) -> Entry:
    return Entry(
        title=one.document.title,
        link=f"{page}#{one.document.id}",
        action=tk._("选择办法"),
        facts=(one.document.number, tk._("还有 {days} 天").format(days=one.days_left)),
        due=one.last_day,
    )


def _campaigns(mine: list[Held]) -> list[Entry]:
    waiting = ((one, len(cleaning.unlisted(one, mine))) for one in cleaning.campaigns(OPEN))
    return [
        Entry(
            title=one.title,
            link=tk.h.url_for("ankang_cleanup.campaign", id=one.id),
            action=tk._("填写意见"),
            facts=(tk._("{count} 件待填写").format(count=count),),
            due=one.asked_until,
        )
        for one, count in waiting
        if count
    ]

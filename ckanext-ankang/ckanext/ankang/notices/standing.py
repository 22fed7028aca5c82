"""Notices as they are kept: written in the caller's transaction, listed, read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.ankang.jobs import queue

from .model import Notice, NoticePreference

MAIL = "notices.mail"
# What comes in one breath goes into one mail.
GATHER = 30
FORGOTTEN = "（内容已不公开）"


def send(person_ids: Iterable[str], kind: str, key: str, title: str, link: str) -> list[str]:
    """Tell each person once for ever what `key` names; return who was told now. Never commits."""
    rows = [
        {"id": model.types.make_uuid(), "person": person, "kind": kind, "key": key}
        | {"title": title, "link": link}
        for person in sorted(set(person_ids))
    ]
    if not rows:
        return []
    new = insert(Notice).values(rows).on_conflict_do_nothing(index_elements=["person", "key"])
    told = list(model.Session.scalars(new.returning(Notice.person)))
    for person in told:
        ask_for_mail(person, GATHER)
    return told


def ask_for_mail(person: str, delay: float = 0) -> None:
    """Have the worker look what is to be mailed to this person now."""
    queue.enqueue(MAIL, {"person": person}, key=f"{MAIL}:{person}", delay=delay)


def listed(person: str, *, unread: bool, limit: int, offset: int) -> tuple[int, list[Notice]]:
    """How many notices this person has, and a page of them, newest first."""
    chosen = [Notice.person == person, *([Notice.read.is_(None)] if unread else [])]
    page = sa.select(Notice).where(*chosen).order_by(Notice.created.desc(), Notice.id)
    count = model.Session.scalar(sa.select(sa.func.count()).select_from(Notice).where(*chosen))
    return count or 0, list(model.Session.scalars(page.limit(limit).offset(offset)))


def unread(person: str) -> int:
    """How many notices this person has not read."""
    return listed(person, unread=True, limit=0, offset=0)[0]


def mark_read(person: str, ids: list[str] | None) -> int:
    """Mark these notices of the person, or all, as read; return how many were unread."""
    chosen = [Notice.person == person, Notice.read.is_(None)]
    if ids is not None:
        chosen.append(Notice.id.in_(ids))
    marked = sa.update(Notice).where(*chosen).values(read=sa.func.now()).returning(Notice.id)
    return len(model.Session.scalars(marked).all())


def told(prefix: str, kind: str) -> set[str]:
    """Who has a notice of this kind whose key begins so."""
    found = sa.select(Notice.person).where(Notice.key.startswith(prefix), Notice.kind == kind)
    return set(model.Session.scalars(found))


def outdate(prefix: str, current: list[str]) -> None:
    """Mark as read what was told of steps that are over, in the caller's transaction."""
    over = (
        Notice.key.startswith(prefix),
        Notice.kind.in_(("turn", "overdue")),
        Notice.key.not_in(current),
        Notice.read.is_(None),
    )
    model.Session.execute(sa.update(Notice).where(*over).values(read=sa.func.now()))


def forget_titles(prefix: str) -> None:
    """Take the titles out of notices whose key begins so, in the caller's transaction."""
    found = sa.update(Notice).where(Notice.key.startswith(prefix))
    model.Session.execute(found.values(title=FORGOTTEN, link=""))


def preference(person: str) -> NoticePreference | None:
    """What the person chose about mails; None if nothing yet."""
    return model.Session.get(NoticePreference, person, populate_existing=True)


def prefer(person: str, mode: str) -> None:
    """Keep what the person chose about mails; what was held back before is not sent afterwards."""
    new = insert(NoticePreference).values(person=person, mode=mode)
    changed = {"mode": mode, "since": sa.func.now()}
    model.Session.execute(new.on_conflict_do_update(index_elements=["person"], set_=changed))


def as_dict(notice: Notice) -> dict[str, Any]:
    """A notice with its times as ISO 8601."""
    moments = {name: getattr(notice, name) for name in ("created", "read", "mailed")}
    return {name: getattr(notice, name) for name in ("id", "kind", "key", "title", "link")} | {
        name: moment.isoformat() if moment else None for name, moment in moments.items()
    }

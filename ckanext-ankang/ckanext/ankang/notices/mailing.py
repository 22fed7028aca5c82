"""Notices by mail: one job a person, which mails what is due now and marks it in the same breath."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, cast

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.lib import mailer

from ckanext.ankang.jobs.errors import RetryJob
from ckanext.ankang.jobs.interfaces import JobContext, JobHandler

from . import config, digest, standing
from .kinds import kinds
from .model import Notice, NoticePreference

DIGEST = "notices.digest"


def mail(_job: JobContext, payload: dict[str, Any]) -> None:
    """Mail to one person what is due; what fails stays unmailed and is tried again."""
    person = model.User.get(payload["person"])
    if not config.mail() or person is None or not person.is_active or not person.email:
        return
    waiting = _waiting(person.id)
    due = _due(person.id, waiting)
    if due is None:
        return
    _send(person, due, [one for one in waiting if one.id in due.ids])
    # The clock of the mail, not of the transaction: each mail counts once against the day's cap.
    marked = sa.update(Notice).where(Notice.id.in_(due.ids)).values(mailed=datetime.now(UTC))
    model.Session.execute(marked)
    model.Session.commit()


def send_digests(_job: JobContext, _payload: dict[str, Any]) -> None:
    """Once a day: ask for the mail of everybody who has something waiting; forget what is old."""
    chosen = sa.select(Notice.person).where(*UNMAILED).distinct()
    for person in model.Session.scalars(chosen).all():
        standing.ask_for_mail(person)
    old = datetime.now(UTC) - timedelta(days=config.kept_days())
    model.Session.execute(sa.delete(Notice).where(Notice.read < old))
    model.Session.commit()


HANDLERS: dict[str, JobHandler] = {standing.MAIL: mail, DIGEST: send_digests}
UNMAILED = (Notice.mailed.is_(None), Notice.read.is_(None))


def _waiting(person: str) -> Sequence[Notice]:
    chosen = sa.select(Notice).where(Notice.person == person, *UNMAILED)
    return model.Session.scalars(chosen.order_by(Notice.created, Notice.id)).all()


def _due(person: str, waiting: Sequence[Notice]) -> digest.Letter | None:
    chosen: NoticePreference | None = standing.preference(person)
    now = datetime.now(UTC)
    last = sa.select(Notice.mailed.distinct()).where(
        Notice.person == person, Notice.mailed > now - timedelta(days=1)
    )
    return digest.letter(
        [digest.Waiting(one.id, kinds()[one.kind].immediate, one.created) for one in waiting],
        cast(digest.Mode, chosen.mode if chosen else "immediate"),
        chosen.since if chosen else None,
        [moment for moment in model.Session.scalars(last) if moment],
        now,
        config.rules(),
    )


def _send(person: model.User, due: digest.Letter, notices: Sequence[Notice]) -> None:
    """Hand one mail to the server; the same notices always make the same Message-ID."""
    same = sha256(" ".join(sorted(due.ids)).encode()).hexdigest()[:32]
    host = str(tk.config["smtp.mail_from"] or "").rpartition("@")[2] or "localhost"
    headers = {"Message-ID": f"<{same}@{host}>", "Auto-Submitted": "auto-generated"}
    try:
        mailer.mail_recipient(
            _line(person.fullname or person.name),
            person.email,
            _subject(due, notices),
            _body(person, notices),
            headers=headers,
        )
    except (mailer.MailerException, OSError) as error:
        raise RetryJob(tk._("通知邮件没有发出：{reason}").format(reason=error)) from error


def _subject(due: digest.Letter, notices: Sequence[Notice]) -> str:
    if due.digest:
        day = datetime.now(UTC).astimezone(digest.HERE)
        return tk._("{month}月{day}日通知摘要（{count} 条）").format(
            month=day.month, day=day.day, count=len(notices)
        )
    if len(notices) == 1:
        return _line(notices[0].title)
    return tk._("{count} 条新通知").format(count=len(notices))


def _body(person: model.User, notices: Sequence[Notice]) -> str:
    listed = notices[: config.digest_lines()]
    lines = [tk._("{name}，您好：").format(name=_line(person.fullname or person.name)), ""]
    for number, one in enumerate(listed, 1):
        lines.append(f"{number}. [{kinds()[one.kind].label}] {_line(one.title)}")
        lines += [f"   {_address(one.link)}"] if one.link else []
    if more := len(notices) - len(listed):
        lines.append(tk._("另有 {count} 条，请登录平台查看。").format(count=more))
    lines += ["", tk._("全部通知：{address}").format(address=_address("/notices"))]
    lines += [tk._("改变或停止邮件：{address}").format(address=_address("/notices/preference"))]
    return "\n".join([*lines, ""])


def _address(path: str) -> str:
    return str(tk.config["ckan.site_url"]).rstrip("/") + path


def _line(text: str) -> str:
    """A text on one line: a line break would end a header."""
    return " ".join(text.split())

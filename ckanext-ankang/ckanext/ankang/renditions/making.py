"""Making the files of a document in the worker, once for each text and layout."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.errors import PermanentJobError
from ckanext.ankang.jobs.interfaces import JobContext

from . import config, imprint, pages, shelf, word
from .model import Rendition
from .sheet import TEMPLATE, Sheet

KIND = "renditions.make"
DAILY = "renditions.renew"
# A file that is a day old and still has no row never gets one.
DAY_SECONDS = 24 * 3600
WRITERS: dict[str, Callable[[Sheet], bytes]] = {"docx": word.write, "pdf": pages.write}
Json = dict[str, Any]

DUE = sa.text("""
    SELECT id FROM package
     WHERE type = 'document' AND state = 'active' AND NOT private
       AND NOT EXISTS (SELECT FROM ankang_rendition made
                        WHERE made.package_id = package.id AND made.template = :template)
""")
PUBLIC = sa.text("""
    SELECT id FROM package WHERE type = 'document' AND state = 'active' AND NOT private
""")


def key(package_id: str) -> str:
    """The key of the job that makes a document's files."""
    return f"{KIND} {package_id}"


def ask(package_id: str, *, priority: int = queue.BULK) -> None:
    """Have the files of a document made, in the caller's transaction."""
    queue.enqueue(KIND, {"package_id": package_id}, key=key(package_id), priority=priority)


def failed(package_id: str) -> bool:
    """Whether making the files was tried and given up."""
    report = queue.newest(model.Session, [key(package_id)]).get(key(package_id))
    return report is not None and report.over and report.state != "done"


def make_job(job: JobContext, payload: Json) -> None:
    """Make what is missing or no longer right; each text is a transaction of its own."""
    package = _package(payload["package_id"])
    newest = text_of(payload["package_id"]) if package else None
    if package is None or newest is None:
        return
    total = newest["version"]["number"]
    for number in range(1, total + 1):
        if text := text_of(package["id"], number):
            _make(package, text)
        job.progress(number, total, tk._("生成 WORD 和 PDF"))


def renew_job(job: JobContext, _payload: Json) -> None:
    """Ask again for what was given up, and for all whose layout is an older one; tidy the shelf."""
    shelf.sweep(before=time.time() - DAY_SECONDS)
    due = set(model.Session.scalars(DUE, {"template": TEMPLATE}))
    public = list(model.Session.scalars(PUBLIC))
    last = queue.newest(model.Session, map(key, public))
    given_up = {one for one in public if key(one) in last and last[key(one)].state == "quarantined"}
    for package_id in sorted(due | given_up):
        ask(package_id)


def text_of(package_id: str, number: int | None = None) -> Json | None:
    """A text of a document, the newest unless a number is given; None where there is none."""
    asked: Json = {"id": package_id} | ({} if number is None else {"number": number})
    try:
        found: Json = tk.get_action("ankang_document_text_show")({"ignore_auth": True}, asked)
    except tk.ObjectNotFound:
        return None
    return found


def _package(package_id: str) -> Json | None:
    try:
        found: Json = tk.get_action("package_show")({"ignore_auth": True}, {"id": package_id})
    except tk.ObjectNotFound:
        return None
    return found if found["state"] == "active" else None


def _make(package: Json, text: Json) -> None:
    sheet = imprint.sheet(package, text)
    if sheet.characters > config.max_characters():
        raise PermanentJobError(
            tk._("正文有 {count} 个字，超过 {limit} 个字的上限，没有生成 WORD 和 PDF。").format(
                count=sheet.characters, limit=config.max_characters()
            )
        )
    number, replaced = text["version"]["number"], []
    made = shelf.of_text(package["id"], number)
    for format, write in WRITERS.items():
        old = made.get(format)
        if old is None or old.source != sheet.digest or not shelf.holds(old):
            content = write(sheet)
            row = _row(package["id"], number, format, sheet, content)
            replaced += [old.sha256] if old and old.sha256 != row.sha256 else []
            model.Session.merge(row)
    model.Session.commit()
    for sha256 in replaced:
        shelf.drop(sha256)


def _row(package_id: str, number: int, format: str, sheet: Sheet, content: bytes) -> Rendition:
    return Rendition(
        package_id=package_id,
        number=number,
        format=format,
        source=sheet.digest,
        template=TEMPLATE,
        sha256=shelf.keep(content),
        size=len(content),
        made=datetime.now(UTC),
    )

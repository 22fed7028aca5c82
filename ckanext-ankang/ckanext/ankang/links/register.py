"""Which links there are, what they are like, and who is told when one dies; each look one transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.interfaces import JobContext
from ckanext.ankang.notices.kinds import kinds
from ckanext.ankang.notices.members import writers
from harvesters.dialler import Dialler
from harvesters.pace import Pace

from . import config
from .intervals import due
from .looking import Look, look
from .model import Link, LinkLook, now

LOOK, SOON = "links.look", "links.look_soon"
DEAD = "dead_link"
# A stored file has a type of address; what has none points outside.
OUTSIDE = """
    SELECT r.id, r.package_id, r.url FROM resource r JOIN package p ON p.id = r.package_id
     WHERE p.state = 'active' AND NOT p.private AND r.state = 'active'
       AND coalesce(r.url_type, '') = '' AND r.url ~* '^https?://'
"""
ENTER = sa.text(f"""
    INSERT INTO ankang_link AS known (resource_id, package_id, url)
    {OUTSIDE}
    ON CONFLICT (resource_id) DO UPDATE
       SET url = excluded.url, outcome = NULL, same = 0, failures = 0, state = 'new', since = now(),
           due = now(), looked = NULL, reason = ''
     WHERE known.url <> excluded.url
""")
LEAVE = sa.text(
    f"DELETE FROM ankang_link WHERE resource_id NOT IN (SELECT id FROM ({OUTSIDE}) still)"
)
FORGET = sa.text("DELETE FROM ankang_link_look WHERE looked < :day")
ERASE = sa.text(
    "DELETE FROM ankang_link WHERE package_id = :package OR resource_id = ANY(:resources)"
)


def look_job(job: JobContext, _payload: dict[str, Any]) -> None:
    """Bring the register up to date, look at what is due, and plan the next time."""
    synchronise()
    waiting = _due()
    # The same pace as the harvester's: a host notices no difference between us.
    pace = Pace(config.pace_folder())
    dialler = Dialler(config.allowed(), config.LOOK, config.delay_seconds(), pace=pace)
    for done, resource_id in enumerate(waiting):
        look_at(resource_id, dialler)
        job.progress(done + 1, len(waiting))
    if config.looks():
        _plan_next()
    model.Session.commit()


def synchronise() -> None:
    """Enter what points outside now, start anew what points elsewhere, drop what is no more."""
    model.Session.execute(ENTER)
    model.Session.execute(LEAVE)
    model.Session.execute(FORGET, {"day": now() - timedelta(days=config.kept_days())})
    model.Session.commit()


def look_at(resource_id: str, dialler: Dialler) -> None:
    """Look at one link; the department hears of it when it is dead."""
    link = model.Session.get(Link, resource_id)
    if link is None:
        return
    url = link.url
    # No transaction is open while a stranger's server thinks.
    model.Session.commit()
    found = look(dialler, url)
    note(resource_id, url, found)
    model.Session.commit()


def note(resource_id: str, url: str, found: Look) -> None:
    """Write down a look; what was changed meanwhile is looked at anew."""
    link = model.Session.get(Link, resource_id, with_for_update=True, populate_existing=True)
    if link is None or link.url != url:
        return
    moment, before = now(), link.state
    link.standing = link.standing.after(found.outcome)
    link.looked, link.due, link.reason = moment, due(link.standing, moment), found.reason
    said = {"outcome": found.outcome, "status": found.status, "reason": found.reason}
    model.Session.add(LinkLook(resource_id=resource_id, looked=moment, **said))
    if link.state != before:
        link.since = moment
        if link.state == "dead":
            tell(link)
    model.Session.flush()


def tell(link: Link) -> None:
    """Tell those who may write in the department, in the transaction that finds it out."""
    package = model.Session.get(model.Package, link.package_id)
    if package is None or not package.owner_org:
        return
    notice = {
        "persons": list(writers(package.owner_org)),
        "kind": DEAD,
        "key": f"link:{link.resource_id}:{link.since.isoformat()}",
        "title": tk._(kinds()[DEAD].sentence).format(title=package.title),
        "link": str(tk.h.url_for("ankang_links.read", id=link.resource_id, locale="default")),
    }
    tk.get_action("ankang_notice_send")({"ignore_auth": True}, notice)


def ask_soon(delay: float = 60) -> None:
    """Have the register looked through after this transaction; never commits."""
    queue.enqueue(SOON, {}, key=SOON, delay=delay)


def erase(package_id: str, resource_ids: list[str]) -> None:
    """Forget the links of what is erased, with all looks at them; never commits."""
    model.Session.execute(ERASE, {"package": package_id, "resources": resource_ids})


def _due() -> list[str]:
    chosen = sa.select(Link.resource_id).where(Link.due <= now()).order_by(Link.due)
    return list(model.Session.scalars(chosen.limit(config.looks())))


def _plan_next() -> None:
    """What is due before tomorrow's turn does not wait for it."""
    first = model.Session.scalar(sa.select(sa.func.min(Link.due)))
    if first:
        ask_soon(max(60.0, (first - now()).total_seconds()))

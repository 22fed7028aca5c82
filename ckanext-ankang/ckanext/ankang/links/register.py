"""Which links there are, what they are like, and who is told when one dies; each look one transaction."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.harvest.config import pace
from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.interfaces import JobContext
from ckanext.ankang.notices.kinds import kinds
from ckanext.ankang.notices.members import writers
from harvesters.dialler import Dialler

from . import config
from .intervals import due
from .lanes import Lanes, Waiting
from .looking import Look
from .model import Link, LinkLook, now

LOOK, SOON = "links.look", "links.look_soon"
DEAD = "dead_link"
# A stored file has a type of address; what has none points outside. Where a package came from stands in it.
OUTSIDE = """
    SELECT r.id, r.id AS resource_id, r.package_id, r.url FROM resource r JOIN package p ON p.id = r.package_id
     WHERE p.state = 'active' AND NOT p.private AND r.state = 'active'
       AND coalesce(r.url_type, '') = '' AND r.url ~* '^https?://'
    UNION ALL
    SELECT p.id || '.source_url', NULL, p.id, p.extras ->> 'source_url' FROM package p
     WHERE p.state = 'active' AND NOT p.private AND p.extras ->> 'source_url' ~* '^https?://'
"""
ENTER = sa.text(f"""
    INSERT INTO ankang_link AS known (id, resource_id, package_id, url)
    {OUTSIDE}
    ON CONFLICT (id) DO UPDATE
       SET url = excluded.url, outcome = NULL, same = 0, failures = 0, state = 'new', since = now(),
           due = now(), looked = NULL, reason = ''
     WHERE known.url <> excluded.url
""")
LEAVE = sa.text(f"DELETE FROM ankang_link WHERE id NOT IN (SELECT id FROM ({OUTSIDE}) still)")
FORGET = sa.text("DELETE FROM ankang_link_look WHERE looked < :day")
ERASE = sa.text(
    "DELETE FROM ankang_link WHERE package_id = :package OR resource_id = ANY(:resources)"
)
# The longest due of each host, then the second of each: a host with ten thousand links fills no job alone.
DUE = sa.text("""
    SELECT id, url FROM ankang_link WHERE due <= :now
     ORDER BY row_number() OVER (PARTITION BY substring(url FROM '^[^/]+//([^/?#]+)') ORDER BY due, id), due, id
     LIMIT :most
""")


def look_job(job: JobContext, _payload: dict[str, Any]) -> None:
    """Bring the register up to date, look at what is due, and plan the next time."""
    synchronise()
    waiting = _due()
    lanes = Lanes(_dialler, config.lanes(), config.host_seconds())
    # Closed at once when the job is cancelled: no lane goes on behind its back.
    with closing(lanes.look(waiting)) as looks:
        for done, (link, found) in enumerate(looks, start=1):
            note(link.id, link.url, found)
            model.Session.commit()
            job.progress(done, len(waiting))
    if config.looks():
        _plan_next()
    model.Session.commit()


def _dialler() -> Dialler:
    # The same pace as the harvester's: a host notices no difference between us.
    return Dialler(config.allowed(), config.LOOK, config.delay_seconds(), pace=pace())


def synchronise() -> None:
    """Enter what points outside now, start anew what points elsewhere, drop what is no more."""
    model.Session.execute(ENTER)
    model.Session.execute(LEAVE)
    model.Session.execute(FORGET, {"day": now() - timedelta(days=config.kept_days())})
    model.Session.commit()


def note(link_id: str, url: str, found: Look) -> None:
    """Write down a look; what was changed meanwhile is looked at anew."""
    link = model.Session.get(Link, link_id, with_for_update=True, populate_existing=True)
    if link is None or link.url != url:
        return
    moment, before = now(), link.state
    link.standing = link.standing.after(found.outcome)
    link.looked, link.due, link.reason = moment, due(link.standing, moment), found.reason
    said = {"outcome": found.outcome, "status": found.status, "reason": found.reason}
    model.Session.add(LinkLook(link_id=link_id, looked=moment, **said))
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
        "key": f"link:{link.id}:{link.since.isoformat()}",
        "title": tk._(kinds()[DEAD].sentence).format(title=package.title),
        "link": str(tk.h.url_for("ankang_links.read", id=link.id, locale="default")),
    }
    tk.get_action("ankang_notice_send")({"ignore_auth": True}, notice)


def points_outside(package: dict[str, Any]) -> bool:
    """Whether a package has anything to be looked at."""
    resources = package.get("resources") or []
    linked = any(one.get("url") and not one.get("url_type") for one in resources)
    return linked or bool(package.get("source_url"))


def ask_soon(delay: float = 60) -> None:
    """Have the register looked through after this transaction; never commits."""
    queue.enqueue(SOON, {}, key=SOON, delay=delay)


def erase(package_id: str, resource_ids: list[str]) -> None:
    """Forget the links of what is erased, with all looks at them; never commits."""
    model.Session.execute(ERASE, {"package": package_id, "resources": resource_ids})


def _due() -> list[Waiting]:
    asked = {"now": now(), "most": config.looks()}
    return [Waiting(*row) for row in model.Session.execute(DUE, asked)]


def _plan_next() -> None:
    """What is due before tomorrow's turn does not wait for it."""
    first = model.Session.scalar(sa.select(sa.func.min(Link.due)))
    if first:
        ask_soon(max(60.0, (first - now()).total_seconds()))

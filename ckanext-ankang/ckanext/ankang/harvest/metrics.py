"""How harvesting stands, as Prometheus reads it (text format 0.0.4), and who may read it."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.harvest import config
from ckanext.ankang.harvest.model import HarvestRecord, HarvestRun, now
from harvesters.source import find_sources

Sample = tuple[dict[str, str], float]
ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def may_read(request: Any, person: Any) -> bool:
    """The machine itself, an administrator, or who has the configured token."""
    if getattr(person, "sysadmin", False):
        return True
    token = config.metrics_token()
    said = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(said.encode(), f"Bearer {token}".encode()):
        return True
    # nginx on this machine calls from the same address, and says for whom.
    passed_on = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not passed_on and _is_loopback(request.remote_addr or "")


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def text() -> str:
    """All figures."""
    lines = [line for name, about, samples in _figures() for line in _written(name, about, samples)]
    return "\n".join([*lines, ""])


def _figures() -> Iterator[tuple[str, str, list[Sample]]]:
    yield "runs", "Runs by source and state.", _counted(HarvestRun)
    yield "items", "Items by source and state.", _counted(HarvestRecord)
    seconds = sa.extract("epoch", HarvestRun.finished - HarvestRun.started)
    ended = sa.select(HarvestRun.source, seconds, HarvestRun.counts).where(
        HarvestRun.state == "finished", HarvestRun.started.is_not(None)
    )
    # Of each source the run that ended last.
    newest = ended.distinct(HarvestRun.source).order_by(
        HarvestRun.source, HarvestRun.finished.desc()
    )
    rows = model.Session.execute(newest).all()
    taken = [({"source": source}, float(taken)) for source, taken, _counts in rows]
    found = [({"source": source}, float(c.get("found", 0))) for source, _taken, c in rows]
    yield "last_run_seconds", "How long the last finished run took.", taken
    yield "last_run_found", "How many items the last finished run found.", found
    yield "last_success_age_seconds", "Seconds since a run last finished.", _ages()
    sources = float(len(find_sources(config.home())))
    yield "sources", "Folders of sources.", [({}, sources)]


def _counted(table: Any) -> list[Sample]:
    counted = sa.select(table.source, table.state, sa.func.count())
    rows = model.Session.execute(counted.group_by(table.source, table.state).order_by("source"))
    return [({"source": source, "state": state}, float(count)) for source, state, count in rows]


def _ages() -> list[Sample]:
    last = sa.select(HarvestRun.source, sa.func.max(HarvestRun.finished))
    finished = last.where(HarvestRun.state == "finished").group_by(HarvestRun.source)
    rows = model.Session.execute(finished.order_by(HarvestRun.source))
    return [({"source": source}, (now() - moment).total_seconds()) for source, moment in rows]


def _written(name: str, about: str, samples: list[Sample]) -> Iterator[str]:
    full = f"ankang_harvest_{name}"
    yield f"# HELP {full} {about}"
    yield f"# TYPE {full} gauge"
    for labels, value in samples:
        said = ",".join(f'{key}="{word.translate(ESCAPES)}"' for key, word in labels.items())
        yield f"{full}{{{said}}} {value:g}" if said else f"{full} {value:g}"

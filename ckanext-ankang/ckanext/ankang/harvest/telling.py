"""Who hears of a run, and of which: always, on error or on change, chosen for each source.

The choice stands beside the source and not in its folder: there it would suspend the standing approval,
which is bound to the folder's hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.harvest import config, seeing
from ckanext.ankang.harvest.model import HarvestRun
from ckanext.ankang.notices.kinds import kinds
from ckanext.ankang.notices.members import writers
from harvesters.errors import HarvestError

POLICIES: Final = ("always", "error", "change", "never")
KIND = "harvest_run"
KEY: Final = "ankang.harvest.tell."
# Of a run's counts those that say that something of the source changed, or went wrong.
CHANGES = ("add", "change", "vanished", "guarded")
FAULTS = ("error", "quarantined", "broken_off")


def policy(source: str) -> str:
    """When runs of a source are told of; the configuration decides where nobody chose."""
    return str(model.get_system_info(KEY + source) or config.tell())


def choose(source: str, chosen: str) -> None:
    """Choose it; commits."""
    model.set_system_info(KEY + source, chosen)


def occasion(chosen: str, state: str, counts: dict[str, int]) -> bool:
    """Whether a run that ended so is told of (pure)."""
    wrong = state == "failed" or any(counts.get(name) for name in FAULTS)
    changed = any(counts.get(name) for name in CHANGES)
    return {"always": True, "error": wrong, "change": wrong or changed, "never": False}[chosen]


def tell(run: HarvestRun) -> None:
    """Tell administrators and the source's departments, in the transaction that ends the run."""
    if run.state == "cancelled" or not occasion(policy(run.source), run.state, run.counts):
        return
    title, departments = _described(run.source)
    sentence = tk._(kinds()[KIND].sentence)
    notice = {
        "persons": sorted({*_administrators(), *_clerks(departments)}),
        "kind": KIND,
        "key": f"harvest:{run.id}",
        "title": sentence.format(title=title, outcome=_outcome(run)),
        "link": f"/harvest/run/{run.id}",
    }
    tk.get_action("ankang_notice_send")({"ignore_auth": True}, notice)


def _described(name: str) -> tuple[str, tuple[str, ...]]:
    """A source's title and departments; its folder may be what cannot be read."""
    try:
        source = seeing.described(config.home() / name)
    except HarvestError:
        return name, ()
    return source.title, tuple(source.departments)


def _outcome(run: HarvestRun) -> str:
    if run.state == "failed":
        return tk._("失败。{reason}").format(reason=run.error)
    named = {
        "add": tk._("新增"),
        "change": tk._("变更"),
        "vanished": tk._("不再列出"),
        "guarded": tk._("须由人确认"),
        "error": tk._("出错"),
        "quarantined": tk._("已隔离"),
    }
    said = [f"{label} {run.counts[name]}" for name, label in named.items() if run.counts.get(name)]
    if run.counts.get("broken_off"):
        said.append(tk._("来源没有读完"))
    return "，".join(said) or tk._("没有变化")


def _administrators() -> list[str]:
    portal = tk.get_action("get_site_user")({"ignore_auth": True, "defer_commit": True}, {})["name"]
    people = sa.select(model.User.id).where(
        model.User.sysadmin, model.User.state == "active", model.User.name != portal
    )
    return list(model.Session.scalars(people))


def _clerks(departments: Iterable[str]) -> set[str]:
    groups: list[Any] = [model.Group.get(name) for name in departments]
    return {person for group in groups if group for person in writers(group.id)}

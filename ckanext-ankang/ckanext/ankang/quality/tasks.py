"""What the room `quality` has for the workbench: files that failed, personal data, columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.ankang.catalogue.vocabularies import label
from ckanext.ankang.files import versions
from ckanext.ankang.workbench.interfaces import Person
from ckanext.ankang.workbench.sections import Entry, Section

from . import releases, validations

FAILING = ("invalid", "unreadable", "private")
HELD = "held"


@dataclass(frozen=True)
class Judged:
    """The newest file of a resource, with what is thought of it now."""

    version: Any
    dataset: str
    verdict: str
    found: str


def sections(person: Person) -> list[Section]:
    """The newest files of the person's departments that failed, and what waits for a reviewer."""
    judged = _judged(person.departments) if person.departments else []
    failing = [_entry(one, tk._("看报告")) for one in judged if one.verdict in FAILING]
    held = [_entry(one, tk._("核实")) for one in judged if one.verdict == HELD]
    return [Section("failing", failing), Section("held", held), *_columns(person)]


def _judged(departments: Sequence[str]) -> list[Judged]:
    named = {
        row.id: row.title
        for row in model.Session.execute(
            sa.select(model.Resource.id, model.Package.title)
            .join(model.Package, model.Package.id == model.Resource.package_id)
            .where(
                model.Package.owner_org.in_(departments),
                model.Package.type == "dataset",
                model.Package.state == model.State.ACTIVE,
                model.Resource.state == model.State.ACTIVE,
            )
        )
    }
    newest = versions.of_resources(list(named), newest=True)
    known = validations.summaries(version.id for version in newest)
    return [
        Judged(
            version,
            named[version.resource_id],
            releases.verdict_now(version.id, found["verdict"]),
            found["created"],
        )
        for version in newest
        if (found := known.get(version.id))
    ]


def _entry(one: Judged, action: str) -> Entry:
    return Entry(
        title=one.version.name,
        link=tk.h.url_for("ankang_quality.read", id=one.version.id),
        action=action,
        facts=(one.dataset or "", label("validation_status", one.verdict)),
        since=one.found,
    )


def _columns(person: Person) -> list[Section]:
    """Descriptions of public columns, for those who may decide on them."""
    try:
        waiting = tk.get_action("ankang_column_waiting_list")(person.context, {})
    except tk.NotAuthorized:
        return []
    entries = [
        Entry(
            title=one["name"],
            link=tk.h.url_for(
                "ankang_columns.edit",
                id=one["dataset"]["name"],
                resource_id=one["resource_id"],
                _anchor="waiting",
            ),
            action=tk._("审核"),
            facts=(
                one["dataset"]["title"] or one["dataset"]["name"],
                tk._("列说明 {columns} 处，改名 {renames} 处").format(
                    columns=one["columns"], renames=one["renames"]
                ),
            ),
        )
        for one in waiting
    ]
    return [Section("columns", entries, tk.h.url_for("ankang_columns_waiting.waiting"))]

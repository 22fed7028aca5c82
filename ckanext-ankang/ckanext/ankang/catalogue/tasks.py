"""What the room `catalogue` has for the workbench: datasets that are late, closed ones to look at again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.ankang.catalogue import freshness, reexamination
from ckanext.ankang.catalogue.promises import HERE
from ckanext.ankang.catalogue.vocabularies import label
from ckanext.ankang.workbench.interfaces import Person
from ckanext.ankang.workbench.sections import Entry, Section

URGENT = (freshness.LATE, freshness.DUE_SOON)
MOST = 1000
# So many days before its year is over, a closed entry comes up.
BEFORE = timedelta(days=30)


def sections(person: Person) -> list[Section]:
    """Public datasets of the person's departments against their promised rhythm."""
    ask = tk.get_action("ankang_freshness_list")
    entries = [
        _entry(one)
        for department in person.departments
        for state in URGENT
        for one in ask(person.context, {"department": department, "state": state, "limit": MOST})[
            "results"
        ]
    ]
    return [Section("late", entries), Section("reexamination", _closed(person))]


def _entry(one: dict[str, Any]) -> Entry:
    return Entry(
        title=one["dataset"]["title"] or one["dataset"]["name"],
        link=tk.h.url_for("dataset.read", id=one["dataset"]["name"]),
        action=tk._("去更新"),
        facts=(
            label("update_frequency", one["update_frequency"]),
            tk._("数据更新于 {day}").format(day=tk.h.ankang_date(one["data_updated"])),
        ),
        due=date.fromisoformat(one["due"]),
    )


def _closed(person: Person) -> list[Entry]:
    """不予开放 entries of the departments whose year is over, or nearly."""
    today = datetime.now(HERE).date()
    chosen = sa.select(model.Package).where(
        model.Package.owner_org.in_(person.departments),
        model.Package.type == "dataset",
        model.Package.state == model.State.ACTIVE,
        model.Package.extras["openness"].astext == "closed",
    )
    found = [(one, reexamination.due(one.extras)) for one in model.Session.scalars(chosen)]
    return [
        Entry(
            title=one.title or one.name,
            link=tk.h.url_for("dataset.read", id=one.name),
            action=tk._("复核"),
            facts=(tk._("不予开放，每年复核一次"),),
            due=due,
        )
        for one, due in found
        if due and due - BEFORE <= today
    ]

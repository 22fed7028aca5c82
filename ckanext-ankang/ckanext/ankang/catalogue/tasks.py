"""What the room `catalogue` has for the workbench: datasets that are late, closed ones to look at again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue import freshness
from ckanext.ankang.catalogue.days import today
from ckanext.ankang.catalogue.vocabularies import label
from ckanext.ankang.workbench.interfaces import Person
from ckanext.ankang.workbench.sections import Entry, Section

URGENT = (freshness.LATE, freshness.DUE_SOON)
MOST = 1000
# A closed entry comes up so long before a year is over.
AHEAD = timedelta(days=30)


def sections(person: Person) -> list[Section]:
    """Public datasets of the person's departments against their promised rhythm, and closed ones."""
    ask = tk.get_action("ankang_freshness_list")
    entries = [
        _entry(one)
        for department in person.departments
        for state in URGENT
        for one in ask(person.context, {"department": department, "state": state, "limit": MOST})[
            "results"
        ]
    ]
    return [Section("late", entries), _reexamination(person)]


def _reexamination(person: Person) -> Section:
    until = (today() + AHEAD).isoformat()
    ask = tk.get_action("ankang_catalogue_reexamination_list")
    # A department's list holds those below it: one that is asked for as well comes once.
    due = {
        one["id"]: one
        for department in person.departments
        for one in ask(person.context, {"department": department, "until": until})
    }
    entries = [
        Entry(
            title=one["title"],
            link=tk.h.url_for("dataset.read", id=one["name"]),
            action=tk._("去复审"),
            facts=(one["department"],),
            due=date.fromisoformat(one["due"]),
        )
        for one in due.values()
    ]
    return Section("reexamination", entries, tk.h.url_for("ankang_catalogue.reexamination"))


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

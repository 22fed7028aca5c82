"""What the room `catalogue` has for the workbench: datasets that are late, or will be."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue import freshness
from ckanext.ankang.catalogue.vocabularies import label
from ckanext.ankang.workbench.interfaces import Person
from ckanext.ankang.workbench.sections import Entry, Section

URGENT = (freshness.LATE, freshness.DUE_SOON)
MOST = 1000


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
    return [Section("late", entries)]


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

"""What the room has for the workbench: what rests on documents out of force, forms still to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.catalogue.days import day_of, today
from ckanext.ankang.catalogue.vocabularies import label
from ckanext.ankang.workbench.interfaces import Person
from ckanext.ankang.workbench.sections import Entry, Section

from . import config, linking, rules, telling

Json = dict[str, Any]
_ = tk._


def sections(person: Person) -> list[Section]:
    """The tasks of the departments in which a person writes."""
    if not person.departments:
        return []
    return [
        Section("basis", list(_out_of_force(person.departments))),
        Section("interpretations", list(_further_forms(person.departments))),
    ]


def _out_of_force(departments: tuple[str, ...]) -> Iterator[Entry]:
    packages = linking.resting(departments)
    named = {entry["document"] for one in packages for _field, entry in linking.entries(one)}
    known = linking.documents(named)
    forces = linking.forces([document["id"] for document in known.values()])
    for package in packages:
        for words in dict.fromkeys(entry["document"] for _field, entry in linking.entries(package)):
            document = known.get(words)
            state = forces.get(document["id"], {}).get("state") if document else None
            if document and state in rules.rules().out_of_force:
                yield _entry(package, document, state)


def _entry(package: Json, document: Json, state: str) -> Entry:
    said = _("依据《{title}》{state}").format(
        title=document["title"], state=label("document_forces", state)
    )
    return Entry(package["title"], telling.page_of(package), _("核对依据"), (said,))


def _further_forms(departments: tuple[str, ...]) -> Iterator[Entry]:
    """Documents of these days whose interpretations are words alone."""
    since = (today() - timedelta(days=config.further_forms_shown_days())).isoformat()
    published = model.Package.extras["date_published"].astext
    query = sa.select(model.Package).where(
        model.Package.type == linking.DOCUMENT,
        model.Package.owner_org.in_(departments),
        model.Package.state == model.State.ACTIVE,
        model.Package.private.is_(False),
        published >= since,
    )
    for document in map(linking.as_package, model.Session.scalars(query)):
        day = day_of(document["date_published"])
        if day and rules.lacks_further_forms(linking.interpretations_of(document)):
            link = tk.h.url_for("ankang_interpretations.new", document=document["name"])
            due = rules.further_forms_due(day)
            yield Entry(document["title"], link, _("补充图解等形式"), due=due)

"""What the room `validity` has for the workbench: proposals that wait for 市司法局."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.catalogue.calendar import add_working_days
from ckanext.ankang.catalogue.days import SHANGHAI
from ckanext.ankang.catalogue.vocabularies import label
from ckanext.ankang.workbench.interfaces import Person
from ckanext.ankang.workbench.sections import Entry, Section

from . import config, keepers
from .events import PROPOSED
from .model import DocumentEvent


def sections(person: Person) -> list[Section]:
    """Proposals of events, for those who decide them."""
    if not keepers.decides(person.name):
        return []
    query = (
        sa.select(DocumentEvent, model.Package.title, model.Package.name)
        .join(model.Package, model.Package.id == DocumentEvent.package_id)
        .where(DocumentEvent.state == PROPOSED, DocumentEvent.retracted.is_(None))
    )
    found = model.Session.execute(query.order_by(DocumentEvent.proposed)).all()
    return [Section("document_events", [_entry(*row) for row in found])]


def _entry(row: DocumentEvent, title: str, name: str) -> Entry:
    proposed = row.proposed.astimezone(SHANGHAI).date()
    return Entry(
        title=title,
        link=tk.h.url_for("ankang_validity.events", id=name),
        action=tk._("决定"),
        facts=(label("document_events", row.kind), row.source),
        due=add_working_days(proposed, config.decision_days()),
        since=row.proposed.isoformat(),
    )

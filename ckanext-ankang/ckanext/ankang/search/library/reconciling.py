"""The public documents against the core `library`: what is not in it, and what should not be."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.jobs import outbox
from ckanext.ankang.reconciliation.interfaces import Finding

from . import index

WAITING = sa.text("SELECT DISTINCT package_id FROM ankang_outbox")


def reconcile(mend: bool) -> Iterator[Finding]:
    """Compare, and with `mend` have the worker index what differs."""
    public, held = set(index.public_ids()), indexed_ids()
    waiting = set(model.Session.scalars(WAITING))
    for kind, ids in (("unindexed_document", public - held), ("ghost_document", held - public)):
        for package_id in sorted(ids - waiting):
            if mend:
                outbox.note(package_id)
                model.Session.commit()
            package = model.Session.get(model.Package, package_id)
            yield Finding(kind, package_id, package.title if package else "", mended=mend)


def indexed_ids() -> set[str]:
    """Every package that has entries in the core."""
    asked = {"q": "*:*", "rows": 0, "facet": "true", "facet.field": "package", "facet.limit": -1}
    found = index.ask({**asked, "facet.mincount": 1}).facets["facet_fields"]["package"]
    return {str(value) for value in found[::2]}

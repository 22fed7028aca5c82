"""This room's own share of an erasure: differences hold cells, publications hold words."""

from __future__ import annotations

import ckan.model as model
import sqlalchemy as sa

from .interfaces import Erased
from .model import Publication, VersionDifference


def erase(erased: Erased) -> None:
    """Delete the comparisons of these versions, and what an erased dataset said of itself."""
    for side in (VersionDifference.old_id, VersionDifference.new_id):
        compared = sa.delete(VersionDifference).where(side.in_(erased.version_ids))
        model.Session.execute(compared)
    if erased.whole:
        said = sa.delete(Publication).where(Publication.package_id == erased.package_id)
        model.Session.execute(said)

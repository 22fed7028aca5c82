"""清除: the texts that were read out of an erased file go with it."""

from __future__ import annotations

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.files.interfaces import Erased
from ckanext.ankang.jobs import outbox

from . import originals
from .model import DocumentVersion


def erase(erased: Erased) -> None:
    """Delete the texts of the erased files in the caller's transaction; the others keep their numbers."""
    originals.forget(erased.version_ids)
    version = DocumentVersion.__table__.c
    gone = sa.delete(DocumentVersion).where(
        version.package_id == erased.package_id, version.version_id.in_(erased.version_ids)
    )
    if model.Session.execute(gone).rowcount:
        outbox.note(erased.package_id)

"""No job's note or error tells of what was erased."""

from __future__ import annotations

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.files.interfaces import Erased

JOBS = sa.text("""
    UPDATE ankang_job SET note = '', error = ''
     WHERE payload::text LIKE ANY(:ids)
""")


def erase(erased: Erased) -> None:
    """Empty what jobs said about these versions and their dataset."""
    named = [erased.package_id, *erased.version_ids]
    model.Session.execute(JOBS, {"ids": [f"%{one}%" for one in named]})

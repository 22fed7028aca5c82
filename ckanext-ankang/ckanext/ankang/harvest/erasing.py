"""What a source brought is forgotten with what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.files.interfaces import Erased

# The record itself stays, so that the next run does not bring back what was erased.
RECORDS = sa.text("""
    UPDATE ankang_harvest_record SET title = '已清除', fields = '{}', reason = '', versions = '{}'
     WHERE package_id = :package
""")


def erase(erased: Erased) -> None:
    """Empty the record of an erased dataset."""
    if erased.whole:
        model.Session.execute(RECORDS, {"package": erased.package_id})

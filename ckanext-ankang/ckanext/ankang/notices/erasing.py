"""No notice names what was erased."""

from __future__ import annotations

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.files.interfaces import Erased

NOTICES = sa.text("""
    DELETE FROM ankang_notice
     WHERE :title <> '' AND strpos(title, :title) > 0 OR strpos(link, :package) > 0
""")


def erase(erased: Erased) -> None:
    """Delete what people were told about an erased dataset."""
    if erased.whole:
        named = {"title": erased.title, "package": erased.package_id}
        model.Session.execute(NOTICES, named)

"""No notice names what was erased."""

from __future__ import annotations

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.files.interfaces import Erased

# A case that is about nothing else has a title of its own, which may name what was erased.
NOTICES = sa.text("""
    DELETE FROM ankang_notice
     WHERE :title <> '' AND strpos(title, :title) > 0 OR strpos(link, :package) > 0
        OR split_part(key, ':', 2) IN (
           SELECT case_id FROM ankang_case_item
            GROUP BY case_id
           HAVING bool_and(coalesce(package_id, item -> 'package' ->> 'id') = :package))
""")


def erase(erased: Erased) -> None:
    """Delete what people were told about an erased dataset."""
    if erased.whole:
        named = {"title": erased.title, "package": erased.package_id}
        model.Session.execute(NOTICES, named)

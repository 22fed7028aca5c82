"""No revision holds what was erased."""

from __future__ import annotations

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.files.interfaces import Erased

EMPTY = """
    UPDATE ankang_revision
       SET content = '{}', title = '已清除',
           state = CASE WHEN state = 'published' THEN state ELSE 'dropped' END
"""
OF_DATASET = sa.text(f"{EMPTY} WHERE package_id = :package")
OF_VERSIONS = sa.text(f"""{EMPTY}
    WHERE package_id = :package AND EXISTS (
        SELECT FROM jsonb_array_elements(content -> 'resources') resource
         WHERE resource ->> 'version_id' = ANY(:versions))
""")


def erase(erased: Erased) -> None:
    """Empty the revisions of the dataset, or those that carry one of its versions."""
    named = {"package": erased.package_id, "versions": erased.version_ids}
    model.Session.execute(OF_DATASET if erased.whole else OF_VERSIONS, named)

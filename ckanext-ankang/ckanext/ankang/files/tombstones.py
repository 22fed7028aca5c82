"""What was public and is gone, for those who harvest us: an id, a moment and why, and no word that is secret."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from . import gone

# In one answer.
MOST = 10_000
# A dataset says the day of its withdrawal, its last change the moment; changed later it is told again, which
# harms nobody. What was erased or hidden stands in its erasure, a leaked version as well: its whole dataset is
# hidden with it. Only what was public, and is not public now.
GONE = sa.text("""
    SELECT id, moment FROM (
        SELECT p.id, p.metadata_modified AT TIME ZONE 'UTC' AS moment FROM package p
         WHERE p.extras ? 'withdrawn' AND p.extras ->> 'withdrawn' <> '' AND (p.private OR p.state = 'deleted')
        UNION
        SELECT e.package_id, max(e.hidden) FROM ankang_erasure e LEFT JOIN package p ON p.id = e.package_id
         WHERE e.state <> 'restored' AND NOT e.was_private
           AND (p.id IS NULL OR p.private OR p.state <> 'active') GROUP BY 1
    ) everything
     WHERE CAST(:since AS timestamptz) IS NULL OR moment >= :since
     ORDER BY moment, id
""")
EVER_PUBLIC = sa.text("""
    SELECT EXISTS (SELECT FROM ankang_file_publication WHERE package_id = :id)
        OR EXISTS (SELECT FROM package WHERE id = :id AND coalesce(extras ->> 'withdrawn', '') <> '')
""")


def listed(since: datetime | None, start: int, rows: int) -> dict[str, Any]:
    """What is gone since a moment, the earliest first: {count, results}."""
    found = model.Session.execute(GONE, {"since": since}).all()
    page = [_shown(*row) for row in found[start : start + rows]]
    return {"count": len(found), "results": [one for one in page if one]}


def was_public(package_id: str) -> bool:
    """Whether others may have taken this over, so that they must hear when it goes."""
    return bool(model.Session.scalar(EVER_PUBLIC, {"id": package_id}))


def _shown(package_id: str, moment: datetime) -> dict[str, Any] | None:
    said = gone.of_package(package_id)
    if said is None:
        return None
    at = moment.astimezone(UTC).isoformat(timespec="seconds")
    words = {"title": said.title, "reason": said.reason, "replaced_by": said.replaced_by}
    known = {name: text for name, text in words.items() if text}
    return {"id": package_id, "kind": said.kind, "moment": at, "sentence": said.sentence, **known}

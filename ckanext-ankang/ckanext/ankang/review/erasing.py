"""Cases go on telling what was decided by whom and when, of something they no longer name."""

from __future__ import annotations

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.files.interfaces import Erased

ITEMS = sa.text("""
    UPDATE ankang_case_item
       SET item = '{}', title = '已清除', identifier = id, reasons = '[]', package_id = :package
     WHERE package_id = :package OR item -> 'package' ->> 'id' = :package
 RETURNING case_id
""")
# A case of many items keeps its title and its reasons, unless they say the title itself.
CASES = sa.text("""
    UPDATE ankang_case SET title = '已清除'
     WHERE id = ANY(:cases)
       AND ((SELECT count(*) FROM ankang_case_item WHERE case_id = ankang_case.id) = 1
         OR :title <> '' AND strpos(title, :title) > 0)
""")
EVENTS = sa.text("""
    UPDATE ankang_case_event SET reason = '', detail = '{}'
     WHERE case_id = ANY(:cases)
       AND ((SELECT count(*) FROM ankang_case_item WHERE case_id = ankang_case_event.case_id) = 1
         OR :title <> '' AND strpos(reason || detail::text, :title) > 0)
""")


def erase(erased: Erased) -> None:
    """Empty the snapshots of a dataset; those of single versions name no cell."""
    if not erased.whole:
        return
    cases = model.Session.scalars(ITEMS, {"package": erased.package_id}).all()
    for statement in (CASES, EVENTS):
        model.Session.execute(statement, {"cases": list(cases), "title": erased.title})

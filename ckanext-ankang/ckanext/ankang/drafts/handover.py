"""The drafts of somebody who leaves: his successor writes on; he stays one of their authors."""

from __future__ import annotations

from collections.abc import Sequence

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.review import audit

from . import revisions
from .model import Revision

OPEN = ("draft", "returned", "submitted")


def lines(leaver: str, department: str) -> list[str]:
    """The titles of the open drafts that the leaver writes in a department."""
    return [
        tk._("草稿：{title}").format(title=one.title or tk._("还没有名称的草稿"))
        for one in _drafts(leaver, department)
    ]


def hand_over(leaver: str, successor: str, department: str, actor: str) -> None:
    """Let the successor write them too: who wrote them before signs none of them still."""
    for one in _drafts(leaver, department):
        if revisions.join(revisions.locked(one.id), successor):
            audit.record(actor, "revision.handover", one.id, leaver=leaver, successor=successor)


def _drafts(leaver: str, department: str) -> Sequence[Revision]:
    found = sa.select(Revision).where(
        Revision.department == department,
        Revision.state.in_(OPEN),
        Revision.editors.contains([leaver]),
    )
    return model.Session.scalars(found.order_by(Revision.id)).all()

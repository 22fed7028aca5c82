"""Taking something published back: a revision like others, whose case leaves a page with the reason."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from . import revisions
from .model import Revision


def begin(package: Any, person: str, reason: str, replaced_by: str | None) -> Revision:
    """Begin the withdrawal of a public dataset in the caller's transaction."""
    now = revisions.stored_content(package.id)
    if package.private or now.get("withdrawn"):
        problem = tk._("“{title}”没有公开，不需要下线。").format(title=package.title)
        raise tk.ValidationError({"package_id": [problem]})
    said = {"withdrawn_reason": reason}
    if replaced_by:
        said["replaced_by"] = _successor(package, replaced_by)
    return revisions.begin(package.id, {**now, **said}, person, kind=revisions.WITHDRAW, base=now)


def _successor(package: Any, name_or_id: str) -> str:
    found = revisions.stored_package(name_or_id)
    if found is None or found.private or found.id == package.id:
        problem = tk._("没有已公开的数据集“{name}”可以代替它。").format(name=name_or_id)
        raise tk.ValidationError({"replaced_by": [problem]})
    return str(found.name)

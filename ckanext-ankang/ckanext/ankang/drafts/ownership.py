"""Whose a content may be: its department, its resources and their versions."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from . import files, readers

Json = dict[str, Any]


def department(name_or_id: str | None) -> Any:
    """The department of this id or name; raises ValidationError."""
    found = model.Group.get(name_or_id) if name_or_id else None
    if found is None or not found.is_organization or found.state != model.State.ACTIVE:
        problem = tk._("没有部门“{name}”。请选择提供单位。").format(name=name_or_id or "")
        raise tk.ValidationError({"owner_org": [problem]})
    return found


def checked(package_id: str, known: Json, written: Json, person: str) -> Json:
    """What a person is about to write over `known`, if all that it claims is its own."""
    owner = department(written.get("owner_org"))
    if owner.id != known.get("owner_org") and not readers.writes_in(
        person, owner.id, "create_dataset"
    ):
        raise tk.NotAuthorized(tk._("您无权把数据集归到“{name}”。").format(name=owner.title))
    files.check(written, package_id, known)
    return {**written, "owner_org": owner.id}

"""Links are their department's matter: who may write in it sees them, and administrators see all."""

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.ankang.workbench.board import person_of

from ..model import Link as _Link


def ankang_link_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Whoever is signed in; he is shown those of his departments alone."""
    return {"success": True}


def ankang_link_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Whoever may change the dataset."""
    return _as_writer(context, data_dict)


def ankang_link_look(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Whoever may change the dataset."""
    return _as_writer(context, data_dict)


def _as_writer(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    link = model.Session.get(_Link, tk.get_or_bust(data_dict, "id"))
    package = model.Package.get(link.package_id) if link else None
    person = model.User.get(context.get("user"))
    departments = person_of(person).departments if person else ()
    if package and package.owner_org in departments:
        return {"success": True}
    return {"success": False, "msg": tk._("只有本部门的人可以查看和检查它的外部链接。")}

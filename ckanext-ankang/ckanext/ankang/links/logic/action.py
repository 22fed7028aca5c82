"""Actions of `links`: what points outside, what it is like, and one more look."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.ankang.workbench.board import person_of as _person_of

from .. import register as _register
from .. import shown as _shown
from ..model import Link as _Link
from ..model import now as _now
from . import schema as _schema

_MOST = 1_000


@tk.side_effect_free
def ankang_link_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The outside links of the asker's departments, of all for an administrator: {count, counts, results}."""
    tk.check_access("ankang_link_list", context, data_dict)
    data, errors = tk.navl_validate(data_dict, _schema.link_list())
    if errors:
        raise tk.ValidationError(errors)
    mine = _departments(context)
    page = _shown.listed(mine, data["state"], data["start"], min(data["rows"], _MOST))
    return {**page, "counts": _shown.counts(mine)}


@tk.side_effect_free
def ankang_link_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """An outside link (`id`: a resource's, or `<package>.source_url`), with every look at it that is kept."""
    tk.check_access("ankang_link_show", context, data_dict)
    found = _shown.one(data_dict["id"])
    if found is None:
        raise tk.ObjectNotFound(tk._("没有这个外部链接，或者还没有登记。"))
    return found


def ankang_link_look(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Have an outside link (`id`, as above) looked at within a minute: {state, due}."""
    tk.check_access("ankang_link_look", context, data_dict)
    link = model.Session.get(_Link, data_dict["id"], with_for_update=True)
    if link is None:
        raise tk.ObjectNotFound(tk._("没有这个外部链接，或者还没有登记。"))
    link.due = _now()
    _register.ask_soon(0)
    answer = {"state": link.state, "due": link.due.isoformat()}
    model.Session.commit()
    return answer


def _departments(context: Context) -> tuple[str, ...] | None:
    """The departments in which the asker may write; None stands for all."""
    person = model.User.get(context.get("user"))
    if context.get("ignore_auth") or (person and person.sysadmin):
        return None
    return _person_of(person).departments if person else ()

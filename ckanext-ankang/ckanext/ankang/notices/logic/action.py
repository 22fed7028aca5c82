"""What the portal tells people, and what they may do with it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from .. import kinds as _kinds
from .. import standing as _standing
from . import schema


def ankang_notice_send(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Tell `persons` (ids or names of accounts) something once; only the portal itself does.

    It stands in the caller's transaction and never commits. Each person is told the same `key`
    once for ever. `link` is a path of this portal. Answers {told: [ids]}.
    """
    if not context.get("ignore_auth"):
        raise tk.NotAuthorized(tk._("通知只由平台发出。"))
    data = _valid(data_dict, schema.notice_send())
    _check_notice(data)
    persons = [person.id for person in _persons(data_dict.get("persons")) if person.is_active]
    return {"told": _standing.send(persons, **data)}


@tk.side_effect_free
def ankang_notice_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The asker's notices, newest first: {count, unread, results}; `unread` alone if asked."""
    tk.check_access("ankang_notice_list", context, data_dict)
    data = _valid(data_dict, schema.notice_list())
    person = _asker(context)
    count, page = _standing.listed(
        person,
        unread=data["unread"],
        limit=min(data["limit"], schema.MOST),
        offset=data["offset"],
    )
    results = [_standing.as_dict(one) for one in page]
    return {"count": count, "unread": _standing.unread(person), "results": results}


def ankang_notice_read(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Mark the asker's notices (`ids`, or `all`) as read; answers {read, unread}."""
    tk.check_access("ankang_notice_read", context, data_dict)
    everything = _valid(data_dict, schema.notice_read())["all"]
    ids = data_dict.get("ids")
    if not everything and not (isinstance(ids, list) and all(isinstance(i, str) for i in ids)):
        raise tk.ValidationError({"ids": [tk._("请列出通知的编号（ids），或写明全部（all）。")]})
    person = _asker(context)
    count = _standing.mark_read(person, None if everything else ids)
    model.Session.commit()
    return {"read": count, "unread": _standing.unread(person)}


@tk.side_effect_free
def ankang_notice_preference_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """How the asker wants notices by mail: {mode}."""
    tk.check_access("ankang_notice_preference_show", context, data_dict)
    chosen = _standing.preference(_asker(context))
    return {"mode": chosen.mode if chosen else schema.MODES[0]}


def ankang_notice_preference_update(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Choose how to get notices by mail: `immediate`, `digest` or `off`."""
    tk.check_access("ankang_notice_preference_update", context, data_dict)
    mode = _valid(data_dict, schema.notice_preference())["mode"]
    _standing.prefer(_asker(context), mode)
    model.Session.commit()
    return {"mode": mode}


def _check_notice(data: dict[str, Any]) -> None:
    if data["kind"] not in _kinds.kinds():
        problem = tk._("没有通知种类“{kind}”，可用：{kinds}。").format(
            kind=data["kind"], kinds="、".join(_kinds.kinds())
        )
        raise tk.ValidationError({"kind": [problem]})
    # A notice never leads to another site.
    if data["link"] and (not data["link"].startswith("/") or data["link"].startswith("//")):
        problem = tk._("“{link}”不是本平台的路径，应以单个“/”开头。").format(link=data["link"])
        raise tk.ValidationError({"link": [problem]})


def _persons(references: Any) -> list[model.User]:
    if not isinstance(references, list):
        raise tk.ValidationError({"persons": [tk._("收件人（persons）须是列表。")]})
    found = [(reference, model.User.get(str(reference))) for reference in references]
    if unknown := [str(reference) for reference, person in found if person is None]:
        problem = tk._("没有帐号：{names}。").format(names="、".join(unknown))
        raise tk.ValidationError({"persons": [problem]})
    return [person for _reference, person in found if person is not None]


def _asker(context: Context) -> str:
    person = model.User.get(context.get("user"))
    if person is None:
        raise tk.NotAuthorized(tk._("登录后才有通知。"))
    return str(person.id)


def _valid(data_dict: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, rules)
    if errors:
        raise tk.ValidationError(errors)
    return {name: data[name] for name in rules if name in data}

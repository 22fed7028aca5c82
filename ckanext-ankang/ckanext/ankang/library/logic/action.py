"""What a person follows in the library."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from .. import config as _config
from .. import following as _following
from .. import questions as _questions
from . import schema


def ankang_library_follow_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Follow a document (`document`: id or name) or a question to the library (`question`).

    `question` is a dict of {q, section, force, scope, kind, issuer, topic, year, genre}; an issuer is
    followed as {issuer: [its name]}. Answers {id, kind, target, created}.
    """
    tk.check_access("ankang_library_follow_create", context, data_dict)
    person = _asker(context)
    kind, target = _target(context, data_dict)
    if len(_following.of_person(person)) >= _config.follows():
        sentence = tk._("最多关注 {count} 项。请先取消不再需要的关注。")
        raise tk.ValidationError({"target": [sentence.format(count=_config.follows())]})
    followed = _following.as_dict(_following.follow(person, kind, target))
    model.Session.commit()
    return followed


def ankang_library_follow_delete(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Follow something no more; answers {id}."""
    tk.check_access("ankang_library_follow_delete", context, data_dict)
    id = _valid(data_dict, schema.follow_delete())["id"]
    if not _following.unfollow(_asker(context), id):
        raise tk.ObjectNotFound(tk._("没有这项关注，可能已经取消了。"))
    model.Session.commit()
    return {"id": id}


@tk.side_effect_free
def ankang_library_follow_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """What the asker follows, the latest first: [{id, kind, target, created}]."""
    tk.check_access("ankang_library_follow_list", context, data_dict)
    return [_following.as_dict(one) for one in _following.of_person(_asker(context))]


def _target(context: Context, data_dict: dict[str, Any]) -> tuple[str, str]:
    if document := _valid(data_dict, schema.follow_create()).get("document"):
        package = tk.get_action("package_show")(context, {"id": document})
        return _following.DOCUMENT, package["id"]
    question = _questions.of_arguments(_several(data_dict.get("question")))
    if not question:
        raise tk.ValidationError(
            {"question": [tk._("请说明关注什么：一份文件，或者至少一个检索条件。")]}
        )
    return _following.SEARCH, _questions.written(question)


def _several(given: Any) -> dict[str, list[str]]:
    """Every value of a question as a list of words, whatever JSON it was sent as."""
    if not isinstance(given, dict):
        return {}
    lists = {name: value if isinstance(value, list) else [value] for name, value in given.items()}
    return {name: [str(value) for value in values] for name, values in lists.items()}


def _asker(context: Context) -> str:
    person = model.User.get(context.get("user"))
    if person is None:
        raise tk.NotAuthorized(tk._("登录后才能关注。不登录也可以用阅读器订阅。"))
    return str(person.id)


def _valid(data_dict: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, rules)
    if errors:
        raise tk.ValidationError(errors)
    return {name: data[name] for name in rules if name in data}

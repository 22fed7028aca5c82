"""Actions of `renditions`."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from .. import making, shelf
from ..model import Rendition
from . import schema

Json = dict[str, Any]


@tk.side_effect_free
def ankang_rendition_list(context: Context, data_dict: Json) -> list[Json]:
    """The files made of a text of a document, the newest unless `number` names another.

    Answers [{number, format, state, url, sha256, size}]; `state` is `ready`, `being_made` or
    `failed`, and only what is ready has a digest and a size.
    """
    tk.check_access("ankang_rendition_list", context, data_dict)
    data = _valid(data_dict, schema.rendition_list())
    package = tk.get_action("package_show")(Context(context), {"id": data["id"]})
    text = making.text_of(package["id"], data.get("number"))
    if text is None:
        raise tk.ObjectNotFound(tk._("这份文件没有这个文本。"))
    number = text["version"]["number"]
    made = shelf.of_text(package["id"], number)
    waiting = "failed" if making.failed(package["id"]) else "being_made"
    return [
        {
            "number": number,
            "format": format,
            "url": _url(package["name"], number, format),
            **_facts(made.get(format), waiting),
        }
        for format in making.WRITERS
    ]


def ankang_rendition_make(context: Context, data_dict: Json) -> list[Json]:
    """Have the files of a document made now, before all others; answers like the list."""
    tk.check_access("ankang_rendition_make", context, data_dict)
    data = _valid(data_dict, schema.rendition_make())
    package = tk.get_action("package_show")(Context(context), {"id": data["id"]})
    making.ask(package["id"], priority=0)
    model.Session.commit()
    found: list[Json] = tk.get_action("ankang_rendition_list")(context, {"id": package["id"]})
    return found


def _facts(row: Rendition | None, waiting: str) -> Json:
    if row is None:
        return {"state": waiting, "sha256": None, "size": None}
    return {"state": "ready", "sha256": row.sha256, "size": row.size}


def _url(name: str, number: int, format: str) -> str:
    url: str = tk.url_for(
        "ankang_renditions.download", id=name, number=number, format=format, _external=True
    )
    return url


def _valid(data_dict: Json, rules: Json) -> Json:
    data, errors = tk.navl_validate(data_dict, rules)
    if errors:
        raise tk.ValidationError(errors)
    return data

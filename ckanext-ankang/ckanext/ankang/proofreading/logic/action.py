"""Wording by the API."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from .. import config as _config
from .. import reports as _reports
from ..fields import find_in_package as _find_in_package
from ..finding import find as _find
from .schema import proofreading_check as _proofreading_check

_ASKED = ("text", "package_id", "revision")


@tk.side_effect_free
def ankang_proofreading_check(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Answer {hits, counts} of a text, a package or a revision, by the rules of `day` (today)."""
    tk.check_access("ankang_proofreading_check", context, data_dict)
    data, errors = tk.navl_validate(data_dict, _proofreading_check(), context)
    if not errors and sum(bool(data.get(key)) for key in _ASKED) != 1:
        errors = {"text": [tk._("请只填写 text、package_id、revision 中的一项。")]}
    if errors:
        raise tk.ValidationError(errors)
    day, book = data.get("day"), _config.book()
    if text := data.get("text"):
        _require_short(text)
        return _reports.of_text(_find(text, day, book))
    return _reports.of_package(_find_in_package(_package(context, data), day, book))


def _package(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """What the asker may read: a dataset as it is public, or a revision with its changes."""
    asker = Context(user=context.get("user", ""), ignore_auth=context.get("ignore_auth", False))
    if package_id := data.get("package_id"):
        public: dict[str, Any] = tk.get_action("package_show")(asker, {"id": package_id})
        return public
    revision = tk.get_action("ankang_revision_show")(asker, {"id": data["revision"]})
    content: dict[str, Any] = revision["content"]
    return content


def _require_short(text: str) -> None:
    most = _config.characters()
    if len(text) > most:
        sentence = tk._("文字有 {length} 个字，一次最多检查 {most} 个字。请分段检查。")
        raise tk.ValidationError({"text": [sentence.format(length=len(text), most=most)]})

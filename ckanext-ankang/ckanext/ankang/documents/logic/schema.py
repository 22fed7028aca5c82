"""What the actions of `documents` accept."""

from typing import Any

import ckan.plugins.toolkit as tk


@tk.validator_args
def ankang_document_text_show(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"id": [not_empty, unicode_safe]}


@tk.validator_args
def ankang_document_comparison_show(not_empty: Any, ignore_missing: Any) -> dict[str, Any]:
    return {"from": [not_empty, _text_named], "to": [ignore_missing, _text_named]}


@tk.validator_args
def ankang_document_article_successor_show(
    not_empty: Any, unicode_safe: Any, is_positive_integer: Any
) -> dict[str, Any]:
    return {
        "id": [not_empty, unicode_safe],
        "number": [not_empty, is_positive_integer],
        "anchor": [not_empty, unicode_safe],
    }


def _text_named(value: Any) -> dict[str, Any]:
    """One text of a document: `{id, number?}`, or in an address `id` or `id@number`."""
    if isinstance(value, str):
        id, _, said = value.partition("@")
        value = {"id": id, "number": said or None}
    if not isinstance(value, dict) or not isinstance(value.get("id"), str) or not value["id"]:
        raise tk.Invalid(tk._("请写明文件：{id, number}，或者“文件标识@文本序号”。"))
    number = value.get("number")
    if number is not None and not str(number).isdecimal():
        raise tk.Invalid(tk._("文本序号“{number}”不是正整数。").format(number=number))
    return {"id": value["id"], "number": int(number) if number is not None else None}

"""What the actions of `documents` accept."""

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue.vocabularies import UnknownValue, fold

from .validators import ankang_document_day


@tk.validator_args
def ankang_document_text_show(
    not_empty: Any, unicode_safe: Any, ignore_missing: Any, natural_number_validator: Any
) -> dict[str, Any]:
    return {
        "id": [not_empty, unicode_safe],
        "number": [ignore_missing, natural_number_validator],
    }


@tk.validator_args
def ankang_document_import(
    not_empty: Any, unicode_safe: Any, ignore_missing: Any, strip_value: Any
) -> dict[str, Any]:
    said = [ignore_missing, unicode_safe, strip_value]
    return {
        "owner_org": [not_empty, unicode_safe],
        "upload": [not_empty],
        "kind": [*said, _word("document_kinds")],
        "text_source": [*said, _word("text_sources")],
    }


def _word(name: str) -> Any:
    """Fold a label of a vocabulary to its code."""

    def validator(value: Any) -> str:
        if not value:
            return ""
        try:
            return fold(name, value)
        except UnknownValue as error:
            raise tk.Invalid(tk._(error.template).format(**error.fields)) from error

    return validator


@tk.validator_args
def ankang_document_proof_record(
    not_empty: Any, unicode_safe: Any, boolean_validator: Any, default: Any, strip_value: Any
) -> dict[str, Any]:
    return {
        "item": [not_empty, unicode_safe],
        "same": [not_empty, boolean_validator],
        "note": [default(""), unicode_safe, strip_value],
    }


@tk.validator_args
def ankang_document_proof_list(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"case": [not_empty, unicode_safe]}


@tk.validator_args
def ankang_document_text_change(
    not_empty: Any, unicode_safe: Any, ignore_missing: Any, strip_value: Any
) -> dict[str, Any]:
    words = [ignore_missing, unicode_safe, strip_value]
    return {
        "id": [not_empty, unicode_safe],
        "upload": [not_empty],
        "kind": [not_empty, unicode_safe, _word("text_changes")],
        "title": words,
        "number": words,
        "day": [*words, ankang_document_day],
    }


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

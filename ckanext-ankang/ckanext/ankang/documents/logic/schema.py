"""What the actions of `documents` accept."""

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue.vocabularies import UnknownValue, fold


@tk.validator_args
def ankang_document_text_show(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"id": [not_empty, unicode_safe]}


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
        try:
            return fold(name, value)
        except UnknownValue as error:
            raise tk.Invalid(tk._(error.template).format(**error.fields)) from error

    return validator

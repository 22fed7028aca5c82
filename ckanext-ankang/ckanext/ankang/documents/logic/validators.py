"""Rules of a document's header that YAML cannot say."""

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk

from .. import values


def ankang_document_number(value: Any) -> str:
    """Write a document number with 〔〕, without spaces."""
    return _official(values.number, value)


def ankang_registration_number(value: Any) -> str:
    """Accept the three parts of a registration number."""
    return _official(values.registration, value)


def ankang_index_number(value: Any) -> str:
    """Accept an index number whose organisation code is right."""
    return _official(values.index_number, value)


def ankang_credit_code(value: Any) -> str:
    """Accept a credit code whose check character is right."""
    return _official(values.credit_code, value)


def ankang_document_day(value: Any) -> str:
    """Write a day as YYYY-MM-DD; one that does not exist is refused."""
    return _official(values.day, value)


def _official(form: Callable[[str], str], value: Any) -> str:
    # An empty line of a repeating field comes as "", which `ignore_missing` lets through.
    if value == "":
        return ""
    try:
        return form(str(value))
    except values.BadValue as error:
        raise tk.Invalid(tk._(error.template).format(text=error.text)) from error

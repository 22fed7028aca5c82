"""Ankang and its counties by GB/T 2260 code, under the names of their day."""

from datetime import date

from ckanext.ankang.catalogue.vocabularies import fold, label, vocabulary

CITY = "610900"


def division_code(text: str) -> str:
    """Return today's code for a name or code, past ones too: 旬阳县 and 610928 are 610981."""
    return fold("divisions", text)


def division_name(code: str, on: date | None = None) -> str:
    """Return what the division was called on that day, or is called today."""
    if on is not None:
        for value in vocabulary("divisions").values:
            for alias in value.aliases:
                named_then = alias.until is not None and on.year <= alias.until
                if value.code == code and named_then and not alias.label.isdigit():
                    return alias.label
    return label("divisions", code)

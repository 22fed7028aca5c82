"""Template helpers: vocabularies as choices and labels."""

from typing import Any

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.catalogue.vocabularies import label, vocabulary


def ankang_vocabulary_choices(field: dict[str, Any]) -> list[dict[str, str]]:
    """Return a field's vocabulary as scheming wants it: value and label of each entry."""
    values = vocabulary(field["vocabulary"]).valid(today())
    return [{"value": value.code, "label": value.label} for value in values]


def ankang_vocabulary_label(vocabulary: str, code: str) -> str:
    """Return the Chinese label of a code, or nothing where there is no code."""
    return label(vocabulary, code) if code else ""

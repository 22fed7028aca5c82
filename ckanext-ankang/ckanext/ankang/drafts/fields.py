"""Which fields of a type the portal fills itself, as the dataset schemas say."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

SYSTEM = "ankang_system"


def stamped(type_: str) -> frozenset[str]:
    """The package fields that nobody's form or token sets."""
    schema = tk.h.scheming_get_dataset_schema(type_) or {"dataset_fields": []}
    fields = schema["dataset_fields"]
    return frozenset(field["field_name"] for field in fields if field.get("preset") == SYSTEM)

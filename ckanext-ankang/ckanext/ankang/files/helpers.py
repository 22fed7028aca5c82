"""What templates ask of this room."""

from __future__ import annotations

import ckan.plugins.toolkit as tk


def ankang_field_label(field: str) -> str:
    """The label that the dataset form gives a field; the bare name of one it does not know."""
    fields = tk.h.scheming_get_dataset_schema("dataset")["dataset_fields"]
    return next((str(one["label"]) for one in fields if one["field_name"] == field), field)

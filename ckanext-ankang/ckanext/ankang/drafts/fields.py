"""Which fields a type has and which of them the portal fills itself, as the dataset schemas say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from . import content

SYSTEM = "ankang_system"
CORE = frozenset({"id", "type", "tags", "extras", "resources"})


def stamped(type_: str) -> frozenset[str]:
    """The package fields that nobody's form or token sets."""
    return frozenset(
        field["field_name"] for field in _fields(type_) if field.get("preset") == SYSTEM
    )


def known(type_: str) -> frozenset[str]:
    """All keys that the content of a package of this type may have."""
    own = {content.TEXT, content.DETAILS} if type_ == "document" else set()
    return CORE | own | {field["field_name"] for field in _fields(type_)}


def sent(package: Mapping[str, Any], type_: str) -> dict[str, Any]:
    """The content that a person sent; like core, what is no field of the type is passed over."""
    fields = known(type_)
    return {
        key: value for key, value in content.sent(package, stamped(type_)).items() if key in fields
    }


def _fields(type_: str) -> list[dict[str, Any]]:
    schema = tk.h.scheming_get_dataset_schema(type_)
    return list(schema["dataset_fields"]) if schema else []

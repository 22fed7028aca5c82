"""What CKAN's index document of a package gets from us: the verdicts on its public files."""

from __future__ import annotations

import json
from typing import Any

# Of CKAN's schema `vocab_*` is a list of plain words, which facets need.
STATUS = "vocab_validation_status"


def add_status(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the document with each verdict that one of its files has."""
    package = json.loads(pkg_dict["validated_data_dict"])
    found = {resource.get("validation_status") for resource in package.get("resources", ())}
    return {**pkg_dict, STATUS: sorted(found - {None, ""})}

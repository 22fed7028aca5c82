"""Template helpers of `interpretations`."""

from typing import Any

import ckan.plugins.toolkit as tk


def ankang_basis(package: dict[str, Any]) -> list[dict[str, Any]]:
    """The documents that a dataset rests on, or that an interpretation interprets."""
    if not any(package.get(field) for field in ("legal_basis", "openness_grounds", "interprets")):
        return []
    found: list[dict[str, Any]] = tk.get_action("ankang_basis_list")({}, {"id": package["id"]})
    return found

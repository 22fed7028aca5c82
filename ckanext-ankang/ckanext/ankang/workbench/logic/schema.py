"""What the actions of the room `workbench` accept."""

from __future__ import annotations

from typing import Any

from ckan.logic.schema import validator_args


@validator_args
def handover_preview(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    named = [not_empty, unicode_safe]
    return {"from": named, "to": named, "department": named}


@validator_args
def handover(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    named = [not_empty, unicode_safe]
    return {**handover_preview(), "ground": named, "seen": named}

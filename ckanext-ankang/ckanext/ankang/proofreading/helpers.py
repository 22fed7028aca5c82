"""Template helpers of the room `proofreading`."""

from __future__ import annotations

from typing import Any

from . import config as _config
from . import reports as _reports
from .fields import find_in_package as _find_in_package


def ankang_proofreading_hits(package: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the hits in the fields of a package, for ankang/proofreading/hits.html."""
    hits: list[dict[str, Any]] = _reports.of_package(
        _find_in_package(package, book=_config.book())
    )["hits"]
    return hits

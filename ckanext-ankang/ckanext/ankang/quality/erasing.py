"""Nothing that was read out of an erased file stays: reports, columns, samples, scores."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.files.interfaces import Erased

OF_VERSIONS = (
    "DELETE FROM ankang_validation WHERE version_id = ANY(:versions)",
    "DELETE FROM ankang_finding_release WHERE version_id = ANY(:versions)",
    "DELETE FROM ankang_validation_batch_item WHERE version_id = ANY(:versions)",
)
OF_DATASETS = (
    "DELETE FROM ankang_column WHERE resource_id = ANY(:resources)",
    "DELETE FROM ankang_column_decision WHERE resource_id = ANY(:resources)",
    "DELETE FROM ankang_table_schema WHERE resource_id = ANY(:resources)",
    "DELETE FROM ankang_quality_score WHERE dataset_id = :package",
)


def erase(erased: Erased) -> None:
    """Delete what was found in these versions, and with the dataset what was said of its columns."""
    named: dict[str, Any] = {
        "versions": erased.version_ids,
        "resources": erased.resource_ids,
        "package": erased.package_id,
    }
    for statement in OF_VERSIONS + (OF_DATASETS if erased.whole else ()):
        model.Session.execute(sa.text(statement), named)

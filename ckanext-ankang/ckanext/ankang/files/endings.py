"""Rosters of persons (公示) end by themselves on their day: hidden, then erased, the hash stays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.ankang.jobs.interfaces import JobContext

from . import erasure

KIND = "files.end_rosters"
FIELD = "public_until"
ACTOR = "ankang"
HERE = ZoneInfo("Asia/Shanghai")
# Not what somebody hides or erases already.
ENDED = sa.text("""
    SELECT DISTINCT package_id FROM resource JOIN package ON package.id = package_id
     WHERE resource.extras::jsonb ->> 'public_until' < :today
       AND resource.state = 'active' AND package.state = 'active'
       AND NOT EXISTS (SELECT FROM ankang_erasure
                        WHERE ankang_erasure.package_id = package.id AND ended IS NULL)
""")
VERSIONS = sa.text("""
    SELECT id FROM ankang_file_version WHERE resource_id = ANY(:resources) AND erased IS NULL
""")


def end_job(_job: JobContext, _payload: dict[str, Any]) -> None:
    """End what ended before today; each dataset by itself, so that a bad one stops no other."""
    for package_id, version_ids in ended(datetime.now(UTC).astimezone(HERE).date()).items():
        end(package_id, version_ids)
        model.Session.commit()


def ended(today: date) -> dict[str, list[str] | None]:
    """Datasets with resources whose last day is past: their versions, None for all there are."""
    found: dict[str, list[str] | None] = {}
    for package_id in model.Session.scalars(ENDED, {"today": today.isoformat()}).all():
        package = model.Package.get(package_id)
        past = [one for one in package.resources_all if _past(one, today)]
        others = [one for one in package.resources if one not in past]
        found[package_id] = _versions(past) if others else None
    return found


def end(package_id: str, version_ids: list[str] | None) -> None:
    """Hide and erase by the rule, without anybody's hand; what else the dataset holds stays."""
    package = model.Package.get(package_id)
    row = erasure.hide(package, ACTOR, tk._("公示期满"), version_ids, erasure.ENDED)
    row.requested_by = ACTOR
    erasure.begin(row, ACTOR)


def _past(resource: Any, today: date) -> bool:
    day = (resource.extras or {}).get(FIELD)
    return bool(day) and str(day) < today.isoformat()


def _versions(resources: list[Any]) -> list[str]:
    named = {"resources": [one.id for one in resources]}
    return list(model.Session.scalars(VERSIONS, named))

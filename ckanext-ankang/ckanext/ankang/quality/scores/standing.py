"""The scores of public datasets: made from what the database knows, kept by day, read by anybody.

What is not public now has no score for anybody, whatever was kept while it was public.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from ckanext.ankang.jobs.daily import HERE

from .. import excerpt
from ..model import QualityScore, Validation
from .score import Dataset, Resource, score

Package = model.Package
Department = sa.orm.aliased(model.Group)
PUBLIC = (
    Package.type == "dataset",
    Package.state == model.State.ACTIVE,
    Package.private.is_(False),
)
# What a validation says of its schema: inferred, confirmed by a publisher, or named by the resource.
INFERRED = "inferred"
# Years of series are read without the sentences of every day.
WITHOUT_REASONS: Any = sa.literal_column(
    "(SELECT jsonb_agg(one - 'reasons' ORDER BY place)"
    " FROM jsonb_array_elements(ankang_quality_score.dimensions) WITH ORDINALITY AS d(one, place))",
    JSONB,
)
ORDERS = {
    "points asc": (QualityScore.points, Package.title),
    "points desc": (QualityScore.points.desc(), Package.title),
    "title asc": (Package.title, QualityScore.day.desc()),
    "department asc": (Department.title, QualityScore.points.desc(), Package.title),
    "day desc": (QualityScore.day.desc(), Package.title),
}


def today() -> date:
    """The day it is in Ankang."""
    return datetime.now(UTC).astimezone(HERE).date()


def public_ids() -> list[str]:
    """The ids of all public datasets, in a steady order."""
    return list(model.Session.scalars(sa.select(Package.id).where(*PUBLIC).order_by(Package.id)))


def public_id(reference: str) -> str | None:
    """The id of the public dataset of this id or name; None if there is none."""
    named = sa.or_(Package.id == reference, Package.name == reference)
    found: str | None = model.Session.scalar(sa.select(Package.id).where(*PUBLIC, named))
    return found


def write(dataset_ids: Sequence[str], day: date) -> None:
    """Score those of the datasets that are public, in the caller's transaction.

    A second score of the same day takes the place of the first.
    """
    chosen = sa.select(Package).where(*PUBLIC, Package.id.in_(dataset_ids))
    # In one order, or two jobs at once could wait for each other's rows.
    packages = model.Session.scalars(chosen.order_by(Package.id)).all()
    versions = _validated([id_ for one in packages for r in one.resources if (id_ := _version(r))])
    rows = [
        {"dataset_id": one.id, "day": day, **score(_facts(one, versions), day).as_dict()}
        for one in packages
    ]
    if rows:
        new = insert(QualityScore).values(rows)
        replaced = {"points": new.excluded.points, "dimensions": new.excluded.dimensions}
        model.Session.execute(
            new.on_conflict_do_update(index_elements=["dataset_id", "day"], set_=replaced)
        )


def latest(dataset_id: str) -> dict[str, Any] | None:
    """The newest score of a public dataset with all reasons; None if there is none."""
    chosen = _rows(QualityScore.dimensions).where(QualityScore.dataset_id == dataset_id)
    row = model.Session.execute(chosen.order_by(QualityScore.day.desc()).limit(1)).first()
    return _shown(row) if row else None


def listing(
    *,
    dataset_id: str | None = None,
    day: date | None = None,
    department: str | None = None,
    sort: str = "points desc",
    limit: int,
    offset: int = 0,
) -> tuple[int, list[dict[str, Any]]]:
    """How many scores match, and a page of them without reasons.

    Of one dataset all days; else of each dataset that day's score, or its newest.
    """
    chosen = _rows(WITHOUT_REASONS)
    if dataset_id:
        chosen = chosen.where(QualityScore.dataset_id == dataset_id)
    elif day is None:
        chosen = chosen.where(_newest())
    if day:
        chosen = chosen.where(QualityScore.day == day)
    if department:
        chosen = chosen.where(sa.or_(Department.name == department, Department.id == department))
    count = model.Session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery()))
    page = chosen.order_by(*ORDERS[sort], QualityScore.dataset_id).limit(limit).offset(offset)
    return count or 0, [_shown(row) for row in model.Session.execute(page)]


def departments() -> list[dict[str, Any]]:
    """Each department with its scored datasets: how many, and their mean by today's newest scores."""
    mean = sa.func.avg(QualityScore.points)
    chosen = (
        sa.select(Department.name, Department.title, sa.func.count().label("count"), mean)
        .select_from(QualityScore)
        .join(Package, Package.id == QualityScore.dataset_id)
        .join(Department, Department.id == Package.owner_org)
        .where(*PUBLIC, _newest())
        .group_by(Department.id, Department.name, Department.title)
        .order_by(mean.desc(), Department.title)
    )
    return [
        {"name": name, "title": title, "count": count, "points": round(float(points), 1)}
        for name, title, count, points in model.Session.execute(chosen)
    ]


def every_day() -> Iterator[dict[str, Any]]:
    """All kept scores of datasets that are public now, by dataset and day."""
    chosen = _rows(WITHOUT_REASONS).order_by(QualityScore.dataset_id, QualityScore.day)
    for row in model.Session.execute(chosen.execution_options(yield_per=1000)):
        yield _shown(row)


def _rows(dimensions: Any) -> Any:
    return (
        sa.select(
            QualityScore.dataset_id,
            QualityScore.day,
            QualityScore.points,
            dimensions.label("dimensions"),
            Package.name,
            Package.title,
            Department.name.label("department"),
            Department.title.label("department_title"),
        )
        .join(Package, Package.id == QualityScore.dataset_id)
        .outerjoin(Department, Department.id == Package.owner_org)
        .where(*PUBLIC)
    )


def _newest() -> Any:
    other = sa.orm.aliased(QualityScore)
    last = sa.select(sa.func.max(other.day)).where(other.dataset_id == QualityScore.dataset_id)
    return QualityScore.day == last.scalar_subquery()


def _shown(row: Any) -> dict[str, Any]:
    return {
        "dataset": {"id": row.dataset_id, "name": row.name, "title": row.title},
        "department": {"name": row.department, "title": row.department_title},
        "day": row.day.isoformat(),
        "points": row.points,
        "dimensions": row.dimensions,
    }


def _facts(package: Any, validations: dict[str, Any]) -> Dataset:
    metadata = {
        **package.extras,
        "notes": package.notes,
        "license_id": package.license_id,
        "tags": "、".join(tag.name for tag in package.get_tags()),
    }
    return Dataset(
        metadata,
        tuple(
            _file(one, package.title, validations.get(_version(one))) for one in package.resources
        ),
    )


def _file(resource: Any, title: str, validation: Any) -> Resource:
    told = Resource(resource.name or title, resource.format or "", resource.description or "")
    if validation is None:
        return told
    fields = validation.schema.get("fields", [])
    return replace(
        told,
        verdict=validation.verdict,
        rows=validation.rows,
        faulty_rows=_faulty_rows(validation.report or {}),
        columns=len(fields),
        described_columns=sum(bool((one.get("description") or "").strip()) for one in fields),
        schema_declared=(validation.schema_source or INFERRED) != INFERRED,
    )


def _faulty_rows(report: dict[str, Any]) -> int:
    return len({one["rowNumber"] for one in excerpt.errors(report) if "rowNumber" in one})


def _version(resource: Any) -> str:
    return str((resource.extras or {}).get("version_id") or "")


def _validated(version_ids: list[str]) -> dict[str, Any]:
    """The newest validation of each version; the report, which may be large, only of bad ones."""
    chosen = (
        sa.select(
            Validation.version_id,
            Validation.verdict,
            Validation.rows,
            Validation.schema,
            Validation.facts["schema_source"]["kind"].astext.label("schema_source"),
            sa.case((Validation.verdict == "invalid", Validation.report)).label("report"),
        )
        .where(Validation.version_id.in_(version_ids))
        .distinct(Validation.version_id)
        .order_by(Validation.version_id, Validation.created.desc())
    )
    return {row.version_id: row for row in model.Session.execute(chosen)}

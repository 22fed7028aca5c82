"""What a source said of its items, kept once for each content hash, and who sees it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.types import Context
from sqlalchemy.dialects.postgresql import insert

from ckanext.ankang.drafts.interfaces import Given
from ckanext.ankang.harvest import packages, seeing
from ckanext.ankang.harvest.model import (
    HarvestChange,
    HarvestContent,
    HarvestRecord,
    HarvestRun,
    now,
)
from ckanext.ankang.quality.privacy import mask, mask_all, personal_numbers
from harvesters.records import Record

Json = dict[str, Any]


def keep(record: Record) -> str:
    """Keep what a source said of an item in the caller's transaction, once; its hash.

    Personal data is covered in the raw record: nothing of it is needed to publish.
    """
    said = record.raw.decode("utf-8", "replace")
    found = personal_numbers(said)
    row = {
        "sha256": record.content_hash,
        "raw": mask(said).encode() if found else record.raw,
        "raw_type": record.raw_type,
        "transformed": packages.transformed(record),
        "findings": sorted(found),
        "created": now(),
    }
    model.Session.execute(insert(HarvestContent).values(row).on_conflict_do_nothing())
    return record.content_hash


def record_of(package_id: str) -> HarvestRecord | None:
    """The item behind a package."""
    return model.Session.scalar(sa.select(HarvestRecord).filter_by(package_id=package_id))


def given(package_id: str) -> Given | None:
    """What of a package its source gives."""
    if (record := record_of(package_id)) is None or not record.fields:
        return None
    package = model.Session.get(model.Package, package_id)
    title = str(package.extras.get("source_name") or record.source) if package else record.source
    # The name of a table's standard is a fact of its files.
    fields = frozenset(record.fields) - {"table_schema"}
    return Given(
        title,
        fields | packages.OF_THE_SOURCE,
        frozenset(packages.own_files(record.source, record.identifier, len(record.versions))),
    )


def shown(record: HarvestRecord, context: Context) -> Json | None:
    """The records behind the versions that the asker sees, the newest first; None if he sees none."""
    hashes = visible(record, context)
    if not hashes:
        return None
    chosen = sa.select(HarvestContent).where(HarvestContent.sha256.in_(hashes))
    found = model.Session.scalars(chosen.order_by(HarvestContent.created.desc()))
    return {
        "source": record.source,
        "identifier": record.identifier,
        "package_id": record.package_id,
        "records": [_content(one, record, hashes[one.sha256]) for one in found],
    }


def visible(record: HarvestRecord, context: Context) -> dict[str, bool]:
    """Hashes of what the asker may see of an item, and whether each was ever published."""
    every = _hashes(record)
    if _belongs(record, context):
        return every
    if not _is_public(record, context):
        return {}
    return {sha256: public for sha256, public in every.items() if public}


def _belongs(record: HarvestRecord, context: Context) -> bool:
    """Whether the asker belongs to the department whose item it is."""
    if context.get("ignore_auth"):
        return True
    user, department = context.get("user"), record.fields.get("owner_org")
    return bool(user and department and seeing.may_see(str(user), [department]))


def _is_public(record: HarvestRecord, context: Context) -> bool:
    try:
        tk.check_access("package_show", context, {"id": record.package_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return True


def _hashes(record: HarvestRecord) -> dict[str, bool]:
    """Every content of an item, with whether it became public."""
    lines = sa.select(HarvestChange.content, HarvestChange.outcome)
    lines = lines.join(HarvestRun, HarvestRun.id == HarvestChange.run_id).where(
        HarvestRun.source == record.source,
        HarvestChange.identifier == record.identifier,
        HarvestChange.content != "",
    )
    found = {record.content_hash: False}
    for content, outcome in model.Session.execute(lines):
        found[content] = found.get(content, False) or outcome == "published"
    return found | {record.published_hash: True}


def _content(found: HarvestContent, record: HarvestRecord, published: bool) -> Json:
    """One record; what no review let pass is shown with its personal data covered."""
    return {
        "content_hash": found.sha256,
        "created": found.created.isoformat(),
        "published": published,
        "current": found.sha256 == record.published_hash,
        "raw": found.raw.decode("utf-8", "replace"),
        "raw_type": found.raw_type,
        "transformed": found.transformed if published else mask_all(found.transformed),
        "findings": found.findings,
    }

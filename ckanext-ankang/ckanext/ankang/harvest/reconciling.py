"""What sources brought against what stands in the catalogue: records without packages, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.harvest import config
from ckanext.ankang.harvest.model import HarvestRecord
from ckanext.ankang.reconciliation.interfaces import Finding
from harvesters.source import find_sources

# A package that a person took down, or that was erased, is gone for a ground: its row or its erasure says so.
LOST = sa.text("""
    SELECT r.id FROM ankang_harvest_record r
     WHERE r.state = 'published'
       AND NOT EXISTS (SELECT FROM package p WHERE p.id = r.package_id)
       AND NOT EXISTS (SELECT FROM ankang_erasure e WHERE e.package_id = r.package_id)
     ORDER BY r.source, r.identifier
""")
# A version whose bytes are missing is as good as none: its source may still have them.
BROKEN = sa.text("""
    SELECT DISTINCT r.id FROM ankang_harvest_record r, jsonb_each_text(r.versions) kept
     WHERE NOT EXISTS (SELECT FROM ankang_file_version v
                        WHERE v.id = kept.value AND v.fault IS DISTINCT FROM 'missing') ORDER BY r.id
""")
STANDING = sa.text("""
    SELECT id FROM ankang_file_version WHERE id = ANY(:ids) AND fault IS DISTINCT FROM 'missing'
""")
UNKNOWN = sa.text("""
    SELECT p.id, p.title FROM package p
     WHERE p.state = 'active' AND p.extras ? 'source_identifier' AND p.extras ? 'source_name'
       AND NOT EXISTS (SELECT FROM ankang_harvest_record r WHERE r.package_id = p.id)
     ORDER BY p.id
""")


def reconcile(mend: bool) -> Iterator[Finding]:
    """Compare; with `mend` have the next run read again what is missing."""
    for record in _records(LOST):
        if mend:
            # Neither the hash nor the list says any more that there is nothing to do.
            record.state, record.fingerprint, record.read_hash = "pending", "", ""
            model.Session.commit()
        yield _finding("record_without_package", record, mend)
    for record in _records(BROKEN):
        if mend:
            _forget_versions(record)
        yield _finding("record_without_version", record, mend)
    yield from _without_source()
    for package_id, title in model.Session.execute(UNKNOWN).all():
        yield Finding("package_without_record", package_id, title)


def _forget_versions(record: HarvestRecord) -> None:
    """A file whose version is nowhere is stored anew by the next run that reads the item."""
    named = record.versions
    standing = set(model.Session.scalars(STANDING, {"ids": list(named.values())}))
    record.versions = {sha256: id_ for sha256, id_ in named.items() if id_ in standing}
    record.fingerprint, record.read_hash, record.validators = "", "", {}
    if record.state == "published":
        record.state = "pending"
    model.Session.commit()


def _without_source() -> Iterator[Finding]:
    known = list(find_sources(config.home()))
    chosen = sa.select(HarvestRecord.source, sa.func.count()).group_by(HarvestRecord.source)
    for source, count in model.Session.execute(chosen.where(HarvestRecord.source.not_in(known))):
        yield Finding("record_without_source", source, source, note=f"{count} 项")


def _records(question: Any) -> Iterator[HarvestRecord]:
    for record_id in model.Session.scalars(question).all():
        record = model.Session.get(HarvestRecord, record_id, populate_existing=True)
        if record is not None:
            yield record


def _finding(kind: str, record: HarvestRecord, mend: bool) -> Finding:
    return Finding(kind, record.package_id, record.title, mended=mend, note=record.source)

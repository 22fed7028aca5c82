"""The last step of a run: what goes ahead and what waits for a person is brought to review, in batches.

A case and what its lines say of it are one transaction (`following`), so that nothing is brought twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.ankang.catalogue.names import package_name
from ckanext.ankang.drafts.content import content_of
from ckanext.ankang.harvest import config, packages, vanishing
from ckanext.ankang.harvest.model import HarvestChange, HarvestContent, HarvestRecord, now
from ckanext.ankang.harvest.work import Work, system_context

Json = dict[str, Any]
GUARDED = "guarded"
# Why a case waits for a person; the reason of each item stands with it.
TITLES = {"ready": "采集：{source}", GUARDED: "采集异常，须由人确认：{source}"}


def apply(work: Work) -> None:
    """Bring every line that has no case yet to review."""
    total = _count(work)
    done = 0
    for outcome in (GUARDED, "ready"):
        for kinds in (("vanished",), ("add", "change")):
            while batch := _next(work, outcome, kinds):
                done += len(batch)
                work.tell(done, total, f"提交审核 {batch[-1].title}")
                _bring(work, batch, outcome)


def _count(work: Work) -> int:
    chosen = work.lines(GUARDED, "ready").where(HarvestChange.case_id.is_(None)).order_by(None)
    return model.Session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery())) or 0


def _next(work: Work, outcome: str, kinds: Sequence[str]) -> list[HarvestChange]:
    """The next lines without a case; what a person looks at comes as one."""
    size = config.case_items() if outcome == GUARDED else config.batch_size()
    chosen = work.lines(outcome).where(
        HarvestChange.case_id.is_(None), HarvestChange.kind.in_(kinds)
    )
    return list(model.Session.scalars(chosen.limit(size)))


def _bring(work: Work, batch: list[HarvestChange], outcome: str) -> None:
    """One case for each department of a batch."""
    rows = work.records([line.identifier for line in batch])
    said = _contents(line.content for line in batch)
    names = _names([row.package_id for row in rows.values()])
    departments: dict[str, list[HarvestChange]] = defaultdict(list)
    for line in batch:
        fields = said[line.content]["fields"] if line.content else rows[line.identifier].fields
        departments[fields["owner_org"]].append(line)
    for department, lines in departments.items():
        if lines[0].kind == "vanished":
            _bring_withdrawal(work, department, lines, rows, outcome)
        else:
            items = [
                _item(work, line, rows[line.identifier], said[line.content], names)
                for line in lines
            ]
            _open_case(work, department, items, outcome)


def _contents(hashes: Iterable[str]) -> dict[str, Json]:
    chosen = sa.select(HarvestContent.sha256, HarvestContent.transformed)
    found = model.Session.execute(chosen.where(HarvestContent.sha256.in_(list(hashes))))
    return dict(found.tuples().all())


def _names(ids: list[str]) -> dict[str, str]:
    """The names of those packages that exist already."""
    chosen = sa.select(model.Package.id, model.Package.name).where(model.Package.id.in_(ids))
    return dict(model.Session.execute(chosen).tuples().all())


def _item(
    work: Work, line: HarvestChange, row: HarvestRecord, content: Json, names: dict[str, str]
) -> Json:
    """The item of a line, as it shall be public, with what the department added to it."""
    origin = packages.Origin(work.run.source, work.source.title, line.identifier)
    existing = names.get(row.package_id)
    name = existing or package_name(line.title, f"{origin.source}:{origin.identifier}")
    made = packages.package(content, name, origin, row.versions)
    if existing:
        own = packages.own_files(origin.source, origin.identifier, len(row.versions))
        made = packages.with_additions(made, _stored(row.package_id), row.fields, own)
    row.title, row.fields, row.content_hash = line.title, content["fields"], line.content
    row.seen, row.run_id = now(), work.run.id
    item = packages.review_item(content, made, work.run.source)
    return {**item, "run": work.run.id, "content_hash": line.content}


def _stored(package_id: str) -> Json:
    """What of a package people wrote, as it is stored."""
    asked = {"ignore_auth": True, "use_cache": False}
    return content_of(tk.get_action("package_show")(asked, {"id": package_id}))


def _bring_withdrawal(
    work: Work,
    department: str,
    lines: list[HarvestChange],
    rows: dict[str, HarvestRecord],
    outcome: str,
) -> None:
    """A case that takes down what vanished, unless the same waits already."""
    if outcome == GUARDED and _joined(work, lines):
        return
    items = [_gone(work, line, rows[line.identifier]) for line in lines]
    _open_case(work, department, items, outcome, kind="withdraw")


def _joined(work: Work, lines: list[HarvestChange]) -> bool:
    """Whether a case about these very items waits already; one about others is taken back."""
    asked = {line.identifier for line in lines}
    standing: dict[str, set[str]] = defaultdict(set)
    for identifier, case in vanishing.waiting(work.run.source).items():
        standing[case].add(identifier)
    for case, identifiers in standing.items():
        if identifiers == asked:
            for line in lines:
                line.case_id = case
            work.commit()
            return True
        if identifiers & asked:
            vanishing.withdraw(case, "来源列表又有变化，另行提请确认。")
    return False


def _gone(work: Work, line: HarvestChange, row: HarvestRecord) -> Json:
    existing = model.Session.get(model.Package, row.package_id)
    assert existing is not None, row.package_id
    package = {
        "id": existing.id,
        "name": existing.name,
        "title": existing.title,
        "type": existing.type,
        "owner_org": existing.owner_org,
        "withdrawn_reason": line.reason,
    }
    return {
        "package": package,
        "identifier": line.identifier,
        "source": work.run.source,
        "run": work.run.id,
    }


def _open_case(
    work: Work, department: str, items: list[Json], outcome: str, kind: str = "publish"
) -> None:
    """Hand items of one department to review; `following` writes down what becomes of each."""
    work.hold()
    order = {
        "title": TITLES[outcome].format(source=work.source.title),
        "source": work.source.approval_key(department),
        "source_hash": work.run.source_hash,
        "kind": kind,
        "items": items,
        "run_items": _size(work, kind),
    }
    profile = GUARDED if outcome == GUARDED else "harvest"
    tk.get_action("ankang_case_open")(system_context(), {**order, "profile": profile})


def _size(work: Work, kind: str) -> int:
    """How many items the whole run brings: a standing approval's limit is not passed by batches."""
    kinds = ("vanished",) if kind == "withdraw" else ("add", "change")
    chosen = sa.select(sa.func.count()).where(
        HarvestChange.run_id == work.run.id,
        HarvestChange.kind.in_(kinds),
        HarvestChange.outcome.not_in(("guarded", "marked", "error", "quarantined")),
    )
    return model.Session.scalar(chosen) or 0

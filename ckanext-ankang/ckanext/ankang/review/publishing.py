"""The one way by which anything becomes public."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.common import _, config
from ckan.types import Context

from ckanext.ankang.catalogue.remembered import remembered, remembering
from ckanext.ankang.jobs import outbox
from ckanext.ankang.jobs.interfaces import JobContext

from . import audit, followups, gate, states
from .interfaces import IPublication
from .model import Case, CaseItem
from .process import Held
from .profiles import profiles
from .recording import history, record
from .writing import Writer, absent

WITHDRAW = "withdraw"
AFTERWARDS = followups.KIND


class ItemRefused(Exception):
    """CKAN refused one item of a case after all checks; the reasons are Chinese sentences."""

    def __init__(self, item: CaseItem, reasons: list[str]) -> None:
        super().__init__("".join(reasons))
        self.item_id = item.id
        self.reasons = reasons


def publish(case_id: str) -> list[str]:
    """Publish an approved case in one transaction; return the ids of its packages.

    Whoever comes second, or comes again after a crash, finds the case published and does nothing.
    An item that CKAN refuses is cut out into a held case of its own and the rest goes on.
    """
    while True:
        try:
            with ExitStack() as undo, gate.allowed(f"case {case_id}"):
                # Refused, or cancelled, which interrupts: nothing half published stays.
                undo.callback(model.Session.rollback)
                ids = _publish(case_id)
                model.Session.commit()
                undo.pop_all()
            return ids
        except ItemRefused as refused:
            _refuse(refused)


def publish_job(_job: JobContext, payload: dict[str, Any]) -> None:
    """Finish the publishing of an approved case whose process died."""
    publish(payload["case_id"])


def _publish(case_id: str) -> list[str]:
    case = locked(case_id)
    items = case.items()
    if case.state == states.PUBLISHED:
        return [str(item.package_id) for item in items]
    if case.state in (states.HELD, states.RETURNED):
        return []
    record(case, "publish", actor())
    kind, share = KINDS[case.kind]
    share(items)
    entries = [(str(item.package_id), {"case": case.id, "item": item.id}) for item in items]
    audit.record_all(actor(), f"package.{kind}", entries)
    followups.open_after(case, items, actor())
    audit.record(actor(), "case.publish", case.id, items=len(items))
    return [str(item.package_id) for item in items]


def hide(case: Case, person: str, reason: str, post: Held | None = None) -> None:
    """Take what an urgent or lighter publication showed from sight again, in this transaction."""
    record(case, "hide", person, reason, post=post)
    with gate.allowed(f"case {case.id} hidden"):
        for item in case.items():
            _take_down(item)
    for item in case.items():
        audit.record(person, "package.hide", str(item.package_id), case=case.id, item=item.id)
    audit.record(person, "case.hide", case.id, reason=reason)


def hide_job(_job: JobContext, payload: dict[str, Any]) -> None:
    """Hide what was published urgently when its 补审 is not done in time."""
    case = locked(payload["case_id"])
    if case.state == states.WAITING:
        hide(case, actor(), _("补审没有在一个工作日内完成，已经自动隐藏。"))
    model.Session.commit()


def _publish_items(items: list[CaseItem]) -> None:
    contents = [_content(items, item) for item in items]
    with remembering(absent([content["package"] for content in contents])):
        writer = Writer(actor())
        for item, content in zip(items, contents, strict=True):
            content["package"]["id"] = item.package_id = _write(writer, item, content["package"])
            item.published = datetime.now(UTC)
        writer.finish()
    # A savepoint rolled back later would make CKAN forget them.
    outbox.note_all(content["package"]["id"] for content in contents)
    for plugin in p.PluginImplementations(IPublication):
        plugin.apply_publications(contents)
    model.Session.flush()


def _content(items: list[CaseItem], item: CaseItem) -> dict[str, Any]:
    """What is written of an item; what held when the case was opened may have been taken back since."""
    if reasons := stopped(item.item, [row.item for row in items]):
        raise ItemRefused(item, reasons)
    return dict(item.item, package=public_package(item.item["package"]))


def _write(writer: Writer, item: CaseItem, package: dict[str, Any]) -> str:
    try:
        return writer.write(package)
    except tk.ValidationError as error:
        raise ItemRefused(item, sentences(error)) from error


def _withdraw_items(items: list[CaseItem]) -> None:
    for item in items:
        _withdraw_item(item)


def _withdraw_item(item: CaseItem) -> None:
    """Take a package from the public; the rooms keep the page that says so."""
    _take_down(item)
    for plugin in p.PluginImplementations(IPublication):
        plugin.apply_withdrawal(item.item)
    model.Session.flush()


def _take_down(item: CaseItem) -> None:
    context: Context = {
        "user": actor(),
        "ignore_auth": True,
        "defer_commit": True,
        "return_id_only": True,
    }
    tk.get_action("package_patch")(context, {"id": str(item.package_id), "private": True})
    outbox.note(str(item.package_id))


def _leave(_items: list[CaseItem]) -> None:
    """What was looked at afterwards stays as it is."""


KINDS: dict[str, tuple[str, Callable[[list[CaseItem]], None]]] = {
    "publish": ("publish", _publish_items),
    WITHDRAW: ("withdraw", _withdraw_items),
    AFTERWARDS: ("confirm", _leave),
}


def stopped(item: dict[str, Any], items: Sequence[dict[str, Any]] | None = None) -> list[str]:
    """Why some room has this item not become public, as Chinese sentences.

    `items` are all of its case; without them the item is asked about alone, before it has a case.
    """
    plugins = list(p.PluginImplementations(IPublication))
    reasons = [reason for plugin in plugins for reason in plugin.check_publication(item)]
    for plugin in plugins if items is not None else ():
        reasons += plugin.check_publication_together(item, items)
    return reasons


def public_package(package: dict[str, Any]) -> dict[str, Any]:
    """The package as it is written: public, each resource pointing to its stored version."""
    return {
        **package,
        "private": False,
        "state": "active",
        "resources": [_resource(resource) for resource in package.get("resources", [])],
    }


def _resource(resource: dict[str, Any]) -> dict[str, Any]:
    if not resource.get("version_id"):
        return resource
    version = tk.get_action("ankang_file_version_show")(
        {"ignore_auth": True, "user": actor()}, {"id": resource["version_id"]}
    )
    site = config["ckan.site_url"].rstrip("/")
    return {
        **resource,
        "url": f"{site}/version/{version['id']}/{quote(version['name'], safe='')}",
        "url_type": "ankang_version",
        "size": version["size"],
        "hash": f"sha256:{version['sha256']}",
        "mimetype": version["media_type"],
    }


def _refuse(refused: ItemRefused) -> None:
    """Hold a refused item apart from its case."""
    item = model.Session.get(CaseItem, refused.item_id, populate_existing=True)
    assert item is not None
    case = locked(item.case_id)
    item.reasons = refused.reasons
    if len(case.items()) == 1:
        hold(case, [item], people_of(case))
    else:
        cut_out(case, [item], people_of(case))
    model.Session.commit()


def cut_out(
    case: Case, items: list[CaseItem], people: dict[str, list[str]], person: str | None = None
) -> None:
    """Move items with a finding out of a case, into a case of their own."""
    hold(split(case, items), items, people, person)


def split(case: Case, items: list[CaseItem]) -> Case:
    """A new case with these items of another one."""
    apart = Case(
        parent_id=case.id,
        title=case.title,
        source=case.source,
        source_hash=case.source_hash,
        kind=case.kind,
        profile=case.profile,
        department=case.department,
        formed_on=case.formed_on,
        created_by=case.created_by,
        state=states.OPENED,
    )
    model.Session.add(apart)
    model.Session.flush()
    for item in items:
        item.case_id = apart.id
    model.Session.flush()
    return apart


def hold(
    case: Case, items: list[CaseItem], people: dict[str, list[str]], person: str | None = None
) -> bool:
    """Hold a harvested case back, give any other back to its author; False, for nothing is approved."""
    event = "hold" if profiles()[case.profile].by_portal else "return"
    reason = _("检查未通过，已扣下。") if event == "hold" else "\n".join(_findings(items))
    who = person or actor()
    record(case, event, who, reason, detail=people)
    audit.record(who, f"case.{event}", case.id, items=len(items), parent=case.parent_id)
    return False


def _findings(items: list[CaseItem]) -> list[str]:
    return [f"{item.title}：{reason}" for item in items for reason in item.reasons]


def people_of(case: Case) -> dict[str, list[str]]:
    """Authors and departments of a case, as the events of a new one say them."""
    past = history(case)
    return {
        "authors": sorted(past.authors),
        "departments": list(past.departments) or [str(case.department)],
    }


def locked(case_id: str) -> Case:
    """The case, held by this transaction until it ends."""
    query = sa.select(Case).where(Case.id == case_id).with_for_update()
    case = model.Session.scalar(query.execution_options(populate_existing=True))
    if case is None:
        raise tk.ObjectNotFound(_("没有编号为“{id}”的案卷。").format(id=case_id))
    return case


def actor() -> str:
    """The portal itself, as it signs what it does on somebody's approval."""

    def ask() -> str:
        site: Context = {"ignore_auth": True, "defer_commit": True}
        return str(tk.get_action("get_site_user")(site, {})["name"])

    return remembered("actor", ask)


def sentences(error: tk.ValidationError) -> list[str]:
    """A validation error as sentences, each with its field."""
    return [
        _("字段“{field}”：{problem}").format(field=field, problem=problem)
        for field, problem in error.error_summary.items()
    ]

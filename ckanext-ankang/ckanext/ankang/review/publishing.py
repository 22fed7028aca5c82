"""The one way by which anything becomes public."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.common import _, config
from ckan.types import Context

from ckanext.ankang.jobs import outbox
from ckanext.ankang.jobs.interfaces import JobContext

from . import audit, gate, states
from .interfaces import IPublication
from .model import Case, CaseItem


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
            with gate.allowed(f"case {case_id}"):
                ids = _publish(case_id)
                model.Session.commit()
            return ids
        except ItemRefused as refused:
            model.Session.rollback()
            _refuse(refused)
        except BaseException:  # a cancelled job interrupts with one: nothing half published stays
            model.Session.rollback()
            raise


def publish_job(_job: JobContext, payload: dict[str, Any]) -> None:
    """Finish the publishing of an approved case whose process died."""
    publish(payload["case_id"])


def _publish(case_id: str) -> list[str]:
    case = locked(case_id)
    items = case.items()
    if case.state == states.PUBLISHED:
        return [str(item.package_id) for item in items]
    if case.state == states.HELD:
        return []
    case.record("publish", actor())
    for item in items:
        _publish_item(item)
    for item in items:
        audit.record(actor(), "package.publish", str(item.package_id), case=case.id, item=item.id)
    audit.record(actor(), "case.publish", case.id, items=len(items))
    return [str(item.package_id) for item in items]


def _publish_item(item: CaseItem) -> None:
    # What held when the case was opened may have been taken back while it waited.
    if reasons := stopped(item.item):
        raise ItemRefused(item, reasons)
    content = dict(item.item, package=public_package(item.item["package"]))
    try:
        item.package_id = _write_package(content["package"])
    except tk.ValidationError as error:
        raise ItemRefused(item, sentences(error)) from error
    content["package"]["id"] = item.package_id
    item.published = datetime.now(UTC)
    outbox.note(item.package_id)  # a savepoint rolled back later would make CKAN forget it
    for plugin in p.PluginImplementations(IPublication):
        plugin.apply_publication(content)
    model.Session.flush()


def stopped(item: dict[str, Any]) -> list[str]:
    """Why some room has this item not become public, as Chinese sentences."""
    plugins = p.PluginImplementations(IPublication)
    return [reason for plugin in plugins for reason in plugin.check_publication(item)]


def _write_package(package: dict[str, Any]) -> str:
    context: Context = {
        "user": actor(),
        "ignore_auth": True,
        "defer_commit": True,
        "return_id_only": True,
    }
    exists = model.Session.get(model.Package, package["id"]) is not None
    action = "package_update" if exists else "package_create"
    return str(tk.get_action(action)(context, package))


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
        hold(case, [item])
    else:
        cut_out(case, [item])
    model.Session.commit()


def cut_out(case: Case, items: list[CaseItem]) -> None:
    """Move items out of a case into a held one."""
    held = Case(
        parent_id=case.id,
        title=case.title,
        source=case.source,
        source_hash=case.source_hash,
        created_by=case.created_by,
        state=states.OPENED,
    )
    model.Session.add(held)
    model.Session.flush()
    for item in items:
        item.case_id = held.id
    hold(held, items)


def hold(case: Case, items: list[CaseItem]) -> bool:
    """Hold a case back; False, for nothing of it is approved."""
    case.record("hold", actor(), _("检查未通过，已扣下。"))
    audit.record(actor(), "case.hold", case.id, items=len(items), parent=case.parent_id)
    return False


def locked(case_id: str) -> Case:
    """The case, held by this transaction until it ends."""
    query = sa.select(Case).where(Case.id == case_id).with_for_update()
    case = model.Session.scalar(query.execution_options(populate_existing=True))
    if case is None:
        raise tk.ObjectNotFound(_("没有编号为“{id}”的案卷。").format(id=case_id))
    return case


def actor() -> str:
    """The portal itself, as it signs what it does on somebody's approval."""
    return str(
        tk.get_action("get_site_user")({"ignore_auth": True, "defer_commit": True}, {})["name"]
    )


def sentences(error: tk.ValidationError) -> list[str]:
    """A validation error as sentences, each with its field."""
    return [
        _("字段“{field}”：{problem}").format(field=field, problem=problem)
        for field, problem in error.error_summary.items()
    ]

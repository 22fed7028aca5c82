"""CKAN 2.12.0 throws deferred updates away (ckan-2.12.md 5)."""

from collections.abc import Callable
from typing import Any

import pytest
from ckan import model
from ckan.logic.action import update as core
from ckan.plugins import toolkit as tk
from ckan.tests import factories


@pytest.fixture
def package_id(complete_package: Callable[..., dict[str, Any]]) -> str:
    owner = factories.Organization()["id"]
    package = complete_package(title="普通", owner_org=owner, private=True)
    return str(
        tk.get_action("package_create")({**_context(), "defer_commit": False}, package)["id"]
    )


def _context() -> dict[str, Any]:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return {"ignore_auth": True, "user": user, "defer_commit": True}


def _stored_title(package_id: str) -> str:
    model.Session.commit()
    model.Session.expire_all()
    return str(model.Package.get(package_id).title)


@pytest.mark.parametrize("action", ["package_patch", "package_update", "package_revise"])
def test_a_deferred_update_is_kept(package_id: str, action: str) -> None:
    data = {"id": package_id, "title": "延迟"}
    if action == "package_update":
        data = {**tk.get_action("package_show")(_context(), {"id": package_id}), **data}
    if action == "package_revise":
        data = {"match": {"id": package_id}, "update": {"title": "延迟"}}
    tk.get_action(action)(_context(), data)
    assert _stored_title(package_id) == "延迟"


def test_a_deferred_update_returns_what_is_stored(package_id: str) -> None:
    answer = tk.get_action("package_patch")(_context(), {"id": package_id, "title": "延迟"})
    assert answer["title"] == "延迟"
    context = {**_context(), "return_id_only": True}
    assert (
        tk.get_action("package_patch")(context, {"id": package_id, "title": "又改"}) == package_id
    )


def test_a_deferred_update_can_still_be_undone(package_id: str) -> None:
    tk.get_action("package_patch")(_context(), {"id": package_id, "title": "延迟"})
    model.Session.rollback()
    assert _stored_title(package_id) == "普通"


def test_core_itself_loses_the_update(package_id: str) -> None:
    data = tk.get_action("package_show")(_context(), {"id": package_id})
    answer = core.package_update(_context(), {**data, "title": "延迟"})
    assert answer["title"] == "延迟"
    assert _stored_title(package_id) == "普通"

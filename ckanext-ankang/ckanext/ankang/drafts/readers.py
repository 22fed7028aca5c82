"""Who may see a revision, its versions and what was found in them."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import authz, model

from .model import Revision
from .revisions import DROPPED


def may_read(user: str | None, revision: Revision) -> bool:
    """Those who write it, those whose turn its case is or who signed it, and administrators.

    Other members of the department are none of these, be they clerks (ckan-2.12.md 13).
    """
    if not user:
        return False
    if authz.is_sysadmin(user) or (user in revision.editors and revision.state != DROPPED):
        return True
    # What the secrecy review stopped is dropped, and its writers do not see it again either.
    return bool(revision.case_id and _sees_case(user, revision.case_id))


def may_write(user: str | None, revision: Revision) -> bool:
    """Those who wrote it before, as long as they may write in its department."""
    if not user:
        return False
    if authz.is_sysadmin(user):
        return True
    return user in revision.editors and writes_in(user, revision.department)


def writes_in(user: str | None, department: str, permission: str = "update_dataset") -> bool:
    """Whether a person may write datasets of this department."""
    return bool(user and authz.has_user_permission_for_group_or_org(department, user, permission))


def of_version(user: str, version: dict[str, Any]) -> bool | None:
    """Whether a person may read a version that waits; None where no revision knows of it.

    A version that another replaced before the review stays with those who wrote the revision.
    """
    known = Revision.content["resources"].contains([{"version_id": version["id"]}])
    if version.get("resource_id"):
        known |= Revision.content["resources"].contains([{"id": version["resource_id"]}])
    revisions = model.Session.scalars(sa.select(Revision).where(known)).all()
    return any(may_read(user, one) for one in revisions) if revisions else None


def _sees_case(user: str, case_id: str) -> bool:
    context: Any = {"user": user, "auth_user_obj": model.User.get(user)}
    try:
        tk.check_access("ankang_case_show", context, {"id": case_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return True

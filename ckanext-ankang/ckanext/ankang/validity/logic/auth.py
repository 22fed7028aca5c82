"""Who may ask for what: the force of a document is as public as the document."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import AuthResult, Context

from .. import keepers
from ..model import DocumentEvent


@tk.auth_allow_anonymous_access
def ankang_document_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    tk.check_access("package_show", context, {"id": tk.get_or_bust(data_dict, "id")})
    return {"success": True}


@tk.auth_allow_anonymous_access
def ankang_document_force_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everybody: it lists public documents alone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def ankang_document_event_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Events of a document: who may read it; without a document: who keeps the status."""
    if named := data_dict.get("id") or data_dict.get("origin"):
        tk.check_access("package_show", context, {"id": named})
        return {"success": True}
    return {"success": keepers.decides(context.get("user"))}


def ankang_document_event_propose(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    package = model.Package.get(data_dict.get("id"))
    owner = package.owner_org if package else None
    return {"success": keepers.proposes(context.get("user"), owner)}


def ankang_document_event_decide(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": keepers.decides(context.get("user"))}


def ankang_document_event_retract(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Who keeps the status; who proposed it, as long as nobody decided."""
    person = context.get("user")
    row = model.Session.get(DocumentEvent, str(data_dict.get("id")))
    own = row is not None and row.state == "proposed" and bool(person) and row.proposed_by == person
    return {"success": own or keepers.decides(person)}

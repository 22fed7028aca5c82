"""The room `jobs` as CKAN sees it: a table of contents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model
from sqlalchemy.orm import object_session

from ckanext.ankang.files.interfaces import Erased, IErasure
from ckanext.ankang.reconciliation.interfaces import Finding, IReconciliation

from . import erasing, indexing, outbox, reconciling


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.cli
@tk.blanket.config_declarations
class JobsPlugin(p.SingletonPlugin):
    """Background work and the outbox."""

    p.implements(p.IConfigurer)
    p.implements(p.IDomainObjectModification)
    p.implements(p.IGroupController, inherit=True)
    p.implements(p.IOrganizationController, inherit=True)
    p.implements(IErasure, inherit=True)
    p.implements(IReconciliation, inherit=True)

    def update_config(self, config: Any) -> None:
        indexing.install()

    def notify(self, entity: Any, operation: Any) -> None:
        """Called before each commit, in its transaction; resources arrive as their package too."""
        if isinstance(entity, model.Package):
            outbox.note(entity.id, object_session(entity))

    def edit(self, entity: Any) -> None:
        outbox.note_members(entity.id)

    def delete(self, entity: Any) -> None:
        outbox.note_members(entity.id)

    def erase(self, erased: Erased) -> None:
        erasing.erase(erased)

    def reconcile(self, mend: bool) -> Iterator[Finding]:
        return reconciling.reconcile(mend)

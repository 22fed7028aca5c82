"""The room `harvest` as CKAN sees it: a table of contents."""

from collections.abc import Iterator
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.files.interfaces import Erased, IErasure
from ckanext.ankang.harvest import erasing, publication, reconciling, runs
from ckanext.ankang.jobs.interfaces import IJobs, JobHandler
from ckanext.ankang.reconciliation.interfaces import Finding, IReconciliation
from ckanext.ankang.review.interfaces import IPublication


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
class HarvestPlugin(p.SingletonPlugin):
    """Sources are harvested in runs, each compared with what is published."""

    p.implements(p.IConfigurer)
    p.implements(IJobs, inherit=True)
    p.implements(IPublication, inherit=True)
    p.implements(IErasure, inherit=True)
    p.implements(IReconciliation, inherit=True)

    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {"harvest.run": runs.run_job}

    def get_long_jobs(self) -> set[str]:
        return {"harvest.run"}

    def apply_publication(self, item: dict[str, Any]) -> None:
        publication.note_published(item)

    def erase(self, erased: Erased) -> None:
        erasing.erase(erased)

    def reconcile(self, mend: bool) -> Iterator[Finding]:
        return reconciling.reconcile(mend)

"""The room `harvest` as CKAN sees it: a table of contents."""

from collections.abc import Iterator, Sequence
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.drafts.interfaces import Given, IGiven
from ckanext.ankang.files.interfaces import Erased, IErasure
from ckanext.ankang.harvest import (
    contents,
    erasing,
    following,
    reconciling,
    retention,
    runs,
    scheduling,
)
from ckanext.ankang.jobs.interfaces import IJobs, JobHandler
from ckanext.ankang.reconciliation.interfaces import Finding, IReconciliation
from ckanext.ankang.review.interfaces import IPublication, IReview


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
class HarvestPlugin(p.SingletonPlugin):
    """Sources are harvested in runs, each compared with what is published."""

    p.implements(p.IConfigurer)
    p.implements(IJobs, inherit=True)
    p.implements(IPublication, inherit=True)
    p.implements(IReview, inherit=True)
    p.implements(IErasure, inherit=True)
    p.implements(IReconciliation, inherit=True)
    p.implements(IGiven, inherit=True)

    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {
            runs.KIND: runs.run_job,
            runs.GIVEN_UP: runs.give_up_job,
            "harvest.start": scheduling.start,
            "harvest.plan_day": scheduling.plan_day,
            "harvest.clean_up": retention.clean_up,
        }

    def get_daily_jobs(self) -> dict[str, int]:
        return {"harvest.plan_day": 0, "harvest.clean_up": 4}

    def get_long_jobs(self) -> set[str]:
        return {runs.KIND}

    def get_afterwards(self) -> dict[str, str]:
        return {runs.KIND: runs.GIVEN_UP}

    def check_publication(self, item: dict[str, Any]) -> list[str]:
        return following.reasons_against(item)

    def apply_publications(self, items: Sequence[dict[str, Any]]) -> None:
        following.note_published(items)

    def apply_withdrawal(self, item: dict[str, Any]) -> None:
        following.note_withdrawn(item)

    def get_given(self, package_id: str) -> Given | None:
        return contents.given(package_id)

    def after_case_event(self, case: dict[str, Any], event: dict[str, Any]) -> None:
        following.follow(case, event)

    def erase(self, erased: Erased) -> None:
        erasing.erase(erased)

    def reconcile(self, mend: bool) -> Iterator[Finding]:
        return reconciling.reconcile(mend)

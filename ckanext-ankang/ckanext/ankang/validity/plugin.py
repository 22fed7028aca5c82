"""The room `validity` as CKAN sees it: a table of contents."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.jobs.interfaces import IJobs, JobHandler
from ckanext.ankang.review.interfaces import IPublication
from ckanext.ankang.search.interfaces import ILibrary
from ckanext.ankang.workbench.interfaces import IWorkbench, Person
from ckanext.ankang.workbench.sections import Section

from . import config, publication, records, tasks, turning


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.config_declarations
class ValidityPlugin(p.SingletonPlugin):
    """Whether a document is in force on a day, computed from dated, evidenced events."""

    p.implements(p.IConfigurer)
    p.implements(IJobs, inherit=True)
    p.implements(ILibrary, inherit=True)
    p.implements(IPublication, inherit=True)
    p.implements(IWorkbench, inherit=True)

    def update_config(self, config_: Any) -> None:
        tk.add_template_directory(config_, "templates")

    def apply_publication(self, item: dict[str, Any]) -> None:
        publication.record(item)

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {turning.TURN: turning.turn}

    def get_daily_jobs(self) -> dict[str, int]:
        return {turning.TURN: config.turn_hour()}

    def get_workbench_sections(self, person: Person) -> list[Section]:
        return tasks.sections(person)

    def get_library_intervals(self, package_id: str) -> list[dict[str, Any]]:
        return [row.as_interval() for row in records.derived(package_id)]

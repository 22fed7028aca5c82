"""The room `links` as CKAN sees it: a table of contents."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.files.interfaces import Erased, IErasure
from ckanext.ankang.jobs.interfaces import IJobs, JobHandler
from ckanext.ankang.review.interfaces import IPublication
from ckanext.ankang.workbench.interfaces import IWorkbench, Person
from ckanext.ankang.workbench.sections import Section

from . import config, register, tasks


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
class LinksPlugin(p.SingletonPlugin):
    """Links that point outside are looked at, and their departments hear of the dead ones."""

    p.implements(p.IConfigurer)
    p.implements(IErasure, inherit=True)
    p.implements(IJobs, inherit=True)
    p.implements(IPublication, inherit=True)
    p.implements(IWorkbench, inherit=True)

    def update_config(self, config_: Any) -> None:
        tk.add_template_directory(config_, "templates")

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {register.LOOK: register.look_job, register.SOON: register.look_job}

    def get_daily_jobs(self) -> dict[str, int]:
        return {register.LOOK: config.hour()}

    def get_long_jobs(self) -> set[str]:
        return {register.LOOK, register.SOON}

    def apply_publication(self, item: dict[str, Any]) -> None:
        if register.points_outside(item["package"]):
            register.ask_soon()

    def erase(self, erased: Erased) -> None:
        register.erase(erased.package_id if erased.whole else "", erased.resource_ids)

    def get_workbench_sections(self, person: Person) -> list[Section]:
        return tasks.sections(person)

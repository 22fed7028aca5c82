"""The room `cleanup` as CKAN sees it: a table of contents."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.jobs.interfaces import IJobs, JobHandler
from ckanext.ankang.workbench.interfaces import IWorkbench, Person
from ckanext.ankang.workbench.sections import Section

from . import cleaning, ending


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
class CleanupPlugin(p.SingletonPlugin):
    """What ends soon, clean-up campaigns and the yearly figures."""

    p.implements(p.IConfigurer)
    p.implements(IJobs, inherit=True)
    p.implements(IWorkbench, inherit=True)

    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {ending.REMIND: ending.remind, cleaning.KIND: cleaning.decide_job}

    def get_daily_jobs(self) -> dict[str, int]:
        # Before the digest of notices goes out.
        return {ending.REMIND: 6}

    def get_workbench_sections(self, person: Person) -> list[Section]:
        return ending.sections(person)

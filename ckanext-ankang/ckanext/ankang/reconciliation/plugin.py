"""The room `reconciliation` as CKAN sees it: a table of contents."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.jobs.interfaces import IJobs, JobHandler

from . import comparing, config


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
class ReconciliationPlugin(p.SingletonPlugin):
    """Once a week sources, database, index and files are compared, and put right without deleting."""

    p.implements(p.IConfigurer)
    p.implements(IJobs, inherit=True)

    def update_config(self, config_: Any) -> None:
        tk.add_template_directory(config_, "templates")

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {comparing.DAILY: comparing.daily_job, comparing.NOW: comparing.now_job}

    def get_daily_jobs(self) -> dict[str, int]:
        return {comparing.DAILY: config.hour()}

    def get_long_jobs(self) -> set[str]:
        return {comparing.DAILY, comparing.NOW}

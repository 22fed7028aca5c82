"""The room `library` as CKAN sees it: a table of contents."""

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.jobs.interfaces import IJobs, JobHandler

from . import config, telling


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.config_declarations
@tk.blanket.helpers
class LibraryPlugin(p.SingletonPlugin):
    """What readers and machines see of the documents: the list, the page of one, its addresses."""

    p.implements(p.IConfigurer)
    p.implements(IJobs, inherit=True)

    def update_config(self, config_: Any) -> None:
        tk.add_template_directory(config_, "templates")
        tk.add_resource("assets", "ankang-library")

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {telling.TELL: telling.tell}

    def get_daily_jobs(self) -> dict[str, int]:
        return {telling.TELL: config.tell_hour()}

"""The room `renditions` as CKAN sees it: a table of contents."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.files.interfaces import Erased, IErasure
from ckanext.ankang.jobs.interfaces import IJobs, JobHandler
from ckanext.ankang.review.interfaces import IPublication

from . import making, shelf


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.config_declarations
class RenditionsPlugin(p.SingletonPlugin):
    """The text of a document in one layout, as DOCX and PDF."""

    p.implements(p.IConfigurer)
    p.implements(IErasure, inherit=True)
    p.implements(IJobs, inherit=True)
    p.implements(IPublication, inherit=True)

    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")

    def apply_publication(self, item: dict[str, Any]) -> None:
        if item["package"].get("type") == "document":
            making.ask(item["package"]["id"])

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {making.KIND: making.make_job, making.DAILY: making.renew_job}

    def get_daily_jobs(self) -> dict[str, int]:
        # When nobody reads: a new layout makes every file anew.
        return {making.DAILY: 3}

    def get_long_jobs(self) -> set[str]:
        return {making.KIND, making.DAILY}

    def erase(self, erased: Erased) -> None:
        # Which text an erased file was read into is not known here; the others are made again.
        if shelf.forget(erased.package_id) and not erased.whole:
            making.ask(erased.package_id)

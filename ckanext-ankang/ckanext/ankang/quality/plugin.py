"""The room `quality` as CKAN sees it: a table of contents."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.jobs.interfaces import IJobs, JobHandler
from ckanext.ankang.review.interfaces import IPublication

from . import publication, work


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.config_declarations
@tk.blanket.helpers
class QualityPlugin(p.SingletonPlugin):
    """Validation reports, their page, and tables in the DataStore."""

    p.implements(p.IConfigurer)
    p.implements(IJobs)
    p.implements(IPublication, inherit=True)

    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {
            "quality.validate": work.validate,
            "quality.load": work.load,
            "quality.index": work.index,
        }

    def check_publication(self, item: dict[str, Any]) -> list[str]:
        return publication.reasons_against(item)

    def apply_publication(self, item: dict[str, Any]) -> None:
        publication.apply(item)

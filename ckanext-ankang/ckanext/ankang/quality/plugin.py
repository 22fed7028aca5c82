"""The room `quality` as CKAN sees it: a table of contents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.files.interfaces import Erased, IErasure
from ckanext.ankang.jobs.interfaces import IJobs, JobHandler
from ckanext.ankang.review.interfaces import IPublication
from ckanext.ankang.workbench.interfaces import IWorkbench, Person
from ckanext.ankang.workbench.sections import Section

from . import config, erasing, indexing, publication, tasks, work
from .scores import scoring


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
@tk.blanket.validators
class QualityPlugin(p.SingletonPlugin):
    """Validation reports, their page, and tables in the DataStore."""

    p.implements(p.IConfigurer)
    p.implements(IJobs, inherit=True)
    p.implements(IPublication, inherit=True)
    p.implements(IWorkbench, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(IErasure, inherit=True)

    def update_config(self, config_: Any) -> None:
        tk.add_template_directory(config_, "templates")
        tk.add_resource("assets", "ankang_quality")

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {
            "quality.validate": work.validate,
            "quality.load": work.load,
            "quality.index": work.index,
            **scoring.HANDLERS,
        }

    def get_daily_jobs(self) -> dict[str, int]:
        return {scoring.ALL: config.score_hour()}

    def get_long_jobs(self) -> set[str]:
        return {"quality.validate", "quality.index"}

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        return indexing.add_status(pkg_dict)

    def check_publication(self, item: dict[str, Any]) -> list[str]:
        return publication.reasons_against(item)

    def apply_publications(self, items: Sequence[dict[str, Any]]) -> None:
        publication.apply(items)

    def get_workbench_sections(self, person: Person) -> list[Section]:
        return tasks.sections(person)

    def erase(self, erased: Erased) -> None:
        erasing.erase(erased)

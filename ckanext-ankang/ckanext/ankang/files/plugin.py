"""The room `files` as CKAN sees it: a table of contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.ankang.jobs.interfaces import IJobs, JobHandler
from ckanext.ankang.reconciliation.interfaces import Finding, IReconciliation
from ckanext.ankang.review.interfaces import IPublication
from ckanext.ankang.workbench.interfaces import IWorkbench, Person
from ckanext.ankang.workbench.sections import Section

from . import (
    comparisons,
    endings,
    erasing,
    erasure,
    fixity,
    publication,
    reconciling,
    storage,
    tasks,
    uploads,
    versions,
)
from .interfaces import Erased, IErasure
from .model import FileVersion


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.config_declarations
@tk.blanket.helpers
class FilesPlugin(p.SingletonPlugin):
    """Immutable versions, their download, and core's upload made into versions."""

    p.implements(p.IFiles, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IResourceController, inherit=True)
    p.implements(p.IUploader, inherit=True)
    p.implements(IPublication, inherit=True)
    p.implements(p.IConfigurer)
    p.implements(IJobs, inherit=True)
    p.implements(IErasure, inherit=True)
    p.implements(IWorkbench, inherit=True)
    p.implements(IReconciliation, inherit=True)

    def update_config(self, config_: Any) -> None:
        tk.add_template_directory(config_, "templates")

    def files_get_storage_adapters(self) -> dict[str, Any]:
        return {"ankang:versions": storage.VersionStorage}

    def files_file_allows(self, context: Context, file: model.File, operation: str) -> bool | None:
        if file.storage != storage.NAME:
            return None
        version = model.Session.get(FileVersion, file.id)
        reads = operation == "show" and version is not None
        return reads and versions.may_read(context.get("user"), version)

    def files_owner_allows(
        self, context: Context, owner_type: str, owner_id: str, operation: str
    ) -> bool | None:
        return False if owner_type == storage.OWNER_TYPE else None

    def get_resource_uploader(self, data_dict: dict[str, Any]) -> uploads.VersionUpload:
        return uploads.VersionUpload(data_dict)

    def before_resource_show(self, resource_dict: dict[str, Any]) -> dict[str, Any]:
        return uploads.readdress(resource_dict)

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        for package in search_results["results"]:
            for resource in package.get("resources", []):
                uploads.readdress(resource)
        return search_results

    def apply_publications(self, items: Sequence[dict[str, Any]]) -> None:
        publication.apply(items)

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {
            comparisons.KIND: comparisons.compare_job,
            endings.KIND: endings.end_job,
            erasure.KIND: erasure.erase_job,
            fixity.KIND: fixity.check_job,
        }

    def get_daily_jobs(self) -> dict[str, int]:
        # A roster ends with its day; files are read again when nobody works.
        return {endings.KIND: 0, fixity.KIND: 2}

    def get_long_jobs(self) -> set[str]:
        return {comparisons.KIND, fixity.KIND}

    def erase(self, erased: Erased) -> None:
        erasing.erase(erased)

    def get_workbench_sections(self, person: Person) -> list[Section]:
        return tasks.sections(person)

    def reconcile(self, mend: bool) -> Iterator[Finding]:
        return reconciling.reconcile(mend)

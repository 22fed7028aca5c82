"""The room `documents` as CKAN sees it: a table of contents."""

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.files.interfaces import Erased, IErasure
from ckanext.ankang.jobs.interfaces import IJobs, JobHandler
from ckanext.ankang.review.interfaces import IPublication, IReview
from ckanext.ankang.search.interfaces import ILibrary

from . import changes, erasing, proofs, publication
from .model import DocumentVersion


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.validators
class DocumentsPlugin(p.SingletonPlugin):
    """Documents as they enter the library: header, texts by version and article, publication."""

    p.implements(p.IConfigurer)
    p.implements(p.IPackageController, inherit=True)
    p.implements(IPublication, inherit=True)
    p.implements(IReview, inherit=True)
    p.implements(IErasure, inherit=True)
    p.implements(IJobs, inherit=True)
    p.implements(ILibrary, inherit=True)

    def update_config(self, config_: Any) -> None:
        tk.add_template_directory(config_, "templates")
        tk.add_resource("assets", "ankang_documents")

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Hand the text to `ankang_search`, which cuts it into words and drops the string."""
        if pkg_dict.get("type") == "document" and (
            version := DocumentVersion.latest(pkg_dict["id"])
        ):
            pkg_dict["ankang_document_text"] = version.text
        return pkg_dict

    def check_publication(self, item: dict[str, Any]) -> list[str]:
        return publication.reasons_against(item)

    def apply_publication(self, item: dict[str, Any]) -> None:
        publication.store(item)

    def after_case_event(self, case: dict[str, Any], event: dict[str, Any]) -> None:
        proofs.hold_back(case, event)

    def erase(self, erased: Erased) -> None:
        erasing.erase(erased)

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {changes.KIND: changes.propose}

    def get_library_texts(self, package_id: str) -> list[dict[str, Any]]:
        return [version.with_nodes() for version in DocumentVersion.all(package_id)]

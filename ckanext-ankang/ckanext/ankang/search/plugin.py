"""The room `search` as CKAN sees it: a table of contents."""

from collections.abc import Iterator
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.jobs.interfaces import IIndex
from ckanext.ankang.reconciliation.interfaces import Finding, IReconciliation
from ckanext.ankang.search.indexing import add_fields
from ckanext.ankang.search.library import index, reconciling
from ckanext.ankang.search.passes import add_related, ask_strictly


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.cli
@tk.blanket.config_declarations
class SearchPlugin(p.SingletonPlugin):
    """Chinese words, numbers and pinyin at index and query; related results apart; the library by article."""

    p.implements(p.IPackageController, inherit=True)
    p.implements(IIndex, inherit=True)
    p.implements(IReconciliation, inherit=True)

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        return add_fields(pkg_dict)

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        return ask_strictly(search_params)

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        return add_related(search_results, search_params)

    def index_package(self, package_id: str) -> None:
        index.update(package_id)

    def commit_index(self) -> None:
        index.commit()

    def reconcile(self, mend: bool) -> Iterator[Finding]:
        return reconciling.reconcile(mend)

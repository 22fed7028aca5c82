"""The room `catalogue` as CKAN sees it: a table of contents."""

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue import indexing, publication, shapes, subtrees, tasks
from ckanext.ankang.catalogue.licences import install_licences
from ckanext.ankang.review.interfaces import IPublication
from ckanext.ankang.workbench.interfaces import IWorkbench, Person
from ckanext.ankang.workbench.sections import Section


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
@tk.blanket.validators
class CataloguePlugin(p.SingletonPlugin):
    """Dataset and department types, vocabularies, names and licences."""

    p.implements(p.IConfigurable)
    p.implements(p.IConfigurer)
    p.implements(p.IPackageController, inherit=True)
    p.implements(IWorkbench, inherit=True)
    p.implements(IPublication, inherit=True)

    def update_config(self, config_: Any) -> None:
        tk.add_template_directory(config_, "templates")

    def configure(self, config: Any) -> None:
        install_licences()
        shapes.install()

    def check_publication(self, item: dict[str, Any]) -> list[str]:
        return publication.reasons_against(item)

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        return indexing.without_lists(pkg_dict)

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        return subtrees.with_children(search_params)

    def get_workbench_sections(self, person: Person) -> list[Section]:
        return tasks.sections(person)

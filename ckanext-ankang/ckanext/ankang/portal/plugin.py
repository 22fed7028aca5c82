"""The room `portal` as CKAN sees it: a table of contents."""

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from . import facets


@tk.blanket.actions
@tk.blanket.blueprints
@tk.blanket.config_declarations
@tk.blanket.helpers
class PortalPlugin(p.SingletonPlugin):
    """What visitors see: theme, home, lists, dataset pages, help, errors."""

    p.implements(p.IConfigurer)
    p.implements(p.IFacets, inherit=True)

    def update_config(self, config_: Any) -> None:
        tk.add_template_directory(config_, "templates")
        tk.add_resource("assets", "ankang_portal")

    def dataset_facets(self, facets_dict: Any, package_type: str) -> Any:
        return facets.titles(package_type)

    def organization_facets(self, facets_dict: Any, organization_type: str, _type: Any) -> Any:
        return facets.titles("dataset", without="organization")

    def group_facets(self, facets_dict: Any, group_type: str, _type: Any) -> Any:
        return facets.titles("dataset", without="groups")

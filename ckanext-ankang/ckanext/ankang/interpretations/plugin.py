"""The room `interpretations` as CKAN sees it: a table of contents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.review.interfaces import IPublication
from ckanext.ankang.validity.interfaces import ForceChange, IValidity
from ckanext.ankang.workbench.interfaces import IWorkbench, Person
from ckanext.ankang.workbench.sections import Section

from . import indexing, publication, tasks, telling


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.config_declarations
@tk.blanket.helpers
@tk.blanket.validators
class InterpretationsPlugin(p.SingletonPlugin):
    """Policy interpretations and the legal basis of datasets, linked to documents both ways."""

    p.implements(p.IConfigurer)
    p.implements(p.IPackageController, inherit=True)
    p.implements(IPublication, inherit=True)
    p.implements(IValidity, inherit=True)
    p.implements(IWorkbench, inherit=True)

    def update_config(self, config_: Any) -> None:
        tk.add_template_directory(config_, "templates")
        tk.add_resource("assets", "ankang-interpretations")

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        return indexing.without_long_fields(pkg_dict)

    def check_publication(self, item: dict[str, Any]) -> list[str]:
        return publication.reasons_against(item)

    def check_publication_together(
        self, item: dict[str, Any], items: Sequence[dict[str, Any]]
    ) -> list[str]:
        return publication.reasons_together(item, items)

    def after_force_change(self, change: ForceChange) -> None:
        telling.tell(change)

    def get_workbench_sections(self, person: Person) -> list[Section]:
        return tasks.sections(person)

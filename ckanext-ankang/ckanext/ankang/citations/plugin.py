"""The room `citations` as CKAN sees it: a table of contents."""

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.files.interfaces import Erased, IErasure
from ckanext.ankang.review.interfaces import IPublication
from ckanext.ankang.workbench.interfaces import IWorkbench, Person
from ckanext.ankang.workbench.sections import Section

from . import recording, tasks


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
class CitationsPlugin(p.SingletonPlugin):
    """What documents say of each other: citations in their texts and relations both ways."""

    p.implements(p.IConfigurer)
    p.implements(IErasure, inherit=True)
    p.implements(IPublication, inherit=True)
    p.implements(IWorkbench, inherit=True)

    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")

    def apply_publication(self, item: dict[str, Any]) -> None:
        if item["package"].get("type") == "document":
            recording.record(item["package"])

    def apply_withdrawal(self, item: dict[str, Any]) -> None:
        if item["package"].get("type") == "document":
            recording.forget(item["package"]["id"])

    def erase(self, erased: Erased) -> None:
        # `documents` comes first (deploy/ckan.ini): what is read again has not the erased text.
        recording.read_after_erasure(erased.package_id)

    def get_workbench_sections(self, person: Person) -> list[Section]:
        return tasks.sections(person)

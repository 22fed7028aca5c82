"""The room `drafts` as CKAN sees it: a table of contents."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.files.interfaces import Erased, IErasure, IVersionReaders
from ckanext.ankang.review.interfaces import IPublication, IReview
from ckanext.ankang.workbench.interfaces import IHandover, IWorkbench, Person
from ckanext.ankang.workbench.sections import Section

from . import erasing, handover, publication, readers, submission, tasks


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.config_declarations
@tk.blanket.helpers
class DraftsPlugin(p.SingletonPlugin):
    """A dataset from the file on the desk to its case: revisions, their pages, core's write doors."""

    p.implements(p.IConfigurer)
    p.implements(IPublication, inherit=True)
    p.implements(IReview, inherit=True)
    p.implements(IWorkbench, inherit=True)
    p.implements(IHandover, inherit=True)
    p.implements(IVersionReaders, inherit=True)
    p.implements(IErasure, inherit=True)

    def update_config(self, config_: Any) -> None:
        tk.add_template_directory(config_, "templates")
        tk.add_resource("assets", "ankang_drafts")

    def check_publication(self, item: dict[str, Any]) -> list[str]:
        return publication.reasons_against(item)

    def apply_publication(self, item: dict[str, Any]) -> None:
        publication.apply(item)

    def apply_withdrawal(self, item: dict[str, Any]) -> None:
        publication.withdraw(item)

    def after_case_event(self, case: dict[str, Any], event: dict[str, Any]) -> None:
        submission.follow(case, event)

    def may_read_waiting(self, user: str, version: dict[str, Any]) -> bool | None:
        return readers.of_version(user, version)

    def erase(self, erased: Erased) -> None:
        erasing.erase(erased)

    def get_workbench_sections(self, person: Person) -> list[Section]:
        return tasks.sections(person)

    def get_handover(self, leaver: str, department: str) -> list[str]:
        return handover.lines(leaver, department)

    def hand_over(self, leaver: str, successor: str, department: str, actor: str) -> None:
        handover.hand_over(leaver, successor, department, actor)

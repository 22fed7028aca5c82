"""The room `review` as CKAN sees it: a table of contents."""

from __future__ import annotations

from functools import partial
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.files.interfaces import Erased, IErasure
from ckanext.ankang.jobs.interfaces import IJobs, JobHandler
from ckanext.ankang.workbench.interfaces import IHandover, IWorkbench, Person
from ckanext.ankang.workbench.sections import Section

from . import audit, clocks, doors, erasing, handover, net, publishing, tasks
from .logic import action


@tk.blanket.actions(partial(doors.actions, action))
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
class ReviewPlugin(p.SingletonPlugin):
    """Cases, standing approvals and the audit log."""

    p.implements(p.IConfigurer)
    p.implements(IJobs, inherit=True)
    p.implements(IWorkbench, inherit=True)
    p.implements(IHandover, inherit=True)
    p.implements(IErasure, inherit=True)

    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "ankang_review")
        net.install()

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {
            "review.publish": publishing.publish_job,
            "review.hide": publishing.hide_job,
            "review.clocks": clocks.clocks_job,
            audit.KIND: audit.heads_job,
        }

    def get_daily_jobs(self) -> dict[str, int]:
        return {"review.clocks": 7, audit.KIND: 0}

    def erase(self, erased: Erased) -> None:
        erasing.erase(erased)

    def get_workbench_sections(self, person: Person) -> list[Section]:
        return tasks.sections(person)

    def get_handover(self, leaver: str, department: str) -> list[str]:
        return handover.lines(leaver, department)

    def hand_over(self, leaver: str, successor: str, department: str, actor: str) -> None:
        handover.hand_over(leaver, successor, department, actor)

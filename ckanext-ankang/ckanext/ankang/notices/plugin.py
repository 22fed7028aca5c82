"""The room `notices` as CKAN sees it: a table of contents."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.files.interfaces import Erased, IErasure
from ckanext.ankang.jobs.interfaces import IJobs, JobHandler
from ckanext.ankang.review.interfaces import IReview

from . import config, erasing, mailing, reminders, telling


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.config_declarations
@tk.blanket.helpers
class NoticesPlugin(p.SingletonPlugin):
    """What the portal tells people, in the portal and by mail."""

    p.implements(p.IConfigurer)
    p.implements(IJobs, inherit=True)
    p.implements(IErasure, inherit=True)
    p.implements(IReview, inherit=True)

    def update_config(self, config_: Any) -> None:
        tk.add_template_directory(config_, "templates")

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {
            **mailing.HANDLERS,
            reminders.REMIND: reminders.remind,
            telling.TELL: telling.tell,
        }

    def get_daily_jobs(self) -> dict[str, int]:
        return {
            reminders.REMIND: config.remind_hour(),
            mailing.DIGEST: config.digest_hour(),
        }

    def after_case_event(self, case: dict[str, Any], event: dict[str, Any]) -> None:
        telling.hear(case, event)

    def erase(self, erased: Erased) -> None:
        erasing.erase(erased)

"""The room `notices` as CKAN sees it: a table of contents."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.files.interfaces import Erased, IErasure
from ckanext.ankang.jobs.interfaces import IJobs, JobHandler

from . import config, erasing, mailing, reminders


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.config_declarations
class NoticesPlugin(p.SingletonPlugin):
    """What the portal tells people, in the portal and by mail."""

    p.implements(IJobs, inherit=True)
    p.implements(IErasure, inherit=True)

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {**mailing.HANDLERS, reminders.REMIND: reminders.remind}

    def get_daily_jobs(self) -> dict[str, int]:
        return {
            reminders.REMIND: config.remind_hour(),
            mailing.DIGEST: config.digest_hour(),
        }

    def erase(self, erased: Erased) -> None:
        erasing.erase(erased)

"""The room `review` as CKAN sees it: a table of contents."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.jobs.interfaces import IJobs, JobHandler

from . import clocks, publishing


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.cli
@tk.blanket.config_declarations
class ReviewPlugin(p.SingletonPlugin):
    """Cases, standing approvals and the audit log."""

    p.implements(IJobs, inherit=True)

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {
            "review.publish": publishing.publish_job,
            "review.hide": publishing.hide_job,
            "review.clocks": clocks.clocks_job,
        }

    def get_daily_jobs(self) -> dict[str, int]:
        return {"review.clocks": 7}

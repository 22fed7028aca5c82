"""The room `exchange` as CKAN sees it: a table of contents."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.ankang.files.interfaces import Erased, IErasure
from ckanext.ankang.jobs.interfaces import IJobs, JobHandler
from ckanext.ankang.review.interfaces import IPublication

from . import config, packing


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
class ExchangePlugin(p.SingletonPlugin):
    """The library for machines: addresses, JSON-LD, feeds, changes, the whole of it as one file."""

    p.implements(p.IConfigurer)
    p.implements(IErasure, inherit=True)
    p.implements(IJobs, inherit=True)
    p.implements(IPublication, inherit=True)

    def update_config(self, config_: Any) -> None:
        tk.add_template_directory(config_, "templates")

    def get_job_handlers(self) -> dict[str, JobHandler]:
        return {packing.PACK: packing.pack_job}

    def get_daily_jobs(self) -> dict[str, int]:
        return {packing.PACK: config.hour()}

    def get_long_jobs(self) -> set[str]:
        return {packing.PACK}

    def apply_withdrawal(self, item: dict[str, Any]) -> None:
        if item["package"].get("type") == "document":
            packing.withdraw()

    def erase(self, erased: Erased) -> None:
        if packing.holds(erased.package_id):
            packing.withdraw()

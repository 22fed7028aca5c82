"""Addresses that stay: the newest version of a resource, its nth, or the one public on a day.

A resource is named by its id or by its place in the dataset (1, 2, …); the id stays when resources
are put in another order, so it is what pages and feeds print. A dataset is named by name, id or a
name it had before.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk

Json = dict[str, Any]
HERE = ZoneInfo("Asia/Shanghai")


def resource_of(dataset: str, resource: str) -> Json:
    """The resource as the asker may see it; raises ObjectNotFound or NotAuthorized."""
    package = tk.get_action("package_show")({}, {"id": dataset})
    for place, one in enumerate(package["resources"], start=1):
        if resource in (one["id"], str(place)):
            return {**one, "package_name": package["name"]}
    raise tk.ObjectNotFound(
        tk._("数据集“{title}”没有数据资源“{name}”。").format(title=package["title"], name=resource)
    )


def public_versions(resource_id: str) -> list[Json]:
    """The versions that were ever public, newest first."""
    found = tk.get_action("ankang_file_version_list")({}, {"resource_id": resource_id})
    return [one for one in found if one["published"]]


def latest(versions: list[Json], shown: str | None) -> Json | None:
    """The version that the resource shows now; without one, the newest public one."""
    return next((one for one in versions if one["id"] == shown), versions[0] if versions else None)


def numbered(versions: list[Json], number: int) -> Json | None:
    """The version with a number."""
    return next((one for one in versions if one["number"] == number), None)


def as_of(versions: list[Json], day: date) -> Json | None:
    """The version that was public at the end of a day in Ankang."""
    end = datetime.combine(day + timedelta(days=1), time(), HERE)
    before = (one for one in versions if datetime.fromisoformat(one["published"]) < end)
    return max(before, key=lambda one: datetime.fromisoformat(one["published"]), default=None)

"""Versions that are handed in, validated, published and loaded, as people and workers do it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.ankang.quality import work

Version = dict[str, Any]


class Job:
    """A job that nobody watches."""

    id, attempt, cancelled = "test", 1, False

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Nobody watches."""


@pytest.fixture
def hungry(send, monkeypatch) -> Version:
    """A version that needs more memory than validations may have now."""
    monkeypatch.setitem(tk.config, "ckanext.ankang.quality.memory_bytes", 60_000_000)
    rows = "".join(f"{n},镇办{n}\n" for n in range(100_000))
    content = f"编号,名称\n{rows}".encode()
    version: Version = call_action("ankang_file_version_create", upload=send(content, "镇办.csv"))
    return version


@pytest.fixture
def hand_in(resource, send, people) -> Callable[[str], Version]:
    """Upload a CSV as the clerk and validate it as the worker does."""

    def hand(text: str, name: str = "线路.csv") -> Version:
        version = call_action(
            "ankang_file_version_create",
            {"user": people.clerk["name"]},
            upload=send(text.encode(), name),
            resource_id=resource["id"],
        )
        validate(version)
        return version

    return hand


def validate(version: Version) -> None:
    """Validate, or validate again, as the worker does."""
    work.validate(Job(), {"version_id": version["id"]})


@pytest.fixture
def publish(resource, decide_as_head) -> Callable[..., None]:
    """Publish a version by a case that a person approves, and load it as the worker does."""

    def publish_(version: Version, *, loaded: bool = True) -> None:
        package = call_action("package_show", id=resource["package_id"])
        shown = {**package["resources"][0], "version_id": version["id"]}
        opened = call_action(
            "ankang_case_open",
            title="测试案卷",
            source=f"ceshi-{uuid4().hex[:12]}",
            source_hash=uuid4().hex,
            items=[
                {
                    "package": {**package, "resources": [shown]},
                    "document": None,
                    "source": "ceshi",
                    "identifier": package["name"],
                }
            ],
        )
        assert opened["held"] == []
        decide_as_head(opened["cases"][0]["id"])
        if loaded:
            load(version)

    return publish_


def load(version: Version) -> None:
    """Load a public version as the worker does."""
    model.Session.expire_all()
    resource_id = call_action("ankang_file_version_show", id=version["id"])["resource_id"]
    work.load(Job(), {"resource_id": resource_id, "version_id": version["id"]})

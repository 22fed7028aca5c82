"""What tests of all rooms begin with: complete packages, private ones and published ones.

Nothing is published around the review, in tests neither: `published_dataset` opens a real case
under a real standing approval and answers what anybody sees by `package_show`.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from ckan import plugins
from ckan.tests import factories
from ckan.tests.helpers import call_action

Package = dict[str, Any]


@pytest.fixture(scope="session", autouse=True)
def every_plugin() -> None:
    """Load what the configuration names: CKAN's pytest plugin starts with none."""
    plugins.load_all()


@pytest.fixture
def complete_package() -> Callable[..., Package]:
    """Makes a package dict with every required field; it is not stored."""

    def make(**fields: Any) -> Package:
        number = uuid4().hex[:12]
        kinds = {
            "dataset": {
                "theme": "transport",
                "update_frequency": "yearly",
                "openness": "unconditional",
            },
            "document": {"kind": "other"},
        }
        return {
            "id": str(uuid4()),
            "name": f"ceshi-{number}",
            "title": f"测试 {number}",
            "type": "dataset",
            "license_id": "cc-by",
            "resources": [],
            **kinds[fields.get("type", "dataset")],
            **fields,
        }

    return make


@pytest.fixture
def approved_source() -> Callable[..., dict[str, str]]:
    """Makes a source with a standing approval: {source, source_hash, owner_org}."""

    def make(**limits: Any) -> dict[str, str]:
        source = {
            "source": f"ceshi-{uuid4().hex[:12]}",
            "source_hash": uuid4().hex,
            "owner_org": factories.Organization()["id"],
        }
        call_action(
            "ankang_standing_approval_grant",
            **source,
            approver_name="示例 负责人",
            expires=(datetime.now(UTC) + timedelta(days=30)).isoformat(),
            limits={"max_items": 100, "types": ["dataset", "document"], **limits},
        )
        return source

    return make


@pytest.fixture
def open_case() -> Callable[..., dict[str, Any]]:
    """Opens a case of these packages under a source."""

    def open_(source: dict[str, str], *packages: Package, **overrides: Any) -> dict[str, Any]:
        items = [
            {
                "package": {"owner_org": source["owner_org"], **package},
                "document": None,
                "source": source["source"],
                "identifier": package["name"],
            }
            for package in packages
        ]
        arguments = {"title": "测试案卷", **source, "items": items, **overrides}
        del arguments["owner_org"]
        return call_action("ankang_case_open", **arguments)

    return open_


@pytest.fixture
def published_dataset(
    complete_package: Callable[..., Package],
    approved_source: Callable[..., dict[str, str]],
    open_case: Callable[..., dict[str, Any]],
) -> Package:
    """A dataset that went the whole way of the review."""
    opened = open_case(approved_source(), complete_package())
    assert opened["held"] == []
    return call_action("package_show", id=opened["published"][0])

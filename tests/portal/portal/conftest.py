"""What the pages are shown: departments, themes, datasets and a table of rows."""

from typing import Any

import pytest
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.jobs import outbox


@pytest.fixture
def table() -> dict[str, Any]:
    """A dataset with one CSV of two rows in the DataStore, found by search."""
    department = factories.Organization(title="安康市示例局")
    dataset = factories.Dataset(
        title="示例乡镇名录",
        notes="每一行是一个乡镇。",
        owner_org=department["id"],
        theme="geography",
        update_frequency="yearly",
        openness="unconditional",
        region="610922",
        data_updated="2026-06-12",
        license_id="cc-by-4.0",
        resources=[{"url": "https://example.com/a.csv", "name": "乡镇表", "format": "CSV"}],
    )
    call_action(
        "datastore_create",
        resource_id=dataset["resources"][0]["id"],
        force=True,
        fields=[
            {"id": "c1", "type": "text", "info": {"title": "乡镇名称"}},
            {"id": "c2", "type": "int4", "info": {"title": "面积", "unit": "平方公里"}},
        ],
        records=[{"c1": "城关镇", "c2": 120}, {"c1": "池河镇", "c2": 98}],
    )
    outbox.drain()
    return {"department": department, "dataset": dataset}


@pytest.fixture
def empty() -> dict[str, Any]:
    """A dataset about which nearly nothing is known."""
    dataset = factories.Dataset(
        title="示例空数据集",
        notes="",
        owner_org=factories.Organization()["id"],
        theme="law",
        update_frequency="irregular",
        openness="conditional",
    )
    outbox.drain()
    return dict(dataset)

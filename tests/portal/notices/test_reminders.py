"""Departments are reminded of their datasets before the day and after it."""

from datetime import datetime, timedelta
from uuid import uuid4

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.catalogue.promises import HERE
from ckanext.ankang.notices import reminders


def a_user(**fields):
    name = f"shili-{uuid4().hex[:12]}"
    return factories.User(name=name, email=f"{name}@example.com", **fields)


@pytest.fixture
def department():
    clerk, reader = (a_user() for _ in range(2))
    members = [
        {"name": clerk["name"], "capacity": "editor"},
        {"name": reader["name"], "capacity": "member"},
    ]
    return {**factories.Organization(users=members), "clerk": clerk, "reader": reader}


@pytest.fixture
def dataset(department, complete_package, approved_source, open_case, in_post):
    """Publishes a dataset of the department whose data are so many days old."""

    def publish(age, frequency="monthly", **fields):
        updated = datetime.now(HERE).date() - timedelta(days=age)
        package = complete_package(
            owner_org=department["id"],
            update_frequency=frequency,
            data_updated=updated.isoformat(),
            **fields,
        )
        source = {**approved_source(), "owner_org": department["id"]}
        call_action(
            "ankang_standing_approval_grant",
            **source,
            approver_name=in_post("leader", department["id"]),
            expires=(datetime.now(HERE) + timedelta(days=3)).isoformat(),
            limits={"max_items": 10, "types": ["dataset"]},
        )
        assert open_case(source, package)["held"] == []
        return package

    return publish


def told(person):
    listed = tk.get_action("ankang_notice_list")({"user": person["name"]}, {})["results"]
    return [(one["kind"], one["title"]) for one in listed]


def test_writers_are_told_once_of_what_is_late(department, dataset):
    dataset(400, title="公交线路")

    reminders.remind(None, {})
    reminders.remind(None, {})

    ((kind, title),) = told(department["clerk"])
    assert kind == "late"
    assert title.startswith("公交线路 应在 ")
    assert told(department["reader"]) == []


def test_nobody_is_told_of_what_is_in_time_or_unknown(department, dataset):
    dataset(0, title="在期内")
    dataset(0, frequency="irregular", title="不定期")

    reminders.remind(None, {})

    assert told(department["clerk"]) == []


def test_the_list_counts_by_state_and_puts_the_latest_first(department, dataset):
    for age, title in ((0, "新"), (300, "旧"), (900, "最旧")):
        dataset(age, title=title)

    found = call_action("ankang_freshness_list", department=department["id"])

    assert [one["dataset"]["title"] for one in found["results"]] == ["最旧", "旧", "新"]
    assert found["counts"]["late"] == 2
    only_late = call_action("ankang_freshness_list", department=department["id"], state="late")
    assert only_late["count"] == 2


def test_the_badge_says_it_on_the_public_page_and_in_the_list(app, department, dataset):
    late = dataset(400, title=f"公交线路 {uuid4().hex[:6]}")

    page = app.get(f"/dataset/{late['name']}").text

    assert "逾期" in page
    assert "前更新，已逾期" in page


def test_an_unpublished_dataset_is_in_no_list(department, complete_package):
    call_action("package_create", **complete_package(owner_org=department["id"], private=True))

    assert call_action("ankang_freshness_list", department=department["id"])["count"] == 0

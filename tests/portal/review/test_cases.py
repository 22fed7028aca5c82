"""What becomes public, by whose approval, and what is held back."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.review import publishing
from ckanext.ankang.review.model import Case, CaseItem
from ckanext.ankang.review.recording import record


@pytest.fixture
def waiting_case(complete_package, open_case):
    """A case of one item whose source has no standing approval."""
    source = {
        "source": "meiyou-pizhun",
        "source_hash": "0",
        "owner_org": factories.Organization()["id"],
    }
    return open_case(source, complete_package())["cases"][0]["id"]


def _show(case_id):
    return call_action("ankang_case_show", id=case_id)


def _audited(subject):
    entries = call_action("ankang_audit_list", limit=200)
    return [entry["action"] for entry in entries if entry["subject"] == subject]


def test_a_standing_approval_publishes_at_once(published_dataset):
    assert published_dataset["private"] is False
    assert "package.publish" in _audited(published_dataset["id"])


def test_a_case_without_approval_waits_and_publishes_nothing(waiting_case):
    case = _show(waiting_case)
    assert case["state"] == "waiting"
    assert "没有常设批准" in case["events"][-1]["reason"]
    assert model.Package.get(case["items"][0]["package_id"]) is None


def test_an_approved_case_is_published(waiting_case, decide_as_head):
    case = decide_as_head(waiting_case, reason="同意")
    assert case["state"] == "published"
    assert model.Package.get(case["items"][0]["package_id"]).private is False


def test_a_rejected_case_needs_a_reason_and_publishes_nothing(waiting_case, decide_as_head):
    with pytest.raises(tk.ValidationError, match="理由"):
        decide_as_head(waiting_case, "reject")
    case = decide_as_head(waiting_case, "reject", reason="缺说明")
    assert case["state"] == "rejected"
    with pytest.raises(tk.ValidationError, match="未通过"):
        decide_as_head(waiting_case)
    assert model.Package.get(case["items"][0]["package_id"]) is None


def test_changed_source_code_suspends_the_approval_and_says_why(
    approved_source, open_case, complete_package
):
    source = approved_source()
    changed = {**source, "source_hash": "changed"}
    opened = open_case(changed, complete_package())
    assert opened["published"] == []
    [grant] = call_action("ankang_standing_approval_list", source=source["source"])
    assert "changed" in grant["suspended_reason"]
    assert _audited(grant["id"]) == ["approval.suspend", "approval.grant"]
    again = open_case(source, complete_package())
    assert again["published"] == []


def test_an_expired_approval_publishes_nothing(approved_source, open_case, complete_package):
    source = approved_source()
    model.Session.execute(
        sa.text("UPDATE ankang_standing_approval SET expires = :past WHERE source = :source"),
        {"past": datetime.now(UTC) - timedelta(days=1), "source": source["source"]},
    )
    model.Session.commit()
    opened = open_case(source, complete_package())
    assert opened["published"] == []
    assert "到期" in _show(opened["cases"][0]["id"])["events"][-1]["reason"]


def test_a_revoked_approval_publishes_nothing(approved_source, open_case, complete_package):
    source = approved_source()
    [grant] = call_action("ankang_standing_approval_list", source=source["source"])
    call_action("ankang_standing_approval_revoke", id=grant["id"])
    assert open_case(source, complete_package())["published"] == []


@pytest.mark.parametrize("limits", [{"max_items": 1}, {"types": ["document"]}])
def test_what_is_beyond_the_limits_waits(approved_source, open_case, complete_package, limits):
    source = approved_source(**limits)
    opened = open_case(source, complete_package(), complete_package())
    assert opened["published"] == []
    assert opened["cases"][0]["state"] == "waiting"


def test_another_departments_data_waits(approved_source, open_case, complete_package):
    other = factories.Organization()["id"]
    opened = open_case(approved_source(), complete_package(owner_org=other))
    assert opened["published"] == []


def test_a_bad_item_is_cut_out_and_the_others_are_published(
    approved_source, open_case, complete_package
):
    good, bad = complete_package(), complete_package(name="Nicht erlaubt!")
    opened = open_case(approved_source(), good, bad)
    assert opened["published"] == [good["id"]]
    assert [item["identifier"] for item in opened["held"]] == ["Nicht erlaubt!"]
    assert opened["held"][0]["reasons"]
    assert {case["state"] for case in opened["cases"]} == {"published", "held"}


def test_an_item_that_only_ckan_itself_refuses_is_cut_out_too(
    approved_source, open_case, complete_package
):
    first = complete_package()
    twin = complete_package(name=first["name"])
    opened = open_case(approved_source(), first, twin)
    assert opened["published"] == [first["id"]]
    assert len(opened["held"]) == 1
    assert model.Package.get(twin["id"]) is None


def test_publishing_again_changes_nothing(published_dataset):
    # One in twenty is drawn for the spot check and stands in a second case.
    published = (CaseItem.package_id == published_dataset["id"], CaseItem.published.is_not(None))
    item = model.Session.scalar(sa.select(CaseItem).where(*published))
    entries = len(call_action("ankang_audit_list", limit=200))
    assert publishing.publish(item.case_id) == [published_dataset["id"]]
    assert len(call_action("ankang_audit_list", limit=200)) == entries
    shown = call_action("package_show", id=published_dataset["id"])
    assert shown["metadata_modified"] == published_dataset["metadata_modified"]


def test_a_published_dataset_is_changed_by_a_second_case(
    approved_source, open_case, complete_package
):
    source, package = approved_source(), complete_package()
    open_case(source, package)
    opened = open_case(source, {**package, "title": "改过的名称"})
    assert opened["published"] == [package["id"]]
    assert call_action("package_show", id=package["id"])["title"] == "改过的名称"


def test_a_case_is_published_whole_or_not_at_all(open_case, complete_package, in_post):
    """Killed just before the commit: no package is there, and the job finishes all of them."""
    source = {"source": "x", "source_hash": "0", "owner_org": factories.Organization()["id"]}
    packages = [complete_package() for _ in range(3)]
    case_id = open_case(source, *packages)["cases"][0]["id"]
    _sign_without_publishing(case_id, in_post("leader", source["owner_org"]))
    script = Path(__file__).with_name("killed_publisher.py")
    killed = subprocess.run([sys.executable, str(script), case_id], env=os.environ, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [model.Package.get(package["id"]) for package in packages] == [None] * 3
    publishing.publish_job(None, {"case_id": case_id})
    assert all(not model.Package.get(package["id"]).private for package in packages)
    assert _audited(case_id).count("case.publish") == 1


def _sign_without_publishing(case_id, leader):
    """The state that a decision leaves whose process died before it published."""
    case = model.Session.get(Case, case_id)
    record(case, "sign", leader, detail={"department": case.department})
    record(case, "approve", leader)
    model.Session.commit()


@pytest.mark.parametrize(
    "action",
    [
        "ankang_standing_approval_grant",
        "ankang_standing_approval_list",
        "ankang_standing_approval_revoke",
        "ankang_case_open",
        "ankang_case_decide",
        "ankang_case_resubmit",
        "ankang_case_item_open",
        "ankang_case_show",
        "ankang_audit_list",
        "ankang_post_grant",
        "ankang_post_revoke",
        "ankang_post_list",
        "ankang_deputy_grant",
        "ankang_deputy_revoke",
        "ankang_deputy_list",
        "ankang_profile_grant",
        "ankang_profile_revoke",
        "ankang_profile_list",
        "ankang_review_statistics",
    ],
)
def test_who_has_no_post_reviews_nothing(action):
    user = factories.User()
    with pytest.raises(tk.NotAuthorized):
        call_action(action, {"ignore_auth": False, "user": user["name"]}, id="x")


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([], "至少一项"),
        (["x"], "第1项缺少"),
        ([{"identifier": "1", "package": {"id": "1"}}], "缺少name、title、type"),
    ],
)
def test_malformed_items_are_refused_with_a_sentence(items, sentence):
    with pytest.raises(tk.ValidationError, match=sentence):
        call_action("ankang_case_open", title="t", source="s", source_hash="h", items=items)

"""Every writing action of ours, asked about another department's things and with fields that nobody may set.

A table: an action that is not in it fails, so that no new one is forgotten.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.review import classes

OURS = sorted(
    name
    for name, entry in classes.actions().items()
    if name.startswith("ankang_") and entry.kind != "reads"
)
SOON = (today() + timedelta(30)).isoformat()
# What each is asked by somebody of another department, given the ids of our things.
FOREIGN = {
    "ankang_annual_report_freeze": lambda it: {"year": 2020, "organ": "x"},
    "ankang_cleanup_decide": lambda it: {"id": str(uuid4()), "title": "越权", "number": "x", "organ": "x", "day": SOON},
    "ankang_cleanup_entry_set": lambda it: {"id": str(uuid4()), "document": it["package"], "outcome": "keep"},
    "ankang_cleanup_open": lambda it: {"title": "越权", "asked_until": SOON},
    "ankang_ending_choose": lambda it: {"id": it["package"], "way": "drop"},
    "ankang_case_decide": lambda it: {"id": it["case"], "decision": "withdraw", "reason": "越权"},
    "ankang_case_item_open": lambda it: {"id": it["item"]},
    "ankang_case_open": lambda it: {
        "title": "越权", "source": "x", "source_hash": "x",
        "items": [{"package": it["content"], "identifier": "x"}],
    },
    "ankang_case_resubmit": lambda it: {"id": it["returned"], "items": [{"package": it["content"], "identifier": "x"}]},
    "ankang_catalogue_plan_remove": lambda it: {"id": it["plan"]},
    "ankang_column_approve": lambda it: {"resource_id": it["resource"], "columns": ["甲"], "seen": "x"},
    "ankang_column_reject": lambda it: {"resource_id": it["resource"], "reason": "越权"},
    "ankang_column_rename": lambda it: {"resource_id": it["resource"], "old_title": "编号", "new_title": "乙", "renamed": True},
    "ankang_column_rename_undo": lambda it: {"resource_id": it["resource"], "id": str(uuid4())},
    "ankang_column_undo": lambda it: {"resource_id": it["resource"], "column_id": "bian_hao", "base_revision": 1},
    "ankang_column_update": lambda it: {"resource_id": it["resource"], "column_id": "bian_hao", "base_revision": 0, "description": "越权"},
    "ankang_deputy_grant": lambda it: {"holding_id": it["holding"], "person": it["stranger"], "starts": SOON, "ends": SOON, "reason": "越权"},
    "ankang_deputy_revoke": lambda it: {"id": it["deputy"]},
    "ankang_document_import": lambda it: {"owner_org": it["org"], "upload": it["upload"]()},
    "ankang_document_proof_record": lambda it: {"item": it["item"], "same": True},
    "ankang_document_text_change": lambda it: {"id": it["package"], "upload": it["upload"](), "kind": "reread"},
    "ankang_document_event_decide": lambda it: {"id": str(uuid4()), "decision": "accept"},
    "ankang_document_event_propose": lambda it: {"id": it["package"], "kind": "repealed", "day": SOON, "source": "越权"},
    "ankang_document_event_retract": lambda it: {"id": str(uuid4()), "reason": "越权"},
    "ankang_erasure_confirm": lambda it: {"id": it["erasure"]},
    "ankang_erasure_hide": lambda it: {"package_id": it["package"], "ground": "越权"},
    "ankang_erasure_request": lambda it: {"id": it["erasure"], "ground": "越权"},
    "ankang_erasure_restore": lambda it: {"id": it["erasure"]},
    "ankang_file_difference_run": lambda it: {"old_id": it["version"], "new_id": it["version"]},
    "ankang_file_version_create": lambda it: {"resource_id": it["resource"], "upload": it["upload"]()},
    "ankang_finding_release": lambda it: {"version_id": it["version"], "reason": "越权", "findings": [{"kind": "mobile", "column": "x"}]},
    "ankang_finding_release_revoke": lambda it: {"version_id": it["version"]},
    "ankang_handover": lambda it: {"from": it["clerk"], "to": it["stranger"], "department": it["org"], "ground": "越权", "seen": "x"},
    "ankang_harvest_item_release": lambda it: {"source": "x", "identifier": "x"},
    "ankang_harvest_run_cancel": lambda it: {"id": str(uuid4())},
    "ankang_harvest_run_create": lambda it: {"source": "x"},
    "ankang_reconciliation_run": lambda it: {},
    "ankang_harvest_source_tell": lambda it: {"id": "x", "policy": "never"},
    "ankang_link_look": lambda it: {"id": it["resource"]},
    "ankang_job_cancel": lambda it: {"id": it["job"]},
    "ankang_library_follow_create": lambda it: {"document": it["package"]},
    "ankang_library_follow_delete": lambda it: {"id": it["follow"]},
    "ankang_notice_send": lambda it: {"persons": [it["clerk"]], "kind": "x", "key": "x", "title": "越权", "link": "/"},
    "ankang_post_grant": lambda it: {"person": it["stranger"], "post": "leader", "department": it["org"]},
    "ankang_post_revoke": lambda it: {"id": it["holding"]},
    "ankang_profile_grant": lambda it: {"profile": "small", "department": it["org"], "ground": "越权", "starts": SOON, "ends": SOON},
    "ankang_profile_revoke": lambda it: {"id": it["holding"]},
    "ankang_rendition_make": lambda it: {"id": it["package"]},
    "ankang_revision_create": lambda it: {"owner_org": it["org"], "title": "越权"},
    "ankang_revision_drop": lambda it: {"id": it["revision"]},
    "ankang_revision_file_add": lambda it: {"id": it["revision"], "upload": it["upload"]()},
    "ankang_revision_file_remove": lambda it: {"id": it["revision"], "resource_id": it["resource"]},
    "ankang_revision_hand_over": lambda it: {"person": it["clerk"], "to": it["stranger"]},
    "ankang_revision_rebase": lambda it: {"id": it["revision"], "edit": it["edit"]},
    "ankang_revision_save": lambda it: {"id": it["revision"], "edit": it["edit"], "content": {"title": "越权"}},
    "ankang_revision_submit": lambda it: {"ids": [it["revision"]]},
    "ankang_revision_withdraw": lambda it: {"package_id": it["public"], "reason": "越权"},
    "ankang_second_factor_reset": lambda it: {"person": it["clerk"], "reason": "越权"},
    "ankang_standing_approval_grant": lambda it: {
        "source": "x", "source_hash": "x", "owner_org": it["org"], "expires": SOON,
        "limits": {"max_items": 1, "types": ["dataset"]},
    },
    "ankang_standing_approval_revoke": lambda it: {"id": it["approval"]},
    "ankang_validation_batch_cancel": lambda it: {"id": it["batch"]},
    "ankang_validation_batch_retry": lambda it: {"id": it["batch"]},
    "ankang_validation_cancel": lambda it: {"version_id": it["version"]},
    "ankang_validation_run": lambda it: {"version_id": it["version"]},
    "ankang_validation_run_batch": lambda it: {"organization_id": it["org"]},
}  # fmt: skip
# About the asker alone, whatever he sends; or each row of a file by its own rules.
OWN = {"ankang_notice_preference_update", "ankang_notice_read", "ankang_catalogue_import"}
# Fields that nobody sets: the portal does.
FORBIDDEN = {
    "state": "published", "created_by": "别人", "published": "2001-01-01T00:00:00", "case_id": "别人的",
    "editors": ["别人"], "approval_id": "x", "base": "x", "version": 9,
    "first_published": "2001-01-01", "sysadmin": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def it(office, people, send_file):
    """Our things by their kinds."""
    draft, waiting = office.draft("draft"), office.submitted("waiting")
    returned, public = office.submitted("returned", decision="return"), office.published()
    shown = call_action("ankang_case_show", id=waiting.case)
    holdings = call_action("ankang_post_list", department=office.department)
    colleague = next(h["person"] for h in holdings if h["person"] != holdings[0]["person"])
    stands_in = {"holding_id": holdings[0]["id"], "person": colleague, "starts": SOON, "ends": SOON}
    deputy = call_action("ankang_deputy_grant", **stands_in, reason="出差")
    values = draft.values
    asked = {"question": {"q": "公交"}}
    follow = call_action("ankang_library_follow_create", {"user": office.clerk}, **asked)
    return {
        "deputy": deputy["id"], "follow": follow["id"],
        "org": office.department, "stranger": people.stranger["name"], "clerk": office.clerk,
        "revision": values["revision"], "edit": draft.revision["edit"], "content": draft.revision["content"],
        "resource": values["resource"], "version": values["version"], "package": values["package"],
        "case": waiting.case, "item": shown["items"][0]["id"], "returned": returned.case,
        "public": public.values["package"], "holding": holdings[0]["id"], "upload": send_file,
        "plan": str(uuid4()), "erasure": str(uuid4()), "approval": str(uuid4()), "job": str(uuid4()),
        "batch": str(uuid4()),
    }  # fmt: skip


@pytest.fixture(autouse=True)
def undone():
    yield
    model.Session.rollback()


def test_every_writing_action_of_ours_is_in_the_table():
    assert set(OURS) == set(FOREIGN) | OWN


@pytest.mark.parametrize("name", sorted(FOREIGN))
@pytest.mark.parametrize("who", ["anybody", "another department's administrator"])
def test_another_department_s_things_are_not_touched(it, people, name, who):
    user = "" if who == "anybody" else people.stranger["name"]
    data = FOREIGN[name](it)
    with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
        tk.get_action(name)({"user": user, "ignore_auth": False}, data)


def test_nobody_sets_what_the_portal_sets(office):
    asked = {"owner_org": office.department, "title": "公交线路", **FORBIDDEN}
    made = office.call("ankang_revision_create", **asked)
    saved = office.call(
        "ankang_revision_save",
        id=made["id"],
        edit=made["edit"],
        content={"notes": "摘要"},
        **FORBIDDEN,
    )
    for row in (made, saved):
        assert not {k for k, v in FORBIDDEN.items() if k in row and row[k] == v}, row
        assert (row["state"], row["department"]) == ("draft", office.department)


@pytest.mark.parametrize("field", sorted(FORBIDDEN))
def test_nor_in_the_content(office, field):
    made = office.call("ankang_revision_create", owner_org=office.department, title="公交线路")
    try:
        asked = {"id": made["id"], "edit": made["edit"], "content": {field: FORBIDDEN[field]}}
        office.call("ankang_revision_save", **asked)
    except tk.ValidationError as error:
        assert "没有这个字段" in str(error.error_dict[field])  # noqa: PT017
    shown = office.call("ankang_revision_show", id=made["id"])
    assert shown["content"].get(field) != FORBIDDEN[field]


@pytest.mark.parametrize("field", ["owner_org", "id"])
def test_nor_moves_it_elsewhere(office, people, field):
    made = office.call("ankang_revision_create", owner_org=office.department, title="公交线路")
    values = {"owner_org": people.theirs["id"], "id": str(uuid4())}
    try:
        asked = {"id": made["id"], "edit": made["edit"], "content": {field: values[field]}}
        office.call("ankang_revision_save", **asked)
    except (tk.ValidationError, tk.NotAuthorized):
        model.Session.rollback()
    shown = office.call("ankang_revision_show", id=made["id"])
    assert shown["department"] == office.department
    assert shown["content"].get(field) != values[field]

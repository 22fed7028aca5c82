"""What is held waits for a reviewer's release with a reason; what blocks is never released."""

import json

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.files import versions
from ckanext.ankang.quality import publication, work
from ckanext.ankang.quality.privacy import identity_check_digit

MOBILE = "13891512345"
IDENTITY = "61090219900307123" + identity_check_digit("61090219900307123")
HELD = f"单位,手机\n城关镇便民中心,{MOBILE}\n".encode()
BLOCKED = f"单位,手机,证件\n城关镇便民中心,{MOBILE},{IDENTITY}\n".encode()
REASON = "便民服务专线，机关已书面确认可以公开"
STORED = sa.text(
    "SELECT concat(report, schema, facts, findings, sentence) FROM ankang_validation"
    " WHERE version_id = :id"
)


@pytest.fixture
def handed_in(resource, send, people):
    """Make a validated version of the clerk's."""

    def make(content, by="clerk"):
        version = call_action(
            "ankang_file_version_create",
            {"user": getattr(people, by)["name"]},
            upload=send(content, "便民.csv"),
            resource_id=resource["id"],
        )
        call_action("ankang_validation_run", version_id=version["id"], wait=True)
        return version

    return make


@pytest.fixture
def held(handed_in):
    return handed_in(HELD)


def act(person, action, **data):
    context = {"user": person["name"] if person else "", "ignore_auth": False}
    return tk.get_action(action)(context, data)


def release(person, version, **data):
    return act(person, "ankang_finding_release", version_id=version["id"], reason=REASON, **data)


def reasons(version):
    package = {"type": "dataset", "resources": [{"version_id": version["id"], "name": "线路"}]}
    return publication.reasons_against({"package": package})


def test_a_held_version_is_published_only_after_its_release(held, people):
    before = reasons(held)

    release(people.admin, held)

    assert len(before) == 1
    assert "手机号" in before[0]
    assert reasons(held) == []


@pytest.mark.parametrize("who", ["clerk", "member", "stranger", "nobody"])
@pytest.mark.parametrize("action", ["ankang_finding_release", "ankang_finding_release_revoke"])
def test_only_a_reviewer_releases_and_revokes(who, action, held, people):
    with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
        act(getattr(people, who), action, version_id=held["id"], reason=REASON)

    assert len(reasons(held)) == 1


def test_nobody_releases_what_he_handed_in(handed_in, people):
    version = handed_in(HELD, by="admin")

    with pytest.raises(tk.NotAuthorized, match="本人"):
        release(people.admin, version)

    assert len(reasons(version)) == 1


def test_a_reason_is_asked_for(held, people):
    with pytest.raises(tk.ValidationError, match="理由"):
        act(people.admin, "ankang_finding_release", version_id=held["id"], reason=" 可以 ")


def test_what_blocks_is_never_released(handed_in, people):
    version = handed_in(BLOCKED)
    findings = call_action("ankang_validation_show", version_id=version["id"])["findings"]

    with pytest.raises(tk.ValidationError, match="不能放行"):
        release(people.admin, version, findings=findings)
    release(people.admin, version)

    assert len(reasons(version)) == 1


@pytest.mark.parametrize("findings", [[], [{"kind": "mobile", "column": "没有"}], ["手机"], "手机"])
def test_a_finding_that_is_not_there_is_named(findings, held, people):
    with pytest.raises(tk.ValidationError):
        release(people.admin, held, findings=findings)


def test_another_file_needs_its_own_release(held, handed_in, people):
    release(people.admin, held)

    assert len(reasons(handed_in(HELD + b"\n"))) == 1


def test_a_release_of_other_bytes_does_not_count(held, people):
    release(people.admin, held)
    change = sa.text("UPDATE ankang_finding_release SET sha256 = 'x' WHERE version_id = :id")
    model.Session.execute(change, {"id": held["id"]})
    model.Session.expire_all()

    assert len(reasons(held)) == 1


def test_a_release_is_signed_in_the_audit_log_once(held, people):
    release(people.admin, held)
    release(people.admin, held)

    entries = [e for e in call_action("ankang_audit_list", limit=20) if e["subject"] == held["id"]]
    assert [(e["actor"], e["action"]) for e in entries] == [
        (people.admin["name"], "finding.release")
    ]
    assert entries[0]["detail"]["reason"] == REASON


def test_revoking_holds_the_version_again_and_stays_as_history(held, people):
    release(people.admin, held)

    act(people.admin, "ankang_finding_release_revoke", version_id=held["id"])

    assert len(reasons(held)) == 1
    (row,) = act(people.clerk, "ankang_finding_release_list", version_id=held["id"])
    assert (row["released_by"], row["revoked_by"]) == (people.admin["name"],) * 2
    assert row["reason"] == REASON


def test_what_is_public_cannot_be_revoked(held, people):
    release(people.admin, held)
    versions.publish(held["id"], held["resource_id"])
    model.Session.commit()

    with pytest.raises(tk.ValidationError, match="已经公开"):
        act(people.admin, "ankang_finding_release_revoke", version_id=held["id"])


class Job:
    id, attempt, cancelled = "test", 1, False

    def progress(self, done, total=None, note=""):
        """Nobody watches."""


def test_a_released_version_is_loaded_and_says_so(held, people):
    release(people.admin, held)
    call_action("resource_patch", id=held["resource_id"], version_id=held["id"])

    work.load(Job(), {"resource_id": held["resource_id"], "version_id": held["id"]})

    resource = call_action("resource_show", id=held["resource_id"])
    assert resource["validation_status"] == "released"


def test_a_release_taken_back_while_the_case_waits_stops_the_publishing(
    held, people, complete_package, open_case, decide_as_head
):
    release(people.admin, held)
    source = {"source": held["id"], "source_hash": "x", "owner_org": people.ours["id"]}
    package = complete_package(resources=[{"name": "线路", "url": "", "version_id": held["id"]}])
    case = open_case(source, package)["cases"][0]
    act(people.admin, "ankang_finding_release_revoke", version_id=held["id"])

    decide_as_head(case["id"])

    shown = call_action("ankang_case_show", id=case["id"])
    assert shown["state"] == "held"
    assert "手机号" in shown["items"][0]["reasons"][0]


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("member", 404), ("admin", 200), ("stranger", 404), ("nobody", 404)],
)
@pytest.mark.parametrize(
    "address",
    [
        "/version/{}/validation",
        "/api/3/action/ankang_validation_show?version_id={}",
        "/api/3/action/ankang_finding_release_list?version_id={}",
    ],
)
def test_findings_and_releases_are_seen_with_the_version(who, status, address, held, people, get):
    release(people.admin, held)

    answer = get(address.format(held["id"]), getattr(people, who))

    text = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert MOBILE not in text
    assert (status == 200) or (REASON not in text and "手机号" not in text)


@pytest.mark.parametrize("content", [HELD, BLOCKED, BLOCKED + b"\xe5\x90\x88\xe8\xae\xa1,1\n"])
def test_no_number_is_stored(content, handed_in):
    version = handed_in(content)

    stored = model.Session.scalar(STORED, {"id": version["id"]})

    assert stored
    assert not [number for number in (MOBILE, IDENTITY) if number in stored]


def test_the_page_lists_every_finding_and_offers_the_form_to_reviewers(handed_in, people, get):
    version = handed_in(BLOCKED)
    page = get(f"/version/{version['id']}/validation", people.admin).get_data(as_text=True)
    waiting = f"/version/{handed_in(HELD)['id']}/validation"

    for words in ("手机号", "身份证号", "不能公开", "须审核放行", "个人信息保护法"):
        assert words in page
    assert 'name="reason"' not in page
    assert 'name="reason"' in get(waiting, people.admin).get_data(as_text=True)
    assert 'name="reason"' not in get(waiting, people.clerk).get_data(as_text=True)


def post(app, person, version, page, **form):
    address = f"/version/{version['id']}/validation/{page}"
    headers = {"Authorization": person["token"]} if person else {}
    return app.test_client().post(address, data=form, headers=headers)


def test_the_form_releases_with_reason_and_confirmation_and_shows_who_did(held, people, app, get):
    post(app, people.admin, held, "release", reason=REASON)
    unconfirmed = reasons(held)

    post(app, people.admin, held, "release", reason=REASON, confirmed="yes")

    page = get(f"/version/{held['id']}/validation", people.clerk).get_data(as_text=True)
    assert len(unconfirmed) == 1
    assert reasons(held) == []
    for words in (REASON, people.admin["name"], "已审核放行"):
        assert words in page
    post(app, people.admin, held, "revoke")
    assert len(reasons(held)) == 1


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("stranger", 404), ("nobody", 404)])
def test_the_form_refuses_others(who, status, held, people, app):
    answer = post(app, getattr(people, who), held, "release", reason=REASON, confirmed="yes")

    assert answer.status_code == status
    assert len(reasons(held)) == 1


def test_the_badge_says_what_waits_and_what_was_released(held, people, app):
    with app.flask_app.test_request_context("/"):
        waiting = tk.h.ankang_validation_badge({"version_id": held["id"]})
        release(people.admin, held)
        released = tk.h.ankang_validation_badge({"version_id": held["id"]})

    assert "待审核放行" in waiting
    assert "已审核放行" in released


def test_a_reason_is_stored_without_numbers(held, people):
    act(
        people.admin,
        "ankang_finding_release",
        version_id=held["id"],
        reason=f"专线{MOBILE}由机关公开",
    )

    shown = act(people.clerk, "ankang_finding_release_list", version_id=held["id"])
    assert MOBILE not in json.dumps(shown, ensure_ascii=False)


def test_another_administrator_releases_what_the_first_handed_in(handed_in, people):
    version = handed_in(HELD, by="admin")

    release(factories.Sysadmin(), version)

    assert reasons(version) == []

"""Posts are given by platform administrators, and CKAN's membership follows them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from ckan import authz, model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.review import clocks, posts
from ckanext.ankang.review.cli import ankang_review
from ckanext.ankang.review.model import PostHolding
from ckanext.ankang.review.recording import today


@pytest.fixture
def department():
    return factories.Organization()["id"]


@pytest.fixture
def person():
    return factories.User(name=f"shili-{uuid4().hex[:12]}")["name"]


def capacity(person, department):
    model.Session.expire_all()
    return authz.users_role_for_group_or_org(department, person)


def test_a_clerk_may_write_and_others_belong_to_the_department(department, person):
    first = call_action("ankang_post_grant", person=person, post="leader", department=department)
    assert capacity(person, department) == "member"
    clerk = call_action("ankang_post_grant", person=person, post="clerk", department=department)
    assert capacity(person, department) == "editor"
    call_action("ankang_post_revoke", id=clerk["id"])
    assert capacity(person, department) == "member"
    call_action("ankang_post_revoke", id=first["id"])
    assert capacity(person, department) is None


def test_a_post_holds_from_its_first_day_to_its_last(department, person):
    for starts, ends, holds in [(1, 2, False), (-2, -1, False), (0, 0, True)]:
        row = PostHolding(
            person=person,
            post="leader",
            department=department,
            starts=today() + timedelta(days=starts),
            ends=today() + timedelta(days=ends),
            granted_by="示例",
        )
        model.Session.add(row)
        model.Session.flush()
        assert posts.holds(person, department, "leader") is holds
    model.Session.rollback()


def test_a_post_that_ended_by_itself_takes_its_membership_along(department, person):
    made = call_action("ankang_post_grant", person=person, post="clerk", department=department)
    row = model.Session.get(PostHolding, made["id"])
    row.starts = row.ends = today() - timedelta(days=1)
    model.Session.commit()
    clocks.clocks_job(None, {})
    assert capacity(person, department) is None


def test_nobody_unknown_holds_a_post_and_no_post_is_unknown(department, person):
    with pytest.raises(tk.ValidationError, match="没有账号“nimen”"):
        call_action("ankang_post_grant", person="nimen", post="clerk", department=department)
    with pytest.raises(tk.ValidationError, match="没有岗位“huangdi”"):
        call_action("ankang_post_grant", person=person, post="huangdi", department=department)


def test_a_department_s_own_administrator_gives_no_posts(person):
    admin = factories.User(name=f"shili-{uuid4().hex[:12]}")
    ours = factories.Organization(users=[{"name": admin["name"], "capacity": "admin"}])
    context = {"user": admin["name"], "ignore_auth": False}
    for action, asked in {
        "ankang_post_grant": {"person": person, "post": "clerk", "department": ours["id"]},
        "ankang_post_revoke": {"id": "x"},
        "ankang_profile_grant": {"profile": "small", "department": ours["id"]},
        "ankang_deputy_grant": {"holding_id": "x"},
    }.items():
        with pytest.raises(tk.NotAuthorized):
            call_action(action, {**context}, **asked)


def test_only_a_lighter_profile_is_granted_and_by_a_named_person(department):
    asked = {
        "department": department,
        "ground": "示例",
        "starts": today().isoformat(),
        "ends": today().isoformat(),
    }
    admin = factories.Sysadmin(name=f"shili-{uuid4().hex[:12]}")["name"]
    with pytest.raises(tk.ValidationError, match="不是需要批准的审核流程"):
        call_action("ankang_profile_grant", {"user": admin}, profile="standard", **asked)
    with pytest.raises(tk.NotAuthorized, match="本人"):
        call_action("ankang_profile_grant", {"user": ""}, profile="small", **asked)


def test_a_deputy_belongs_to_the_department(in_post, department, person):
    holder = in_post("leader", department)
    (holding,) = call_action("ankang_post_list", person=holder)
    asked = {
        "holding_id": holding["id"],
        "starts": today().isoformat(),
        "ends": today().isoformat(),
        "reason": "休假",
    }
    with pytest.raises(tk.ValidationError, match="没有岗位"):
        call_action("ankang_deputy_grant", person=person, **asked)
    with pytest.raises(tk.ValidationError, match="本人"):
        call_action("ankang_deputy_grant", person=holder, **asked)


def test_posts_are_kept_from_a_terminal(cli, department, person):
    made = cli.invoke(ankang_review, ["post", "grant", person, "clerk", department])
    assert made.exit_code == 0, made.output
    listed = cli.invoke(ankang_review, ["post", "list", "--person", person])
    id_, name, *_ = listed.output.split()
    assert (name, "科室经办人" in listed.output) == (person, True)
    assert cli.invoke(ankang_review, ["post", "revoke", id_]).exit_code == 0
    assert cli.invoke(ankang_review, ["post", "list", "--person", person]).output == ""
    refused = cli.invoke(ankang_review, ["post", "grant", "nimen", "clerk", department])
    assert refused.exit_code == 1
    assert "没有账号" in refused.output

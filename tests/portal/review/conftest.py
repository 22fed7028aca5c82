"""A department whose posts are all held, and the ways a case goes through them."""

from types import SimpleNamespace

import pytest
from ckan.tests import factories
from ckan.tests.helpers import call_action

PUBLIC = {"conclusion": "public"}
POSTS = {
    "clerk": "clerk",
    "first": "section_head",
    "second": "office_head",
    "secrecy": "secrecy_reviewer",
    "final": "leader",
    "platform": "platform_reviewer",
    "duty": "duty_officer",
}


@pytest.fixture
def office(in_post):
    """A department and, by the step they sign, the names of those in its posts."""
    department = factories.Organization()["id"]
    people = {step: in_post(post, department) for step, post in POSTS.items()}
    return SimpleNamespace(department=department, **people)


@pytest.fixture
def submit(office, complete_package):
    """Opens a case of new datasets as the clerk; answers it as `ankang_case_show` does."""

    def submit_(*packages, count=1, **order):
        packages = packages or [complete_package() for _ in range(count)]
        items = [
            {
                "package": {"owner_org": office.department, **package},
                "identifier": package["name"],
            }
            for package in packages
        ]
        asked = {"title": "测试案卷", "department": office.department, "items": items}
        opened = call_action(
            "ankang_case_open", as_(office.clerk), **{"profile": "standard", **asked, **order}
        )
        return call_action("ankang_case_show", id=opened["cases"][0]["id"])

    return submit_


@pytest.fixture
def decide(confirmed):
    """Decides as a person by the doors a real one comes through."""

    def decide_(case, person, decision="approve", **said):
        shown = call_action("ankang_case_show", id=case["id"])
        step = shown["step"]
        if step and decision == "approve":
            said = {"answers": confirmed(step, shown["profile"]), "proofread": True, **said}
        if step == "secrecy":
            said = {"secrecy": {"all": PUBLIC, "joined": PUBLIC}, **said}
        asked = {"id": case["id"], "decision": decision, **said}
        # The second factor is the matter of another room: its rules are skipped by ignore_auth.
        return call_action("ankang_case_decide", {"user": person}, **asked)

    return decide_


@pytest.fixture
def go_to(office, decide):
    """Has everybody sign until it is this step's turn; without one until it is published."""

    def go(case, step=None):
        while case["step"] and case["step"] != step:
            case = decide(case, getattr(office, case["step"]))
        return case

    return go


def as_(person):
    """The context of a real person, whose rights are asked."""
    return {"user": person, "ignore_auth": False}


@pytest.fixture
def by():
    """The context of a real person."""
    return as_

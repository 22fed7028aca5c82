"""Departments' people who bring datasets as revisions."""

import json
from uuid import uuid4

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.quality import work
from ckanext.ankang.review.profiles import profiles

ROWS = "编号,名称\n1,一路\n2,二路\n".encode()
FIELDS = {"theme": "transport", "update_frequency": "yearly", "openness": "unconditional"}


@pytest.fixture
def call():
    """Call an action as a person, held to all rules; what fails leaves nothing behind."""

    def call_(action, person, /, **data):
        context = {"user": person["name"], "auth_user_obj": model.User.get(person["name"])}
        try:
            return tk.get_action(action)(context, data)
        except Exception:
            model.Session.rollback()
            raise

    return call_


@pytest.fixture
def second_clerk(people):
    """Another clerk of the same department."""
    name = f"shili-{uuid4().hex[:12]}"
    person = factories.UserWithToken(name=name, email=f"{name}@example.com")
    tk.get_action("organization_member_create")(
        {"ignore_auth": True, "user": people.admin["name"]},
        {"id": people.ours["id"], "username": name, "role": "editor"},
    )
    return person


@pytest.fixture
def draft(call, people):
    """A new draft of the department's clerk."""
    return call(
        "ankang_revision_create", people.clerk, owner_org=people.ours["id"], title="公交线路"
    )


@pytest.fixture
def complete(call, people, draft):
    """The same with every required field."""
    return call(
        "ankang_revision_save", people.clerk, id=draft["id"], edit=draft["edit"], content=FIELDS
    )


@pytest.fixture
def api(app, people):
    """Post to an action with a person's token: (status, answer)."""

    def post(action, person=None, files=None, headers=None, **data):
        told = {"Authorization": (person or people.clerk)["token"], **(headers or {})}
        body = {"data": {**data, **files}} if files else {"json": data}
        answer = app.post(f"/api/3/action/{action}", headers=told, **body)
        said = json.loads(answer.get_data(as_text=True))
        return answer.status_code, said["result"] if said["success"] else said["error"]

    return post


@pytest.fixture
def public(people, complete_package, approved_source, open_case):
    """A public dataset of the clerk's department, in its theme's group, with one link."""
    if model.Group.get("transport") is None:
        factories.Group(name="transport", title="交通运输")
    resource = {"id": str(uuid4()), "name": "线路", "url": "https://example.com/", "format": "HTML"}
    package = complete_package(owner_org=people.ours["id"], resources=[resource])
    opened = open_case(approved_source(owner_org=people.ours["id"]), package)
    assert opened["held"] == []
    return call_action("package_show", id=opened["published"][0])


class Job:
    """A job that nobody watches."""

    id, attempt, cancelled = "test", 1, False

    def progress(self, done, total=None, note=""):
        """Nobody watches."""


def work_off(version_id):
    """Validate as the worker does."""
    work.validate(Job(), {"version_id": version_id})
    model.Session.commit()


def a_person(post, department):
    name = f"shili-{uuid4().hex[:12]}"
    person = factories.UserWithToken(name=name, email=f"{name}@example.com")
    call_action("ankang_post_grant", person=name, post=post, department=department)
    return person


@pytest.fixture(scope="module")
def posts(people):
    """One person for each step of the standard profile, and the department's clerk."""
    department = people.ours["id"]
    call_action(
        "ankang_post_grant", person=people.clerk["name"], post="clerk", department=department
    )
    steps = profiles()["standard"].steps
    return {step.code: a_person(step.posts[0], department) for step in steps}


@pytest.fixture
def ready(api, people, send, posts):
    """A draft with a validated file and every field, by token."""
    title = f"公交线路 {uuid4().hex[:8]}"
    draft = api("ankang_revision_create", owner_org=people.ours["id"], title=title)[1]
    added = api(
        "ankang_revision_file_add", id=draft["id"], files={"upload": send(ROWS, "线路.csv")}
    )[1]
    work_off(added["version"]["id"])
    saved = api("ankang_revision_save", id=draft["id"], edit=added["edit"], content=FIELDS)
    assert saved[0] == 200, saved
    return saved[1]

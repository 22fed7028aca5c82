"""Departments' people who bring datasets as revisions."""

from uuid import uuid4

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories

ROWS = "编号,名称\n1,一路\n2,二路\n".encode()


@pytest.fixture
def call():
    """Call an action as a person, held to all rules; what fails leaves nothing behind."""

    def call_(action, person, **data):
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
    fields = {"theme": "transport", "update_frequency": "yearly", "openness": "unconditional"}
    return call(
        "ankang_revision_save", people.clerk, id=draft["id"], edit=draft["edit"], content=fields
    )

"""Clerks who bring documents in."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

Json = dict[str, Any]


@pytest.fixture(scope="module")
def department() -> Json:
    """An invented department."""
    return dict(factories.Organization(title=f"示例局{uuid4().hex[:6]}"))


def a_member(department: Json, role: str = "editor") -> Json:
    name = f"shili-{uuid4().hex[:12]}"
    person = factories.UserWithToken(name=name, email=f"{name}@example.com")
    tk.get_action("organization_member_create")(
        {"ignore_auth": True, "user": call_action("get_site_user")["name"]},
        {"id": department["id"], "username": name, "role": role},
    )
    return dict(person)


@pytest.fixture(scope="module")
def clerk(department: Json) -> Json:
    """Its clerk."""
    person = a_member(department)
    asked = {"person": person["name"], "post": "clerk", "department": department["id"]}
    call_action("ankang_post_grant", **asked)
    return person


@pytest.fixture
def call() -> Callable[..., Any]:
    """Call an action as a person, held to all rules."""

    def call_(action: str, person: Json, /, **data: Any) -> Any:
        context: Any = {"user": person["name"], "auth_user_obj": model.User.get(person["name"])}
        return tk.get_action(action)(context, data)

    return call_

"""Erasures wait on the workbench of the second person."""

from uuid import uuid4

from ckan import model
from ckan.tests import factories

from ckanext.ankang.files import tasks
from ckanext.ankang.files.model import Erasure
from ckanext.ankang.workbench.interfaces import Person


def test_an_erasure_waits_for_somebody_else_than_who_asked(app, in_post):
    department = factories.Organization()["id"]
    first, second = (in_post("duty_officer", department) for _ in range(2))
    ground = f"含手机号 {uuid4().hex[:6]}"
    facts = {"kind": "dataset", "package_id": str(uuid4()), "address": uuid4().hex}
    asked = {"state": "requested", "ground": ground, "hidden_by": first, "requested_by": first}
    model.Session.add(Erasure(**facts, **asked, department=department, was_private=False))
    model.Session.commit()

    with app.flask_app.test_request_context():
        mine, theirs = (
            [one.title for section in tasks.sections(Person("", name)) for one in section.entries]
            for name in (first, second)
        )

    # Officers on duty see those of all departments.
    waiting = f"申请清除：{ground}"
    assert (waiting in mine, waiting in theirs) == (False, True)

"""Signs a case and is killed before or after a commit: `killed_decider.py CASE PERSON EVENT WHEN`.

The commit meant is the one in whose transaction EVENT is the newest of the case; WHEN is before or after.
"""

import os
import signal
import sys

import sqlalchemy as sa
from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins import toolkit as tk
from sqlalchemy import event

from ckanext.ankang.review.profiles import checklist, profiles

NEWEST = sa.text("SELECT event FROM ankang_case_event WHERE case_id = :id ORDER BY id DESC LIMIT 1")


def die():
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    case, person, name, when = sys.argv[1:]
    flask = make_app(load_config(os.environ["CKAN_INI"]))

    def at_the_moment(session):
        return session.execute(NEWEST, {"id": case}).scalar() == name

    @event.listens_for(model.Session, "before_commit")
    def before(session):
        session.info["moment"] = at_the_moment(session)
        if when == "before" and session.info["moment"]:
            die()

    @event.listens_for(model.Session, "after_commit")
    def after(session):
        if session.info.get("moment") and not session.in_nested_transaction():
            die()

    with flask._wsgi_app.test_request_context():
        form = profiles()["standard"].step("platform").checklist
        tk.get_action("ankang_case_decide")(
            {"user": person, "ignore_auth": True},
            {
                "id": case,
                "decision": "approve",
                "answers": {question.code: "yes" for question in checklist(form).questions},
            },
        )

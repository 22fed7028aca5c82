"""Submits a revision and is killed before the commit: `python killed_submitter.py REVISION PERSON`."""

import os
import signal
import sys

from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins import toolkit as tk
from sqlalchemy import event, text

STATE = text("SELECT state FROM ankang_revision WHERE id = :id")

if __name__ == "__main__":
    flask = make_app(load_config(os.environ["CKAN_INI"]))
    revision, person = sys.argv[1:]

    @event.listens_for(model.Session, "before_commit")
    def die(session):
        """At the last moment: the case, its events and the revision's state are written."""
        state = session.connection().execute(STATE, {"id": revision}).scalar()
        if state == "submitted":
            os.kill(os.getpid(), signal.SIGKILL)

    with flask._wsgi_app.test_request_context():
        context = {"user": person, "auth_user_obj": model.User.get(person)}
        tk.get_action("ankang_revision_submit")(context, {"ids": [revision], "profile": "standard"})

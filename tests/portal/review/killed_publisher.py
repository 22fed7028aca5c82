"""Publishes a case and is killed before the commit: `python killed_publisher.py CASE`."""

import os
import signal
import sys

from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from sqlalchemy import event

from ckanext.ankang.review import audit, publishing

if __name__ == "__main__":
    flask = make_app(load_config(os.environ["CKAN_INI"]))

    @event.listens_for(model.Session, "before_commit")
    def die(session):
        """At the last moment: all rows are written, the last audit entry too."""
        if audit.PENDING in session.info and audit.HEADS in session.info[audit.PENDING].body:
            os.kill(os.getpid(), signal.SIGKILL)

    with flask._wsgi_app.test_request_context():
        publishing.publish(sys.argv[1])

"""A process that is really killed, between any two steps, leaves what the next one completes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests.helpers import call_action

from ckanext.ankang.review import publishing


@pytest.mark.parametrize(
    ("event", "when", "left"),
    [
        ("approve", "before", "waiting"),
        ("approve", "after", "approved"),
        ("publish", "before", "approved"),
        ("publish", "after", "published"),
    ],
)
def test_the_last_signature_is_kept_whole_or_not_at_all_and_published_by_the_next(
    office, submit, go_to, decide, event, when, left
):
    case = go_to(submit(count=2), "platform")
    script = Path(__file__).with_name("killed_decider.py")
    command = [sys.executable, str(script), case["id"], office.platform, event, when]
    killed = subprocess.run(command, env=os.environ, check=False)
    assert killed.returncode == -signal.SIGKILL
    model.Session.expire_all()
    assert call_action("ankang_case_show", id=case["id"])["state"] == left

    if left == "waiting":
        decide(case, office.platform)
    planned = sa.text("SELECT count(*) FROM ankang_job WHERE key = :key")
    assert model.Session.scalar(planned, {"key": f"publish:{case['id']}"}) == 1
    publishing.publish_job(None, {"case_id": case["id"]})

    case = call_action("ankang_case_show", id=case["id"])
    happened = [one["event"] for one in case["events"]]
    assert (happened.count("approve"), happened.count("publish")) == (1, 1)
    packages = [model.Package.get(one["package_id"]) for one in case["items"]]
    assert [package.private for package in packages] == [False, False]

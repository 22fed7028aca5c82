"""Many at once, and processes that die: all of it or none of it."""

import hashlib
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Semaphore

import pytest
import requests
from ckan import model
from ckan.tests.helpers import call_action

from ckanext.ankang.files import storage
from ckanext.ankang.jobs import queue

HERE = Path(__file__).parent
UPLOADS = 20


@pytest.fixture(scope="module")
def web():
    """Two web processes of the portal: [(process, address)]."""
    script = str(HERE / "web_process.py")
    processes = [
        subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    yield [(one, f"http://127.0.0.1:{one.stdout.readline().strip()}") for one in processes]
    for one in processes:
        one.kill()
        one.wait()


def rows(number):
    return f"编号,名称\n{number},{number}路\n".encode()


def test_twenty_uploads_through_two_processes_one_killed(web, draft, people):
    (_, kept), (doomed, other) = web
    answered = Semaphore(0)

    def upload(number):
        address = (kept, other)[number % 2]
        try:
            answer = requests.post(
                f"{address}/api/3/action/ankang_revision_file_add",
                headers={"Authorization": people.clerk["token"]},
                data={"id": draft["id"]},
                files={"upload": (f"线路{number}.csv", rows(number))},
                timeout=120,
            )
        except requests.ConnectionError:
            return None
        finally:
            answered.release()
        return answer

    with ThreadPoolExecutor(UPLOADS) as pool:
        sent = [pool.submit(upload, number) for number in range(UPLOADS)]
        for _ in range(4):
            answered.acquire()
        doomed.send_signal(signal.SIGKILL)
        answers = [one.result() for one in sent]

    accepted = [one.json()["result"] for one in answers if one is not None]
    assert [one.status_code for one in answers if one is not None] == [200] * len(accepted)
    assert len(accepted) >= UPLOADS / 2
    resources = call_action("ankang_revision_show", id=draft["id"])["content"]["resources"]
    assert {one["resource_id"] for one in accepted} <= {one["id"] for one in resources}
    assert len({one["id"] for one in resources}) == len(resources) <= UPLOADS
    for resource in resources:
        _is_whole(resource)

    again = [number for number, one in enumerate(answers) if one is None]
    known = {one["name"] for one in resources}
    for number in again:
        if f"线路{number}" not in known:
            answers[number] = requests.post(
                f"{kept}/api/3/action/ankang_revision_file_add",
                headers={"Authorization": people.clerk["token"]},
                data={"id": draft["id"]},
                files={"upload": (f"线路{number}.csv", rows(number))},
                timeout=120,
            )
    whole = call_action("ankang_revision_show", id=draft["id"])["content"]["resources"]
    assert sorted(one["name"] for one in whole) == sorted(f"线路{n}" for n in range(UPLOADS))


def _is_whole(resource):
    """Its version stands, with the bytes that were sent, and waits for its validation."""
    number = int(resource["name"].removeprefix("线路"))
    version = call_action("ankang_file_version_show", id=resource["version_id"])
    stored = storage.version_path(version["id"]).read_bytes()
    assert stored == rows(number)
    assert hashlib.sha256(stored).hexdigest() == version["sha256"]
    assert version["resource_id"] == resource["id"]
    key = f"quality.validate {version['id']}"
    assert queue.newest(model.Session, [key])[key].state == "waiting"


def test_a_process_killed_while_submitting_leaves_the_draft(api, ready, people):
    script = str(HERE / "killed_submitter.py")
    words = [sys.executable, script, ready["id"], people.clerk["name"]]
    killed = subprocess.run(words, env=os.environ, check=False)
    assert killed.returncode == -signal.SIGKILL

    left = call_action("ankang_revision_show", id=ready["id"])
    assert (left["state"], left["case_id"]) == ("draft", None)
    status, answer = api("ankang_revision_submit", ids=[ready["id"]], profile="standard")
    assert (status, answer["revisions"][0]["state"]) == (200, "submitted")

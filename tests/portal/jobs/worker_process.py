"""A real worker process with jobs that are made to be killed: `python worker_process.py LEASE`."""

import json
import os
import sys
import time

import sqlalchemy as sa
from ckan import model
from ckan.cli import load_config
from ckan.common import config
from ckan.config.middleware import make_app

from ckanext.ankang.jobs import worker
from ckanext.ankang.jobs.errors import PermanentJobError, RetryJob


def count(job, payload):
    """Enqueue one follow-up, by which the test counts how often the work was committed."""
    model.Session.execute(
        sa.text(
            "INSERT INTO ankang_job (id, kind, payload, state) VALUES (:id, 'drill.mark', :p, 'done')"
        ),
        {"id": f"{payload['mark']}:{job.attempt}", "p": json.dumps(payload)},
    )
    for step in range(payload["steps"]):
        time.sleep(0.05)
        job.progress(step + 1, payload["steps"], "计数")


def sleep(job, payload):
    time.sleep(payload["seconds"])


def fail(job, payload):
    raise {"value": ValueError, "permanent": PermanentJobError, "retry": RetryJob}[
        payload["error"]
    ]("坏了")


def poison(job, payload):
    os.kill(os.getpid(), 9)


def crash_database(job, payload):
    model.Session.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))


HANDLERS = {
    "drill.count": count,
    "drill.sleep": sleep,
    "drill.fail": fail,
    "drill.poison": poison,
    "drill.database": crash_database,
    "drill.mark": lambda job, payload: None,
}

if __name__ == "__main__":
    flask = make_app(load_config(os.environ["CKAN_INI"]))
    config["ckanext.ankang.jobs.lease"] = int(sys.argv[1])
    config["ckanext.ankang.jobs.grace"] = 1
    process = worker.Worker(flask._wsgi_app, HANDLERS)
    print("ready", flush=True)
    process.run()

"""Real worker processes, and a look at the queue from outside their transactions."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from ckan import model

LEASE = 2
# How long to wait for what must come; the machine may be busy with another shard.
PATIENCE = 60


@pytest.fixture
def start_worker():
    """Starts a worker process; at the end whatever still runs is killed, and what a failed test left is dropped."""
    processes = []

    def start():
        script = Path(__file__).with_name("worker_process.py")
        process = subprocess.Popen(
            [sys.executable, str(script), str(LEASE)], stdout=subprocess.PIPE, env=os.environ
        )
        processes.append(process)
        while process.stdout.readline().strip() != b"ready":
            assert process.poll() is None
        return process

    yield start
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
    with model.meta.engine.begin() as connection:
        connection.execute(
            sa.text(
                "DELETE FROM ankang_job WHERE kind LIKE 'drill.%' AND state IN ('waiting', 'running')"
            )
        )


@pytest.fixture
def look():
    """One row of the queue as it is committed now."""

    def look(job_id):
        with model.meta.engine.connect() as connection:
            query = sa.text("SELECT * FROM ankang_job WHERE id = :id")
            return connection.execute(query, {"id": job_id}).first()

    return look


@pytest.fixture
def wait_for(look):
    """Waits until a job is in a state, and returns its row."""

    def wait(job_id, *states, seconds=PATIENCE):
        deadline = time.monotonic() + seconds
        while (row := look(job_id)).state not in states:
            assert time.monotonic() < deadline, f"{row.state}, not {states}"
            time.sleep(0.02)
        return row

    return wait


@pytest.fixture
def wait_until_running(look):
    """Waits until a job has reported progress."""

    def wait(job_id, attempt=1):
        deadline = time.monotonic() + PATIENCE
        while (row := look(job_id)).attempt < attempt or row.state != "running":
            assert time.monotonic() < deadline
            time.sleep(0.02)

    return wait

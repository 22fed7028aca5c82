"""What real worker processes do when they are killed, stopped, cancelled and poisoned."""

import os
import random
import signal
import time
from uuid import uuid4

import sqlalchemy as sa
from ckan import model
from ckan.tests.helpers import call_action

from ckanext.ankang.jobs.queue import enqueue

from .conftest import PATIENCE

ROUNDS = 50 if os.environ.get("ANKANG_DRILL") else 5
# A job that is never done of itself while a test waits.
LONG = 10 * PATIENCE


def _enqueue(kind, **payload):
    job_id = enqueue(kind, payload)
    model.Session.commit()
    return job_id


def _marks(mark):
    with model.meta.engine.connect() as connection:
        query = sa.text(
            "SELECT count(*) FROM ankang_job WHERE kind = 'drill.mark' AND payload->>'mark' = :mark"
        )
        return connection.execute(query, {"mark": mark}).scalar()


def test_a_job_starts_within_a_second(start_worker, wait_for):
    start_worker()
    # The bound is for a running worker: its first job also waits for its first connections.
    wait_for(_enqueue("drill.sleep", seconds=0), "done")
    job = wait_for(_enqueue("drill.sleep", seconds=0), "done")
    assert (job.started - job.created).total_seconds() < 1


def test_killed_workers_lose_nothing_and_double_nothing(
    start_worker, wait_until_running, wait_for, look
):
    for _ in range(ROUNDS):
        mark = str(uuid4())
        first = start_worker()
        # Twice as long as the longest wait: on a loaded machine we wake late.
        job_id = _enqueue("drill.count", mark=mark, steps=40)
        wait_until_running(job_id)
        time.sleep(random.uniform(0, 0.8))
        first.kill()
        first.wait()
        assert look(job_id).state == "running"
        second = start_worker()
        job = wait_for(job_id, "done")
        assert _marks(mark) == 1
        assert job.attempt == 2
        assert (job.done, job.total) == (40, 40)
        second.kill()


def test_a_live_worker_keeps_a_job_longer_than_its_lease(start_worker, wait_for):
    start_worker()
    start_worker()
    job = wait_for(_enqueue("drill.sleep", seconds=5), "done")
    assert job.attempt == 1


def test_a_paused_worker_that_comes_back_cannot_finish_what_another_took(
    start_worker, wait_until_running, wait_for
):
    mark = str(uuid4())
    paused = start_worker()
    job_id = _enqueue("drill.count", mark=mark, steps=20)
    wait_until_running(job_id)
    paused.send_signal(signal.SIGSTOP)
    start_worker()
    wait_for(job_id, "done")
    paused.send_signal(signal.SIGCONT)
    time.sleep(2)
    assert _marks(mark) == 1


def test_sigterm_lets_a_short_job_finish(start_worker, wait_until_running, look):
    process = start_worker()
    job_id = _enqueue("drill.sleep", seconds=0.5)
    wait_until_running(job_id)
    process.terminate()
    assert process.wait(timeout=PATIENCE) == 0
    assert look(job_id).state == "done"


def test_sigterm_gives_a_long_job_back(start_worker, wait_until_running, look):
    process = start_worker()
    job_id = _enqueue("drill.sleep", seconds=LONG)
    wait_until_running(job_id)
    process.terminate()
    assert process.wait(timeout=PATIENCE) == 0
    job = look(job_id)
    assert (job.state, job.attempt, job.worker) == ("waiting", 0, None)
    call_action("ankang_job_cancel", id=job_id)


def test_a_running_job_that_asks_nothing_is_cancelled(start_worker, wait_until_running, wait_for):
    start_worker()
    job_id = _enqueue("drill.sleep", seconds=LONG)
    wait_until_running(job_id)
    call_action("ankang_job_cancel", id=job_id)
    assert wait_for(job_id, "cancelled")


def test_a_job_that_kills_its_worker_is_quarantined_and_others_go_on(start_worker, wait_for, look):
    poison = _enqueue("drill.poison")
    model.Session.execute(
        sa.text("UPDATE ankang_job SET attempt = 3 WHERE id = :id"), {"id": poison}
    )
    model.Session.commit()
    for attempt in (4, 5):
        assert start_worker().wait(timeout=PATIENCE) == -signal.SIGKILL
        assert look(poison).attempt == attempt
    start_worker()
    healthy = _enqueue("drill.sleep", seconds=0)
    assert wait_for(healthy, "done")
    assert wait_for(poison, "quarantined").error


def test_a_worker_outlives_its_database_connections(start_worker, wait_for):
    process = start_worker()
    broken = _enqueue("drill.database")
    with model.meta.engine.begin() as connection:
        connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    model.Session.remove()
    model.meta.engine.dispose()
    assert wait_for(_enqueue("drill.sleep", seconds=0), "done")
    assert process.poll() is None
    call_action("ankang_job_cancel", id=broken)


def test_two_workers_never_run_two_jobs_of_one_key_at_once(start_worker, wait_for):
    key = str(uuid4())
    start_worker()
    start_worker()
    first = enqueue("drill.sleep", {"seconds": 2}, key=key)
    model.Session.commit()
    wait_for(first, "running")
    second = enqueue("drill.sleep", {"seconds": 0}, key=key)
    model.Session.commit()
    assert wait_for(second, "done").started >= wait_for(first, "done").ended

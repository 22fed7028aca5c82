"""Workers die by kill -9, Redis forgets everything, PostgreSQL restarts: nothing is lost, nothing doubled.

Ten deaths at random moments; fifty in a drill (ANKANG_DRILL).
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import ckan.model as model
import pytest
import sqlalchemy as sa
from ckan.lib.redis import connect_to_redis

from ckanext.ankang.harvest.model import HarvestRecord

LEASE = 2
ROUNDS = 50 if os.environ.get("ANKANG_DRILL") else 10
OVER = ("finished", "failed", "cancelled")
INVARIANTS = {
    # Each version of an item's file was brought once, though it was fetched again and again.
    "a file is stored twice": """
        SELECT resource_id, sha256 FROM ankang_file_version
         WHERE resource_id = ANY(:resources) GROUP BY 1, 2 HAVING count(*) > 1""",
    "a line is brought to review twice": """
        SELECT item.item ->> 'run', item.identifier FROM ankang_case_item item
          JOIN ankang_case c ON c.id = item.case_id
         WHERE c.source = :source AND c.kind = 'publish' GROUP BY 1, 2 HAVING count(*) > 1""",
    "a line is left open": """
        SELECT line.identifier FROM ankang_harvest_change line
          JOIN ankang_harvest_run run ON run.id = line.run_id
         WHERE run.source = :source AND run.state = 'finished'
           AND line.outcome IN ('fetched', 'checked', 'ready', 'waiting')""",
    "a published line has no published item": """
        SELECT line.identifier FROM ankang_harvest_change line
          JOIN ankang_harvest_run run ON run.id = line.run_id
         WHERE run.source = :source AND line.outcome = 'published'
           AND NOT EXISTS (SELECT FROM ankang_case_item item
                            WHERE item.item ->> 'run' = run.id AND item.identifier = line.identifier
                              AND item.published IS NOT NULL)""",
    "two runs go on at once": """
        SELECT source FROM ankang_harvest_run WHERE source = :source
           AND state IN ('waiting', 'running') GROUP BY 1 HAVING count(*) > 1""",
}


class Workers:
    """Real processes that harvest."""

    def __init__(self, home, address):
        self.home, self.address, self.running = home, address, []

    def start(self):
        """A process that is ready to take jobs."""
        script = Path(__file__).with_name("worker_process.py")
        process = subprocess.Popen(
            [sys.executable, str(script), str(LEASE), str(self.home), self.address],
            stdout=subprocess.PIPE,
            env=os.environ,
        )
        self.running.append(process)
        while process.stdout.readline().strip() != b"ready":
            assert process.poll() is None
        return process

    def kill(self):
        """End them all as a machine without power does."""
        for process in self.running:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()
        self.running.clear()


@pytest.fixture
def workers(evil):
    """Workers of the evil source; none outlives the test."""
    made = Workers(evil.home, evil.turn("healthy"))
    yield made
    made.kill()


def look(run_id):
    """The run as it is committed, seen from outside."""
    with model.meta.engine.connect() as connection:
        query = sa.text("SELECT * FROM ankang_harvest_run WHERE id = :id")
        return connection.execute(query, {"id": run_id}).one()


def wait(run_id, *states, seconds=300.0):
    deadline = time.monotonic() + seconds
    while (row := look(run_id)).state not in states:
        assert time.monotonic() < deadline, f"{row.state} {row.phase}"
        time.sleep(0.1)
    return row


def wait_for_another_worker(run_id, epoch, seconds=60.0):
    """Until the run is taken up: what dies before has nothing in its hands."""
    deadline = time.monotonic() + seconds
    while look(run_id).epoch == epoch and look(run_id).state not in OVER:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def restart_database():
    """End the server as a crash does; its supervisor starts it again."""
    with model.meta.engine.connect() as connection:
        backend = connection.scalar(sa.text("SELECT pg_backend_pid()"))
        began = connection.scalar(sa.text("SELECT pg_postmaster_start_time()"))
        server = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1]
    os.kill(int(server), signal.SIGQUIT)
    deadline = time.monotonic() + 60
    while True:
        assert time.monotonic() < deadline, "the database did not come back"
        time.sleep(0.2)
        try:
            with model.meta.engine.connect() as connection:
                if connection.scalar(sa.text("SELECT pg_postmaster_start_time()")) != began:
                    return
        except sa.exc.DBAPIError:
            model.meta.engine.dispose()


def wait_until_published(evil):
    """What died between approval and publication is published by a job of its own, a minute later.

    An approved case of an older content is none of its item's any more, and is still to be held.
    """
    hurry = sa.text("UPDATE ankang_job SET due = now() WHERE kind = 'review.publish'")
    waiting = sa.text("""
        SELECT count(*) FROM ankang_harvest_change line
          JOIN ankang_harvest_run run ON run.id = line.run_id
         WHERE run.source = :source AND line.outcome = 'waiting'
    """)
    deadline = time.monotonic() + 120
    while model.Session.scalar(waiting, {"source": evil.name}):
        model.Session.execute(hurry)
        model.Session.commit()
        assert time.monotonic() < deadline
        time.sleep(0.2)
    model.Session.rollback()


def check(evil):
    """Nothing is lost and nothing doubled."""
    model.Session.rollback()
    model.Session.expire_all()
    records = HarvestRecord.of(evil.name)
    assert set(records) == {f"ds-{number}" for number in range(evil.server.count)}
    assert {record.state for record in records.values()} == {"published"}
    resources = []
    for record in records.values():
        package = model.Session.get(model.Package, record.package_id)
        assert package
        assert not package.private
        resources += [resource.id for resource in package.resources]
    assert len(resources) == evil.server.count
    for broken, query in INVARIANTS.items():
        found = model.Session.execute(
            sa.text(query), {"source": evil.name, "resources": resources}
        ).all()
        assert not found, broken


def test_a_run_is_taken_up_where_it_stood_however_often_its_worker_is_killed(evil, workers):
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    run = evil.start()
    number = 0
    for _ in range(ROUNDS):
        before = look(run["id"]).epoch
        workers.start()
        wait_for_another_worker(run["id"], before)
        time.sleep(chance.uniform(0, 5))
        workers.kill()
        if look(run["id"]).state in OVER:
            # A new run begins, so that the next death meets it.
            number += 1
            run = evil.start("changed" if number % 2 else "healthy")
            workers.address = evil.turn("changed" if number % 2 else "healthy")
    workers.start()

    ended = wait(run["id"], *OVER)
    wait_until_published(evil)

    assert ended.state == "finished", f"{ended.error} (seed {seed})"
    check(evil)


def test_a_flushed_redis_and_a_restarted_database_stop_no_run(evil, workers):
    evil.server.count = 12
    run = evil.start()
    workers.start()
    wait(run["id"], "running")
    connect_to_redis().flushall()
    model.Session.remove()
    model.meta.engine.dispose()

    restart_database()

    ended = wait(run["id"], *OVER)
    wait_until_published(evil)
    assert ended.state == "finished", ended.error
    check(evil)


def test_who_lost_the_run_to_another_worker_commits_nothing_of_it(evil, workers):
    run = evil.start()
    first = workers.start()
    wait(run["id"], "running")
    first.send_signal(signal.SIGSTOP)
    time.sleep(LEASE + 1)
    workers.start()
    wait(run["id"], *OVER)
    first.send_signal(signal.SIGCONT)
    time.sleep(1)

    wait_until_published(evil)

    assert look(run["id"]).state == "finished"
    check(evil)

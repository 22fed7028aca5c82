"""What is done daily is planned once, and made up for once when the machine stood still."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.jobs import daily, queue
from ckanext.ankang.jobs.worker import Worker

KIND = "quality.score"
KEY = f"daily {KIND}"


@pytest.fixture(autouse=True)
def unplanned():
    """Nothing of this kind waits."""
    model.Session.execute(sa.text("DELETE FROM ankang_job WHERE kind = :kind"), {"kind": KIND})
    model.Session.commit()


def waiting():
    """When runs are due that nobody has tried yet."""
    query = sa.text(
        "SELECT due FROM ankang_job WHERE key = :key AND state = 'waiting' AND attempt = 0"
    )
    return list(model.Session.scalars(query, {"key": KEY}))


def test_a_worker_that_starts_plans_what_waits_nowhere_and_only_once():
    now = datetime.now(UTC)
    daily.plan_missing(now)
    daily.plan_missing(now)
    (due,) = waiting()
    hour = daily.hours()[KIND]
    assert due <= max(now, daily.at(now, hour)) + timedelta(minutes=1)


def test_days_on_which_no_worker_ran_are_made_up_for_by_one_run(app):
    queue.enqueue(KIND, {}, key=KEY, delay=-timedelta(days=4).total_seconds())
    model.Session.commit()
    done = []
    worker = Worker(app.flask_app, {KIND: lambda job, payload: done.append(payload)})
    worker.run(until_empty=True)
    assert done == [{}]
    (due,) = waiting()
    assert timedelta() < due - datetime.now(UTC) <= timedelta(days=1)


def test_a_run_that_fails_does_not_break_the_chain(app):
    queue.enqueue(KIND, {}, key=KEY)
    model.Session.commit()

    def fail(job, payload):
        raise RuntimeError("defect")

    Worker(app.flask_app, {KIND: fail}).run_next()
    (due,) = waiting()
    assert due > datetime.now(UTC)

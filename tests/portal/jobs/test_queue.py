"""The queue in its caller's transaction, and what errors do to a job."""

from uuid import uuid4

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.ankang.jobs.errors import PermanentJobError, RetryJob
from ckanext.ankang.jobs.queue import BULK, enqueue
from ckanext.ankang.jobs.worker import Worker, handlers, quick_handlers


@pytest.fixture
def run(app):
    """Runs one job with this handler, in this process."""

    def run(handler, payload=None, due_now=None):
        kind = f"test.{uuid4()}"
        job_id = enqueue(kind, payload or {})
        model.Session.commit()
        worker = Worker(app.flask_app, {kind: handler})
        while worker.run_next():
            if due_now:
                model.Session.execute(
                    sa.text("UPDATE ankang_job SET due = now() WHERE id = :id"), {"id": job_id}
                )
                model.Session.commit()
        return call_action("ankang_job_show", id=job_id)

    return run


def _raises(error):
    def handler(job, payload):
        raise error

    return handler


def test_a_job_is_rolled_back_with_its_transaction(look):
    job_id = enqueue("test.rolled-back", {})
    model.Session.rollback()
    assert look(job_id) is None


def test_a_waiting_job_stands_for_a_second_one_with_its_key():
    key = str(uuid4())
    first = enqueue("test.key", {}, key=key)
    second = enqueue("test.key", {}, key=key)
    other = enqueue("test.key", {}, key=str(uuid4()))
    assert first == second != other
    model.Session.rollback()


def test_a_started_job_does_not_stand_for_a_new_one(look):
    key = str(uuid4())
    first = enqueue("test.key", {}, key=key)
    model.Session.execute(
        sa.text(
            "UPDATE ankang_job SET state = 'running', started = now(), attempt = 1 WHERE id = :id"
        ),
        {"id": first},
    )
    assert enqueue("test.key", {}, key=key) != first
    model.Session.rollback()


def test_what_a_job_writes_is_committed_with_its_end(run):
    other = str(uuid4())
    run(lambda job, payload: enqueue("test.never", payload, key=other))
    assert enqueue("test.never", {}, key=other)
    count = sa.text("SELECT count(*) FROM ankang_job WHERE key = :key")
    assert model.Session.execute(count, {"key": other}).scalar() == 1
    model.Session.rollback()


def test_what_a_failing_job_wrote_is_gone(run):
    other = str(uuid4())

    def handler(job, payload):
        enqueue("test.never", {}, key=other)
        raise PermanentJobError("坏了")

    run(handler)
    count = sa.text("SELECT count(*) FROM ankang_job WHERE key = :key")
    assert model.Session.execute(count, {"key": other}).scalar() == 0


def test_an_unexpected_error_is_retried_later(run):
    job = run(_raises(ValueError("坏了")))
    assert (job["state"], job["attempt"]) == ("waiting", 1)
    assert job["error"] == "ValueError: 坏了"
    assert job["due"] > job["created"]


def test_five_failures_end_in_quarantine(run):
    job = run(_raises(RetryJob("对方忙", after=0)), due_now=True)
    assert (job["state"], job["attempt"]) == ("quarantined", 5)


def test_a_permanent_error_is_quarantined_at_once(run):
    assert run(_raises(PermanentJobError("格式不对")))["state"] == "quarantined"


def test_a_waiting_job_is_cancelled_at_once_and_a_cancelled_one_not_again():
    job_id = enqueue("test.cancel", {})
    model.Session.commit()
    assert call_action("ankang_job_cancel", id=job_id)["state"] == "cancelled"
    with pytest.raises(tk.ValidationError, match="任务已结束"):
        call_action("ankang_job_cancel", id=job_id)


def test_jobs_are_listed_by_kind():
    kind = f"test.{uuid4()}"
    job_id = enqueue(kind, {"a": 1})
    model.Session.commit()
    found = call_action("ankang_job_list", kind=kind)
    assert [job["id"] for job in found["results"]] == [job_id]
    call_action("ankang_job_cancel", id=job_id)


@pytest.mark.parametrize("action", ["ankang_job_list", "ankang_job_show", "ankang_job_cancel"])
def test_only_administrators_see_the_queue(action):
    with pytest.raises(tk.NotAuthorized):
        call_action(action, {"ignore_auth": False, "user": ""}, id="x")


def test_the_quick_worker_leaves_long_jobs_alone():
    assert "quality.validate" in handlers()
    assert "quality.load" in quick_handlers()
    assert not {"quality.validate", "harvest.run"} & quick_handlers().keys()


def test_a_job_asked_for_in_bulk_and_then_by_a_person_is_urgent(look):
    key = str(uuid4())
    job_id = enqueue("test.key", {}, key=key, priority=BULK)
    assert enqueue("test.key", {}, key=key) == job_id
    model.Session.commit()
    assert look(job_id).priority == 0
    call_action("ankang_job_cancel", id=job_id)

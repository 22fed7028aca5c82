"""Validations in the background: one or many, watched, cancelled, tried again."""

import os
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import helpers

from ckanext.ankang.files.storage import version_path
from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.worker import Worker
from ckanext.ankang.quality import runs, work

ROWS = "编号,名称\n1,旬阳市\n".encode()


def call(action, person=None, **data):
    """Ask as a person, or as the portal itself."""
    if person is None:
        return helpers.call_action(action, **data)
    return tk.get_action(action)({"user": person["name"], "ignore_auth": False}, data)


@pytest.fixture(autouse=True)
def empty_queue():
    """What other tests left waiting is not ours to run."""
    model.Session.execute(
        sa.text("UPDATE ankang_job SET state = 'cancelled' WHERE state IN ('waiting', 'running')")
    )
    model.Session.commit()


@pytest.fixture
def run_due(app):
    """Runs every validation that is due, in this process."""

    def run():
        worker = Worker(app.flask_app, {runs.KIND: work.validate})
        while worker.run_next():
            pass

    return run


@pytest.fixture
def no_clock(monkeypatch):
    """A time limit that no clock takes: the fence breaks down, whatever the file is like."""
    monkeypatch.setitem(tk.config, "ckanext.ankang.quality.seconds", 10**30)


def reports(version):
    return helpers.call_action("ankang_validation_list", version_id=version["id"])


def test_a_run_starts_a_job_and_twice_asked_it_is_the_same(version, people):
    first = call("ankang_validation_run", people.clerk, version_id=version["id"])
    second = call("ankang_validation_run", people.clerk, version_id=version["id"])
    assert first["job"]["state"] == "waiting"
    assert first["job"]["id"] == second["job"]["id"]


def test_an_upload_is_validated_by_the_job_that_its_page_shows(resource, send):
    call("resource_patch", id=resource["id"], upload=send(ROWS, "表.csv"))
    [version] = call("ankang_file_version_list", resource_id=resource["id"])
    waiting = call("ankang_validation_run_show", version_id=version["id"])["job"]
    assert waiting["state"] == "waiting"
    asked = call("ankang_validation_run", version_id=version["id"])["job"]
    assert asked["id"] == waiting["id"]


def test_the_job_leaves_one_report(version, run_due):
    call("ankang_validation_run", version_id=version["id"])
    run_due()
    assert [found["verdict"] for found in reports(version)] == ["valid"]
    job = call("ankang_validation_run_show", version_id=version["id"])["job"]
    assert job["state"] == "done"


def test_one_that_was_cancelled_leaves_no_report(version, run_due, people):
    call("ankang_validation_run", version_id=version["id"])
    job = call("ankang_validation_cancel", people.clerk, version_id=version["id"])["job"]
    run_due()
    assert job["state"] == "cancelled"
    assert reports(version) == []


def test_cancelling_nothing_is_a_sentence(version):
    with pytest.raises(tk.ValidationError, match="没有在等待或进行的校验"):
        call("ankang_validation_cancel", version_id=version["id"])


@pytest.mark.parametrize(
    "action",
    ["ankang_validation_run", "ankang_validation_run_show", "ankang_validation_cancel"],
)
@pytest.mark.parametrize("who", ["stranger", "member"])
def test_who_may_not_change_the_file_may_not_run_it(action, who, version, people):
    with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
        call(action, getattr(people, who), version_id=version["id"])


def test_a_breakdown_is_tried_again_later_and_judges_nothing(version, run_due, no_clock):
    call("ankang_validation_run", version_id=version["id"])
    run_due()
    job = call("ankang_validation_run_show", version_id=version["id"])["job"]
    assert (job["state"], job["attempt"]) == ("waiting", 1)
    assert job["due"] > job["started"]
    assert reports(version) == []


def test_a_breakdown_that_stays_ends_in_quarantine_with_a_sentence(version, run_due, no_clock):
    job_id = call("ankang_validation_run", version_id=version["id"])["job"]["id"]
    for _ in range(5):
        model.Session.execute(
            sa.text("UPDATE ankang_job SET due = now() WHERE id = :id"), {"id": job_id}
        )
        model.Session.commit()
        run_due()
    job = call("ankang_validation_run_show", version_id=version["id"])["job"]
    assert (job["state"], job["attempt"]) == ("quarantined", 5)
    assert job["error"].startswith("处理这个文件的程序意外结束")


def test_an_overrun_is_a_verdict_about_the_file(hungry, run_due):
    call("ankang_validation_run", version_id=hungry["id"])
    run_due()
    [found] = reports(hungry)
    assert (found["verdict"], found["broke_down"]) == ("unreadable", False)
    assert "内存上限" in found["sentence"]


def test_a_public_file_that_newer_checks_refuse_says_so_in_the_catalogue(
    published, resource, run_due
):
    call(
        "resource_patch",
        id=resource["id"],
        version_id=published["id"],
        validation_status="invalid",
    )
    call("ankang_validation_run", version_id=published["id"])
    run_due()
    assert call("resource_show", id=resource["id"])["validation_status"] == "valid"


# Batches


@pytest.fixture
def three(people, send):
    """Three versions of three resources of one dataset of the clerk's department."""
    package = call(
        "package_create",
        name=f"batch-{time.monotonic_ns()}",
        title="安康市公交线路",
        theme="transport",
        update_frequency="yearly",
        openness="unconditional",
        owner_org=people.ours["id"],
        resources=[
            {"name": name, "url": "", "url_type": "ankang_version", "format": "CSV"}
            for name in "甲乙丙"
        ],
    )
    return package, [
        call(
            "ankang_file_version_create",
            people.clerk,
            upload=send(ROWS, "表.csv"),
            resource_id=one["id"],
        )
        for one in package["resources"]
    ]


def test_a_batch_validates_each_file_of_a_dataset(three, people, run_due):
    package, _ = three
    batch = call("ankang_validation_run_batch", people.clerk, dataset_id=package["name"])
    assert batch["counts"]["waiting"] == 3
    run_due()
    shown = call("ankang_validation_batch_show", people.clerk, id=batch["id"])
    assert (shown["counts"]["done"], shown["counts"]["total"]) == (3, 3)
    assert {result["validation"]["verdict"] for result in shown["results"]} == {"valid"}


def test_two_batches_share_the_jobs_that_wait(three):
    package, _ = three
    batches = [call("ankang_validation_run_batch", dataset_id=package["id"]) for _ in range(2)]
    jobs = [
        {
            result["job"]["id"]
            for result in call("ankang_validation_batch_show", id=batch["id"])["results"]
        }
        for batch in batches
    ]
    assert jobs[0] == jobs[1]


def test_only_files_without_a_report_are_taken_when_asked(three):
    package, versions = three
    call("ankang_validation_run", version_id=versions[0]["id"], wait=True)
    batch = call("ankang_validation_run_batch", dataset_id=package["id"], without_report=True)
    assert batch["counts"]["total"] == 2


@pytest.mark.parametrize(("older_than", "count"), [("0.0.1", 0), ("99.0", 1)])
def test_only_reports_of_older_software_are_renewed_when_asked(three, older_than, count):
    package, versions = three
    call("ankang_validation_run", version_id=versions[0]["id"], wait=True)
    batch = call("ankang_validation_run_batch", dataset_id=package["id"], older_than=older_than)
    assert batch["counts"]["total"] == count


def test_every_version_is_taken_when_asked(three, send):
    package, _ = three
    first = package["resources"][0]["id"]
    call("ankang_file_version_create", upload=send(ROWS, "表.csv"), resource_id=first)
    newest = call("ankang_validation_run_batch", resource_ids=[first])
    every = call("ankang_validation_run_batch", resource_ids=[first], every_version=True)
    assert (newest["counts"]["total"], every["counts"]["total"]) == (1, 2)


def test_a_batch_is_cancelled_and_tried_again(three, people, run_due):
    package, _ = three
    batch = call("ankang_validation_run_batch", people.clerk, dataset_id=package["id"])
    assert call("ankang_validation_batch_cancel", people.clerk, id=batch["id"])["cancelled"] == 3
    assert call("ankang_validation_batch_retry", people.clerk, id=batch["id"])["started"] == 3
    run_due()
    counts = call("ankang_validation_batch_show", people.clerk, id=batch["id"])["counts"]
    assert counts["done"] == 3


@pytest.mark.parametrize("who", ["member", "stranger"])
def test_who_may_not_change_the_files_starts_no_batch(three, people, who):
    package, _ = three
    for chosen in (
        {"dataset_id": package["id"]},
        {"organization_id": people.ours["id"]},
        {"resource_ids": [package["resources"][0]["id"]]},
        {"everything": True},
    ):
        with pytest.raises(tk.NotAuthorized):
            call("ankang_validation_run_batch", getattr(people, who), **chosen)


@pytest.mark.parametrize("who", ["member", "stranger"])
def test_a_batch_is_shown_to_who_started_it_alone(three, people, who):
    package, _ = three
    batch = call("ankang_validation_run_batch", people.clerk, dataset_id=package["id"])
    for action in ("show", "cancel", "retry"):
        with pytest.raises(tk.NotAuthorized):
            call(f"ankang_validation_batch_{action}", getattr(people, who), id=batch["id"])
    assert call("ankang_validation_batch_list", getattr(people, who)) == []


@pytest.mark.parametrize("chosen", [{}, {"dataset_id": "a", "everything": True}])
def test_a_batch_of_nothing_or_of_two_things_is_a_sentence(chosen):
    with pytest.raises(tk.ValidationError, match="选其一"):
        call("ankang_validation_run_batch", **chosen)


def test_a_batch_over_the_limit_is_a_sentence(three, monkeypatch):
    package, _ = three
    monkeypatch.setitem(tk.config, "ckanext.ankang.quality.batch_versions", 2)
    with pytest.raises(tk.ValidationError, match="超过一批的上限 2 个"):
        call("ankang_validation_run_batch", dataset_id=package["id"])


def test_a_person_waits_for_no_batch(three, version):
    package, _ = three
    call("ankang_validation_run_batch", dataset_id=package["id"])
    call("ankang_validation_run", version_id=version["id"])
    claim = queue.claim(model.Session, "test", 30, [runs.KIND])
    model.Session.rollback()
    assert claim.payload == {"version_id": version["id"]}


# Real workers


@pytest.fixture
def start_worker():
    """Starts a real worker process with this many seconds for a validation."""
    started = []

    def start(seconds):
        script = (
            "import sys, os\n"
            "from ckan.cli import load_config\n"
            "from ckan.common import config\n"
            "from ckan.config.middleware import make_app\n"
            "from ckanext.ankang.jobs.worker import Worker\n"
            "from ckanext.ankang.quality import runs, work\n"
            "app = make_app(load_config(os.environ['CKAN_INI']))\n"
            "config['ckanext.ankang.jobs.lease'] = 2\n"
            f"config['ckanext.ankang.quality.seconds'] = {seconds}\n"
            "print('ready', flush=True)\n"
            "Worker(app._wsgi_app, {runs.KIND: work.validate}).run()\n"
        )
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        started.append(process)
        while process.stdout.readline().strip() != b"ready":
            assert process.poll() is None
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def endless(resource, send):
    """A version of two million rows, which takes longer than the tests' limits."""
    rows = "".join(f"{number},石泉县城关镇\n" for number in range(2_000_000))
    return call(
        "ankang_file_version_create",
        upload=send(f"编号,名称\n{rows}".encode(), "很大的表.csv"),
        resource_id=resource["id"],
    )


def until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        model.Session.rollback()
        time.sleep(0.1)


def state(version):
    model.Session.rollback()
    return runs.job_of(version["id"]).state


@pytest.fixture
def stuck(version):
    """A version whose bytes never come: a pipe into which nobody writes."""
    path = version_path(version["id"])
    path.unlink()
    os.mkfifo(path, 0o644)
    return version


def test_one_stuck_file_does_not_stop_the_others(stuck, three, start_worker):
    _, versions = three
    start_worker(seconds=20)
    start_worker(seconds=20)
    call("ankang_validation_run", version_id=stuck["id"])
    until(lambda: state(stuck) == "running")

    for version in versions:
        call("ankang_validation_run", version_id=version["id"])

    until(lambda: all(state(version) == "done" for version in versions))
    assert state(stuck) == "running"
    until(lambda: state(stuck) == "done")
    assert "20 秒的时限" in reports(stuck)[0]["sentence"]


def test_a_killed_worker_leaves_its_validation_to_another(endless, start_worker):
    first = start_worker(seconds=600)
    call("ankang_validation_run", version_id=endless["id"])
    until(lambda: state(endless) == "running")
    time.sleep(1)

    first.kill()
    start_worker(seconds=600)

    until(lambda: state(endless) == "done", seconds=120)
    assert len(reports(endless)) == 1

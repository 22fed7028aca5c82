"""Reports: in Chinese, with the bad cells marked, as visible as the version they describe."""

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import helpers

from ckanext.ankang.jobs.errors import JobCancelled
from ckanext.ankang.quality import work

BROKEN = "编号,登记日期\n1,2022-01-01\n2,2022-01-02\n3,2022-01-03\n4\n".encode()


@pytest.fixture
def broken(resource, send, people):
    """A validated version of the clerk's with a row cut off."""
    version = helpers.call_action(
        "ankang_file_version_create",
        {"user": people.clerk["name"]},
        upload=send(BROKEN, "登记.csv"),
        resource_id=resource["id"],
    )
    helpers.call_action("ankang_validation_run", version_id=version["id"], wait=True)
    return version


def test_running_returns_the_verdict_without_any_cell(version):
    found = helpers.call_action("ankang_validation_run", version_id=version["id"], wait=True)
    assert (found["verdict"], found["rows"]) == ("valid", 1)
    assert "旬阳县" not in str(found)


def test_a_broken_file_is_named_with_its_row(broken):
    found = helpers.call_action("ankang_validation_show", version_id=broken["id"])
    assert found["verdict"] == "invalid"
    assert "5" in found["sentence"]
    assert set(found["software"]) == {
        *("ckanext-ankang", "frictionless"),
        *("checklist", "checklist_sha256"),
    }
    assert found["facts"]["isolated"] in (True, False)


def test_bytes_that_are_no_table_get_a_verdict(send):
    version = helpers.call_action(
        "ankang_file_version_create", upload=send(b"%PDF-1.7 \x00\x01", "公文.csv")
    )
    found = helpers.call_action("ankang_validation_run", version_id=version["id"], wait=True)
    assert found["verdict"] == "unreadable"
    assert found["sentence"]


def test_a_file_that_breaks_the_fence_gets_a_verdict(hungry):
    found = helpers.call_action("ankang_validation_run", version_id=hungry["id"], wait=True)
    assert found["verdict"] == "unreadable"


def test_the_page_says_the_verdict_and_marks_the_cell(broken, people, get):
    page = get(f"/version/{broken['id']}/validation", people.clerk).get_data(as_text=True)
    sentence = helpers.call_action("ankang_validation_show", version_id=broken["id"])["sentence"]
    for words in (sentence, "缺少单元格", "ak-wrong", "怎么办", "登记日期"):
        assert words in page


def test_the_page_of_a_valid_version_is_public_with_it(published, get):
    helpers.call_action("ankang_validation_run", version_id=published["id"], wait=True)
    answer = get(f"/version/{published['id']}/validation")
    assert answer.status_code == 200
    assert "数据有效" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("member", 404), ("admin", 200), ("stranger", 404), ("nobody", 404)],
)
@pytest.mark.parametrize(
    "page",
    [
        "/version/{}/validation",
        "/version/{}/validation.json",
        "/version/{}/validation.csv",
        "/api/3/action/ankang_validation_show?version_id={}",
        "/api/3/action/ankang_validation_list?version_id={}",
    ],
)
def test_a_held_report_is_seen_by_who_handed_the_file_in_alone(
    who, status, page, broken, people, get
):
    answer = get(page.format(broken["id"]), getattr(people, who))
    assert answer.status_code == status
    assert ("2022-01-03" in answer.get_data(as_text=True)) <= (status == 200)


def test_a_stranger_cannot_have_a_version_validated(version, people):
    context = {"user": people.stranger["name"], "ignore_auth": False}
    with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
        tk.get_action("ankang_validation_run")(context, {"version_id": version["id"]})


def test_the_badge_leads_to_the_report(published, app):
    helpers.call_action("ankang_validation_run", version_id=published["id"], wait=True)
    with app.flask_app.test_request_context("/"):
        badge = tk.h.ankang_validation_badge({"version_id": published["id"]})
        nothing = tk.h.ankang_validation_badge({})
    assert "校验通过" in badge
    assert f"/version/{published['id']}/validation" in badge
    assert nothing == ""


class Watched:
    """A job that writes down what it is told, or is cancelled at once."""

    id, attempt, cancelled = "test", 1, False

    def __init__(self, stop=None):
        self.heard, self.stop = [], stop

    def progress(self, done, total=None, note=""):
        self.heard.append((done, total, note))
        if self.stop:
            raise self.stop


@pytest.fixture
def large(resource, send):
    """A version of 300,000 rows, which takes a few seconds."""
    rows = "".join(f"{number},石泉县城关镇\n" for number in range(300_000))
    return helpers.call_action(
        "ankang_file_version_create",
        upload=send(f"编号,名称\n{rows}".encode(), "大表.csv"),
        resource_id=resource["id"],
    )


def test_the_job_tells_how_many_rows_are_done(large):
    job = Watched()

    work.validate(job, {"version_id": large["id"]})

    found = helpers.call_action("ankang_validation_show", version_id=large["id"])
    assert (found["verdict"], found["rows"]) == ("valid", 300_000)
    done, total, note = job.heard[-1]
    assert (total, note) == (300_000, "校验数据")
    assert 0 < done <= total


def test_a_cancelled_job_leaves_no_report(large):
    job = Watched(stop=JobCancelled())

    with pytest.raises(JobCancelled):
        work.validate(job, {"version_id": large["id"]})

    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("ankang_validation_show", version_id=large["id"])

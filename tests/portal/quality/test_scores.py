"""Scores over days: kept, told to everybody for what is public, and published as a dataset."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.ankang.catalogue.sync import synchronise
from ckanext.ankang.files.storage import version_path
from ckanext.ankang.jobs import outbox
from ckanext.ankang.jobs.errors import PermanentJobError, RetryJob
from ckanext.ankang.jobs.worker import run_due
from ckanext.ankang.quality.model import QualityScore
from ckanext.ankang.quality.scores import publication, scoring, standing
from ckanext.ankang.review.model import Case

MONDAY = date(2026, 11, 23)
API = "/api/3/action"


class Job:
    id, attempt, cancelled = "test", 1, False

    def __init__(self):
        self.heard = []

    def progress(self, done, total=None, note=""):
        self.heard.append((done, total, note))


def kept(dataset):
    query = sa.select(QualityScore).where(QualityScore.dataset_id == dataset["id"])
    return list(model.Session.scalars(query.order_by(QualityScore.day)))


def change(dataset, **fields):
    call_action("package_patch", id=dataset["id"], **fields)


def score(dataset, day):
    standing.write([dataset["id"]], day)
    model.Session.commit()
    model.Session.expire_all()


def test_a_day_has_one_score_and_the_days_before_stay(published_dataset):
    score(published_dataset, MONDAY)
    score(published_dataset, MONDAY + timedelta(1))
    change(published_dataset, notes="市区公交线路。", license_id="cc-by-4.0")
    score(published_dataset, MONDAY + timedelta(1))

    before, after = kept(published_dataset)

    assert (before.day, after.day) == (MONDAY, MONDAY + timedelta(1))
    assert after.points == before.points + 15


def test_a_file_is_judged_by_its_report_and_its_columns(resource, published):
    call_action("ankang_validation_run", version_id=published["id"], wait=True)
    call_action("resource_patch", id=resource["id"], version_id=published["id"])
    dataset = call_action(
        "package_show", id=call_action("resource_show", id=resource["id"])["package_id"]
    )
    score(dataset, MONDAY)

    found = call_action("ankang_quality_score_show", id=dataset["name"])

    reasons = {one["criterion"]: one for dim in found["dimensions"] for one in dim["reasons"]}
    assert "valid_rows" not in reasons
    assert "format" not in reasons
    assert reasons["described_columns"]["sentence"].startswith("数据资源“线路”有 2 列没有说明")
    assert found["points"] + sum(one["lost"] for one in reasons.values()) == 100


def test_all_are_scored_in_batches_with_progress(published_dataset, monkeypatch):
    monkeypatch.setitem(tk.config, "ckanext.ankang.quality.score_batch", 3)
    job = Job()

    scoring.score_all(job, {})
    model.Session.commit()

    total = len(standing.public_ids())
    assert job.heard[-1] == (total, total, "质量评分")
    assert len(job.heard) == -(-total // 3)
    assert [one.day for one in kept(published_dataset)] == [standing.today()]


def test_publishing_scores_the_dataset_of_today(published_dataset, app):
    run_due(app.flask_app)
    assert [one.day for one in kept(published_dataset)] == [standing.today()]


def test_anybody_reads_scores_and_no_reason_is_missing(published_dataset, get):
    score(published_dataset, MONDAY)
    answer = get(f"{API}/ankang_quality_score_show?id={published_dataset['name']}").json["result"]
    lost = sum(r["lost"] for one in answer["dimensions"] for r in one["reasons"])
    assert answer["points"] + lost == 100
    assert (answer["day"], answer["dataset"]["id"]) == ("2026-11-23", published_dataset["id"])


def test_the_list_is_of_a_day_of_a_dataset_or_of_a_department(published_dataset, get):
    for days in range(3):
        score(published_dataset, MONDAY + timedelta(days))
    name, department = published_dataset["name"], published_dataset["organization"]["name"]

    def days(query):
        answer = get(f"{API}/ankang_quality_score_list?{query}").json["result"]
        return answer["count"], [one["day"] for one in answer["results"]]

    assert days(f"id={name}") == (3, ["2026-11-25", "2026-11-24", "2026-11-23"])
    assert days(f"id={name}&limit=1&offset=1") == (3, ["2026-11-24"])
    assert days(f"department={department}") == (1, ["2026-11-25"])
    assert days(f"department={department}&day=2026-11-23") == (1, ["2026-11-23"])
    assert days("department=meiyou") == (0, [])


@pytest.mark.parametrize("query", ["day=gestern", "sort=points;drop", "limit=-1"])
def test_a_wrong_question_is_refused_with_its_field(query, get):
    answer = get(f"{API}/ankang_quality_score_list?{query}")
    assert answer.status_code == 409
    assert query.partition("=")[0] in answer.json["error"]


@pytest.mark.parametrize("who", ["nobody", "stranger", "admin"])
@pytest.mark.parametrize("hidden", [{"private": True}, {"state": "deleted"}])
def test_what_is_not_public_has_no_score(who, hidden, published_dataset, people, get):
    score(published_dataset, MONDAY)
    change(published_dataset, **hidden)
    score(published_dataset, MONDAY + timedelta(1))

    person, name = getattr(people, who), published_dataset["name"]

    assert len(kept(published_dataset)) == 1
    for action in ("ankang_quality_score_show", "ankang_quality_score_list"):
        assert get(f"{API}/{action}?id={name}", person).status_code == 404
    department = published_dataset["organization"]["name"]
    listed = get(f"{API}/ankang_quality_score_list?department={department}", person)
    assert listed.json["result"]["count"] == 0
    assert published_dataset["title"] not in get("/quality", person).get_data(as_text=True)
    assert published_dataset["title"] not in str(list(standing.every_day()))


def test_the_page_says_points_reasons_and_the_series(published_dataset, get):
    score(published_dataset, MONDAY)
    change(published_dataset, notes="市区公交线路。")
    score(published_dataset, MONDAY + timedelta(1))

    page = get(f"/dataset/{published_dataset['name']}/quality").get_data(as_text=True)

    found = call_action("ankang_quality_score_show", id=published_dataset["id"])
    for dimension in found["dimensions"]:
        for reason in dimension["reasons"]:
            assert f"可得 {reason['lost']} 分" in page
            assert reason["sentence"] in page
    for words in ("<polyline", "2026年11月23日", "2026年11月24日", "得分有变化的日期"):
        assert words in page
    assert "style=" not in page.partition("<main")[2].partition("</main>")[0]


def test_the_dataset_page_leads_to_its_score(published_dataset, get):
    score(published_dataset, MONDAY)
    page = get(f"/dataset/{published_dataset['name']}").get_data(as_text=True)
    assert f"/dataset/{published_dataset['name']}/quality" in page


def test_a_dataset_that_was_never_scored_says_when(
    complete_package, approved_source, open_case, get
):
    opened = open_case(approved_source(), complete_package())
    page = get(f"/dataset/{opened['published'][0]}/quality")
    assert page.status_code == 200
    assert "还没有评分" in page.get_data(as_text=True)


def test_the_overview_sorts_and_survives_what_is_not_offered(published_dataset, get):
    score(published_dataset, MONDAY)
    department = published_dataset["organization"]
    page = get(f"/quality?department={department['name']}&sort=points asc").get_data(as_text=True)
    assert published_dataset["title"] in page
    assert 'aria-sort="ascending"' in page
    for query in ("sort=坏&page=abc", "page=99999", "department=meiyou"):
        assert get(f"/quality?{query}").status_code == 200
    assert "还没有评分" in get("/quality?department=meiyou").get_data(as_text=True)


@pytest.fixture
def series(published_dataset, decide_as_head):
    """A score more than the last time, no approval, and no case of ours waiting."""
    synchronise()
    for grant in call_action("ankang_standing_approval_list", source=publication.SOURCE):
        call_action("ankang_standing_approval_revoke", id=grant["id"])
    asked = {"source": publication.SOURCE, "state": "waiting", "kind": "publish"}
    for case in call_action("ankang_case_list", **asked)["results"]:
        decide_as_head(case["id"], "reject", reason="测试")
    score(published_dataset, MONDAY)
    return published_dataset


@pytest.fixture
def approved(series, in_post):
    department = call_action("organization_show", id=publication.approval_asked_for()["owner_org"])[
        "id"
    ]
    call_action(
        "ankang_standing_approval_grant",
        **publication.approval_asked_for(),
        approver_name=in_post("leader", department),
        expires=(datetime.now(UTC) + timedelta(days=30)).isoformat(),
    )
    return series


def cases(state):
    asked = {"source": publication.SOURCE, "state": state, "kind": "publish"}
    return call_action("ankang_case_list", **asked)["results"]


def test_without_an_approval_the_series_waits_for_a_person(series, people):
    version = publication.hand_in()

    (case,) = cases("waiting")
    shown = call_action("ankang_case_show", id=case["id"])
    assert shown["items"][0]["item"]["package"]["resources"][0]["version_id"] == version
    assert call_action("ankang_file_version_show", id=version)["published"] is None
    with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
        call_action("ankang_file_version_show", {"user": "", "ignore_auth": False}, id=version)
    score(series, MONDAY + timedelta(1))
    assert publication.hand_in() is None  # one waits already
    assert len(cases("waiting")) == 1


def test_under_an_approval_the_series_goes_the_whole_way_and_is_read_back(approved, app):
    version = publication.hand_in()

    run_due(app.flask_app)
    outbox.drain()
    dataset = call_action(
        "package_show", {"user": "", "ignore_auth": False}, id=publication.PACKAGE_ID
    )
    assert (dataset["title"], dataset["private"]) == ("数据质量评分", False)
    assert [one["version_id"] for one in dataset["resources"]] == [version]
    assert call_action("ankang_validation_show", version_id=version)["verdict"] == "valid"
    rows = list(csv.DictReader(io.StringIO(Path(version_path(version)).read_text("utf-8"))))
    mine = [row for row in rows if row["数据集标识"] == approved["name"]]
    points = kept(approved)[0].points
    assert [(row["日期"], row["总分"]) for row in mine] == [("2026-11-23", str(points))]
    table = call_action("datastore_search", resource_id=publication.RESOURCE_ID, limit=0)
    assert table["total"] == len(rows)


def test_a_day_without_any_change_makes_no_version(approved):
    assert publication.hand_in()
    score(approved, MONDAY + timedelta(1))

    assert publication.hand_in() is None

    change(approved, notes="市区公交线路。")
    score(approved, MONDAY + timedelta(2))
    assert publication.hand_in()


def test_a_spot_check_of_an_earlier_version_holds_up_no_later_one(approved):
    assert publication.hand_in()
    earlier = cases("published")[0]
    chosen = Case(
        title=earlier["title"],
        source=publication.SOURCE,
        source_hash="",
        kind="afterwards",
        profile="spot_check",
        department=earlier["department"],
        created_by="ankang",
        state="waiting",
    )
    model.Session.add(chosen)
    model.Session.commit()
    change(approved, notes="市区公交线路。")
    score(approved, MONDAY + timedelta(1))

    assert publication.hand_in()


def test_a_validation_that_breaks_down_leaves_nothing_and_is_tried_again(approved, monkeypatch):
    # A time limit that no clock takes: the fence breaks down, whatever the file is like.
    monkeypatch.setitem(tk.config, "ckanext.ankang.quality.seconds", 10**30)
    versions = call_action("ankang_file_version_list", resource_id=publication.RESOURCE_ID)
    with pytest.raises(RetryJob):
        publication.hand_in()
    model.Session.rollback()
    assert versions == call_action("ankang_file_version_list", resource_id=publication.RESOURCE_ID)
    monkeypatch.undo()
    assert publication.hand_in()


def test_a_department_that_does_not_exist_is_named(approved, monkeypatch):
    monkeypatch.setitem(tk.config, "ckanext.ankang.quality.score_department", "meiyou")
    with pytest.raises(PermanentJobError, match="score_department 指定的部门“meiyou”不存在"):
        publication.hand_in()


def test_other_rules_need_another_approval(approved, monkeypatch):
    monkeypatch.setattr(publication, "source_hash", lambda: "anders")
    publication.hand_in()
    assert len(cases("waiting")) == 1

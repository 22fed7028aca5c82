"""Whole runs over a source that means evil: what goes ahead, what waits for a person, what is kept."""

import re
from datetime import timedelta

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.files import reconciling as files
from ckanext.ankang.files import storage
from ckanext.ankang.harvest import reconciling, retention, scheduling
from ckanext.ankang.harvest.model import HarvestChange, HarvestContent, HarvestRecord, HarvestRun
from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.worker import run_due

EVERYTHING = {"ignore_auth": True}


def ask(action, **asked):
    """What the portal itself gets."""
    return tk.get_action(action)({**EVERYTHING}, asked)


def outcomes(run):
    return {(line["change"], line["outcome"]) for line in run.lines}


@pytest.fixture
def decide(head, confirmed):
    """The head decides on a case."""

    def decide_(case, decision, **said):
        if decision == "approve":
            said = {"answers": confirmed("final", "guarded"), **said}
        context = {"user": head, "ignore_auth": True}
        asked = {"id": case["id"], "decision": decision, **said}
        return tk.get_action("ankang_case_decide")(context, asked)

    return decide_


def test_a_healthy_source_is_published_and_a_second_run_writes_next_to_nothing(evil):
    first = evil.run()
    second = evil.run()

    size = sa.text("SELECT pg_column_size(run.*) FROM ankang_harvest_run run WHERE id = :id")
    assert outcomes(first) == {("add", "published")}
    assert evil.public() == evil.all()
    assert (second.state, second.lines) == ("finished", [])
    assert second.counts["unchanged"] == evil.server.count
    assert model.Session.scalar(size, {"id": second.id}) < 1000


def test_a_change_is_published_with_its_differences(evil):
    evil.run()

    changed = evil.run("changed")

    assert outcomes(changed) == {("change", "published")}
    assert changed.lines[0]["differences"]["notes"][1] == "改过的摘要。"


@pytest.mark.parametrize(
    ("mode", "gone", "reason"),
    [("empty", 6, "来源列表为空"), ("shrunk", 3, "近期共少了 3 项")],
)
def test_what_vanishes_in_numbers_waits_for_a_person(evil, mode, gone, reason):
    evil.run()

    run = evil.run(mode)

    (case,) = evil.waiting()
    assert [(line["change"], line["outcome"]) for line in run.lines] == [
        ("vanished", "guarded")
    ] * gone
    assert all(reason in line["reason"] for line in run.lines)
    assert {line["case_id"] for line in run.lines} == {case["id"]}
    assert evil.public() == evil.all()


def test_nobody_is_asked_twice_and_what_is_listed_again_needs_no_decision(evil):
    evil.run()
    evil.run("empty")
    (asked,) = evil.waiting()

    evil.run("empty")
    (still,) = evil.waiting()
    evil.run("shrunk")
    (other,) = evil.waiting()
    evil.run()

    assert still["id"] == asked["id"]
    assert other["id"] != asked["id"]
    assert evil.waiting() == []
    assert evil.public() == evil.all()


def test_half_a_list_takes_nothing_away_without_a_person(evil):
    evil.server.count = 12
    evil.run()

    run = evil.run("fails_on_page_3")

    assert {line["reason"] for line in run.lines} == {"列表没有读完，不能据此认为已撤下"}
    assert outcomes(run) == {("vanished", "guarded")}
    assert "500" in run.warnings[-1]
    assert evil.public() == evil.all()


def test_an_approved_loss_is_withdrawn_and_what_comes_back_is_published_again(evil, decide):
    evil.run()
    evil.run("shrunk")

    decide(evil.waiting()[0], "approve")
    left = evil.public()
    states = {record.state for id_, record in evil.records().items() if id_ not in left}
    back = evil.run()

    assert left == {"ds-0", "ds-1", "ds-2"}
    assert states == {"withdrawn"}
    assert outcomes(back) == {("add", "published")}
    assert evil.public() == evil.all()


def test_a_rejected_loss_is_not_asked_about_again(evil, decide):
    evil.run()
    evil.run("shrunk")

    decide(evil.waiting()[0], "reject", reason="来源系统升级中")
    again = evil.run("shrunk")

    assert again.lines == []
    assert evil.waiting() == []
    assert evil.public() == evil.all()


@pytest.mark.parametrize(
    ("mode", "reason"), [("narrowed", "少了列：数量"), ("halved", "40 行减少到 18 行")]
)
def test_a_table_that_shrinks_waits_for_a_person(evil, decide, mode, reason):
    evil.server.count = 2
    evil.run()
    before = {id_: record.published_hash for id_, record in evil.records().items()}

    run = evil.run(mode)
    kept = {id_: record.published_hash for id_, record in evil.records().items()}
    unchanged = evil.run(mode)
    decide(evil.waiting()[0], "approve")

    assert outcomes(run) == {("change", "guarded")}
    assert all(reason in line["reason"] for line in run.lines)
    assert kept == before
    assert unchanged.lines == []
    after = evil.records().values()
    assert {record.state for record in after} == {"published"}
    assert {record.published_hash for record in after}.isdisjoint(before.values())


def test_a_rejected_change_is_left_until_the_source_changes_again(evil, decide):
    evil.server.count = 2
    evil.run()
    evil.run("narrowed")

    decide(evil.waiting()[0], "reject", reason="列不应删除")
    same = evil.run("narrowed")
    other = evil.run("changed")

    assert same.lines == []
    assert outcomes(other) == {("change", "published")}


def test_ids_that_change_under_equal_titles_wait_for_a_person(evil):
    evil.server.count = 2
    evil.run()

    run = evil.run("ids_renamed")

    assert outcomes(run) == {("add", "guarded"), ("vanished", "guarded")}
    assert sorted(case["kind"] for case in evil.waiting()) == ["publish", "withdraw"]
    assert evil.public() == evil.all()


def test_few_that_vanish_are_marked_and_withdrawn_after_a_week(evil):
    evil.run()
    evil.server.count = 5

    marked = evil.run()
    still = evil.public()
    early = evil.run()
    gone = evil.records()["ds-5"]
    gone.vanished = sa.func.now() - sa.text("interval '8 days'")
    model.Session.commit()
    late = evil.run()

    assert outcomes(marked) == {("vanished", "marked")}
    assert "ds-5" in still
    assert early.lines == []
    assert outcomes(late) == {("vanished", "withdrawn")}
    assert "ds-5" not in evil.public()
    assert evil.records()["ds-5"].state == "withdrawn"


def test_a_bad_item_stops_itself_and_is_put_aside_at_the_fifth_time(evil):
    evil.server.count = 2
    evil.run()
    evil.server.count = 3

    runs = [evil.run("one_bad_item") for _ in range(6)]

    assert [run.lines and run.lines[0]["outcome"] for run in runs] == [
        *["error"] * 4,
        "quarantined",
        [],
    ]
    assert "看情况" in runs[0].lines[0]["reason"]
    ask("ankang_harvest_item_release", source=evil.name, identifier="ds-2")
    assert outcomes(evil.run()) == {("add", "published")}


def test_a_run_whose_job_was_given_up_has_failed_and_says_so(evil, app):
    administrator = factories.Sysadmin()
    started = evil.start()
    dead = sa.text("""
        UPDATE ankang_job SET state = 'running', attempt = 5, lease_until = now() - interval '1 s'
         WHERE id = (SELECT job_id FROM ankang_harvest_run WHERE id = :run)
    """)
    model.Session.execute(dead, {"run": started["id"]})
    model.Session.commit()

    run_due(app.flask_app)

    run = evil.shown(started["id"])
    assert (run.state, "多次意外终止" in run.error) == ("failed", True)
    told = call_action("ankang_notice_list", {"user": administrator["name"]})
    assert any("多次意外终止" in one["title"] for one in told["results"])


def test_errors_of_files_leave_what_is_public(evil):
    evil.server.count = 2
    evil.run()

    run = evil.run("files_gone")

    assert outcomes(run) == {("error", "error")}
    assert evil.public() == evil.all()


def test_what_a_source_said_is_kept_once_and_shown_as_far_as_it_is_public(evil, app):
    evil.server.count = 1
    evil.run()
    evil.run("changed")
    evil.run("narrowed")
    package = evil.records()["ds-0"].package_id
    contents = model.Session.query(HarvestContent).count()
    evil.run("narrowed")

    everybody = app.get(f"/api/3/action/ankang_harvest_record_show?id={package}").json["result"]
    department = ask("ankang_harvest_record_show", id=package)

    assert model.Session.query(HarvestContent).count() == contents
    assert [one["published"] for one in everybody["records"]] == [True, True]
    assert [one["published"] for one in department["records"]] == [False, True, True]
    assert "改过的摘要" in str(everybody["records"][0]["transformed"])


def test_a_department_sees_its_own_sources_and_a_stranger_none(evil, head, app):
    run = evil.run()
    stranger = factories.UserWithToken()

    asked = {"user": head, "ignore_auth": False}
    seen = tk.get_action("ankang_harvest_source_show")({**asked}, {"id": evil.name})
    headers = {"Authorization": stranger["token"]}
    hidden = app.get(f"/api/3/action/ankang_harvest_run_show?id={run.id}", headers=headers)
    listed = app.get("/api/3/action/ankang_harvest_source_list", headers=headers)

    assert (seen["health"], seen["published"]) == ("well", 6)
    assert hidden.status_code == 404
    assert listed.json["result"] == []


def test_a_run_that_waits_can_be_cancelled_and_another_started(evil):
    started = evil.start()

    ask("ankang_harvest_run_cancel", id=started["id"])
    run = evil.run()

    assert model.Session.get(HarvestRun, started["id"]).state == "cancelled"
    assert run.id != started["id"]
    assert run.state == "finished"


def test_a_changed_source_loses_its_standing_approval(evil):
    evil.server.count = 1
    described = evil.home / evil.name / "source.yaml"
    described.write_text(described.read_text() + "# 改动\n")

    run = evil.run()

    assert outcomes(run) == {("add", "waiting")}
    assert evil.public() == set()


def test_the_limit_of_an_approval_is_not_passed_by_batches(evil, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckanext.ankang.harvest.batch_size", 1)
    update = sa.text(
        """UPDATE ankang_standing_approval SET limits = limits || '{"max_items": 5}' WHERE source = :source"""
    )
    model.Session.execute(update, {"source": evil.name})
    model.Session.commit()

    run = evil.run()

    assert outcomes(run) == {("add", "waiting")}
    assert evil.public() == set()


def test_the_fields_of_a_source_are_locked_and_what_the_department_adds_stays(evil, in_post, app):
    evil.server.count = 1
    evil.run()
    package = evil.records()["ds-0"].package_id
    clerk = in_post("clerk", model.Group.get("ziran").id)
    as_clerk = {"user": clerk, "ignore_auth": False}
    revision = tk.get_action("ankang_revision_create")({**as_clerk}, {"package_id": package})

    def save(**content):
        asked = {"id": revision["id"], "edit": revision["edit"], "content": content}
        return tk.get_action("ankang_revision_save")({**as_clerk}, asked)

    with pytest.raises(tk.ValidationError) as refused:
        save(notes="部门改写的摘要", contact_phone="0915-3212345")
    with pytest.raises(tk.ValidationError) as emptied:
        save(resources=[])
    with pytest.raises(tk.ValidationError) as elsewhere:
        save(source_identifier="x", source_url="http://www.example.gov.cn/")
    saved = save(contact_phone="0915-3212345")
    token = factories.SysadminWithToken()["token"]
    page = app.get(f"/draft/{revision['id']}", headers={"Authorization": token}).body
    call_action("package_patch", id=package, contact_phone="0915-3212345")
    evil.run("changed")

    public_now = ask("package_show", id=package)
    assert list(refused.value.error_dict) == ["notes"]
    assert list(emptied.value.error_dict) == ["resources"]
    assert list(elsewhere.value.error_dict) == ["source_identifier", "source_url"]
    assert saved["content"]["contact_phone"] == "0915-3212345"
    assert "由数据来源提供" in page
    assert not {'name="notes"', 'name="source_name"'} & set(re.findall(r'name="\w+"', page))
    assert (public_now["notes"], public_now["contact_phone"]) == ("改过的摘要。", "0915-3212345")


def forget_others(evil, content):
    """Other tests' sources said the same, and a content is kept once for all of them."""
    runs = sa.select(HarvestRun.id).where(HarvestRun.source == evil.name)
    lines = model.Session.query(HarvestChange).filter_by(content=content)
    lines.filter(HarvestChange.run_id.not_in(runs)).delete(synchronize_session=False)
    others = model.Session.query(HarvestRecord).filter(HarvestRecord.source != evil.name)
    same = sa.or_(HarvestRecord.content_hash == content, HarvestRecord.published_hash == content)
    others.filter(same).delete(synchronize_session=False)


def test_after_a_year_only_what_is_behind_published_things_is_kept(evil, decide):
    evil.server.count = 1
    evil.run()
    published = evil.records()["ds-0"].published_hash
    refused = evil.run("narrowed")
    decide(evil.waiting()[0], "reject", reason="列不应删除")
    forget_others(evil, refused.lines[0]["content"])
    long_ago = sa.text("now() - interval '400 days'")
    model.Session.query(HarvestRun).filter_by(source=evil.name).update({"finished": long_ago})
    model.Session.query(HarvestContent).update({"created": long_ago})
    model.Session.commit()

    retention.clean_up(None, {})

    model.Session.expire_all()
    assert model.Session.get(HarvestContent, published)
    assert model.Session.get(HarvestContent, refused.lines[0]["content"]) is None
    assert model.Session.get(HarvestRun, refused.id) is None


def test_the_schedule_of_a_source_starts_its_run(evil):
    evil.server.count = 1
    first = evil.run()
    model.Session.get(HarvestRun, first.id).created -= timedelta(days=1)
    model.Session.commit()

    scheduling.plan_day(None, {})
    planned = queue.newest(model.Session, [f"harvest start {evil.name}"])
    scheduling.start(None, {"source": evil.name})
    run_due(evil.app.flask_app)

    assert planned
    assert ask("ankang_harvest_run_list", source=evil.name)["count"] == 2


def test_what_the_source_overtook_is_cut_out_of_its_case_and_waits_no_more(evil, head, confirmed):
    evil.server.count = 2
    path = evil.home / evil.name / "source.yaml"
    path.write_text(path.read_text() + "# 改动\n")
    waited = evil.run()
    evil.run("one_changed")
    (case_id,) = {line["case_id"] for line in waited.lines}

    said = {"decision": "approve", "answers": confirmed("final", "harvest")}
    context = {"user": head, "ignore_auth": True}
    tk.get_action("ankang_case_decide")(context, {"id": case_id, **said})

    lines = {line["identifier"]: line for line in evil.shown(waited.id).lines}
    assert {id_: line["outcome"] for id_, line in lines.items()} == {
        "ds-0": "held",
        "ds-1": "published",
    }
    assert "来源此后又有变化" in lines["ds-0"]["reason"]


def test_a_file_that_the_disk_lost_is_fetched_again_by_the_next_run(evil):
    evil.run()
    record = evil.records()["ds-0"]
    ((sha256, lost),) = record.versions.items()
    path = storage.version_path(lost)
    content = path.read_bytes()
    path.unlink()

    with evil.app.flask_app.test_request_context():
        list(files.reconcile(mend=True))
    list(reconciling.reconcile(mend=True))
    evil.run()
    list(files.reconcile(mend=True))

    again = evil.records()["ds-0"].versions[sha256]
    shown = call_action("package_show", id=record.package_id)
    assert storage.version_path(again).read_bytes() == content
    assert [one["version_id"] for one in shown["resources"]] == [again]
    # Its own bytes are back, too: the new version has the same.
    assert path.read_bytes() == content


def test_a_changed_source_shows_at_once_that_its_approval_does_not_cover_it(evil, people, get):
    before = ask("ankang_harvest_source_show", id=evil.name)["standing"]
    path = evil.home / evil.name / "source.yaml"
    path.write_text(path.read_text("utf-8") + "# changed\n", "utf-8")

    after = ask("ankang_harvest_source_show", id=evil.name)["standing"]

    pages = [get(page, people.admin).text for page in ("/harvest", f"/harvest/source/{evil.name}")]
    assert [one["refusal"] for one in before] == [None]
    assert ["有改动" in one["refusal"] for one in after] == [True]
    assert [after[0]["refusal"] in page for page in pages] == [True, True]

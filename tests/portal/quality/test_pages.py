"""The pages of validations: reports, progress, history, batches, downloads, badges."""

import csv
import io
import json

import openpyxl
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests.helpers import call_action
from frictionless import Report

from ckanext.ankang.jobs import outbox
from ckanext.ankang.jobs.worker import Worker
from ckanext.ankang.quality import runs, work

TYPES = "编号,登记日期\n" + "".join(f"{n},2022-01-01\n" for n in range(1, 80)) + "80\n81\n"


@pytest.fixture(autouse=True)
def empty_queue():
    """What other tests left waiting is not ours to run."""
    model.Session.execute(
        sa.text("UPDATE ankang_job SET state = 'cancelled' WHERE state IN ('waiting', 'running')")
    )
    model.Session.commit()


@pytest.fixture
def validated(resource, send, people):
    """Makes a version of the clerk's with these bytes and its report."""

    def make(content, name="登记.csv"):
        version = call_action(
            "ankang_file_version_create",
            {"user": people.clerk["name"]},
            upload=send(content if isinstance(content, bytes) else content.encode(), name),
            resource_id=resource["id"],
        )
        call_action("ankang_validation_run", version_id=version["id"], wait=True)
        return version

    return make


@pytest.fixture
def page(get, people):
    """The text of a page as the clerk sees it."""

    def text(address, **headers):
        answer = get(address, people.clerk, **headers)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    return text


@pytest.fixture
def run_due(app):
    def run():
        worker = Worker(app.flask_app, {runs.KIND: work.validate})
        while worker.run_next():
            pass

    return run


def test_errors_are_listed_with_row_column_and_remedy(validated, page):
    version = validated(TYPES)
    text = page(f"/version/{version['id']}/validation")
    for words in (
        "缺少单元格",
        "登记日期",
        "请检查这一行是否漏了分隔符",
        "读取时做了什么",
        "UTF-8",
    ):
        assert words in text
    assert 'class="ak-wrong"' in text


def test_an_error_without_a_row_is_listed_too(validated, page):
    version = validated(b"\x00\x01\x02 nothing", "登记.csv")
    text = page(f"/version/{version['id']}/validation")
    assert "表头或整个文件" in text


def test_many_errors_of_a_kind_have_pages(validated, page, monkeypatch):
    version = validated("编号,名称\n1,甲\n2,乙\n" + "\n".join(f"{n}" for n in range(3, 63)))
    monkeypatch.setitem(tk.config, "ckanext.ankang.quality.errors_listed", 25)
    address = f"/version/{version['id']}/validation?kind=missing-cell"
    assert "第 1 页，共 3 页" in page(address)
    assert "第 62 行" not in page(address).split("有错误的行")[0]
    last = page(f"{address}&page=3")
    assert "<td>62</td>" in last
    assert "<td>3</td>" not in last


def test_a_table_of_300_columns_shows_the_faulty_column_first(validated, page):
    header = ",".join(f"指标{n}" for n in range(300))
    row = ",".join("1" for _ in range(300))
    short = ",".join("1" for _ in range(299))
    version = validated(f"{header}\n{row}\n{row}\n{row}\n{short}\n{row}\n")
    text = page(f"/version/{version['id']}/validation")
    assert "这张表有 300 列，有错误的列排在最前面" in text
    shown = text.split("有错误的行</h2>")[1]
    assert shown.index("指标299") < shown.index("指标0 ")


def test_the_bare_report_is_a_frictionless_report(validated, page):
    version = validated(TYPES)
    descriptor = json.loads(page(f"/version/{version['id']}/validation.json"))
    found = Report.from_descriptor(descriptor)
    assert not found.valid
    assert found.to_descriptor()["stats"]["errors"] == descriptor["stats"]["errors"]


@pytest.mark.parametrize("content", [b"%PDF-1.7 \x00", b"a,b\n1,2\n"])
def test_any_report_is_a_frictionless_report(validated, page, content):
    version = validated(content)
    Report.from_descriptor(json.loads(page(f"/version/{version['id']}/validation.json")))


def test_errors_are_taken_away_as_a_table(validated, page, get, people):
    version = validated(TYPES)
    listed = list(csv.reader(io.StringIO(page(f"/version/{version['id']}/validation.csv"))))
    workbook = get(f"/version/{version['id']}/validation.xlsx", people.clerk).data
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    assert len(listed) == sheet.max_row
    assert (listed[1][0], listed[1][1]) == ("81", "登记日期")


def test_earlier_validations_and_versions_are_linked(validated, page):
    first = validated(TYPES)
    second = validated("编号,登记日期\n1,2022-01-01\n2,2022-01-01\n")
    call_action("ankang_validation_run", version_id=second["id"], wait=True)
    old = call_action("ankang_validation_list", version_id=first["id"])[0]["id"]
    text = page(f"/version/{second['id']}/validation")
    history = text.split("历次校验</h2>")[1]
    assert history.count("第 2 版") == 2
    assert f"validation={old}" in history


def test_the_public_sees_no_validation_of_a_waiting_version_in_the_history(
    published, validated, get
):
    call_action("ankang_validation_run", version_id=published["id"], wait=True)
    waiting = validated(TYPES)
    text = get(f"/version/{published['id']}/validation").get_data(as_text=True)
    assert "历次校验" in text
    assert waiting["id"] not in text


def test_a_report_of_another_version_is_not_shown_under_a_public_one(published, validated, get):
    call_action("ankang_validation_run", version_id=published["id"], wait=True)
    secret = validated(TYPES)
    old = call_action("ankang_validation_list", version_id=secret["id"])[0]["id"]
    answer = get(f"/version/{published['id']}/validation.json?validation={old}")
    assert answer.status_code == 404


def test_checklist_and_software_are_named(validated, page):
    text = page(f"/version/{validated(TYPES)['id']}/validation")
    assert "standard" in text
    assert "SHA-256" in text


# While it is under way


def test_a_version_without_a_report_can_be_validated_from_its_page(version, page):
    assert "开始校验" in page(f"/version/{version['id']}/validation")


def test_a_waiting_validation_shows_its_place_and_a_way_to_cancel(version, page):
    call_action("ankang_validation_run", version_id=version["id"])
    text = page(f"/version/{version['id']}/validation")
    for words in ("等待校验", "即将开始", "取消校验", "data-ak-live", "刷新本页"):
        assert words in text


def test_a_running_validation_shows_its_rows(version, page):
    call_action("ankang_validation_run", version_id=version["id"])
    model.Session.execute(
        sa.text(
            "UPDATE ankang_job SET state = 'running', started = now(), done = 1200, total = 5000,"
            " lease_until = now() + interval '1 hour' WHERE key = :key"
        ),
        {"key": f"quality.validate {version['id']}"},
    )
    model.Session.commit()
    text = page(f"/version/{version['id']}/validation")
    assert "已校验 1,200 行，共 5,000 行。" in text
    assert 'value="1200" max="5000"' in text


def test_when_it_is_done_the_page_is_the_report(version, page, run_due):
    call_action("ankang_validation_run", version_id=version["id"])
    run_due()
    text = page(f"/version/{version['id']}/validation")
    assert "校验通过" in text
    assert "data-ak-live" not in text


def test_one_that_gave_no_verdict_says_why_and_can_be_tried_again(version, page, run_due):
    call_action("ankang_validation_run", version_id=version["id"])
    model.Session.execute(
        sa.text("UPDATE ankang_job SET state = 'quarantined', error = '坏了。' WHERE key = :key"),
        {"key": f"quality.validate {version['id']}"},
    )
    model.Session.commit()
    text = page(f"/version/{version['id']}/validation")
    for words in ("校验没有完成", "坏了。", "重新校验"):
        assert words in text


def test_the_public_sees_no_progress(published, get):
    call_action("ankang_validation_run", version_id=published["id"])
    answer = get(f"/version/{published['id']}/validation")
    assert answer.status_code == 404
    assert "等待校验" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("verb", ["validation", "validation/cancel"])
def test_the_public_presses_no_button(published, get, verb):
    answer = get(f"/version/{published['id']}/{verb}", method="POST")
    assert answer.status_code in (302, 403)
    assert runs.job_of(published["id"]) is None


# Batches


def test_a_batch_is_shown_file_by_file(version, page, people, run_due, resource):
    batch = tk.get_action("ankang_validation_run_batch")(
        {"user": people.clerk["name"], "ignore_auth": False}, {"resource_ids": [resource["id"]]}
    )
    waiting = page(f"/validation/batch/{batch['id']}")
    run_due()
    done = page(f"/validation/batch/{batch['id']}")
    for words in ("取消余下的", "安康市公交线路.csv", "data-ak-live", "1 个数据资源"):
        assert words in waiting
    assert "data-ak-live" not in done
    assert "数据有效" in done
    assert batch["id"] in page("/validation/batch")


def test_the_index_without_batches_says_so(get, people):
    assert "还没有批量校验过" in get("/validation/batch", people.member).get_data(as_text=True)


@pytest.mark.parametrize(("who", "status"), [("nobody", 403), ("stranger", 403), ("admin", 200)])
def test_a_batch_is_seen_by_who_started_it_and_administrators(who, status, get, people, resource):
    batch = tk.get_action("ankang_validation_run_batch")(
        {"user": people.clerk["name"], "ignore_auth": False}, {"resource_ids": [resource["id"]]}
    )
    assert get(f"/validation/batch/{batch['id']}", getattr(people, who)).status_code == status


# Badges


def test_hits_show_the_verdict_and_can_be_chosen_by_it(published, resource, get):
    call_action("ankang_validation_run", version_id=published["id"], wait=True)
    call_action(
        "resource_patch",
        id=resource["id"],
        version_id=published["id"],
        validation_status="valid",
        validation_time="2026-11-24T08:00:00+00:00",
    )
    outbox.drain()
    name = call_action("package_show", id=resource["package_id"])["name"]
    text = get("/dataset/?vocab_validation_status=valid&sort=metadata_modified+desc").get_data(
        as_text=True
    )
    assert f"/dataset/{name}" in text
    assert "校验通过 2026年11月24日" in text
    assert "全部通过校验" in text
    assert "校验结论：校验通过" in text


def test_a_page_of_hits_asks_for_no_validation(published, resource, get):
    call_action("ankang_validation_run", version_id=published["id"], wait=True)
    call_action("resource_patch", id=resource["id"], validation_status="valid")
    outbox.drain()
    asked = []
    engine = model.meta.engine

    def note(_connection, _cursor, statement, *_):
        if "ankang_validation" in statement:
            asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        get("/dataset/")
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert asked == []

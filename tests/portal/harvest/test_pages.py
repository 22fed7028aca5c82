"""The pages of sources and runs, what stands behind a dataset, the figures, and who is told."""

import re
from types import SimpleNamespace
from uuid import uuid4

import lxml.html
import pytest
from ckan import model
from ckan.tests.helpers import call_action

from ckanext.ankang.harvest import metrics, telling
from ckanext.ankang.harvest.model import HarvestChange, HarvestRecord, HarvestRun, now
from ckanext.ankang.harvest.packages import package_id
from ckanext.ankang.notices.members import writers

SOURCE = "ankang_minzheng"
FIGURE = re.compile(r'^ankang_harvest_\w+(?:\{(?:\w+="[^"]*",?)*\})? -?[\d.e+-]+$')


@pytest.fixture
def first(harvested):
    """The first run of a real source."""
    return harvested[SOURCE]


@pytest.fixture
def post(app):
    """Send a form as a person, and follow nothing."""

    def send(address, person, **said):
        headers = {"Authorization": person["token"]}
        return app.test_client().post(address, data=said, headers=headers, follow_redirects=False)

    return send


@pytest.fixture
def clerk(first, people):
    """Somebody of the department whose source it is."""
    (department,) = call_action("ankang_harvest_source_show", id=SOURCE)["departments"]
    member = {"id": department, "username": people.clerk["name"], "role": "editor"}
    call_action("organization_member_create", **member)
    return people.clerk


def forget(*runs):
    ids = [run.id for run in runs]
    model.Session.query(HarvestChange).filter(HarvestChange.run_id.in_(ids)).delete()
    model.Session.query(HarvestRun).filter(HarvestRun.id.in_(ids)).delete()
    model.Session.commit()


def test_a_department_sees_its_own_sources_and_another_none(get, clerk, people):
    title = call_action("ankang_harvest_source_show", id=SOURCE)["title"]

    pages = [get("/harvest", who).text for who in (clerk, people.stranger)]

    assert [title in page for page in pages] == [True, False]
    assert "没有自动采集的来源" in pages[1]


def test_nobody_is_shown_sources_without_signing_in(get):
    assert get("/harvest").status_code == 403


def test_a_source_shows_health_next_run_and_its_runs(get, clerk, first):
    page = get(f"/harvest/source/{SOURCE}", clerk).text

    assert "下次：" in page
    assert f"/harvest/run/{first['id']}" in page
    # Its people look; the administrator starts things.
    assert "现在采集" not in page


def test_an_administrator_starts_a_run_from_the_page(get, post, first, people):
    answer = post(f"/harvest/source/{SOURCE}", people.admin)

    run = answer.headers["Location"].rpartition("/")[2]
    shown = call_action("ankang_harvest_run_show", id=run)
    page = get(f"/harvest/run/{run}", people.admin).text
    call_action("ankang_harvest_run_cancel", id=run)
    assert (answer.status_code, shown["source"]) == (302, SOURCE)
    assert "data-ak-live" in page
    assert "停止采集" in page


@pytest.mark.usefixtures("first")
def test_a_running_run_shows_what_it_found_so_far_in_parts_that_are_looked_at_again(get, people):
    run = HarvestRun(source=SOURCE, state="running", phase="fetch", warnings=["列表比预期长"])
    model.Session.add(run)
    model.Session.flush()
    said = {"run_id": run.id, "title": "公交站点"}
    error = {"kind": "error", "outcome": "error", "reason": "第 30 行读不出来"}
    lines = [
        HarvestChange(**said, identifier="1", **error),
        HarvestChange(**said, identifier="2", kind="add", outcome="fetched"),
    ]
    model.Session.add_all(lines)
    model.Session.commit()

    page = lxml.html.fromstring(get(f"/harvest/run/{run.id}", people.admin).text)

    forget(run)
    (live,) = page.cssselect("[data-ak-live]")
    parts = {
        one.get("data-ak-part"): one.text_content() for one in live.cssselect("[data-ak-part]")
    }
    assert "新增 1" in parts["counts"]
    assert "第 30 行读不出来" in parts["errors"]
    assert "列表比预期长" in parts["warnings"]
    assert parts["plan"].count("公交站点") == 2


@pytest.mark.usefixtures("first")
def test_more_lines_and_runs_than_a_page_holds_are_turned_over(get, people):
    run = HarvestRun(source=SOURCE, state="failed", phase="done", error="x")
    earlier = [HarvestRun(source=SOURCE, state="failed", phase="done") for _ in range(60)]
    model.Session.add_all([run, *earlier])
    model.Session.flush()
    said = {"run_id": run.id, "kind": "add", "outcome": "stopped"}
    lines = [HarvestChange(**said, identifier=f"{n}", title=f"第{n}条") for n in range(60)]
    model.Session.add_all(lines)
    model.Session.commit()
    places = (f"/harvest/run/{run.id}", f"/harvest/source/{SOURCE}")

    pages = [get(f"{place}?page=2", people.admin) for place in places]

    forget(run, *earlier)
    assert [page.status_code for page in pages] == [200, 200]
    assert "第59条" in pages[0].text
    assert [f"{place}?page=1" in page.text for place, page in zip(places, pages, strict=True)] == [
        True,
        True,
    ]


@pytest.mark.usefixtures("first")
def test_the_file_of_a_source_is_not_offered_to_be_replaced(get, people):
    package = call_action("package_show", id=package_id(SOURCE, "xiangzhen"))

    page = get(f"/draft/new?dataset={package['name']}", people.admin).text

    assert "随来源更新" in page
    assert "的新版本" not in page


def test_a_run_shows_its_lines_and_a_stranger_nothing(get, clerk, first, people):
    lines = call_action("ankang_harvest_change_list", run=first["id"])["results"]

    page = get(f"/harvest/run/{first['id']}", clerk).text

    assert all(line["title"] in page for line in lines)
    assert get(f"/harvest/run/{first['id']}", people.stranger).status_code == 404


@pytest.mark.parametrize("way", ["", "/release", "/tell"])
def test_a_clerk_changes_nothing(post, clerk, way):
    answer = post(f"/harvest/source/{SOURCE}{way}", clerk, policy="always", identifier="x")

    assert answer.status_code == 403


@pytest.mark.usefixtures("first")
def test_an_item_is_let_out_of_quarantine(get, post, people):
    name = uuid4().hex
    known = {"source": SOURCE, "identifier": name, "package_id": name}
    model.Session.add(HarvestRecord(**known, title="隔离的条目", state="quarantined"))
    model.Session.commit()

    before = get(f"/harvest/source/{SOURCE}", people.admin).text
    post(f"/harvest/source/{SOURCE}/release", people.admin, identifier=name)

    found = model.Session.query(HarvestRecord).filter_by(identifier=name)
    state = found.one().state
    found.delete()
    model.Session.commit()
    assert "解除隔离" in before
    assert state == "error"


def test_the_dataset_s_page_leads_to_what_its_source_said(get, first):
    record = model.Session.query(HarvestRecord).filter_by(source=SOURCE, state="published").first()
    package = call_action("package_show", id=record.package_id)

    page = get(f"/dataset/{package['name']}").text
    shown = get(f"/dataset/{package['name']}/source-record").text

    assert "来源记录" in page
    assert record.identifier in shown
    # Labels, not codes.
    assert "无条件开放" in shown
    assert "unconditional" not in shown.partition("来源的原文")[0]


@pytest.fixture
def ended(first):
    """Tells of a run that ended so; the run itself is forgotten again."""
    rows = []

    def end(policy, **counts):
        telling.choose(SOURCE, policy)
        run = HarvestRun(source=SOURCE, state="finished", counts=counts, created=now())
        rows.append(run)
        model.Session.add(run)
        model.Session.flush()
        telling.tell(run)
        model.Session.commit()
        return run

    yield end
    for run in rows:
        model.Session.delete(run)
    model.Session.commit()


def told(person, run):
    listed = call_action("ankang_notice_list", {"user": person["name"]}, limit=100)["results"]
    return [one["title"] for one in listed if one["link"].endswith(run.id)]


def test_a_run_is_told_to_the_administrator_and_the_department(ended, clerk, people):
    run = ended("change", add=2)

    assert told(people.admin, run) == told(clerk, run)
    assert "新增 2" in told(clerk, run)[0]
    assert told(people.stranger, run) == []


def test_a_run_without_error_is_not_told_where_only_errors_are(ended, people):
    assert told(people.admin, ended("error", add=2)) == []


@pytest.mark.usefixtures("first")
def test_the_policy_is_chosen_on_the_page(post, people):
    answer = post(f"/harvest/source/{SOURCE}/tell", people.admin, policy="change")

    assert answer.status_code == 302
    assert call_action("ankang_harvest_source_show", id=SOURCE)["tell"] == "change"


def test_the_figures_are_in_the_form_that_prometheus_reads(first):
    lines = metrics.text().splitlines()

    samples = [line for line in lines if not line.startswith("#")]
    assert all(FIGURE.match(line) for line in samples), samples
    for name in ("runs", "items", "last_run_seconds", "last_success_age_seconds"):
        assert any(line.startswith(f"ankang_harvest_{name}{{") for line in samples), name


@pytest.mark.parametrize(
    ("address", "headers", "sysadmin", "allowed"),
    [
        ("127.0.0.1", {}, False, True),
        ("::1", {}, False, True),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, False, False),
        ("203.0.113.9", {}, False, False),
        ("203.0.113.9", {}, True, True),
        ("203.0.113.9", {"Authorization": "Bearer geheim"}, False, True),
        ("203.0.113.9", {"Authorization": "Bearer falsch"}, False, False),
    ],
)
def test_only_the_machine_administrators_and_the_token_read_figures(
    ckan_config, monkeypatch, address, headers, sysadmin, allowed
):
    monkeypatch.setitem(ckan_config, "ckanext.ankang.harvest.metrics_token", "geheim")
    asked = SimpleNamespace(remote_addr=address, headers=headers)

    assert metrics.may_read(asked, SimpleNamespace(sysadmin=sysadmin)) == allowed


def test_without_a_token_in_the_configuration_no_token_counts(ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckanext.ankang.harvest.metrics_token", "")
    asked = SimpleNamespace(remote_addr="203.0.113.9", headers={"Authorization": "Bearer "})

    assert not metrics.may_read(asked, SimpleNamespace(sysadmin=False))


def test_a_department_s_clerks_are_those_who_write(clerk):
    (department,) = call_action("ankang_harvest_source_show", id=SOURCE)["departments"]

    assert clerk["id"] in writers(model.Group.get(department).id)

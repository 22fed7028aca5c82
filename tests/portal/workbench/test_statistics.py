"""A quarter's figures of the review: for the platform's office, as a page and as CSV."""

import csv
import io
from types import SimpleNamespace
from uuid import uuid4

import pytest
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.portal.wording import today
from ckanext.ankang.workbench import quarters


def a_user(**fields):
    name = f"shili-{uuid4().hex[:12]}"
    return factories.UserWithToken(name=name, email=f"{name}@example.com", **fields)


@pytest.fixture(scope="module")
def supervisor():
    """Who oversees for the platform."""
    person = a_user()
    asked = {"person": person["name"], "department": factories.Organization()["id"]}
    call_action("ankang_post_grant", post="platform_supervisor", **asked)
    return person


@pytest.fixture
def counted(complete_package, approved_source, open_case):
    """A department whose source published two datasets by one case, and another one by a second."""
    owner = factories.Organization(title=f"=示例局{uuid4().hex[:6]}")
    source = approved_source(owner["id"])
    opened = open_case(source, complete_package(), complete_package())
    other = open_case(source, complete_package())
    assert opened["held"] == other["held"] == []
    return SimpleNamespace(id=owner["id"], title=owner["title"])


def table(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_supervisor_sees_what_ended_in_this_quarter(get, supervisor, counted):
    page = get("/workbench/statistics", supervisor).text

    (row,) = [part for part in page.split("<tr>") if f"<td>{counted.title}</td>" in part]
    numbers = [part.split("<")[0] for part in row.split('class="ak-number">')[1:]]
    assert "<td>采集</td><td>是</td>" in row
    assert numbers[:3] == ["2", "2", "0"]
    assert numbers[6] == "3"
    now = quarters.of_day(today())
    assert f"{now.year}年第{now.number}季度</h2>" in page


def test_the_download_holds_the_same_lines(get, supervisor, counted):
    answer = get(f"/workbench/statistics.csv?quarter={quarters.of_day(today()).code}", supervisor)

    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].endswith(".csv")
    head, *rows = table(answer)
    (row,) = [one for one in rows if counted.title in one[0]]
    line = dict(zip(head, row, strict=True))
    assert (line["流程"], line["简化流程"]) == ("采集", "是")
    assert (line["办结案卷"], line["已发布"], line["条目"]) == ("2", "2", "3")
    assert not row[0].startswith("=")  # a formula to a spreadsheet program


def test_the_sum_counts_lighter_ways_apart(get, supervisor, counted):
    now = quarters.of_day(today())
    lines = call_action("ankang_review_statistics", year=now.year, quarter=now.number)["lines"]
    cases = sum(one["cases"] for one in lines)
    lighter = sum(one["cases"] for one in lines if one["lighter"])
    checks = sum(one["cases"] for one in lines if one["profile"] == "spot_check")
    assert lighter >= 2

    page = get("/workbench/statistics", supervisor).text

    assert f"办结 {cases} 个案卷，其中按简化流程 {lighter} 个，抽查 {checks} 个。" in page


def test_another_quarter_is_chosen(get, supervisor, counted):
    page = get("/workbench/statistics?quarter=2001-1", supervisor).text

    assert "这个季度没有办结的案卷。" in page
    assert counted.title not in page
    assert '<option value="2001-1" selected>' in page
    assert table(get("/workbench/statistics.csv?quarter=2001-1", supervisor))[1:] == []


@pytest.mark.parametrize("path", ["/workbench/statistics", "/workbench/statistics.csv"])
def test_what_is_no_quarter_is_not_found(get, supervisor, path):
    for code in ("2026-5", "0000-1", "99999-1", "x"):
        assert get(f"{path}?quarter={code}", supervisor).status_code == 404


@pytest.mark.parametrize("path", ["/workbench/statistics", "/workbench/statistics.csv"])
def test_nobody_outside_the_platform_s_office_sees_it(get, people, counted, path):
    for person in (people.clerk, people.stranger, people.nobody):
        answer = get(path, person)
        assert answer.status_code == 403
        assert counted.title not in answer.text


def test_the_workbench_leads_there_who_may(get, supervisor, people):
    link = 'href="/workbench/statistics"'

    assert link in get("/workbench", supervisor).text
    assert link in get("/workbench", people.admin).text
    assert link not in get("/workbench", people.clerk).text

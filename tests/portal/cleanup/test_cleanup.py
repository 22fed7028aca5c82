"""What ends, clean-ups and yearly figures, as clerks and 市司法局 meet them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import docx
import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.cleanup import ending
from ckanext.ankang.jobs import queue, worker

TODAY = today()
THIS_YEAR = TODAY.year
Json = dict[str, Any]


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.fixture
def department() -> Json:
    """A department whose title is the issuing organ's."""
    return factories.Organization(title=f"示例市示例局{uuid4().hex[:8]}")


@pytest.fixture
def clerk(department: Json, in_post: Callable[..., str]) -> str:
    return in_post("clerk", department["id"])


@pytest.fixture
def make(department: Json, keeper: str) -> Callable[..., Json]:
    """Makes a public document of the department and enters its events."""

    def made(*events: Json, title: str = "示例管理办法", published: str = day(-30)) -> Json:
        package = call_action(
            "package_create",
            type="document",
            name=f"wenjian-{uuid4().hex[:12]}",
            title=title,
            kind="normative",
            issuer=department["title"],
            date_published=published,
            owner_org=department["id"],
        )
        begun = [{"kind": "published", "day": published}, {"kind": "effective", "day": published}]
        for event in [*begun, *events]:
            enter(package, keeper, **event)
        return package

    return made


def enter(package: Json, keeper: str, **said: Any) -> None:
    asked = {"id": package["id"], "source": "示例公报", **said}
    proposed = call_action("ankang_document_event_propose", {"user": keeper}, **asked)
    decision = {"id": proposed["id"], "decision": "accept"}
    call_action("ankang_document_event_decide", {"user": keeper}, **decision)


def until(days: int) -> Json:
    """An event that says the document's last day."""
    return {"kind": "extended", "day": day(-1), "detail": {"last_day": day(days)}}


@pytest.fixture
def ends_soon(make: Callable[..., Json]) -> Json:
    return make(until(20))


@pytest.fixture
def campaign(keeper: str) -> Json:
    """An open clean-up of what is called by a word that no other document has."""
    asked = {"title": "示例清理", "words": f"甲{uuid4().hex[:8]}", "asked_until": day(10)}
    return call_action("ankang_cleanup_open", {"user": keeper}, **asked)


def listed(department: Json, person: str = "") -> list[Json]:
    asked = {"department": department["id"]}
    context = {"user": person, "ignore_auth": False}
    return call_action("ankang_ending_list", context, **asked)["endings"]


def signed_in(name: str) -> Json:
    """The person as `get` takes him."""
    return {"token": factories.APIToken(user=name)["token"]}


def test_a_document_is_forecast_with_its_days_left(
    department: Json, make: Callable[..., Json]
) -> None:
    soon, later, far = make(until(20)), make(until(170)), make(until(200))
    found = {one["id"]: (one["days_left"], one["window"]) for one in listed(department)}
    assert found == {soon["id"]: (20, 30), later["id"]: (170, 180)}
    assert far["id"] not in found


def test_a_document_without_period_stands_on_its_departments_list(
    department: Json, make: Callable[..., Json]
) -> None:
    silent = make()
    found = call_action("ankang_ending_list", department=department["id"])
    assert [one["id"] for one in found["no_period"]] == [silent["id"]]
    assert found["endings"] == []


def test_a_repeal_that_comes_is_forecast_and_asks_for_nothing(
    get: Any, department: Json, clerk: str, make: Callable[..., Json]
) -> None:
    repealed = make({"kind": "repealed", "day": day(20)})
    (found,) = listed(department)
    assert (found["id"], found["days_left"], found["ends_as"]) == (repealed["id"], 19, "repealed")
    assert repealed["id"] not in get("/workbench", signed_in(clerk)).text
    assert "已公布废止" in get("/cleanup/ending", signed_in(clerk)).text
    asked = {"id": repealed["id"], "way": "extend"}
    with pytest.raises(tk.ValidationError, match="不用选择办法"):
        call_action("ankang_ending_choose", {"user": clerk}, **asked)


def test_the_way_chosen_is_seen_by_the_department_and_nobody_else(
    department: Json, clerk: str, keeper: str, ends_soon: Json
) -> None:
    asked = {"id": ends_soon["id"], "way": "extend", "note": "正在评估"}
    call_action("ankang_ending_choose", {"user": clerk}, **asked)
    assert listed(department, clerk)[0]["way"]["way"] == "extend"
    assert listed(department, keeper)[0]["way"]["note"] == "正在评估"
    assert listed(department)[0]["way"] is None


def test_another_department_chooses_nothing(in_post: Callable[..., str], ends_soon: Json) -> None:
    stranger = in_post("clerk", factories.Organization()["id"])
    with pytest.raises(tk.NotAuthorized):
        call_action("ankang_ending_choose", {"user": stranger}, id=ends_soon["id"], way="drop")


def test_the_workbench_asks_until_a_way_is_chosen(get: Any, clerk: str, ends_soon: Json) -> None:
    def waiting() -> list[str]:
        page = get("/workbench", signed_in(clerk)).text
        return [one for one in (ends_soon["title"],) if f"#{ends_soon['id']}" in page]

    assert waiting() == [ends_soon["title"]]
    call_action("ankang_ending_choose", {"user": clerk}, id=ends_soon["id"], way="drop")
    assert waiting() == []


def test_clerks_are_told_once_for_each_span(app: Any, clerk: str, ends_soon: Json) -> None:
    for _again in range(2):
        queue.enqueue(ending.REMIND, {})
        model.Session.commit()
        worker.run_due(app.flask_app)
    found = call_action("ankang_notice_list", {"user": clerk})["results"]
    told = [one for one in found if one["kind"] == "ending"]
    assert len(told) == 1
    assert "还有 20 天" in told[0]["title"]


def test_the_page_tells_the_clerk_what_to_hand_in_and_to_whom(
    get: Any, clerk: str, ends_soon: Json
) -> None:
    page = get("/cleanup/ending", signed_in(clerk)).text
    for words in (
        ends_soon["title"],
        "还有 20 天",
        "评估",
        "延期",
        "重新公布",
        "不再延续",
        "市司法局",
    ):
        assert words in page
    assert f"/cleanup/ending/{ends_soon['id']}/extend.docx" in page


@pytest.fixture
def post(app: Any) -> Callable[..., Any]:
    """Sends a form as a person and answers without following where it leads."""

    def send(address: str, name: str, **fields: str) -> Any:
        headers = {"Authorization": signed_in(name)["token"]}
        return app.test_client().post(address, data=fields, headers=headers, follow_redirects=False)

    return send


def test_the_forms_do_what_the_actions_do(
    post: Callable[..., Any], clerk: str, keeper: str, department: Json, make: Callable[..., Json]
) -> None:
    words = f"乙{uuid4().hex[:8]}"
    package = make(until(20), title=f"{words}办法")
    answer = post(f"/cleanup/ending/{package['id']}", clerk, way="evaluate", note="已开会")
    assert answer.status_code == 302
    assert package["id"] in answer.location
    assert listed(department, clerk)[0]["way"]["note"] == "已开会"
    opened = post("/cleanup/campaign", keeper, title="示例清理", words=words, asked_until=day(9))
    address = opened.location.partition("#")[0]
    entered = post(f"{address}/entry", clerk, document=package["id"], outcome="keep")
    assert entered.status_code == 302
    notice = {"title": "示例", "number": "示发〔2026〕999号", "organ": "示例", "day": day(0)}
    assert post(f"{address}/decide", clerk, **notice).status_code == 403
    assert post(f"{address}/decide", keeper, **notice).status_code == 302


def test_a_form_that_is_wrong_says_so_on_its_page(
    post: Callable[..., Any], clerk: str, keeper: str, ends_soon: Json
) -> None:
    answer = post(f"/cleanup/ending/{ends_soon['id']}", clerk, way="never")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    answer = post("/cleanup/campaign", keeper, title="示例", asked_until="2026-02-30")
    assert answer.status_code == 400
    assert "不是日期" in answer.text


def test_a_template_names_the_document_and_its_last_day(get: Any, ends_soon: Json) -> None:
    answer = get(f"/cleanup/ending/{ends_soon['id']}/republish.docx")
    assert answer.status_code == 200
    opened = docx.Document(io.BytesIO(answer.data))
    said = "\n".join(one.text for one in opened.paragraphs)
    last = TODAY + timedelta(20)
    assert "《示例管理办法》" in said
    assert f"{last.year}年{last.month}月{last.day}日" in said


def test_there_is_no_template_for_what_does_not_end(get: Any, make: Callable[..., Json]) -> None:
    assert get(f"/cleanup/ending/{make()['id']}/extend.docx").status_code == 404


def test_a_department_begins_no_clean_up(clerk: str) -> None:
    with pytest.raises(tk.NotAuthorized):
        call_action("ankang_cleanup_open", {"user": clerk}, title="越权", asked_until=day(1))


def decide(app: Any, campaign: Json, keeper: str, organ: str, **more: str) -> None:
    notice = {"title": "示例清理结果", "number": "示发〔2026〕999号", "organ": organ}
    asked = {"id": campaign["id"], "day": day(-1), **notice, **more}
    call_action("ankang_cleanup_decide", {"user": keeper}, **asked)
    worker.run_due(app.flask_app)


def test_decided_lists_become_events(
    app: Any,
    campaign: Json,
    department: Json,
    clerk: str,
    keeper: str,
    make: Callable[..., Json],
) -> None:
    outcomes = ("keep", "change", "repeal", "lapse")
    made = {one: make(title=f"{campaign['words']}{one}") for one in outcomes}
    for outcome, package in made.items():
        said = {"id": campaign["id"], "document": package["id"], "outcome": outcome}
        call_action("ankang_cleanup_entry_set", {"user": clerk}, **said)
    decide(app, campaign, keeper, department["title"], change_until=day(90))
    found = call_action("ankang_cleanup_show", {"user": keeper}, id=campaign["id"])
    assert {one["problem"] for one in found["entries"]} <= {""}
    assert found["state"] == "decided"
    shown = {
        one: call_action("ankang_document_show", id=package["id"]) for one, package in made.items()
    }
    states = {one: found["force"]["state"] for one, found in shown.items()}
    assert states == {
        "keep": "in_force",
        "change": "in_force",
        "repeal": "repealed",
        "lapse": "lapsed",
    }
    assert "needs_change" in {flag["code"] for flag in shown["change"]["flags"]}
    assert [(one["id"], one["last_day"]) for one in listed(department)] == [
        (made["change"]["id"], day(90))
    ]
    assert [one["outcome"] for one in found["catalogues"]["end"]] == ["lapse", "repeal"]


def test_what_the_record_refuses_is_written_beside_the_document(
    app: Any, campaign: Json, keeper: str, make: Callable[..., Json]
) -> None:
    package = make(title=f"{campaign['words']}办法")
    said = {"id": campaign["id"], "document": package["id"], "outcome": "repeal"}
    call_action("ankang_cleanup_entry_set", {"user": keeper}, **said)
    decide(app, campaign, keeper, "示例市示例乙局")
    found = call_action("ankang_cleanup_show", {"user": keeper}, id=campaign["id"])
    assert "不是制定机关" in found["entries"][0]["problem"]
    assert call_action("ankang_document_show", id=package["id"])["force"]["state"] == "in_force"


def test_lists_that_disagree_are_found_and_stop_the_decision(
    campaign: Json, clerk: str, keeper: str, make: Callable[..., Json]
) -> None:
    disputed, missing = (make(title=f"{campaign['words']}{one}") for one in ("一", "二"))
    for person, outcome in ((clerk, "keep"), (keeper, "repeal")):
        said = {"id": campaign["id"], "document": disputed["id"], "outcome": outcome}
        call_action("ankang_cleanup_entry_set", {"user": person}, **said)
    found = call_action("ankang_cleanup_show", {"user": keeper}, id=campaign["id"])["findings"]
    assert [(one["code"], one["document"]) for one in found] == [
        ("on_two", disputed["id"]),
        ("on_none", missing["id"]),
    ]
    notice = {"title": "示例", "number": "示发〔2026〕999号", "organ": "示例", "day": day(0)}
    with pytest.raises(tk.ValidationError, match="在两个目录上"):
        call_action("ankang_cleanup_decide", {"user": keeper}, id=campaign["id"], **notice)


def test_an_open_clean_up_is_no_news_for_the_public(get: Any, campaign: Json) -> None:
    assert get(f"/cleanup/campaign/{campaign['id']}").status_code == 404
    asked = {"ignore_auth": False, "user": ""}
    assert campaign["id"] not in {one["id"] for one in call_action("ankang_cleanup_list", asked)}


def test_the_clean_up_page_lists_documents_and_gives_catalogues(
    get: Any, campaign: Json, clerk: str, keeper: str, make: Callable[..., Json]
) -> None:
    package = make(title=f"{campaign['words']}办法")
    address = f"/cleanup/campaign/{campaign['id']}"
    page = get(address, signed_in(clerk)).text
    assert package["title"] in page
    assert "没有列入任何目录" in page
    said = {"id": campaign["id"], "document": package["id"], "outcome": "keep"}
    call_action("ankang_cleanup_entry_set", {"user": clerk}, **said)
    table = get(f"{address}/keep.csv", signed_in(keeper)).text
    assert f"1,{package['title']}" in table
    written = get(f"{address}/keep.docx", signed_in(keeper)).data
    opened = docx.Document(io.BytesIO(written))
    assert any(package["title"] in one.text for one in opened.paragraphs)


@pytest.fixture
def last_year(make: Callable[..., Json]) -> Json:
    """One document made last year and repealed in it, one made before and in force."""
    old, gone = f"{THIS_YEAR - 1}-02-01", f"{THIS_YEAR - 1}-10-01"
    make({"kind": "repealed", "day": gone}, title="示例废止办法", published=old)
    make({"kind": "reviewed", "day": gone, "detail": {"outcome": "continues"}}, published=old)
    return {"year": THIS_YEAR - 1}


def figures(person: str, organ: str, year: int) -> Json:
    asked = {"year": year, "organ": organ}
    return call_action("ankang_annual_report_show", {"user": person}, **asked)


def test_the_figures_of_a_year_are_counted_from_what_happened(
    department: Json, clerk: str, last_year: Json
) -> None:
    (row,) = figures(clerk, department["title"], **last_year)["rows"]
    assert {name: row["figures"][name] for name in ("made", "repealed", "ended", "valid")} == {
        "made": 2,
        "repealed": 1,
        "ended": 1,
        "valid": 1,
    }


def test_reported_figures_stay_when_an_event_comes_late(
    department: Json, keeper: str, last_year: Json, make: Callable[..., Json]
) -> None:
    organ = {**last_year, "organ": department["title"]}
    call_action("ankang_annual_report_freeze", {"user": keeper}, **organ)
    make(title="迟到的办法", published=f"{THIS_YEAR - 1}-12-01")
    found = figures(keeper, department["title"], **last_year)
    assert found["rows"][0]["figures"]["made"] == 3
    assert found["rows"][0]["changed"]
    assert found["reports"][0]["rows"][0]["figures"]["made"] == 2
    assert len(found["reports"][0]["documents"]) == 2
    with pytest.raises(tk.ValidationError, match="已经上报"):
        call_action("ankang_annual_report_freeze", {"user": keeper}, **organ)


def test_a_figure_that_last_year_does_not_explain_is_named(
    department: Json, keeper: str, last_year: Json, make: Callable[..., Json]
) -> None:
    organ = {**last_year, "organ": department["title"]}
    call_action("ankang_annual_report_freeze", {"user": keeper}, **organ)
    make(published=f"{THIS_YEAR}-01-02")
    before = figures(keeper, department["title"], THIS_YEAR)["rows"][0]["unexplained"]
    make(title="迟到的办法", published=f"{THIS_YEAR - 1}-12-01")
    assert figures(keeper, department["title"], THIS_YEAR)["rows"][0]["unexplained"] == before + 1


def test_a_year_that_is_not_over_is_not_reported(
    department: Json, keeper: str, make: Callable[..., Json]
) -> None:
    make()
    asked = {"year": THIS_YEAR, "organ": department["title"]}
    with pytest.raises(tk.ValidationError, match="还没有结束"):
        call_action("ankang_annual_report_freeze", {"user": keeper}, **asked)


def test_a_department_sees_and_reports_its_own_figures_alone(
    department: Json, clerk: str, in_post: Callable[..., str], last_year: Json
) -> None:
    stranger = in_post("leader", factories.Organization(title=f"示例乙局{uuid4().hex[:6]}")["id"])
    assert figures(stranger, department["title"], **last_year)["rows"] == []
    asked = {**last_year, "organ": department["title"]}
    for person in (clerk, stranger):
        with pytest.raises(tk.NotAuthorized):
            call_action("ankang_annual_report_freeze", {"user": person}, **asked)


def test_the_page_of_a_year_shows_figures_places_and_documents(
    get: Any, department: Json, keeper: str, last_year: Json
) -> None:
    address = f"/cleanup/annual/{last_year['year']}"
    page = get(address, signed_in(keeper)).text
    for words in (department["title"], "按地区汇总", "示例废止办法", "其中宣布失效", "上报"):
        assert words in page
    table = get(f"{address}.csv", signed_in(keeper)).text
    assert department["title"] in table
    assert get(address).status_code == 403


def test_what_is_not_filed_in_time_is_named_by_region(
    get: Any, department: Json, clerk: str, keeper: str, make: Callable[..., Json]
) -> None:
    late, soon, filed = make(published=day(-60)), make(published=day(-3)), make()
    entry = {"organ": "示例市人民政府", "number": "示府备〔2026〕1号", "date": day(-20)}
    call_action("package_patch", id=filed["id"], filings=[entry])
    found = call_action("ankang_filing_list", {"user": clerk})
    assert {one["id"]: (one["late"], bool(one["filed"])) for one in found["documents"]} == {
        late["id"]: (True, False),
        soon["id"]: (False, False),
        filed["id"]: (False, True),
    }
    (region,) = found["regions"]
    assert (region["filed"], region["waiting"], region["late"]) == (1, 2, 1)
    everywhere = call_action("ankang_filing_list", {"user": keeper})["documents"]
    assert {late["id"], filed["id"]} <= {one["id"] for one in everywhere}
    page = get("/cleanup/filing", signed_in(keeper)).text
    assert "示府备〔2026〕1号" in page
    assert "逾期" in page
    assert get("/cleanup/filing").status_code == 403


def test_a_decided_catalogue_is_begun_as_a_document(
    app: Any,
    campaign: Json,
    law_office: str,
    keeper: str,
    post: Callable[..., Any],
    make: Callable[..., Json],
) -> None:
    package = make(title=f"{campaign['words']}办法")
    said = {"id": campaign["id"], "document": package["id"], "outcome": "keep"}
    call_action("ankang_cleanup_entry_set", {"user": keeper}, **said)
    decide(app, campaign, keeper, package["issuer"])
    asked = {"id": law_office, "username": keeper, "role": "editor"}
    call_action("organization_member_create", **asked)
    answer = post(f"/cleanup/campaign/{campaign['id']}/keep/draft", keeper)
    assert answer.status_code == 302, answer.text
    draft = answer.location.rpartition("/")[2]
    written = call_action("ankang_revision_show", {"user": keeper}, id=draft)["content"]
    assert any(package["title"] in line for line in written["document_text"])
    assert (written["owner_org"], written["kind"]) == (law_office, "other")


def test_everybody_sees_what_a_decided_clean_up_left_out(
    app: Any, get: Any, campaign: Json, keeper: str, make: Callable[..., Json]
) -> None:
    listed_, left = (make(title=f"{campaign['words']}{one}") for one in ("一", "二"))
    said = {"id": campaign["id"], "document": listed_["id"], "outcome": "keep"}
    call_action("ankang_cleanup_entry_set", {"user": keeper}, **said)
    decide(app, campaign, keeper, left["issuer"])
    page = get(f"/cleanup/campaign/{campaign['id']}").text
    assert "没有列入任何目录" in page
    assert left["title"] in page

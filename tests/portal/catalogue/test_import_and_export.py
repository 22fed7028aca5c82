"""A whole 目录 becomes drafts, a 清单 lines; the catalogue is exported as anybody may see it."""

import csv
import io
import json
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import openpyxl
import pytest
from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action
from werkzeug.datastructures import FileStorage

from ckanext.ankang.catalogue.sync import synchronise
from ckanext.ankang.jobs import outbox

HEADER = "信息资源名称,提供单位,主题,更新周期,开放类型,摘要,标签"


@pytest.fixture
def clerk() -> dict[str, Any]:
    """A clerk of the bureau of civil affairs, and of no other."""
    synchronise()
    name = f"shili-{uuid4().hex[:12]}"
    person = factories.UserWithToken(name=name, email=f"{name}@example.com")
    call_action("organization_member_create", id="minzheng", username=name, role="editor")
    return person


@pytest.fixture
def bring(clerk: Any) -> Any:
    """Imports lines as the clerk."""

    def bring_(*lines: str, header: str = HEADER, **said: Any) -> dict[str, Any]:
        text = "\n".join((header, *lines)) + "\n"
        upload = FileStorage(io.BytesIO(text.encode()), filename="目录.csv")
        context = {"user": clerk["name"], "ignore_auth": False}
        return call_action("ankang_catalogue_import", context, upload=upload, **said)

    return bring_


def title() -> str:
    return f"示例名录{uuid4().hex[:8]}"


def row(name: str, department: str = "市民政局", openness: str = "无条件开放") -> str:
    return f"{name},{department},社会救助,每年,{openness},示例摘要,养老、机构"


def as_(person: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": person["token"]}


def public(**fields: Any) -> dict[str, Any]:
    synchronise()
    wanted = {
        "id": str(uuid4()),
        "title": title(),
        "theme": "welfare",
        "update_frequency": "yearly",
        "openness": "unconditional",
        "owner_org": "minzheng",
    }
    return call_action("package_create", **{**wanted, **fields})


def test_good_rows_become_drafts_and_bad_ones_are_told(bring: Any) -> None:
    good = title()
    done = bring(row(good), row(title(), openness="可开放"), row(title(), department="市公安局"))
    assert [made["change"] for made in done["made"]] == ["new"]
    assert [
        "可填写" in p["problem"] or "不是" in p["problem"] or "不在词表" in p["problem"]
        for p in done["problems"]
    ] == [True, True]
    draft = call_action("ankang_revision_show", id=done["made"][0]["revision"])
    content = draft["content"]
    assert (content["title"], content["theme"], content["openness"]) == (
        good,
        "welfare",
        "unconditional",
    )
    assert [tag["name"] for tag in content["tags"]] == ["养老", "机构"]


def test_a_file_that_comes_again_makes_no_second_draft(bring: Any) -> None:
    name = title()
    one, other = bring(row(name)), bring(row(name))
    assert one["made"][0]["revision"] == other["made"][0]["revision"]
    assert other["made"][0]["change"] == "draft"


def test_looking_at_a_file_makes_nothing(bring: Any, clerk: Any) -> None:
    name = title()
    looked = bring(row(name), dry_run=True)
    assert looked["made"][0]["change"] == "new"
    context = {"user": clerk["name"], "ignore_auth": False}
    mine = call_action("ankang_revision_list", context, mine=True)
    assert name not in {draft["title"] for draft in mine}
    done = call_action("ankang_catalogue_import", context, upload_id=looked["upload_id"])
    assert "revision" in done["made"][0]
    with pytest.raises(tk.ObjectNotFound):
        call_action("ankang_catalogue_import", context, upload_id=looked["upload_id"])


def test_what_another_looked_at_is_not_there(bring: Any) -> None:
    looked = bring(row(title()), dry_run=True)
    other = factories.Sysadmin()
    with pytest.raises(tk.ObjectNotFound):
        call_action(
            "ankang_catalogue_import",
            {"user": other["name"], "ignore_auth": False},
            upload_id=looked["upload_id"],
        )


def test_a_public_dataset_gets_a_change_and_only_if_something_differs(bring: Any) -> None:
    made = public(notes="旧摘要")
    done = bring(row(made["title"]))
    assert [line["change"] for line in done["made"]] == ["change"]
    revision = call_action("ankang_revision_show", id=done["made"][0]["revision"])
    assert revision["package_id"] == made["id"]
    same = f"{made['title']},市民政局,社会救助,每年,无条件开放,旧摘要,"
    assert [line["change"] for line in bring(same)["made"]] == ["unchanged"]


def test_a_code_names_the_dataset_whatever_its_title(bring: Any) -> None:
    made = public()
    line = f"{title()},市民政局,社会救助,每年,无条件开放,,,{made['code']}"
    done = bring(line, header=f"{HEADER},信息资源代码", dry_run=True)
    assert done["made"][0]["change"] == "change"


def test_who_enters_nothing_may_not_import(bring: Any) -> None:
    user = factories.User()
    with pytest.raises(tk.NotAuthorized):
        call_action("ankang_catalogue_import", {"user": user["name"], "ignore_auth": False})


def test_a_file_that_is_too_large_is_refused(
    bring: Any, ckan_config: Any, monkeypatch: Any
) -> None:
    monkeypatch.setitem(ckan_config, "ckanext.ankang.catalogue.import_bytes", "10")
    with pytest.raises(tk.ValidationError, match="分成几个文件"):
        bring(row(title()))


def test_the_page_shows_problems_first_and_imports_what_is_right(app: Any, clerk: Any) -> None:
    name = title()
    text = f"{HEADER}\n{row(name)}\n{row(title(), openness='可开放')}\n"
    form = {"kind": "catalogue", "upload": (io.BytesIO(text.encode()), "目录.csv")}
    page = app.post(
        "/catalogue/import", data=form, headers=as_(clerk), content_type="multipart/form-data"
    ).body
    assert "1 行没有问题，1 处问题" in page
    assert "不在词表“开放属性”里" in page
    upload_id = page.split('name="upload_id" value="')[1].split('"')[0]
    done = app.post(
        "/catalogue/import", data={"kind": "catalogue", "upload_id": upload_id}, headers=as_(clerk)
    ).body
    assert "已导入“目录.csv”" in done
    assert name in done


def test_the_pages_are_for_those_who_are_meant(app: Any, clerk: Any) -> None:
    for path in ("/catalogue/import", "/catalogue/plan", "/catalogue/reexamination"):
        assert app.get(path).status_code == 403
        assert app.get(path, headers=as_(clerk)).status_code == 200


@pytest.mark.parametrize("kind", ["catalogue", "plan"])
def test_the_template_is_read_by_the_importer_and_offers_lists(
    app: Any, clerk: Any, bring: Any, kind: str
) -> None:
    answer = app.get(f"/catalogue/template/{kind}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    assert sheet.data_validations.dataValidation
    found = bring(",".join("" for _ in header), header=",".join(header), kind=kind, dry_run=True)
    assert not [p for p in found["problems"] if "不认识列" in p["problem"]]


def test_a_plan_is_held_against_the_catalogue(bring: Any, clerk: Any, app: Any) -> None:
    made, late, soon = public(), title(), title()
    header = "数据集名称,责任单位,计划开放时间,开放属性"
    lines = [
        f"{made['title']},市民政局,2020-01,无条件开放",
        f"{late},市民政局,2020-02,无条件开放",
        f"{soon},市民政局,2020-12,有条件开放",
    ]
    bring(*lines, header=header, kind="plan")
    bring(f"{soon},市民政局,2099-12,有条件开放", header=header, kind="plan")
    context = {"user": clerk["name"], "ignore_auth": False}
    states = {
        line["title"]: line["state"]
        for year in (2020, 2099)
        for line in call_action("ankang_catalogue_plan_list", context, year=year)["lines"]
    }
    assert {t: states[t] for t in (made["title"], late, soon)} == {
        made["title"]: "opened",
        late: "overdue",
        soon: "waiting",
    }
    page = app.get("/catalogue/plan?year=2020", headers=as_(clerk)).body
    assert late in page
    assert "逾期" in page


def test_a_plan_is_seen_by_its_department_and_the_platform_alone(bring: Any) -> None:
    late = title()
    bring(
        f"{late},市民政局,2021-02,无条件开放",
        header="数据集名称,责任单位,计划开放时间,开放属性",
        kind="plan",
    )
    stranger, office = factories.User(), factories.User()
    call_action("organization_member_create", id="gongan", username=stranger["name"], role="editor")
    call_action("organization_member_create", id="fazhan", username=office["name"], role="member")

    def seen(user: dict[str, Any]) -> set[str]:
        context = {"user": user["name"], "ignore_auth": False}
        found = call_action("ankang_catalogue_plan_list", context, year=2021)
        return {line["title"] for line in found["lines"]}

    assert late not in seen(stranger)
    assert late in seen(office)


def test_a_line_of_a_plan_is_removed_by_its_department_alone(bring: Any, clerk: Any) -> None:
    name = title()
    bring(
        f"{name},市民政局,2022-02,无条件开放",
        header="数据集名称,责任单位,计划开放时间,开放属性",
        kind="plan",
    )
    context = {"user": clerk["name"], "ignore_auth": False}
    listed = call_action("ankang_catalogue_plan_list", context, year=2022)["lines"]
    (line,) = [line for line in listed if line["title"] == name]
    stranger = {"user": factories.User()["name"], "ignore_auth": False}
    with pytest.raises(tk.NotAuthorized):
        call_action("ankang_catalogue_plan_remove", stranger, id=line["id"])
    call_action("ankang_catalogue_plan_remove", context, id=line["id"])
    after = call_action("ankang_catalogue_plan_list", context, year=2022)["lines"]
    assert name not in {line["title"] for line in after}


def test_closed_entries_are_listed_by_the_day_they_are_due(clerk: Any, app: Any) -> None:
    ground = {"ground": "privacy", "document": "政府信息公开条例", "article": "第十五条"}
    made = public(openness="closed", openness_grounds=[ground], reexamined_on="2024-03-01")
    context = {"user": clerk["name"], "ignore_auth": False}
    found = call_action("ankang_catalogue_reexamination_list", context, department="minzheng")
    mine = {entry["id"]: entry for entry in found}[made["id"]]
    assert (mine["due"], mine["overdue"]) == ("2025-03-01", True)
    none = call_action("ankang_catalogue_reexamination_list", context, until="2000-01-01")
    assert none == []
    workbench = app.get("/workbench", headers=as_(clerk)).body
    assert made["title"] in workbench
    assert "不予开放复核" in workbench


def test_the_whole_catalogue_is_exported_with_conditions_and_without_what_is_private(
    app: Any,
) -> None:
    shown = public(openness="conditional", openness_condition="实名申请")
    hidden = public(private=True)
    outbox.drain()
    table = list(
        csv.DictReader(io.StringIO(app.get("/catalogue.csv").get_data().decode("utf-8-sig")))
    )
    by_title = {line["2 名称"]: line for line in table}
    assert by_title[shown["title"]]["10.2 开放条件"] == "实名申请"
    assert by_title[shown["title"]]["3 信息资源代码"] == shown["code"]
    assert hidden["title"] not in by_title
    told = json.loads(app.get("/catalogue.json").body)
    assert told["norm"]["code"] == "发改高技〔2017〕1272号"
    assert shown["id"] in {entry["id"] for entry in told["entries"]}
    book = openpyxl.load_workbook(io.BytesIO(app.get("/catalogue.xlsx").get_data()))
    assert book.sheetnames == ["目录", "信息项"]


def test_all_rows_are_in_the_export_however_many_pages(
    monkeypatch: Any, ckan_config: Any, app: Any
) -> None:
    monkeypatch.setitem(ckan_config, "ckanext.ankang.catalogue.export_page", "2")
    made = {public()["id"] for _ in range(3)}
    outbox.drain()
    told = json.loads(app.get("/catalogue.json").body)
    assert made <= {entry["id"] for entry in told["entries"]}
    assert model.Session.query(model.Package).count() >= len(told["entries"])

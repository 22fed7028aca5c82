"""The page on which columns are described: one saved at a time, with scripts or without."""

import json

import lxml.html
import pytest
from ckan.plugins import toolkit as tk
from ckan.tests.helpers import call_action

from .conftest import validate

WIDE = 300


@pytest.fixture
def address(resource):
    return f"/dataset/{resource['package_id']}/resource/{resource['id']}/columns"


def browser(app, person):
    """A person's browser, which sends a page's forms as they stand."""
    client = app.test_client()
    with client.session_transaction(base_url=tk.config["ckan.site_url"]) as session:
        session.update(_user_id=person["id"], _fresh=True)
    return client


@pytest.fixture
def desk(app, people):
    """The clerk's browser."""
    return browser(app, people.clerk)


@pytest.fixture
def bench(app, people):
    """The reviewer's browser."""
    return browser(app, people.admin)


@pytest.fixture
def undecided(desk, address, hand_in, publish):
    """A public version of whose column 名称 the clerk has said something."""
    version = hand_in("编号,名称\nA1,一路\n")
    publish(version)
    form = fields(desk.get(address).text, "ming_cheng")
    desk.post(f"{address}/column/ming_cheng", data={**form, "description": "等人看的说明"})
    return version


def fields(page, column_id):
    """What a browser would send of one column's form."""
    form = lxml.html.fromstring(page).get_element_by_id(f"form-{column_id}")
    found = form.getroottree().xpath(
        f"//*[@form='form-{column_id}' or ancestor::form[@id='form-{column_id}']][@name]"
    )
    return {
        one.get("name"): one.value if one.tag != "button" else one.get("value")
        for one in found
        if one.tag != "button" and (one.get("type") != "checkbox" or one.checked)
    }


def press(desk, page, words, **changes):
    """Send the form of a button as a browser would, and return the page that follows."""
    button = lxml.html.fromstring(page).xpath(f"//button[normalize-space()='{words}']")[0]
    form = button.xpath("ancestor::form")[0]
    sent = {
        **dict(form.form_values()),
        **({button.get("name"): button.get("value")} if button.get("name") else {}),
        **changes,
    }
    return desk.post(form.get("action"), data=sent).text


def test_without_scripts_one_column_is_saved_and_shown(desk, address, hand_in, resource):
    hand_in("编号,名称\nA1,一路\n")
    form = fields(desk.get(address).text, "ming_cheng")

    answer = desk.post(
        f"{address}/column/ming_cheng",
        data={**form, "description": "线路的名称", "required": "on"},
        follow_redirects=False,
    )

    assert answer.status_code == 302
    assert answer.location.endswith("#column-ming_cheng")
    shown = fields(desk.get(address).text, "ming_cheng")
    assert (shown["description"], shown["required"], shown["base_revision"]) == (
        "线路的名称",
        "on",
        "1",
    )


def test_what_was_refused_stands_in_its_form_with_the_reason(desk, address, hand_in):
    hand_in("编号,名称\nA1,一路\n")
    form = fields(desk.get(address).text, "ming_cheng")

    answer = desk.post(f"{address}/column/ming_cheng", data={**form, "unit": "很长的单位" * 9})

    assert answer.status_code == 409
    assert fields(answer.text, "ming_cheng")["unit"] == "很长的单位" * 9
    fault = lxml.html.fromstring(answer.text).get_element_by_id("fault-unit-ming_cheng")
    assert "最多 20 个字" in fault.text_content()


def test_the_later_of_two_pages_is_refused_with_the_others_value(desk, address, hand_in):
    hand_in("编号,名称\nA1,一路\n")
    form = fields(desk.get(address).text, "ming_cheng")
    desk.post(f"{address}/column/ming_cheng", data={**form, "description": "先保存的"})

    answer = desk.post(f"{address}/column/ming_cheng", data={**form, "description": "后保存的"})

    assert answer.status_code == 409
    assert "说明：先保存的" in answer.text
    assert fields(answer.text, "ming_cheng")["description"] == "后保存的"


def test_a_rename_is_confirmed_and_taken_back_on_the_page(
    desk, address, hand_in, publish, resource
):
    publish(hand_in("编号,名称\nA1,一路\n"))
    version = hand_in("编号,线路名称\nA1,一路\n")
    report = desk.get(f"/version/{version['id']}/validation").text
    assert "“名称”（接口字段 ming_cheng）可能改名为“线路名称”" in report
    assert "少了列“名称”（ming_cheng）" in report

    page = press(desk, desk.get(address).text, "是改名，接口字段不变")
    assert "“名称”改名为“线路名称”" in page

    page = press(desk, page, "撤销这个决定")
    assert "是改名，接口字段不变" in page


def test_a_required_column_that_vanished_need_not_be_required_any_more(
    desk, address, hand_in, publish, resource
):
    first = hand_in("编号,名称\nA1,一路\n")
    said = {"column_id": "ming_cheng", "base_revision": 0, "required": True}
    call_action("ankang_column_update", resource_id=resource["id"], **said)
    validate(first)
    publish(first)
    version = hand_in("编号,班次\nA1,3\n")
    found = call_action("ankang_validation_show", version_id=version["id"])
    assert found["sentence"] == "表头里缺少规定的字段“名称”。请补上这一列。"

    press(desk, desk.get(address).text, "不再要求“名称”")
    validate(version)

    found = call_action("ankang_validation_show", version_id=version["id"])
    assert found["verdict"] == "valid"


def differences(page):
    """Each difference that waits, in the words of the page; nothing where nothing waits."""
    found = lxml.html.fromstring(page).xpath("//section[@id='waiting']//dl")
    return [" ".join(one.text_content().split()) for one in found]


def test_the_clerk_is_shown_what_waits_without_buttons(undecided, desk, address):
    page = desk.get(address).text

    assert differences(page) == ["说明 （空） →改为 等人看的说明"]
    row = lxml.html.fromstring(page).get_element_by_id("column-ming_cheng")
    assert "待审核" in row.xpath("./th")[0].text_content()
    assert "通过选中的修改" not in page


def test_the_reviewer_approves_on_the_page(undecided, desk, bench, address):
    page = press(bench, bench.get(address).text, "通过选中的修改")

    assert differences(page) == []
    assert "待审核" not in desk.get(address).text.split("<tbody>")[1].split("</tbody>")[0]


def test_the_reviewer_rejects_on_the_page_and_the_clerk_reads_why(undecided, desk, bench, address):
    page = bench.get(address).text
    assert "至少 5 个字" in press(bench, page, "退回选中的修改")

    press(bench, page, "退回选中的修改", reason="请写明是哪条线路")

    page = desk.get(address).text
    assert differences(page) == []
    assert "退回理由：请写明是哪条线路" in page
    assert fields(page, "ming_cheng")["description"] == "等人看的说明"


def test_a_page_without_a_ticked_column_decides_nothing(undecided, bench, address):
    page = press(bench, bench.get(address).text, "通过选中的修改", columns=[])

    assert "没有选中等待审核的修改" in page
    assert differences(page) != []


@pytest.mark.parametrize("who", ["clerk", "member", "stranger", "nobody"])
def test_the_list_of_what_waits_is_for_reviewers(who, people, get):
    assert get("/columns/waiting", getattr(people, who)).status_code == 403


def test_reviewers_find_what_waits_and_are_told_when_nothing_does(
    undecided, bench, people, resource
):
    linked = f"/dataset/{call_action('package_show', id=resource['package_id'])['name']}/resource"
    assert f"{linked}/{resource['id']}/columns#waiting" in bench.get("/columns/waiting").text

    for one in call_action("ankang_column_waiting_list"):
        said = {"resource_id": one["resource_id"], "reason": "测试结束，全部退回"}
        call_action("ankang_column_reject", {"user": people.admin["name"]}, **said)
    assert "没有等待审核的列说明" in bench.get("/columns/waiting").text


@pytest.mark.parametrize("who", ["member", "stranger", "nobody"])
def test_the_page_is_for_those_who_may_edit(who, address, hand_in, people, get):
    hand_in("编号,名称\nA1,一路\n")

    answer = get(address, getattr(people, who))

    assert answer.status_code == 403


def test_a_resource_without_a_file_says_what_to_do(desk, address):
    assert "请先上传文件" in desk.get(address).text


def test_a_file_of_300_columns_is_read_described_and_published(
    desk, address, app, people, hand_in, publish, resource
):
    titles = [f"指标{number}" for number in range(1, WIDE + 1)]
    rows = "\n".join(",".join(str(row * number) for number in range(WIDE)) for row in range(1, 6))
    version = hand_in(f"{','.join(titles)}\n{rows}\n", "年鉴.csv")
    page = desk.get(address).text
    forms = lxml.html.fromstring(page).xpath("//form[@data-ak-column]/@data-ak-column")
    assert len(forms) == WIDE

    for number, column_id in enumerate(forms, start=1):
        said = {"description": f"第 {number} 项指标", "unit": "万元"}
        answer = app.test_client().post(
            "/api/3/action/ankang_column_update",
            headers={"Authorization": people.clerk["token"], "Content-Type": "application/json"},
            data=json.dumps(
                {"resource_id": resource["id"], "column_id": column_id, "base_revision": 0, **said}
            ),
        )
        assert answer.status_code == 200, answer.text
    validate(version)
    publish(version)

    assert "已说明 300 列，共 300 列" in desk.get(address).text
    answered = call_action("datastore_info", id=resource["id"])["fields"]
    infos = [field["info"] for field in answered if field["id"] != "_id"]
    assert infos == [
        {"label": title, "notes": f"第 {number} 项指标", "unit": "万元"}
        for number, title in enumerate(titles, start=1)
    ]
    public = app.get(f"/dataset/{resource['package_id']}/resource/{resource['id']}").text
    assert "数据字典：300 列 · 已确认" in public
    assert "第 300 项指标" in public

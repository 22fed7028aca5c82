"""The pages of a draft, as a clerk's browser asks for them."""

import io
import re
import time
from urllib.parse import urlsplit

import pytest
from ckan import model
from ckan.tests.helpers import call_action
from openpyxl import load_workbook

from ckanext.ankang.quality import validations

ROWS = "线路编号,线路名称,开通日期\n1,一路,2020-01-01\n2,二路,2022-12-01\n".encode()
# The second line has a cell too many.
BAD = "线路编号,线路名称,开通日期\n1,一路,2020-01-01\n2,二路,2022-12-01,多出来的\n".encode()
NAME = "安康市汉滨区公交线路一览表.csv"


@pytest.fixture
def desk(app, people):
    """A clerk's browser: asks for pages with his token, posts forms and files."""

    class Desk:
        def __init__(self, person):
            self.client = app.test_client()
            self.headers = {"Authorization": person["token"]}

        def open(self, path, **headers):
            return self.client.get(
                path, headers={**self.headers, **headers}, follow_redirects=False
            )

        def post(self, path, data=None, **headers):
            return self.client.post(
                path,
                data=data or {},
                headers={**self.headers, **headers},
                content_type="multipart/form-data",
                follow_redirects=False,
            )

    return Desk


@pytest.fixture
def clerk(desk, people):
    return desk(people.clerk)


def dropped(content=ROWS, name=NAME):
    return (io.BytesIO(content), name)


def read(revision_id):
    """What the worker does with the files of a draft."""
    content = call_action("ankang_revision_show", id=revision_id)["content"]
    for resource in content["resources"]:
        version = call_action("ankang_file_version_show", id=resource["version_id"])
        validations.run_once(version)
    model.Session.commit()


def begun(clerk, people, *files, **form):
    answer = clerk.post(
        "/draft/new", {"upload": list(files), "owner_org": people.ours["id"], **form}
    )
    assert answer.status_code == 302, answer.text
    return urlsplit(answer.location).path


def id_of(path):
    return path.rpartition("/")[2]


def value(page, name):
    found = re.search(rf'<(?:input|textarea|select)[^>]*name="{name}"[^>]*>', page)
    return found[0] if found else ""


def test_a_dropped_file_becomes_a_draft_that_is_being_read(clerk, people):
    path = begun(clerk, people, dropped())
    page = clerk.open(path).text
    assert NAME in page
    assert "等待读取" in page
    assert "data-ak-waiting" in page


def test_what_was_read_is_proposed_with_its_ground(clerk, people):
    path = begun(clerk, people, dropped())
    read(id_of(path))
    page = clerk.open(path).text
    assert 'value="安康市汉滨区公交线路"' in value(page, "title")
    assert "已按文件填入，请核对：取自文件名" in page
    assert re.search(r'<option value="610902" selected>汉滨区', page)
    assert re.search(r'<option value="transport" selected>', page)
    assert 'value="2020-01-01"' in value(page, "covers_from")
    assert 'value="2022-12-01"' in value(page, "covers_to")


def test_a_frequency_is_suggested_and_not_filled_in(clerk, people):
    path = begun(clerk, people, dropped(name="2026年第三季度公交线路.csv"))
    read(id_of(path))
    page = clerk.open(path).text
    assert "建议“每季度”" in page
    assert not re.search(r'<option value="quarterly" selected', page)


def test_several_files_are_several_drafts_or_one(clerk, people):
    files = [dropped(name="公交线路甲.csv"), dropped(name="公交线路乙.csv")]
    assert begun(clerk, people, *files) == "/draft"
    files = [dropped(name="公交线路甲.csv"), dropped(name="公交线路乙.csv")]
    path = begun(clerk, people, *files, together="yes")
    found = call_action("ankang_revision_show", id=id_of(path))
    assert len(found["content"]["resources"]) == 2


def test_without_a_file_the_page_says_what_to_do(clerk, people):
    answer = clerk.post("/draft/new", {"owner_org": people.ours["id"]})
    assert answer.status_code == 400
    assert "没有选择文件" in answer.text


def test_findings_stand_on_the_page_and_in_the_cells_of_the_workbook(clerk, people):
    path = begun(clerk, people, dropped(BAD))
    read(id_of(path))
    page = clerk.open(path).text
    assert "多出" in page
    (address,) = re.findall(r'href="([^"]+/workbook)"', page)
    book = load_workbook(io.BytesIO(clerk.open(address).data))
    assert book.sheetnames == ["处理单", "数据"]
    assert [c.coordinate for row in book["数据"] for c in row if c.comment] == ["D3"]


def test_the_corrected_workbook_answers_the_findings(clerk, people):
    path = begun(clerk, people, dropped(BAD))
    read(id_of(path))
    (address,) = re.findall(r'href="([^"]+/workbook)"', clerk.open(path).text)
    book = load_workbook(io.BytesIO(clerk.open(address).data))
    book["数据"]["D3"] = None
    book["处理单"]["F4"] = "多录的一格，已删去"
    out = io.BytesIO()
    book.save(out)
    answer = clerk.post(f"{path}/file", {"upload": dropped(out.getvalue(), "线路 处理单.xlsx")})
    assert answer.status_code == 302
    read(id_of(path))
    page = clerk.open(path).text
    assert "改好 1 处，还有 0 处" in page
    assert "多录的一格，已删去" in page
    (resource,) = call_action("ankang_revision_show", id=id_of(path))["content"]["resources"]
    version = call_action("ankang_file_version_show", id=resource["version_id"])
    assert version["number"] == 2
    assert version["name"].endswith(".csv")


def test_a_workbook_of_another_draft_is_refused(clerk, people):
    one = begun(clerk, people, dropped(BAD))
    read(id_of(one))
    (address,) = re.findall(r'href="([^"]+/workbook)"', clerk.open(one).text)
    content = clerk.open(address).data
    other = begun(clerk, people, dropped())
    clerk.post(f"{other}/file", {"upload": dropped(content, "处理单.xlsx")})
    assert "另一份草稿的处理单" in clerk.open(other).text
    assert len(call_action("ankang_revision_show", id=id_of(other))["content"]["resources"]) == 1


def form_of(page, **changes):
    """The form as a browser would send it, with what a person changed."""
    form = dict(re.findall(r'<input[^>]*?type="(?:hidden|text|date)"[^>]*', page) and {})
    edit = re.search(r'name="edit" value="(\d+)"', page)[1]
    return {**form, "edit": edit, **changes}


def test_a_draft_saves_itself_and_says_when(clerk, people):
    path = begun(clerk, people, dropped())
    form = form_of(clerk.open(path).text, title="公交线路", contact_department="运输科")
    answer = clerk.post(path, form, Accept="application/json")
    assert answer.status_code == 200
    assert re.fullmatch(r"\d\d:\d\d", answer.json["saved"])
    saved = call_action("ankang_revision_show", id=id_of(path))
    assert saved["content"]["contact_department"] == "运输科"
    assert saved["edit"] == answer.json["edit"]


def test_a_draft_is_saved_by_a_plain_button_and_shown_as_asked(clerk, people):
    path = begun(clerk, people, dropped())
    form = form_of(clerk.open(path).text, title="公交线路", do="preview")
    assert urlsplit(clerk.post(path, form).location).path == f"{path}/preview"


def test_entries_of_a_repeating_field_are_kept_and_removed(clerk, people):
    path = begun(clerk, people, dropped())
    said = {"openness": "closed", "openness_grounds-shown": "yes"}
    said |= {"openness_grounds-0-document": "甲条例", "openness_grounds-0-article": "第一条"}
    said |= {"openness_grounds-1-document": "乙条例", "openness_grounds-1-article": "第二条"}
    said |= {"openness_grounds-1-remove": "yes"}
    clerk.post(path, form_of(clerk.open(path).text, **said))
    content = call_action("ankang_revision_show", id=id_of(path))["content"]
    assert content["openness_grounds"] == [{"document": "甲条例", "article": "第一条"}]


def test_two_who_change_other_fields_both_have_theirs(clerk, desk, people, call, second_clerk):
    path = begun(clerk, people, dropped())
    page = clerk.open(path).text
    revision = call_action("ankang_revision_show", id=id_of(path))
    save = {"id": revision["id"], "edit": revision["edit"]}
    call("ankang_revision_save", people.admin, **save, content={"place": "中心城区"})
    answer = clerk.post(path, form_of(page, title="公交线路"), Accept="application/json")
    assert answer.json["joined"] is True
    content = call_action("ankang_revision_show", id=id_of(path))["content"]
    assert (content["title"], content["place"]) == ("公交线路", "中心城区")


def test_a_conflict_shows_both_sides_and_keeps_what_was_typed(clerk, people, call):
    path = begun(clerk, people, dropped())
    page = clerk.open(path).text
    revision = call_action("ankang_revision_show", id=id_of(path))
    save = {"id": revision["id"], "edit": revision["edit"]}
    call("ankang_revision_save", people.admin, **save, content={"title": "别人的名称"})
    answer = clerk.post(path, form_of(page, title="我的名称", notes="我的摘要"))
    assert answer.status_code == 409
    assert "别人的名称" in answer.text
    assert 'value="我的名称"' in value(answer.text, "title")
    assert "我的摘要" in answer.text
    chosen = form_of(answer.text, title="我的名称", notes="我的摘要")
    assert clerk.post(path, {**chosen, "keep-title": "theirs"}).status_code == 302
    content = call_action("ankang_revision_show", id=revision["id"])["content"]
    assert (content["title"], content["notes"]) == ("别人的名称", "我的摘要")


def test_a_removed_file_can_be_brought_back(clerk, people):
    path = begun(clerk, people, dropped())
    (resource,) = call_action("ankang_revision_show", id=id_of(path))["content"]["resources"]
    clerk.post(f"{path}/file/{resource['id']}/remove")
    assert "已移除" in clerk.open(path).text
    clerk.post(f"{path}/file/{resource['id']}/restore")
    assert call_action("ankang_revision_show", id=id_of(path))["content"]["resources"] == [resource]


def test_a_draft_is_only_dropped_when_that_is_confirmed(clerk, people):
    path = begun(clerk, people, dropped())
    clerk.post(f"{path}/drop")
    assert call_action("ankang_revision_show", id=id_of(path))["state"] == "draft"
    clerk.post(f"{path}/drop", {"confirmed": "yes"})
    assert call_action("ankang_revision_show", id=id_of(path))["state"] == "dropped"
    assert id_of(path) not in clerk.open("/draft").text


def test_what_is_missing_is_listed_with_links(clerk, people):
    path = begun(clerk, people, dropped())
    page = clerk.open(f"{path}/submit").text
    assert "还没有读完" in page
    assert "更新周期" in page
    assert f"{path}?check=yes#field-update_frequency" in page
    assert "提交审核</button>" not in page


def complete(clerk, people):
    path = begun(clerk, people, dropped())
    read(id_of(path))
    said = {"title": "公交线路", "theme": "transport", "notes": "各条线路"}
    said |= {"update_frequency": "yearly", "openness": "unconditional", "license_id": "cc-by"}
    said |= {"contact_department": "运输科"}
    assert clerk.post(path, form_of(clerk.open(path).text, **said)).status_code == 302
    return path


@pytest.fixture
def post(people):
    """The clerk has the post that lets him hand in."""
    call_action(
        "ankang_post_grant",
        person=people.clerk["name"],
        post="clerk",
        department=people.ours["id"],
    )


def test_who_has_no_post_is_told_so_before_he_hands_in(desk, people, call):
    stranger = desk(people.stranger)
    answer = stranger.post("/draft/new", {"upload": dropped(), "owner_org": people.theirs["id"]})
    path = urlsplit(answer.location).path
    assert "没有“科室经办人”岗位" in stranger.open(f"{path}/submit").text


def test_a_complete_draft_is_handed_in_by_a_profile_with_its_date(clerk, people, post):
    path = complete(clerk, people)
    page = clerk.open(f"{path}/submit").text
    assert re.findall("<li>(.*?) <a", page) == []
    assert "标准" in page
    answer = clerk.post(f"{path}/submit", {"profile": "standard", "formed_on": "2026-11-20"})
    assert urlsplit(answer.location).path == f"{path}/preview"
    revision = call_action("ankang_revision_show", id=id_of(path))
    assert (revision["state"], revision["content"]["formed_on"]) == ("submitted", "2026-11-20")
    assert urlsplit(clerk.open(path).location).path == f"{path}/preview"
    assert "审核中" in clerk.open(f"{path}/preview").text


def test_the_preview_is_the_public_page(clerk, people):
    path = complete(clerk, people)
    page = clerk.open(f"{path}/preview")
    assert page.status_code == 200
    assert "这是预览" in page.text
    assert "运输科" in page.text
    assert "数据字典：3 列" in page.text


def test_columns_that_a_dictionary_knows_are_adopted_and_the_others_asked(clerk, people):
    path = complete(clerk, people)
    (resource,) = call_action("ankang_revision_show", id=id_of(path))["content"]["resources"]
    page = clerk.open(f"{path}/file/{resource['id']}/columns").text
    (column,) = re.findall(r'id="column-(\w+)" data-ak-name="线路名称"', page) or [None]
    known = "共享字典认识" in clerk.open(path).text
    if column is None:
        assert known
        column = "xian_lu_ming_cheng"
    clerk.post(
        f"{path}/file/{resource['id']}/columns/{column}",
        {"base_revision": "0", "description": "线路的名称", "type": "string", "unit": ""},
    )
    listed = call_action("ankang_column_list", resource_id=resource["id"])
    said = {one["id"]: one["values"]["description"] for one in listed["columns"]}
    assert said[column] == "线路的名称"


def test_nobody_else_sees_a_draft_or_its_workbook(clerk, desk, people):
    path = begun(clerk, people, dropped(BAD))
    read(id_of(path))
    (resource,) = call_action("ankang_revision_show", id=id_of(path))["content"]["resources"]
    for person in (people.member, people.stranger):
        for page in (path, f"{path}/preview", f"{path}/submit"):
            assert desk(person).open(page).status_code == 404
        address = f"{path}/file/{resource['id']}/workbook"
        assert desk(person).open(address).status_code == 404
    assert clerk.client.get(path).status_code in (302, 403)


def test_cores_forms_lead_here(clerk, people, resource):
    name = call_action("package_show", id=resource["package_id"])["name"]
    assert urlsplit(clerk.open("/dataset/new").location).path == "/draft/new"
    for address in (f"/dataset/edit/{name}", f"/dataset/{name}/resource/new"):
        assert f"/draft/new?dataset={name}" in clerk.open(address).location


def test_a_public_dataset_gets_a_new_version_by_dropping_a_file_on_it(clerk, people, published):
    resource_id = published["resource_id"]
    name = call_action("resource_show", id=resource_id)["package_id"]
    assert "的新版本" in clerk.open(f"/draft/new?dataset={name}").text
    said = {"dataset": name, "resource": resource_id, "upload": dropped()}
    path = urlsplit(clerk.post("/draft/new", said).location).path
    (found,) = call_action("ankang_revision_show", id=id_of(path))["content"]["resources"]
    assert found["id"] == resource_id
    assert found["version_id"] != published["id"]


def test_a_visitor_is_not_offered_to_hand_in(app, clerk):
    assert "提交数据" not in app.get("/").text
    assert "提交数据" in clerk.open("/").text


def test_a_file_of_300_columns_goes_the_whole_way(clerk, people, post):
    titles = [f"线路客流{n}" for n in range(300)]
    lines = [",".join(titles), *(",".join(str(n + m) for n in range(300)) for m in range(20))]
    wide = "\n".join(lines).encode()
    path = begun(clerk, people, dropped(wide, "安康市公交指标.csv"))
    read(id_of(path))
    (resource,) = call_action("ankang_revision_show", id=id_of(path))["content"]["resources"]
    started = time.monotonic()
    page = clerk.open(path).text
    assert "共 300 列" in page
    assert time.monotonic() - started < 5
    assert len(page) < 200_000
    columns = clerk.open(f"{path}/file/{resource['id']}/columns").text
    assert columns.count('data-ak-column="') == 300
    said = {"resource_id": resource["id"], "base_revision": 0}
    for one in call_action("ankang_column_list", resource_id=resource["id"])["columns"][:3]:
        answer = clerk.client.post(
            "/api/3/action/ankang_column_update",
            json={**said, "column_id": one["id"], "description": "一项指标"},
            headers=clerk.headers,
        )
        assert answer.json["result"]["values"]["description"] == "一项指标"
    form = {"title": "公交指标", "theme": "transport", "update_frequency": "yearly"}
    form |= {"openness": "unconditional", "notes": "各项指标", "license_id": "cc-by"}
    clerk.post(path, form_of(clerk.open(path).text, **form))
    clerk.post(f"{path}/submit", {"profile": "standard", "formed_on": "2026-11-20"})
    assert call_action("ankang_revision_show", id=id_of(path))["state"] == "submitted"


def test_what_became_public_meanwhile_is_merged_as_the_writer_chooses(
    clerk, people, published, call
):
    package_id = call_action("resource_show", id=published["resource_id"])["package_id"]
    path = urlsplit(clerk.post("/draft/new", {"dataset": package_id}).location).path
    clerk.post(path, form_of(clerk.open(path).text, title="我的名称"))
    call_action("package_patch", id=package_id, title="公开的名称")
    page = clerk.open(f"{path}/submit").text
    assert "公开的内容又变了" in page
    clerk.post(f"{path}/rebase", {"keep-title": "theirs"})
    content = call_action("ankang_revision_show", id=id_of(path))["content"]
    assert content["title"] == "公开的名称"

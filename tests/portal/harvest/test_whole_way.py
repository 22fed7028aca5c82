"""From a department's server to the answer of the API."""

import json

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories

from ckanext.ankang.harvest.cli import ankang_harvest
from ckanext.ankang.harvest.model import HarvestRecord
from ckanext.ankang.harvest.packages import package_id, resource_id

pytestmark = pytest.mark.usefixtures("harvested")
BROKEN = package_id("ankang_weijian", "yiqing202002")
TOWNS = package_id("ankang_minzheng", "xiangzhen")
NOTICE = package_id("ankang_zhengfu", "t20220713_96")


def source(name):
    listed = tk.get_action("ankang_harvest_source_list")({"ignore_auth": True}, {})
    return next(found for found in listed if found["name"] == name)


def lines(run):
    """What a run did, item by item."""
    listed = tk.get_action("ankang_harvest_change_list")({"ignore_auth": True}, {"run": run["id"]})
    return listed["results"]


def api(app, action, **parameters):
    """What an anonymous visitor gets from the API."""
    return app.get(f"/api/3/action/{action}", query_string=parameters).json


def validations(resource):
    """How often the versions of a resource were validated."""
    found = tk.get_action("ankang_validation_list")(
        {"ignore_auth": True}, {"resource_id": resource}
    )
    return len(found)


def rows_in(table):
    return model.Session.scalar(sa.text(f"SELECT count(*) FROM {table}"))


@pytest.mark.parametrize(
    ("name", "published", "held"),
    [
        ("ankang_minzheng", 2, 0),
        ("ankang_weijian", 1, 1),
        ("ankang_ziran", 12, 0),
        ("ankang_zhengfu", 21, 0),
    ],
)
def test_what_is_good_is_published_and_what_is_broken_held_back(name, published, held):
    found = source(name)

    assert [item["title"] for item in found["held"]] == ["安康市新冠肺炎疫情每日统计（2020年2月）"][
        :held
    ]
    assert found["published"] == published


def test_the_broken_file_is_held_back_with_its_row_and_its_reason():
    (held,) = source("ankang_weijian")["held"]

    assert held["state"] == "held"
    assert "30" in held["reason"]


def test_nobody_sees_what_is_held_back(app):
    (held,) = source("ankang_weijian")["held"]

    assert model.Package.get(BROKEN) is None
    assert app.get(f"/version/{held['versions'][0]}/x.csv").status_code in (403, 404)


def test_a_dataset_carries_all_that_its_source_says(app):
    found = api(app, "package_show", id=TOWNS)["result"]

    assert found["title"] == "安康市乡镇街道名录"
    assert found["organization"]["name"] == "minzheng"
    assert found["license_id"] == "wtfpl"
    assert found["theme"] == "institutions"
    assert found["update_frequency"] == "yearly"
    assert found["openness"] == "unconditional"
    assert found["region"] == "610900"
    assert sorted(tag["name"] for tag in found["tags"]) == ["乡镇", "行政区划", "街道"]
    assert found["name"].isascii()
    assert "__" not in found["name"]


def test_rows_can_be_queried(app):
    resource = resource_id("ankang_minzheng", "xiangzhen", 0)

    found = api(app, "datastore_search", resource_id=resource, q="恒口镇")["result"]
    everything = api(app, "datastore_search", resource_id=resource, limit=0)["result"]

    assert everything["total"] == 139
    assert "610902107" in json.dumps(found["records"], ensure_ascii=False)


def test_the_columns_of_a_harvested_file_keep_the_ids_of_its_first_publication(app):
    resource = resource_id("ankang_minzheng", "xiangzhen", 0)

    listed = api(app, "ankang_column_list", resource_id=resource)["result"]
    held = model.Session.scalars(
        sa.text("SELECT column_id FROM ankang_column WHERE resource_id = :id"), {"id": resource}
    )

    assert {column["id"] for column in listed["columns"]} == set(held)
    assert listed["columns"][0]["title"] == "行政区划代码"


def test_a_list_of_divisions_is_held_to_the_standard_that_its_source_names(app):
    resource = resource_id("ankang_minzheng", "xiangzhen", 0)

    listed = api(app, "ankang_column_list", resource_id=resource)["result"]
    page = app.get(f"/dataset/{TOWNS}").get_data(as_text=True)

    assert listed["schema_source"]["name"] == "townships"
    assert "按标准（乡镇（街道）名录）" in page


def test_a_published_file_is_validated_again_when_its_source_names_another_standard(harvest):
    resource = resource_id("ankang_minzheng", "xiangzhen", 0)
    before = validations(resource)
    record = HarvestRecord.of("ankang_minzheng")["xiangzhen"]
    record.fields = {**record.fields, "table_schema": "villages"}
    record.content_hash = ""
    model.Session.commit()

    harvest("ankang_minzheng")

    assert validations(resource) == before + 1


def test_the_notice_is_a_document_of_its_kind_with_its_text(app):
    found = api(app, "package_show", id=NOTICE)["result"]
    text = api(app, "ankang_document_text_show", id=NOTICE)["result"]

    assert (found["type"], found["kind"]) == ("document", "other")
    assert found["document_number"] == "安政办函〔2022〕96号"
    assert found["organization"]["name"] == "zhengfuban"
    assert "加快完成公共数据开放平台建设" in json.dumps(text, ensure_ascii=False)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("乡镇", "安康市乡镇街道名录"),
        ("公共交通", "城市公共交通条例"),
        ("边界", "安康市县区边界"),
    ],
)
def test_everything_is_found_by_words_inside_its_title(app, query, title):
    found = api(app, "package_search", q=query, rows=100)["result"]["results"]

    assert title in [package["title"] for package in found]


@pytest.mark.parametrize("name", ["ankang_minzheng", "ankang_weijian", "ankang_zhengfu"])
def test_a_second_run_changes_nothing(harvest, name):
    before = rows_in("ankang_file_version"), rows_in("ankang_case")

    run = harvest(name)

    assert run["counts"]["unchanged"] == run["counts"]["found"]
    assert lines(run) == []
    assert (rows_in("ankang_file_version"), rows_in("ankang_case")) == before


def test_a_change_at_the_source_is_published_with_its_difference(app, harvest, content):
    page = content / "minzheng/xiangzhen.html"
    text = page.read_text()
    page.write_text(text.replace("全市十个县（市、区）的", "安康市十个县（市、区）的"))
    try:
        (line,) = lines(harvest("ankang_minzheng"))
        assert line["differences"]["notes"][1].startswith("安康市十个")
        assert api(app, "package_show", id=TOWNS)["result"]["notes"].startswith("安康市十个")
    finally:
        page.write_text(text)
        harvest("ankang_minzheng")


def test_an_item_that_vanished_is_marked_and_comes_back(harvest, content):
    page = content / "minzheng/index.html"
    text = page.read_text()
    page.write_text(text.replace("xiangzhen.html", "cunshequ.html"))
    try:
        gone = harvest("ankang_minzheng")
    finally:
        page.write_text(text)
    back = harvest("ankang_minzheng")

    assert [line["change"] for line in lines(gone)] == ["vanished"]
    assert HarvestRecord.of("ankang_minzheng")["xiangzhen"].vanished is None
    assert back["counts"]["unchanged"] == 2


def test_a_validation_that_broke_down_is_tried_again_by_the_next_run(harvest, monkeypatch):
    model.Session.query(HarvestRecord).filter_by(source="ankang_weijian").update(
        {"content_hash": "", "state": "pending"}
    )
    model.Session.commit()
    with monkeypatch.context() as broken_clock:
        # A time that no clock takes: the fence fails, whatever the file is like.
        broken_clock.setitem(tk.config, "ckanext.ankang.quality.seconds", 10**30)
        broken = harvest("ankang_weijian")
    # What is public was validated before: nobody has to do it again.
    assert sorted(line["outcome"] for line in lines(broken)) == ["error", "published"]

    healed = harvest("ankang_weijian")

    assert [line["outcome"] for line in lines(healed)] == ["held"]
    assert source("ankang_weijian")["published"] == 1


def test_the_pages_show_sources_and_what_is_held_back_to_who_is_signed_in(app):
    headers = {"Authorization": factories.SysadminWithToken()["token"]}

    overview = app.get("/harvest", headers=headers)
    own = app.get("/harvest/source/ankang_weijian", headers=headers)

    assert "安康市卫生健康委员会" in overview.body
    assert "2020年2月" in own.body
    assert app.get("/harvest").status_code == 403
    assert app.get("/api/3/action/ankang_harvest_source_list").status_code == 403


def test_the_command_prints_the_table(cli, ckan_config, departments, monkeypatch):
    shown = cli.invoke(ankang_harvest, ["run", "ankang_weijian"])

    assert shown.exit_code == 0, shown.output
    assert "安康市卫生健康委员会" in shown.output
    assert "2020年2月" in shown.output


def test_an_unknown_source_is_named(cli):
    shown = cli.invoke(ankang_harvest, ["run", "nobody"])

    assert shown.exit_code == 2
    assert "nobody" in shown.output

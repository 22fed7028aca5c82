"""Every type of page answers, with data and without, and says what it should."""

from typing import Any

import ckan.plugins.toolkit as tk
import pytest


def test_home_offers_search_themes_counties_and_the_newest(app: Any, table: dict[str, Any]) -> None:
    body = app.get("/").body
    assert "安康市公共数据开放平台" in body
    assert "搜索数据、文件、部门" in body
    assert "石泉县" in body
    assert "地理空间" in body
    assert "示例乡镇名录" in body
    assert "非安康市官方网站" in body


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/dataset/", "最近更新"),
        ("/dataset/?q=乡镇", "示例乡镇名录"),
        ("/dataset/?region=610922", "地区：石泉县"),
        ("/dataset/?q=没有这种东西的词组", "没有找到符合条件的内容"),
        # With the title: other tests leave more than one page of datasets of such departments.
        ("/dataset/?q=示例局 示例乡镇名录", "安康市示例局"),
        (
            "/organization/?q=示例局",
            "安康市示例局",
        ),  # alone: other tests leave more than one page of departments
        ("/group/", "主题"),
        ("/help", "datastore_search"),
        ("/about", "数据怎样来"),
        ("/user/login", "由管理员开通"),
    ],
)
def test_a_page_says_what_it_is_for(app: Any, path: str, sentence: str) -> None:
    answer = app.get(path)
    assert answer.status_code == 200
    assert sentence in answer.body


def test_a_dataset_shows_rows_columns_and_facts(app: Any, table: dict[str, Any]) -> None:
    body = app.get(f"/dataset/{table['dataset']['name']}").body
    for words in (
        "城关镇",
        "乡镇名称",
        "平方公里",
        "每年更新",
        "无条件开放",
        "石泉县",
        "2026年6月12日",
    ):
        assert words in body
    assert "curl" in body


def test_a_dataset_without_files_says_why(app: Any, empty: dict[str, Any]) -> None:
    body = app.get(f"/dataset/{empty['name']}").body
    assert "有条件开放，目录公开" in body
    # What nobody stated is no line here; who may edit it sees 待补 (tests/portal/catalogue).
    assert "待补" not in body


def test_a_department_lists_its_data(app: Any, table: dict[str, Any]) -> None:
    body = app.get(f"/organization/{table['department']['name']}").body
    assert "示例乡镇名录" in body


def test_an_unknown_address_gets_a_way_on(app: Any) -> None:
    answer = app.get("/no-such-page", status=404)
    assert "没有这个页面" in answer.body
    assert "回首页" in answer.body


def test_a_closed_page_says_so(app: Any) -> None:
    answer = app.get("/organization/new", status=403)
    assert "没有权限查看" in answer.body
    assert "登录后再试" in answer.body


def test_a_failure_is_told_by_number_and_without_its_inside(app: Any) -> None:
    with app.flask_app.test_request_context(
        "/dataset/broken", environ_overrides={"CKAN_LANG": "zh_Hans_CN", "CKAN_CURRENT_URL": "/"}
    ):
        app.flask_app.preprocess_request()
        body = tk.render("error_document_template.html", {"code": [500], "content": "Traceback"})
    assert "编号：" in body
    assert "Traceback" not in body


def test_the_words_of_scripts_are_found_under_the_name_they_ask_for(app: Any) -> None:
    assert app.get("/api/i18n/zh_Hans-CN").status_code == 200

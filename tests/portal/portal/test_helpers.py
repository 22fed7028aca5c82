"""What templates ask for."""

from typing import Any

from ckan.tests import helpers as test_helpers

from ckanext.ankang.portal import helpers


def test_badges_say_openness_validation_and_rhythm(app: Any) -> None:
    package = {
        "openness": "unconditional",
        "update_frequency": "quarterly",
        "resources": [{"validation_status": "valid", "validation_time": "2026-06-11T17:00:00"}],
    }
    with app.flask_app.test_request_context():
        texts = [badge["text"] for badge in helpers.ankang_badges(package)]
    assert texts == ["无条件开放", "校验通过 2026年6月12日", "每季度更新"]


def test_one_failed_file_takes_the_badge(app: Any) -> None:
    resources = [{"validation_status": "valid"}, {"validation_status": "invalid"}]
    with app.flask_app.test_request_context():
        [badge] = helpers.ankang_badges({"resources": resources})
    title = "2 个文件中有 1 个没有通过校验"
    assert badge == {"state": "error", "text": "校验未通过", "title": title}


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert helpers.ankang_label("themes", "x-unknown") == "x-unknown"


def test_a_table_that_is_away_has_no_preview(app: Any) -> None:
    package = {"resources": [{"id": "no-such-table", "datastore_active": True}]}
    with app.flask_app.test_request_context():
        app.flask_app.preprocess_request()
        assert helpers.ankang_previews(package) == {}


def test_the_chained_search_keeps_the_answer_as_it_is(table: dict[str, Any]) -> None:
    answer = test_helpers.call_action("package_search", q="示例乡镇")
    assert table["dataset"]["id"] in [package["id"] for package in answer["results"]]

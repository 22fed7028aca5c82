"""What a reviewer is shown of a change."""

from ckanext.ankang.review.differences import Difference, differences

PUBLIC = {
    "id": "1",
    "title": "公交线路",
    "notes": "",
    "tags": [{"name": "公交"}],
    "metadata_modified": "2026-01-01",
    "resources": [{"id": "a", "name": "线路", "version_id": "1"}],
}


def test_only_what_differs_is_shown_and_nothing_that_machines_write():
    after = {**PUBLIC, "title": "公交线路表", "notes": None, "metadata_modified": "2026-02-02"}
    assert differences(PUBLIC, after) == [Difference("title", "公交线路", "公交线路表")]


def test_of_something_new_everything_is_shown():
    found = {(one.resource, one.field) for one in differences(None, PUBLIC)}
    assert found == {(None, "title"), (None, "tags"), ("线路", "name"), ("线路", "version_id")}


def test_files_that_come_and_go_are_named():
    after = {**PUBLIC, "resources": [{"id": "b", "name": "站点", "version_id": "2"}]}
    assert [(one.resource, one.field) for one in differences(PUBLIC, after)] == [
        ("线路", "name"),
        ("线路", "version_id"),
        ("站点", "name"),
        ("站点", "version_id"),
    ]


def test_a_list_is_read_as_its_names():
    after = {**PUBLIC, "tags": [{"name": "公交"}, {"name": "站点"}]}
    assert differences(PUBLIC, after) == [Difference("tags", "公交", "公交、站点")]


def test_an_entry_without_a_name_is_read_as_all_that_it_says():
    after = {**PUBLIC, "interprets": [{"document": "示例办法", "article": ""}]}
    assert differences(PUBLIC, after) == [Difference("interprets", None, "示例办法")]

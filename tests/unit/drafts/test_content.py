"""What a person writes of a package, and what he cannot."""

from ckanext.ankang.drafts import content

SHOWN = {
    "id": "p",
    "name": "n",
    "title": "公交",
    "private": False,
    "state": "active",
    "metadata_modified": "2026-01-01",
    "organization": {"id": "o"},
    "owner_org": "o",
    "notes": "",
    "tags": [{"name": "公交", "state": "active", "vocabulary_id": None}],
    "resources": [
        {
            "id": "r",
            "name": "线路",
            "version_id": "v",
            "url": "https://portal/version/v/a.csv",
            "hash": "sha256:0",
            "datastore_active": True,
            "validation_status": "valid",
            "package_id": "p",
        },
        {"id": "l", "name": "链接", "url": "https://example.com/"},
    ],
}


def test_content_is_what_people_write() -> None:
    assert content.content_of(SHOWN) == {
        "id": "p",
        "name": "n",
        "title": "公交",
        "owner_org": "o",
        "tags": [{"name": "公交"}],
        "resources": [
            {"id": "r", "name": "线路", "version_id": "v"},
            {"id": "l", "name": "链接", "url": "https://example.com/"},
        ],
    }


def test_what_is_stamped_is_not_taken() -> None:
    assert content.sent({"title": "a", "first_published": "1999"}, {"first_published"}) == {
        "title": "a"
    }


def test_an_empty_value_takes_a_field_away() -> None:
    assert content.apply({"title": "a", "notes": "b"}, {"notes": ""}) == {
        "title": "a",
        "resources": [],
    }


def test_tags_come_as_a_line_too() -> None:
    assert content.sent({"tag_string": "公交，线路,公交"}, ())["tags"] == [
        {"name": "公交"},
        {"name": "线路"},
    ]


def test_a_new_resource_has_an_id_at_once() -> None:
    (made,) = content.sent({"resources": [{"name": "一"}]}, ())["resources"]
    assert len(made["id"]) == 36


def test_a_resource_replaces_the_one_of_its_id() -> None:
    first = content.with_resource({}, {"id": "a", "name": "一"})
    second = content.with_resource(first, {"id": "b"})
    assert content.with_resource(second, {"id": "a", "name": "二"})["resources"] == [
        {"id": "a", "name": "二"},
        {"id": "b"},
    ]
    assert content.without_resource(second, "a")["resources"] == [{"id": "b"}]

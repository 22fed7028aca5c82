"""Names, tags, vocabularies and departments as CKAN keeps them."""

from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.catalogue.sync import bodies, synchronise


def dataset(**fields: Any) -> dict[str, Any]:
    """Create a public dataset by the action, in an organisation of its own."""
    wanted = {
        "title": "安康市公交线路",
        "theme": "交通运输",
        "update_frequency": "每天",
        "openness": "unconditional",
        "owner_org": factories.Organization()["id"],
        **fields,
    }
    return call_action("package_create", **wanted)


def create(action: str, **fields: Any) -> dict[str, Any]:
    """Create an organisation or group as an administrator."""
    return call_action(action, {"user": factories.Sysadmin()["name"]}, **fields)


def test_a_chinese_title_becomes_a_pinyin_name_and_equal_titles_do_not_clash() -> None:
    title = f"安康市公交线路{uuid4().hex[:6]}"
    one, other = dataset(title=title), dataset(title=title)
    assert one["name"].startswith("ankangshi-gongjiao-xianlu-")
    assert other["name"].startswith(one["name"][:60])
    assert one["name"] != other["name"]
    assert "__" not in one["name"] + other["name"]


def test_a_name_stays_when_the_title_changes() -> None:
    made = dataset(title=f"甲{uuid4().hex}")
    changed = call_action("package_patch", id=made["id"], title="乙")
    assert changed["name"] == made["name"]


def test_an_update_without_a_name_keeps_it() -> None:
    made = dataset(title=f"丙{uuid4().hex}")
    fields = {key: value for key, value in made.items() if key != "name"}
    assert call_action("package_update", **fields)["name"] == made["name"]


@pytest.mark.parametrize("action", ["organization_create", "group_create"])
def test_organisations_and_groups_are_named_in_pinyin_too(action: str) -> None:
    title = f"安康市水利局{uuid4().hex[:6]}"
    one, other = (create(action, title=title, name="") for _ in range(2))
    assert one["name"].startswith("ankangshi-shuili")
    assert one["name"] != other["name"]


def test_tags_take_the_marks_of_official_terms() -> None:
    tags = ["不动产（登记）", "国办发〔2022〕8号", "教育、文化", "买买提·热合曼"]
    made = dataset(tag_string="，".join(tags))
    assert sorted(tag["name"] for tag in made["tags"]) == sorted(tags)


def test_a_tag_with_other_marks_is_refused_in_chinese() -> None:
    with pytest.raises(tk.ValidationError, match="标签“甲<乙”"):
        dataset(tags=[{"name": "甲<乙"}])


def test_labels_are_stored_as_codes_and_unknown_words_refused() -> None:
    made = dataset()
    assert (made["theme"], made["update_frequency"]) == ("transport", "daily")
    with pytest.raises(tk.ValidationError, match="不在词表“主题”里"):
        dataset(theme="其他")


def test_a_dataset_belongs_to_the_group_of_its_theme_and_follows_it() -> None:
    synchronise()
    made = dataset()
    assert [group["name"] for group in made["groups"]] == ["transport"]
    moved = call_action("package_patch", id=made["id"], theme="气象服务")
    assert [group["name"] for group in moved["groups"]] == ["weather"]


def test_the_time_of_first_publication_never_changes() -> None:
    made = dataset(first_published="1999-01-01")
    assert made["first_published"] > "2020"
    again = call_action("package_patch", id=made["id"], title="新名", first_published="2001-01-01")
    assert again["first_published"] == made["first_published"]


def test_what_is_private_has_no_time_of_publication_yet() -> None:
    assert not dataset(private=True).get("first_published")


def test_a_form_that_omits_system_fields_does_not_empty_them() -> None:
    made = dataset(resources=[{"url": "https://example.org/a.csv", "name": "甲", "rows": 12}])
    resource = made["resources"][0]
    call_action("resource_update", id=resource["id"], url=resource["url"], name="乙")
    assert call_action("resource_show", id=resource["id"])["rows"] == 12


def test_synchronising_twice_changes_nothing_and_titles_are_chinese() -> None:
    synchronise()
    counts = synchronise()
    assert counts == {"created": 0, "changed": 0, "unchanged": len(list(bodies()))}
    assert model.Group.get("minzheng").title == "安康市民政局"
    assert model.Group.get("geography").title == "地理空间"


def test_a_changed_title_is_mended() -> None:
    synchronise()
    call_action("group_patch", id="law", title="别的")
    assert synchronise()["changed"] == 1


def test_departments_and_themes_are_listed_by_pinyin() -> None:
    marker = uuid4().hex[:8]
    titles = ["旬阳市", "岚皋县", "汉滨区", "安康市"]
    for title in titles:
        create("organization_create", title=f"{title}{marker}", name=f"x{uuid4().hex}")
    listed = call_action("organization_list", all_fields=True, sort="title asc", limit=1000)
    ours = [org["title"][:3] for org in listed if org["title"].endswith(marker)]
    assert ours == ["安康市", "汉滨区", "岚皋县", "旬阳市"]


def test_licences_speak_chinese() -> None:
    listed = {licence["id"]: licence for licence in call_action("license_list")}
    assert listed["cc-by-4.0"]["title"] == "知识共享 署名 4.0 国际"
    assert dataset(license_id="cc-by-4.0")["isopen"] is True


def test_a_document_is_a_type_of_its_own() -> None:
    made = dataset(type="document", kind="其他公文", document_number="安政办函〔2022〕96号")
    assert (made["type"], made["kind"]) == ("document", "other")

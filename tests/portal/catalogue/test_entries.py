"""Entries of the catalogue: codes, conditions and grounds, departments as a tree, the page."""

from typing import Any
from uuid import uuid4

import pytest
from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.catalogue import codes
from ckanext.ankang.catalogue.sync import synchronise
from ckanext.ankang.jobs import outbox

GROUND = {
    "ground": "个人隐私",
    "document": "中华人民共和国政府信息公开条例",
    "article": "第十五条",
}
CLOSED = {"openness": "closed", "openness_grounds": [GROUND]}


@pytest.fixture
def held_or_published(complete_package: Any, approved_source: Any, open_case: Any) -> Any:
    """Sends a package through the review: what became of it."""

    def send(**fields: Any) -> dict[str, Any]:
        return open_case(approved_source(), complete_package(**fields))

    return send


def entry(**fields: Any) -> dict[str, Any]:
    """A public dataset of the bureau of civil affairs."""
    synchronise()
    wanted = {
        "id": str(uuid4()),
        "title": f"示例目录条目{uuid4().hex[:8]}",
        "theme": "welfare",
        "update_frequency": "yearly",
        "openness": "unconditional",
        "owner_org": "minzheng",
    }
    return call_action("package_create", **{**wanted, **fields})


def test_a_public_dataset_has_a_code_of_its_departments_part_for_good() -> None:
    made = entry()
    assert codes.parse(made["code"]).prefix == "308000"
    changed = call_action("package_patch", id=made["id"], category="101", code="101000/0000017")
    assert changed["code"] == made["code"]


def test_a_category_and_its_parts_stand_in_the_code() -> None:
    made = entry(category="人口信息", category_group="012 常住人口", category_detail="3")
    assert made["code"].startswith("1010123/")


def test_what_is_not_public_has_no_code_yet() -> None:
    assert "code" not in entry(private=True)


def test_two_datasets_of_one_part_have_neighbouring_codes() -> None:
    one, other = (codes.parse(entry()["code"]) for _ in range(2))
    assert other.number == one.number + 1


def test_a_department_of_no_number_gives_no_code() -> None:
    assert "code" not in entry(owner_org=factories.Organization()["id"])


def test_a_department_of_a_county_has_codes_of_its_county() -> None:
    assert entry(owner_org="hanbin-minzheng")["code"].startswith("371000/")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"openness": "conditional"}, "没有写开放条件"),
        ({"openness": "closed"}, "没有依据"),
        ({"original_published": "2020-01-01"}, "没有写依据"),
        ({**CLOSED, "resources": [{"url": "https://example.org/a", "name": "甲"}]}, "不能带文件"),
        ({**CLOSED, "reexamined_on": "2024-01-01"}, "没有复审"),
    ],
)
def test_an_entry_that_lacks_what_it_must_say_is_held(
    held_or_published: Any, fields: dict[str, Any], reason: str
) -> None:
    opened = held_or_published(**fields)
    assert opened["published"] == []
    assert any(reason in text for item in opened["held"] for text in item["reasons"])


def test_a_closed_entry_stands_in_the_catalogue_with_its_ground(
    held_or_published: Any, app: Any
) -> None:
    opened = held_or_published(**CLOSED)
    page = app.get(f"/dataset/{opened['published'][0]}").body
    assert "不予开放，只公开目录" in page
    assert "个人隐私 中华人民共和国政府信息公开条例 第十五条" in page


def test_a_mobile_number_is_no_telephone_of_an_office() -> None:
    with pytest.raises(Exception, match="不是办公电话"):
        entry(contact_phone="13991512345")
    assert entry(contact_phone="0915-3201058")["contact_phone"] == "0915-3201058"


def test_missing_core_fields_are_shown_to_who_may_edit_them_alone(app: Any) -> None:
    name = entry()["name"]
    token = factories.SysadminWithToken()["token"]
    assert "待补" not in app.get(f"/dataset/{name}").body
    assert "待补" in app.get(f"/dataset/{name}", headers={"Authorization": token}).body


def test_departments_are_a_tree_and_synchronising_mends_it() -> None:
    synchronise()
    county, bureau = model.Group.get("hanbin"), model.Group.get("hanbin-minzheng")
    assert [above.name for above in bureau.get_parent_groups("organization")] == ["hanbin"]
    call_action("organization_patch", id=bureau.id, groups=[])
    assert synchronise()["changed"] == 1
    below = county.get_children_group_hierarchy("organization")
    assert bureau.id in {row[0] for row in below}


def test_a_search_of_a_department_includes_those_below_it(app: Any) -> None:
    made = entry(owner_org="hanbin-minzheng")
    outbox.drain()
    for county in ("organization:hanbin", f'owner_org:"{model.Group.get("hanbin").id}"'):
        found = call_action("package_search", fq=county, rows=1000)
        assert made["id"] in {package["id"] for package in found["results"]}
    elsewhere = call_action("package_search", fq="organization:hanyin", rows=1000)
    assert made["id"] not in {package["id"] for package in elsewhere["results"]}
    assert made["title"] in app.get("/organization/hanbin").body


def test_the_role_of_an_administrator_reaches_below_and_no_other_does() -> None:
    synchronise()
    chief, clerk = factories.User(), factories.User()
    for user, role in ((chief, "admin"), (clerk, "editor")):
        call_action("organization_member_create", id="hanbin", username=user["name"], role=role)
    allowed = {
        user["name"]: {
            org["name"]
            for org in call_action(
                "organization_list_for_user",
                {"user": user["name"]},
                permission="create_dataset",
            )
        }
        for user in (chief, clerk)
    }
    assert "hanbin-minzheng" in allowed[chief["name"]]
    assert allowed[clerk["name"]] == {"hanbin"}

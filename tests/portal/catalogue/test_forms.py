"""The forms that a clerk fills in."""

from typing import Any
from uuid import uuid4

import pytest
from ckan.tests import factories
from ckan.tests.helpers import call_action


@pytest.fixture
def headers() -> dict[str, str]:
    """An administrator's."""
    return {"Authorization": factories.SysadminWithToken()["token"]}


def test_the_form_of_a_document_shows_every_field_with_its_vocabulary(
    app: Any, headers: dict[str, str]
) -> None:
    # In a portal without any department core asks for one first, instead of showing the form.
    factories.Organization()
    page = app.get("/document/new", headers=headers, status=200).body
    assert "行政法规" in page
    assert 'name="first_published"' not in page
    assert "slug-preview-target" not in page


def test_a_form_without_a_name_is_saved_under_pinyin(app: Any, headers: dict[str, str]) -> None:
    title = f"安康市茶园管理办法{uuid4().hex[:6]}"
    form = {
        "title": title,
        "name": "",
        "kind": "other",
        "owner_org": factories.Organization()["id"],
        "tag_string": "茶园，面积",
        "save": "",
        "_ckan_phase": "1",
        "pkg_name": "",
    }
    answer = app.post("/document/new", headers=headers, data=form, follow_redirects=False)
    assert answer.status_code == 302
    assert "ankangshi-chayuan-guanli" in answer.headers["Location"]
    (draft,) = [one for one in call_action("ankang_revision_list") if one["title"] == title]
    content = call_action("ankang_revision_show", id=draft["id"])["content"]
    assert {"茶园", "面积"} <= {tag["name"] for tag in content["tags"]}


def test_a_dataset_page_shows_labels_and_no_codes(app: Any) -> None:
    made = call_action(
        "package_create",
        title="安康市茶园面积",
        theme="industry",
        update_frequency="half-yearly",
        openness="conditional",
        owner_org=factories.Organization()["id"],
    )
    page = app.get(f"/dataset/{made['name']}", status=200).body
    assert "每半年" in page
    assert "half-yearly" not in page

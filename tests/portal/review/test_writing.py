"""What a case writes at once is what `package_create` writes one by one: shown, stored, indexed."""

import json
from uuid import uuid4

import pytest
import sqlalchemy as sa
from ckan import model, plugins
from ckan.lib.search.common import make_connection
from ckan.tests.helpers import call_action
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ckanext.ankang.jobs import outbox
from ckanext.ankang.review import audit, publishing

FIRST = "first_published"
# What is new each time: moments, and Solr's own.
NEW_EACH_TIME = {"metadata_created", "metadata_modified", FIRST, "created", "_version_"}
NEW_EACH_TIME |= {"timestamp", "indexed_ts", "extras_first_published"}
ROWS = {
    "package": "SELECT * FROM package WHERE id = :id",
    "resource": "SELECT * FROM resource WHERE package_id = :id ORDER BY position",
    "tag": """SELECT tag.name, tag.vocabulary_id, package_tag.state FROM package_tag
              JOIN tag ON tag.id = tag_id WHERE package_id = :id ORDER BY tag.name""",
    "member": """SELECT group_id, table_name, capacity, state FROM member
                 WHERE table_id = :id ORDER BY group_id, capacity""",
}
words = st.text("安康市公交线路，。ab1 ", min_size=1, max_size=12).map(lambda text: f"题{text}")
days = st.dates().map(str)
resources = st.fixed_dictionaries(
    {"url": st.just("https://example.com/a"), "name": words},
    optional={"format": st.sampled_from(["CSV", "xlsx", ""]), "description": words},
)
packages = st.fixed_dictionaries(
    {"title": words},
    optional={
        "notes": words,
        "tag_string": st.lists(st.sampled_from(["公交", "线路", "站点", "里程"])).map(",".join),
        "theme": st.sampled_from(["transport", "health", "education"]),
        "region": st.sampled_from(["610902", "610900"]),
        "covers_from": days,
        "contact_email": st.just("a@example.com"),
        "source_url": st.just("https://example.com/1"),
        "legal_basis": st.lists(
            st.fixed_dictionaries({"document": words, "article": words}), max_size=2
        ),
        "resources": st.lists(resources, max_size=3),
    },
)


def _plain(value):
    """The value as JSON says it, without what is new each time."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if key not in NEW_EACH_TIME}
    if isinstance(value, list):
        return [_plain(one) for one in value if not _is_moment(one)]
    return value


def _is_moment(extra):
    return isinstance(extra, dict) and extra.get("key") == FIRST


def _everything(package_id):
    """What is shown, stored and indexed of a package."""
    entry = make_connection().search(f'id:"{package_id}"').docs[0]
    for name in ("data_dict", "validated_data_dict"):
        entry[name] = json.loads(entry[name])
    shown = call_action("package_show", id=package_id, use_cache=False)
    rows = {
        name: [
            dict(row._mapping) for row in model.Session.execute(sa.text(query), {"id": package_id})
        ]
        for name, query in ROWS.items()
    }
    return _plain({"entry": entry, "shown": shown, **rows})


def _created_by_core(package):
    context = {"user": publishing.actor(), "ignore_auth": True}
    call_action("package_create", context, **publishing.public_package(package))


def _taken(ids):
    outbox.drain()
    return [_everything(package_id) for package_id in ids]


@given(drawn=st.lists(packages, min_size=1, max_size=5))
@settings(
    max_examples=4,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_case_writes_what_package_create_writes(
    drawn, complete_package, approved_source, open_case
):
    source = approved_source()
    asked = []
    for said in drawn:
        own = [{**one, "id": str(uuid4())} for one in said.get("resources", ())]
        package = complete_package(**{**said, "resources": own}, owner_org=source["owner_org"])
        asked.append(package)
    ids = [package["id"] for package in asked]
    for package in asked:
        _created_by_core(package)
    by_core = _taken(ids)
    for package_id in ids:
        call_action("dataset_purge", id=package_id)
    outbox.drain()
    assert open_case(source, *asked)["held"] == []
    assert _taken(ids) == by_core


def test_new_and_known_packages_of_a_case_are_published_together(
    complete_package, approved_source, open_case
):
    source = approved_source()
    known, new = complete_package(), complete_package()
    open_case(source, known)
    opened = open_case(source, {**known, "title": "改过的题名"}, new)
    assert sorted(opened["published"]) == sorted([known["id"], new["id"]])
    assert call_action("package_show", id=known["id"])["title"] == "改过的题名"


def test_of_two_items_with_one_name_the_second_is_held(
    complete_package, approved_source, open_case
):
    first = complete_package()
    second = {**complete_package(), "name": first["name"]}
    opened = open_case(approved_source(), first, second)
    assert opened["published"] == [first["id"]]
    assert [held["identifier"] for held in opened["held"]] == [second["name"]]


def test_a_resource_id_of_another_dataset_is_not_taken_over(
    complete_package, approved_source, open_case
):
    source = approved_source()
    resource = {"id": str(uuid4()), "url": "https://example.com/a", "name": "表"}
    owner = complete_package(resources=[resource])
    thief = complete_package(resources=[{**resource, "name": "别人的表"}])
    open_case(source, owner)
    assert open_case(source, thief)["published"] == []
    assert call_action("package_show", id=owner["id"])["resources"][0]["name"] == "表"


class _Hearer(plugins.SingletonPlugin):
    plugins.implements(plugins.IPackageController, inherit=True)

    def create(self, entity):
        self.heard.append(("create", entity.id))

    def after_dataset_create(self, context, pkg_dict):
        self.heard.append(("after", pkg_dict["id"], [one["id"] for one in pkg_dict["resources"]]))


@pytest.fixture
def hearer(monkeypatch):
    """A plugin that hears of new packages."""
    found = list(plugins.PluginImplementations(plugins.IPackageController))
    instance = object.__new__(_Hearer)
    instance.heard = []
    monkeypatch.setattr(
        "ckan.plugins.PluginImplementations",
        lambda interface: (
            [*found, instance]
            if interface is plugins.IPackageController
            else list(plugins.core.PluginImplementations(interface))
        ),
    )
    return instance


def test_core_s_hooks_hear_of_each_package_of_a_case(
    hearer, complete_package, approved_source, open_case
):
    resource = {"id": str(uuid4()), "url": "https://example.com/a", "name": "表"}
    asked = [complete_package(resources=[resource]), complete_package()]
    open_case(approved_source(), *asked)
    assert hearer.heard == [
        ("create", asked[0]["id"]),
        ("after", asked[0]["id"], [resource["id"]]),
        ("create", asked[1]["id"]),
        ("after", asked[1]["id"], []),
    ]


def test_the_chain_of_a_large_case_holds(complete_package, approved_source, open_case):
    opened = open_case(approved_source(), *(complete_package() for _ in range(12)))
    log = call_action("ankang_audit_list", case=opened["cases"][0]["id"], limit=100)
    published = [entry["subject"] for entry in log if entry["action"] == "package.publish"]
    assert sorted(published) == sorted(opened["published"])
    assert audit.verify() == []

"""Every action of the running portal is classified, and those that change what is public are tried by everybody."""

import re
from importlib import resources
from types import SimpleNamespace
from uuid import uuid4

import pytest
from ckan import logic, model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.review import classes, gate

CHANGES = {name: entry for name, entry in classes.actions().items() if entry.kind == "changes"}
CORE = sorted(name for name in CHANGES if not name.startswith("ankang_"))


def _new(text="绕过"):
    return f"raoguo-{uuid4().hex[:10]}" if text == "name" else text


# What each is asked, given the ids of something public.
ATTACKS = {
    "package_create": lambda it: {**it.fields, "name": _new("name"), "title": "绕过"},
    "package_update": lambda it: {**it.package, "title": "绕过"},
    "package_patch": lambda it: {"id": it.dataset, "title": "绕过"},
    "package_revise": lambda it: {"match": {"id": it.dataset}, "update": {"title": "绕过"}},
    "package_delete": lambda it: {"id": it.dataset},
    "dataset_purge": lambda it: {"id": it.dataset},
    "package_owner_org_update": lambda it: {"id": it.dataset, "organization_id": it.other},
    "package_resource_reorder": lambda it: {"id": it.dataset, "order": [it.second]},
    "bulk_update_public": lambda it: {"datasets": [it.hidden], "org_id": it.org},
    "bulk_update_private": lambda it: {"datasets": [it.dataset], "org_id": it.org},
    "bulk_update_delete": lambda it: {"datasets": [it.dataset], "org_id": it.org},
    "resource_create": lambda it: {"package_id": it.dataset, "url": "https://x.invalid/", "name": "绕过"},
    "resource_update": lambda it: {"id": it.resource, "url": "https://x.invalid/", "name": "绕过"},
    "resource_patch": lambda it: {"id": it.resource, "name": "绕过"},
    "resource_delete": lambda it: {"id": it.resource},
    "member_create": lambda it: {"id": it.theme, "object": it.dataset, "object_type": "package", "capacity": ""},
    "member_delete": lambda it: {"id": it.its_theme, "object": it.dataset, "object_type": "package"},
    "group_delete": lambda it: {"id": it.its_theme},
    "group_purge": lambda it: {"id": it.its_theme},
    "organization_delete": lambda it: {"id": it.empty},
    "organization_purge": lambda it: {"id": it.empty},
    "datastore_create": lambda it: {
        "resource_id": it.resource, "force": True, "fields": [{"id": "甲", "type": "text"}], "records": [{"甲": "绕过"}],
    },
    "datastore_upsert": lambda it: {
        "resource_id": it.resource, "force": True, "method": "insert", "records": [{"甲": "绕过"}],
    },
    "datastore_delete": lambda it: {"resource_id": it.resource, "force": True},
    "datastore_records_delete": lambda it: {"resource_id": it.resource, "force": True, "filters": {"甲": "原"}},
    "datastore_function_create": lambda it: {
        "name": _new("name"), "rettype": "trigger", "definition": "BEGIN NEW.\"甲\" := '绕过'; RETURN NEW; END;",
    },
    "datastore_function_delete": lambda it: {"name": it.function},
    "datastore_run_triggers": lambda it: {"resource_id": it.resource},
    "package_collaborator_create": lambda it: {"id": it.dataset, "user_id": it.person, "capacity": "editor"},
    "package_collaborator_delete": lambda it: {"id": it.dataset, "user_id": it.person},
    "package_relationship_create": lambda it: {"subject": it.dataset, "object": it.hidden, "type": "links_to"},
    "package_relationship_update": lambda it: {"subject": it.dataset, "object": it.hidden, "type": "links_to", "comment": "绕过"},
    "package_relationship_delete": lambda it: {"subject": it.dataset, "object": it.hidden, "type": "links_to"},
    "tag_create": lambda it: {"name": _new("name"), "vocabulary_id": it.vocabulary},
    "tag_delete": lambda it: {"id": it.tag, "vocabulary_id": it.vocabulary},
    "vocabulary_create": lambda it: {"name": _new("name"), "tags": [{"name": "绕过"}]},
    "vocabulary_update": lambda it: {"id": it.vocabulary, "tags": [{"name": "绕过"}]},
    "vocabulary_delete": lambda it: {"id": it.no_words},
    "term_translation_update": lambda it: {"term": "线路", "term_translation": "绕过", "lang_code": "zh_Hans_CN"},
    "term_translation_update_many": lambda it: {
        "data": [{"term": "线路", "term_translation": "绕过", "lang_code": "zh_Hans_CN"}],
    },
    "resource_view_create": lambda it: {"resource_id": it.resource, "title": "绕过", "view_type": "text_view"},
    "resource_view_update": lambda it: {"id": it.view, "title": "绕过", "resource_id": it.resource, "view_type": "text_view"},
    "resource_view_delete": lambda it: {"id": it.view},
    "resource_view_reorder": lambda it: {"id": it.resource, "order": [it.view]},
    "resource_view_clear": lambda it: {"view_types": ["text_view"]},
    "resource_create_default_resource_views": lambda it: {
        "resource": {"id": it.resource, "format": "TXT", "package_id": it.dataset}, "package": it.package,
    },
    "package_create_default_resource_views": lambda it: {"package": it.package},
    "organization_create": lambda it: {"name": _new("name"), "title": "绕过"},
    "organization_update": lambda it: {"id": it.org, "name": it.org_name, "title": "绕过"},
    "organization_patch": lambda it: {"id": it.org, "title": "绕过"},
    "group_create": lambda it: {"name": _new("name"), "title": "绕过"},
    "group_update": lambda it: {"id": it.its_theme, "name": it.its_theme_name, "title": "绕过"},
    "group_patch": lambda it: {"id": it.its_theme, "title": "绕过"},
    "config_option_update": lambda it: {"ckan.site_about": "绕过"},
}  # fmt: skip


def make_public(people):
    """Something of everything that is public, put there by the tests' own hand."""
    theme, its_theme, empty = factories.Group(), factories.Group(), factories.Organization()
    dataset = {
        "theme": "transport", "update_frequency": "yearly", "openness": "unconditional",
        "owner_org": people.ours["id"],
    }  # fmt: skip
    files = [{"name": name, "url": "https://x.invalid/", "format": "TXT"} for name in ("一", "二")]
    package = call_action(
        "package_create", name=_new("name"), title="原题", resources=files,
        groups=[{"name": its_theme["name"]}], tags=[{"name": "原标签"}], **dataset,
    )  # fmt: skip
    hidden = call_action("package_create", name=_new("name"), title="内部", private=True, **dataset)
    first, second = (resource["id"] for resource in package["resources"])
    call_action(
        "datastore_create", resource_id=first, force=True,
        fields=[{"id": "甲", "type": "text"}], records=[{"甲": "原"}],
    )  # fmt: skip
    view = call_action("resource_view_create", resource_id=first, title="原", view_type="text_view")
    vocabulary = call_action("vocabulary_create", name=_new("name"), tags=[{"name": "原词"}])
    no_words = call_action("vocabulary_create", name=_new("name"), tags=[])
    function = _new("name")
    call_action(
        "datastore_function_create",
        name=function,
        rettype="trigger",
        definition="BEGIN RETURN NEW; END;",
    )
    return SimpleNamespace(
        package=call_action("package_show", id=package["id"]), dataset=package["id"], hidden=hidden["id"],
        resource=first, second=second, view=view["id"], theme=theme["id"], its_theme=its_theme["id"],
        its_theme_name=its_theme["name"], org=people.ours["id"], org_name=people.ours["name"],
        other=people.theirs["id"], empty=empty["id"], vocabulary=vocabulary["id"], no_words=no_words["id"], fields=dataset, function=function,
        tag=vocabulary["tags"][0]["name"], person=people.member["id"],
    )  # fmt: skip


@pytest.fixture(scope="module")
def public(people):
    return make_public(people)


@pytest.fixture
def it(public):
    yield public
    model.Session.rollback()


def face(it):
    """All that the attacks aim at, as the public sees it."""
    visitor = {"user": "", "ignore_auth": False}

    def ask(name, **data):
        answer = logic.get_action(name)({**visitor}, data)
        return answer

    model.Session.remove()
    return {
        "package": ask("package_show", id=it.dataset),
        "private": model.Package.get(it.hidden).private,
        "rows": ask("datastore_search", resource_id=it.resource)["records"],
        "views": ask("resource_view_list", id=it.resource),
        "theme": ask("group_show", id=it.theme),
        "its theme": ask("group_show", id=it.its_theme),
        "department": ask("organization_show", id=it.org),
        "empty": ask("organization_show", id=it.empty),
        "departments": ask("organization_list"),
        "themes": ask("group_list"),
        "words": ask("vocabulary_list"),
        "terms": ask("term_translation_show", terms=["线路"]),
        "about": tk.config["ckan.site_about"],
        "public packages": model.Session.query(model.Package).filter_by(private=False, state="active").count(),
    }  # fmt: skip


@pytest.fixture(scope="module")
def before(public):
    return face(public)


def _as(person):
    return {"user": person["name"] if person else "", "ignore_auth": False}


WHO = {
    "anonymous": lambda people: _as(None),
    "other department": lambda people: _as(people.stranger),
    "clerk": lambda people: _as(people.clerk),
    "member": lambda people: _as(people.member),
    "administrator": lambda people: _as(people.admin),
    "command": lambda people: {"user": "", "ignore_auth": True},
    "worker": lambda people: {"user": _site(), "ignore_auth": True, "defer_commit": True},
}


def _site():
    return logic.get_action("get_site_user")({"ignore_auth": True}, {})["name"]


def _try(name, context, data):
    try:
        logic.get_action(name)(context, data)
        model.Session.commit()
    except (tk.NotAuthorized, tk.ValidationError, tk.ObjectNotFound) as error:
        return error
    finally:
        model.Session.rollback()
    return None


def test_every_action_is_classified_and_none_is_stale(app):
    logic.get_action("package_show")
    registered = set(logic._actions)
    assert registered - set(classes.actions()) == set(), "not in schemas/actions.yaml"
    assert set(classes.actions()) - registered == set(), "stale in schemas/actions.yaml"


def test_no_action_is_classified_twice():
    text = resources.files("ckanext.ankang.schemas").joinpath("actions.yaml").read_text("utf-8")
    names = re.findall(r"^(\w+):", text, re.MULTILINE)
    assert len(names) == len(set(names))


def test_what_answers_get_only_reads():
    gets = {name for name, f in logic._actions.items() if getattr(f, "side_effect_free", False)}
    assert {name for name in gets if classes.actions()[name].kind != "reads"} == set()
    reads = {name for name, entry in classes.actions().items() if entry.kind == "reads"}
    assert reads - gets == set()


def test_every_changing_action_of_core_is_tried():
    assert set(CORE) == set(ATTACKS)


@pytest.mark.parametrize("name", CORE)
def test_nobody_changes_what_is_public(it, before, people, name):
    for who, context in WHO.items():
        if who != "administrator" or CHANGES[name].door != "administrators":
            _try(name, context(people), ATTACKS[name](it))
    assert face(it) == before


# Switched off in the configuration, or there is none to change; core cannot index a related package.
UNREAL = {
    "package_collaborator_create", "package_collaborator_delete",
    "package_relationship_create", "package_relationship_update", "package_relationship_delete",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(CORE) - UNREAL))
def test_with_the_token_each_attack_succeeds(people, name):
    it = make_public(people)
    with gate.allowed("test"):
        assert _try(name, {"user": _site(), "ignore_auth": True}, ATTACKS[name](it)) is None


@pytest.mark.parametrize("name", [name for name in CORE if CHANGES[name].door == "administrators"])
def test_what_administrators_may_is_in_the_audit_log(people, name):
    it = make_public(people)
    assert _try(name, _as(people.admin), ATTACKS[name](it)) is None
    newest = call_action("ankang_audit_list", limit=1)[0]
    assert (newest["actor"], newest["action"]) == (people.admin["name"], f"administrator.{name}")

"""Everything that is public can be harvested: whole, since a moment, with tombstones of what is gone."""

import json
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests.helpers import call_action
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS

from ckanext.ankang.exchange import config, dcat
from ckanext.ankang.files import erasure
from ckanext.ankang.files.model import Erasure
from ckanext.ankang.jobs import outbox
from ckanext.ankang.review import gate


@pytest.fixture
def made(complete_package, people):
    """Makes a public package, indexed."""

    def make(**fields):
        package = call_action(
            "package_create", **complete_package(owner_org=people.ours["id"], **fields)
        )
        outbox.drain()
        return package

    return make


def a_moment_ago(seconds=2):
    return (datetime.now(UTC) - timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def graph_of(answer, form="turtle"):
    assert answer.status_code == 200, answer.text
    return Graph().parse(data=answer.text, format=form)


def harvested(get, **asked):
    """Walk through all pages as a harvester does; the titles by the ids, and the whole graph."""
    words = "&".join(f"{name}={value}" for name, value in asked.items())
    everything, place = Graph(), f"/catalog.ttl?{words}"
    while place:
        page = graph_of(get(place))
        everything += page
        following = next(page.objects(None, dcat.HYDRA.next), None)
        place = "/" + str(following).split("/", 3)[3] if following else None
    found = {
        str(here).rpartition("/")[2]: str(everything.value(here, DCTERMS.title))
        for here in everything.subjects(RDF.type, DCAT.Dataset)
    }
    return found, everything


def tombstones(graph):
    return {
        str(here).rpartition("/")[2] for here in graph.subjects(RDF.type, dcat.ACTIVITY.Tombstone)
    }


def test_every_public_thing_is_found_page_by_page_and_once(get, made, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckanext.ankang.exchange.catalogue_rows", 2)
    since = a_moment_ago()
    ours = [made() for _ in range(4)] + [made(type="document")]

    found, _ = harvested(get, modified_since=since)

    assert {package["id"]: package["title"] for package in ours}.items() <= found.items()
    assert config.catalogue_rows() == 2


def test_the_catalogue_and_the_api_name_the_same(get, made):
    made()
    found, _ = harvested(get, type="dataset")

    asked = {"fq": "+dataset_type:dataset", "rows": 1000}
    listed = call_action("package_search", {"ignore_auth": False, "user": ""}, **asked)
    assert found.keys() == {package["id"] for package in listed["results"]}


def test_only_what_changed_since_a_moment_is_told(get, made):
    old = made()
    earlier = sa.text(
        "UPDATE package SET metadata_modified = now() - interval '3 days' WHERE id = :id"
    )
    with gate.allowed("test"):
        model.Session.execute(earlier, {"id": old["id"]})
        outbox.note(old["id"])
        model.Session.commit()
    new = made()

    found, _ = harvested(get, modified_since=a_moment_ago(3600))

    assert (new["id"] in found, old["id"] in found) == (True, False)


def test_what_is_not_public_is_in_no_page(get, made):
    package = made(private=True)

    found, graph = harvested(get)

    assert package["id"] not in found
    assert package["title"] not in graph.serialize()


def test_a_withdrawal_is_a_tombstone_with_its_reason(get, made):
    package = made()
    since = a_moment_ago()
    said = {"withdrawn": "2026-11-20", "withdrawn_reason": "数据有误"}
    call_action("package_patch", id=package["id"], private=True, **said)
    outbox.drain()

    found, graph = harvested(get, modified_since=since)

    listed = call_action("ankang_tombstone_list", since=since, rows=1000)["results"]
    (mine,) = [one for one in listed if one["id"] == package["id"]]
    assert (package["id"] in found, package["id"] in tombstones(graph)) == (False, True)
    assert (mine["kind"], mine["reason"]) == ("withdrawn", "数据有误")


def test_what_was_erased_is_a_tombstone_without_a_name(get, made):
    package = made()
    since = a_moment_ago()
    facts = {"kind": "leak", "package_id": package["id"], "address": uuid4().hex}
    asked = {"state": "erased", "ground": "含手机号", "hidden_by": "x", "was_private": False}
    model.Session.add(Erasure(**facts, **asked))
    model.Session.commit()
    call_action("package_delete", id=package["id"])
    outbox.drain()

    _, graph = harvested(get, modified_since=since)

    listed = call_action("ankang_tombstone_list", since=since, rows=1000)["results"]
    (mine,) = [one for one in listed if one["id"] == package["id"]]
    assert package["id"] in tombstones(graph)
    assert set(mine) == {"id", "kind", "moment", "sentence"}
    assert package["title"] not in graph.serialize()
    assert "含手机号" not in graph.serialize()


def test_a_leaked_version_takes_its_dataset_along_and_a_restored_one_is_told_again(get, made):
    package = made()
    stored = model.Package.get(package["id"])
    with gate.allowed("test"):
        row = erasure.hide(stored, "x", "含手机号", [str(uuid4())])
        model.Session.commit()
    outbox.drain()
    since = a_moment_ago()

    gone = harvested(get, modified_since=since)
    erasure.restore(row, "x")
    model.Session.commit()
    outbox.drain()
    again = harvested(get, modified_since=since)

    assert package["id"] in tombstones(gone[1])
    assert package["id"] not in gone[0]
    assert package["id"] in again[0]
    assert package["id"] not in tombstones(again[1])


def test_what_was_public_is_not_purged_without_a_tombstone(get, made, people):
    package = made()
    call_action("package_patch", id=package["id"], private=True, withdrawn="2026-11-20")
    asked = {"user": people.admin["name"], "ignore_auth": False}

    with pytest.raises(tk.NotAuthorized, match="隐藏与清除"):
        tk.get_action("dataset_purge")(asked, {"id": package["name"]})

    since = a_moment_ago()
    assert package["id"] in tombstones(harvested(get, modified_since=since)[1])


# What other tests left fills many pages, and what was changed last is on the last of them.
@pytest.mark.parametrize(
    "address", ["/catalog.jsonld?type=dataset&modified_since={since}", "/dataset/{name}.ttl"]
)
def test_who_has_the_answer_already_is_spared_it_until_something_changes(get, made, address):
    since = a_moment_ago()
    package = made()
    place = address.format(**package, since=since)
    first = get(place)
    marks = {"If-None-Match": first.headers["ETag"]}
    moment = {"If-Modified-Since": first.headers["Last-Modified"]}

    spared = [get(place, **known) for known in (marks, moment)]
    call_action("package_patch", id=package["id"], title="改了名字")
    outbox.drain()
    changed = get(place, **marks)

    assert [(one.status_code, one.data) for one in spared] == [(304, b"")] * 2
    assert (changed.status_code, "改了名字" in changed.text) == (200, True)


def test_a_page_that_lost_a_dataset_is_told_to_who_only_knows_its_day(get, made):
    package = made()
    known = get("/catalog.ttl").headers["Last-Modified"]
    later = sa.text(
        "UPDATE package SET metadata_modified = metadata_modified + interval '2 s' WHERE id = :id"
    )
    call_action("package_patch", id=package["id"], private=True, withdrawn="2026-11-20")
    with gate.allowed("test"):
        model.Session.execute(later, {"id": package["id"]})
        model.Session.commit()
    outbox.drain()

    assert get("/catalog.ttl", **{"If-Modified-Since": known}).status_code == 200


@pytest.mark.parametrize("page", ["/", "/dataset/", "/dataset/{name}", "/document"])
def test_pages_name_their_forms_for_machines(get, made, page):
    package = made()

    head = get(page.format(**package)).text.partition("</head>")[0]

    named = re.findall(
        r'<link rel="alternate" type="([a-z/+]+)" href="([^"]+\.(?:jsonld|ttl|rdf))"', head
    )
    assert [media for media, _ in named] == [media for _, media in dcat.FORMS.values()]
    assert {get(address).status_code for _, address in named} == {200}


def test_what_is_not_public_names_no_form_for_machines(get, made, people):
    package = made(private=True)

    page = get(f"/dataset/{package['name']}", people.clerk)

    assert (page.status_code, "application/ld+json" in page.text) == (200, False)


def test_what_is_older_than_the_moment_is_no_tombstone(made):
    package = made()
    call_action("package_patch", id=package["id"], private=True, withdrawn="2026-11-20")
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()

    listed = call_action("ankang_tombstone_list", since=later)["results"]

    assert package["id"] not in [one["id"] for one in listed]


@pytest.mark.parametrize(
    ("form", "media"), [(form, media) for form, (_, media) in dcat.FORMS.items()]
)
def test_one_dataset_alone_in_each_form(get, made, form, media):
    package = made()

    answer = get(f"/dataset/{package['name']}.{form}")

    graph = graph_of(answer, dcat.FORMS[form][0])
    (here,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert answer.headers["Content-Type"].startswith(media)
    assert here == URIRef(f"{call_site()}/dataset/{package['id']}")


def call_site():
    return call_action("status_show")["site_url"].rstrip("/")


def test_a_dataset_that_is_gone_answers_so(get, made):
    package = made()
    call_action("package_patch", id=package["id"], private=True, withdrawn="2026-11-20")

    assert get(f"/dataset/{package['name']}.ttl").status_code == 410
    assert get(f"/dataset/{uuid4()}.ttl").status_code == 404


@pytest.mark.parametrize("words", ["page=0", "page=x", "modified_since=gestern", "type=x"])
def test_a_question_that_makes_no_sense_is_refused_in_words(get, words):
    assert get(f"/catalog.ttl?{words}").status_code == 400


def test_ckan_s_own_api_tells_what_changed_since(get, made):
    since = a_moment_ago()
    package = made()

    answer = get(f"/api/3/action/package_search?fq=metadata_modified:[{since}%20TO%20*]&rows=1000")

    assert package["id"] in {one["id"] for one in json.loads(answer.text)["result"]["results"]}

"""What we publish is harvested by our own kind `dcat` over HTTP, files and all; what is withdrawn goes there, too."""

import threading
import time
from datetime import UTC, datetime

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests.helpers import call_action
from werkzeug.serving import make_server

from ckanext.ankang.jobs import outbox
from ckanext.ankang.review import gate

FIELDS = {
    "title": {"from": "dct:title"},
    "notes": {"from": "dct:description"},
    "tags": {"from": "dcat:keyword", "as": "list"},
    "theme": {"from": "dcat:theme", "vocabulary": "themes"},
    "update_frequency": {"from": "dct:accrualPeriodicity", "vocabulary": "update_frequency"},
    "openness": {"from": "dct:accessRights", "vocabulary": "openness"},
    "region": {"from": "dct:spatial", "vocabulary": "divisions"},
    "license_id": {"from": "dct:license", "values": {"https://opensource.org/license/mit": "mit"}},
}
IGNORED = [
    "dct:publisher", "dct:issued", "dct:modified", "dct:language", "dct:temporal",
    "dcat:landingPage", "dcat:contactPoint",
]  # fmt: skip
GIVEN = ("title", "notes", "theme", "update_frequency", "openness", "region", "license_id")


@pytest.fixture
def portal(app, ckan_config, monkeypatch):
    """This portal on a port, which is its address; three datasets a page of its catalogue."""
    server = make_server("127.0.0.1", 0, app.flask_app, threaded=True)
    address = f"http://127.0.0.1:{server.port}"
    monkeypatch.setitem(ckan_config, "ckan.site_url", address)
    monkeypatch.setitem(ckan_config, "ckanext.ankang.exchange.catalogue_rows", 3)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield address
    server.shutdown()


@pytest.fixture
def published(portal, evil):
    """The ids of four datasets with files, public and indexed, and the moment before them."""
    # The catalogue tells moments in whole seconds: what other tests changed is in an earlier one.
    time.sleep(1 - time.time() % 1)
    begun = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    evil.server.count = 4
    evil.run()
    outbox.drain()
    return [record.package_id for record in evil.records().values()], begun


@pytest.fixture(params=[("json-ld", "jsonld"), ("turtle", "ttl"), ("xml", "rdf")])
def above(request, portal, published, own):
    """A source that harvests what this portal published since then, in one of its forms."""
    form, ending = request.param
    _ids, begun = published
    address = f"demonstration:/catalog.{ending}?type=dataset&modified_since={begun}"
    rules = {"format": form}
    polite = {"delay_seconds": 0}
    return own(
        "dcat",
        portal,
        address=address,
        dcat=rules,
        fields=FIELDS,
        ignore=IGNORED,
        politeness=polite,
    )


def shown(package):
    anybody = {"ignore_auth": False, "user": ""}
    return tk.get_action("package_show")(anybody, {"id": package})


def keep_out_of_the_catalogue(packages):
    """Date the copies back: the portal above is this one, too, and would list them as its own."""
    earlier = (
        "UPDATE package SET metadata_modified = now() - interval '3 days' WHERE id = ANY(:ids)"
    )
    with gate.allowed("test"):
        model.Session.execute(sa.text(earlier), {"ids": packages})
        for package in packages:
            outbox.note(package)
        model.Session.commit()
    outbox.drain()


def test_our_catalogue_is_harvested_whole_and_what_is_withdrawn_is_taken_over(above, published):
    ids, _begun = published
    first = above.run()
    keep_out_of_the_catalogue([record.package_id for record in above.records().values()])
    second = above.run()
    copies = {id_: shown(record.package_id) for id_, record in above.records().items()}
    originals = {one["code"]: one for one in map(shown, ids)}
    gone = next(iter(originals))
    said = {"private": True, "withdrawn": "2026-11-20"}
    call_action("package_patch", id=originals[gone]["id"], **said)
    outbox.drain()
    marked = above.run()
    above.records()[gone].vanished = sa.func.now() - sa.text("interval '8 days'")
    model.Session.commit()
    late = above.run()

    assert first.outcomes == {"published": 4}, [line["reason"] for line in first.lines]
    assert second.lines == []
    assert copies.keys() == originals.keys()
    for id_, copy in copies.items():
        assert [copy[name] for name in GIVEN] == [originals[id_][name] for name in GIVEN]
        assert [one["hash"] for one in copy["resources"]] == [
            one["hash"] for one in originals[id_]["resources"]
        ]
    assert [(one["identifier"], one["outcome"]) for one in marked.lines] == [(gone, "marked")]
    assert [(one["identifier"], one["outcome"]) for one in late.lines] == [(gone, "withdrawn")]
    assert above.public() == originals.keys() - {gone}

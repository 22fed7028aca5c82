"""Another portal with our own harvester brings in what we publish: the way up, walked from its other end."""

import threading
from pathlib import Path

import pytest
import yaml
from ckan.tests.helpers import call_action
from werkzeug.serving import make_server

from ckanext.ankang.jobs import outbox
from harvesters.dialler import Dialler
from harvesters.kinds.ckan import Ckan
from harvesters.source import read_source

TEMPLATE = Path(__file__).parents[3] / "harvesters/kinds/ckan.yaml"


@pytest.fixture
def portal(app):
    """This portal, on a port."""
    server = make_server("127.0.0.1", 0, app.flask_app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.port}"
    server.shutdown()


@pytest.fixture
def other(portal, tmp_path):
    """The source of another portal, as `ankang source new ckan` writes it, with two packages a page."""
    described = yaml.safe_load(TEMPLATE.read_text("utf-8").replace("NAME", "unten"))
    described["ckan"] |= {"rows": 2, "parameters": {"fq": "+dataset_type:(dataset OR document)"}}
    folder = tmp_path / "unten"
    folder.mkdir()
    (folder / "source.yaml").write_text(yaml.safe_dump(described, allow_unicode=True))
    return Ckan(read_source(folder), f"http://{portal}", Dialler({portal}))


def test_what_is_public_is_listed_whole_and_what_changed_is_known(other, published_dataset):
    call_action("package_patch", id=published_dataset["id"], notes="说明改过")
    outbox.drain()
    public = call_action(
        "package_search",
        {"ignore_auth": False, "user": ""},
        fq="+dataset_type:(dataset OR document)",
        rows=1000,
    )

    listed = {entry.identifier: entry for entry in other.entries()}

    mine = listed[published_dataset["id"]]
    stored = call_action("package_show", id=published_dataset["id"])
    assert listed.keys() == {package["id"] for package in public["results"]}
    assert mine.mark == stored["metadata_modified"]
    assert other.read(mine).values["notes"] == "说明改过"

"""A document that its source lists no more: marked, withdrawn after a week with its page saying so, revived."""

import json
import re
from contextlib import contextmanager

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.ankang.harvest.model import HarvestRecord

pytestmark = pytest.mark.usefixtures("harvested")
SOURCE = "ankang_zhengfu"
TITLE = "城市公共交通条例"
# What of a document must be there once, however often it comes back.
KEPT = {
    "texts": "SELECT count(*) FROM ankang_document_version WHERE package_id = :id",
    "files": """SELECT count(*) FROM ankang_file_version WHERE resource_id IN
                (SELECT id FROM resource WHERE package_id = :id)""",
    "events": "SELECT count(*) FROM ankang_document_event WHERE package_id = :id",
    "citations": "SELECT count(*) FROM ankang_document_citation WHERE package_id = :id",
}


def document():
    """What the portal knows of the document that goes and comes."""
    model.Session.expire_all()
    (found,) = [one for one in HarvestRecord.of(SOURCE).values() if one.title == TITLE]
    return found


@contextmanager
def delisted(content, identifier):
    """The document off the lists of its source, as long as this lasts."""
    line = re.compile(rf'<li><a href="{identifier}\.html">.*?</li>\n')
    pages = {path: path.read_text() for path in (content / "zhengfu").glob("index*.html")}
    for path, text in pages.items():
        path.write_text(line.sub("", text))
    try:
        yield
    finally:
        for path, text in pages.items():
            path.write_text(text)


def lines(run):
    listed = tk.get_action("ankang_harvest_change_list")({"ignore_auth": True}, {"run": run["id"]})
    return [(one["identifier"], one["change"], one["outcome"]) for one in listed["results"]]


def kept(package):
    return {
        name: model.Session.scalar(sa.text(query), {"id": package}) for name, query in KEPT.items()
    }


def seen(app, package):
    """How everybody finds it: its page, the search, what is told of it as gone."""
    found = app.get("/api/3/action/package_search", query_string={"q": TITLE, "rows": 100}).json
    gone = app.get("/api/3/action/ankang_tombstone_list", query_string={"rows": 1000}).json
    return (
        app.get(f"/document/{package}").status_code,
        package in {one["id"] for one in found["result"]["results"]},
        package in {one["id"] for one in gone["result"]["results"]},
    )


def week_later():
    document().vanished = sa.func.now() - sa.text("interval '8 days'")
    model.Session.commit()


def test_a_document_that_vanished_is_withdrawn_after_a_week_and_lives_again_when_it_is_listed(
    app, harvest, content
):
    identifier, package = document().identifier, document().package_id
    before = kept(package)
    text = tk.get_action("ankang_document_text_show")({"ignore_auth": True}, {"id": package})

    with delisted(content, identifier):
        marked = harvest(SOURCE)
        while_marked = seen(app, package)
        week_later()
        late = harvest(SOURCE)
        withdrawn, page = seen(app, package), app.get(f"/document/{package}").body
        state = document().state
        still = harvest(SOURCE)
    back = harvest(SOURCE)

    assert lines(marked) == [(identifier, "vanished", "marked")]
    assert while_marked == (200, True, False)
    assert lines(late) == [(identifier, "vanished", "withdrawn")]
    assert (withdrawn, state) == ((410, False, True), "withdrawn")
    assert "这个文件已下线" in page
    assert "来源已有 7 天不再列出" in page
    assert lines(still) == []
    assert lines(back) == [(identifier, "add", "published")]
    assert seen(app, package) == (200, True, False)
    assert kept(package) == before
    shown = tk.get_action("ankang_document_text_show")({"ignore_auth": True}, {"id": package})
    assert json.dumps(shown, sort_keys=True, default=str) == json.dumps(
        text, sort_keys=True, default=str
    )

"""From revisions to their case, and back by what happens to it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.ankang.catalogue.names import package_name, short_name

from . import content, revisions
from .model import Revision

Json = dict[str, Any]

# Where a person, not a source, brings the items from.
SOURCE = "department"
LONGEST_TITLE = 200
# The events by which a case comes to a revision or leaves it; between them it only goes on.
TURNING = ("submit", "resubmit", "approve", "return", "hold", "reject", "withdraw", "stop")


def item(revision: Revision) -> Json:
    """The item of a case: the package whole, who wrote it, and which revision it is."""
    return {
        "package": {**content.package_of(revision.content), "name": name(revision)},
        "document": _document(revision),
        "source": SOURCE,
        "identifier": revision.package_id,
        "revision_id": revision.id,
    }


def _document(revision: Revision) -> Json | None:
    """The text of a document that was sent with it; without one its text stays as it is."""
    paragraphs = revision.content.get(content.TEXT)
    if revision.type != "document" or not paragraphs:
        return None
    versions = (one.get("version_id") for one in revision.content["resources"])
    return {
        "version_id": next(filter(None, versions), None),
        "text_source": revision.content.get("text_source"),
        **(revision.content.get(content.DETAILS) or {}),
        "paragraphs": paragraphs,
    }


def name(revision: Revision) -> str:
    """The address name: what was given, what is stored, else the title's pinyin."""
    if given := revision.content.get("name"):
        return str(given)
    title = revision.title or tk._("未命名")
    short = short_name(title)
    return package_name(title, revision.package_id) if model.Package.get(short) else short


def submit(rows: list[Revision], person: str, profile: str | None, title: str | None) -> Json:
    """Open the case of these locked revisions, or hand a returned one in again.

    The case's own events set the revisions' state and case in its transaction (`follow`), so a
    process that dies leaves both or neither.
    """
    items = [item(row) for row in rows]
    authors = sorted({editor for row in rows for editor in row.editors})
    context = {"ignore_auth": True, "user": person}
    if case_id := _returned_case(rows, profile):
        asked = {"id": case_id, "items": items, "authors": authors}
        return dict(tk.get_action("ankang_case_resubmit")(context, asked))
    asked = {
        "title": title or "、".join(row.title for row in rows)[:LONGEST_TITLE],
        "kind": rows[0].kind,
        "department": rows[0].department,
        "authors": authors,
        "items": items,
    }
    if profile:
        asked["profile"] = profile
    # The twenty working days run from the oldest information.
    if formed := [day for row in rows if (day := row.content.get("formed_on"))]:
        asked["formed_on"] = min(formed)
    return dict(tk.get_action("ankang_case_open")(context, asked))


def follow(case: Json, event: Json) -> None:
    """Let the revisions of a case be what its state makes of them, in the caller's transaction."""
    state = OUTCOMES.get(case["state"])
    if state is None or event["event"] not in TURNING:
        return
    shown = tk.get_action("ankang_case_show")({"ignore_auth": True}, {"id": case["id"]})
    for entry in shown["items"]:
        row = revisions.get(entry["revision_id"]) if entry["revision_id"] else None
        if row is not None and row.state in revisions.OPEN:
            row.state, row.case_id = state, case["id"]
    model.Session.flush()


# What a case's state makes of its revisions; `published` is written with the package itself.
OUTCOMES = {
    "waiting": revisions.SUBMITTED,
    "approved": revisions.SUBMITTED,
    "returned": revisions.RETURNED,
    "held": revisions.RETURNED,
    "rejected": revisions.RETURNED,
    "withdrawn": revisions.RETURNED,
    # The secrecy review said 不公开: nobody goes on with it.
    "stopped": revisions.DROPPED,
}


def _returned_case(rows: list[Revision], profile: str | None) -> str | None:
    """The case that waits for these very revisions to come back on the same way."""
    cases = {row.case_id for row in rows}
    if len(cases) != 1 or None in cases:
        return None
    (case_id,) = cases
    case = tk.get_action("ankang_case_show")({"ignore_auth": True}, {"id": case_id})
    same = {entry["revision_id"] for entry in case["items"]} == {row.id for row in rows}
    known_way = profile in (None, case["profile"])
    return case_id if case["state"] == "returned" and same and known_way else None

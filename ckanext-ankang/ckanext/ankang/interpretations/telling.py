"""Who is told that a document left force: the departments whose things rest on it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.ankang.catalogue.vocabularies import label
from ckanext.ankang.notices.kinds import kinds
from ckanext.ankang.notices.members import writers
from ckanext.ankang.validity.interfaces import ForceChange

from . import linking, rules

KIND = "basis_out_of_force"


def tell(change: ForceChange) -> None:
    """Tell the writers of each department what of theirs rests on a document that left force."""
    if change.state not in rules.rules().out_of_force:
        return
    for package in (
        *linking.datasets_of(change.document),
        *linking.interpretations_of(change.document),
    ):
        _send(package, change)


def _send(package: dict[str, Any], change: ForceChange) -> None:
    words = {
        "title": package["title"],
        "document": change.document["title"],
        "state": label("document_forces", change.state),
    }
    persons = writers(package["owner_org"]) if package["owner_org"] else ()
    notice = {
        "persons": [one for one in persons if model.User.get(one)],
        "kind": KIND,
        "key": f"{KIND}:{package['id']}:{change.document['id']}:{change.day}:{change.state}",
        "title": tk._(kinds()[KIND].sentence).format(**words),
        "link": page_of(package),
    }
    tk.get_action("ankang_notice_send")({"ignore_auth": True}, notice)


def page_of(package: dict[str, Any]) -> str:
    """The page of a dataset or an interpretation."""
    endpoint = (
        "dataset.read" if package["type"] == linking.DATASET else "ankang_interpretations.read"
    )
    return str(tk.h.url_for(endpoint, id=package["name"]))

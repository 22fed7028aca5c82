"""What pages and actions say of links: interpretations, datasets, documents with their force."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue.vocabularies import label

from . import linking, rules

Json = dict[str, Any]
_NAMED = ("id", "name", "title", "type")


def interpretations(document: Json) -> list[Json]:
    """The public interpretations of a document, as a list shows them."""
    return [_interpretation(one) for one in linking.interpretations_of(document)]


def _interpretation(package: Json) -> Json:
    return {
        **{field: package[field] for field in _NAMED},
        "form": package["form"],
        "form_label": label("interpretation_forms", package["form"]),
        "date_published": package.get("date_published"),
        "organ": package.get("organ"),
        "interpreters": [_interpreter(one) for one in package.get("interpreters") or []],
        "url": tk.h.url_for("ankang_interpretations.read", id=package["name"]),
    }


def _interpreter(person: Json) -> Json:
    post = person.get("post")
    return {"name": person["name"], "post": label("interpreter_posts", post) if post else None}


def datasets(document: Json) -> list[Json]:
    """The public datasets that rest on a document, with the articles that they name."""
    return [
        {
            **{field: package[field] for field in _NAMED},
            "article": "、".join(_articles(package, document)),
            "url": tk.h.url_for("dataset.read", id=package["name"]),
        }
        for package in linking.datasets_of(document)
    ]


def _articles(package: Json, document: Json) -> list[str]:
    named = (
        entry.get("article")
        for _field, entry in linking.entries(package)
        if rules.means(entry["document"], document)
    )
    return list(dict.fromkeys(filter(None, named)))


def documents(package: Json) -> list[Json]:
    """The documents that a dataset or an interpretation names, each with its force today.

    A document that the library does not have, or has twice under these words, has neither.
    """
    said = linking.entries(package)
    known = linking.documents(entry["document"] for _field, entry in said)
    forces = linking.forces([document["id"] for document in known.values()])
    return [_document(field, entry, known, forces) for field, entry in said]


def _document(field: str, entry: Json, known: dict[str, Json], forces: dict[str, Json]) -> Json:
    document = known.get(entry["document"])
    shown = {
        "role": field,
        "words": entry["document"],
        "article": entry.get("article"),
        "document": None,
    }
    if document is None:
        return {**shown, "force": None, "out_of_force": False}
    state = forces.get(document["id"], {}).get("state")
    named = {name: document[name] for name in _NAMED}
    return {
        **shown,
        "words": document["title"],
        "document": {**named, "url": tk.h.url_for("ankang_library.read", id=document["name"])},
        "force": {"state": state, "label": label("document_forces", state)} if state else None,
        "out_of_force": state in rules.rules().out_of_force,
    }

"""Which interpretations and datasets belong to a document, and which documents to them.

A link is written down once, at the interpretation or the dataset; the other side asks for it here, so
that none can be half a link.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from . import rules

Json = dict[str, Any]

INTERPRETATION, DATASET, DOCUMENT = "interpretation", "dataset", "document"
# Where a dataset names documents: what it rests on, and the ground for keeping it closed.
BASIS = ("legal_basis", "openness_grounds")
LINKS = {INTERPRETATION: ("interprets",), DATASET: BASIS}


def as_package(row: Any) -> Json:
    """A package as far as links and rules ask, without `package_show`."""
    return {
        "id": row.id,
        "name": row.name,
        "title": row.title,
        "type": row.type,
        "owner_org": row.owner_org,
        **{field: _said(value) for field, value in row.extras.items()},
    }


def _said(value: str) -> Any:
    """Repeating fields are kept as JSON lists (scheming)."""
    return json.loads(value) if value.startswith("[{") else value


def entries(package: Json) -> list[tuple[str, Json]]:
    """What a package says of the documents that it rests on or interprets, with the field."""
    fields = LINKS.get(package["type"], ())
    return [
        (field, one) for field in fields for one in package.get(field) or [] if one.get("document")
    ]


def interpretations_of(document: Json) -> list[Json]:
    """The public interpretations of a document, the first published first."""
    found = _linked(INTERPRETATION, document)
    return sorted(found, key=lambda one: (one.get("date_published") or "", one["name"]))


def datasets_of(document: Json) -> list[Json]:
    """The public datasets that name a document as basis or ground, by title."""
    return sorted(_linked(DATASET, document), key=lambda one: one["title"])


def _linked(type_: str, document: Json) -> list[Json]:
    names = rules.names_of(document)
    said = [_as_text(field) for field in LINKS[type_]]
    query = _public(type_).where(
        sa.or_(*(one.contains(name, autoescape=True) for one in said for name in names))
    )
    packages = map(as_package, model.Session.scalars(query))
    return [
        one
        for one in packages
        if any(rules.means(e["document"], document) for _f, e in entries(one))
    ]


def _as_text(field: str) -> Any:
    """A repeating field with its characters as they are: scheming stores them as escapes."""
    stored = sa.func.nullif(model.Package.extras[field].astext, "")
    return sa.cast(sa.cast(stored, JSONB), sa.Text)


def resting(departments: Sequence[str]) -> list[Json]:
    """What these departments have made public that names documents."""
    query = sa.select(model.Package).where(
        model.Package.owner_org.in_(departments),
        model.Package.type.in_(LINKS),
        model.Package.state == model.State.ACTIVE,
        model.Package.private.is_(False),
        model.Package.extras.has_any(sa.cast([*BASIS, "interprets"], ARRAY(sa.Text))),
    )
    return list(map(as_package, model.Session.scalars(query)))


def documents(words: Iterable[str]) -> dict[str, Json]:
    """The public documents that these words mean; words that mean none, or several, are left out."""
    wanted = {one: rules.bare(one) for one in words}
    names = {*wanted, *wanted.values()}
    titles = names | {f"中华人民共和国{one}" for one in names}
    query = _public(DOCUMENT).where(
        sa.or_(
            model.Package.id.in_(names),
            model.Package.name.in_(names),
            model.Package.title.in_(titles),
            model.Package.extras["document_number"].astext.in_(names),
        )
    )
    found = list(map(as_package, model.Session.scalars(query)))
    meant = {one: [doc for doc in found if rules.means(one, doc)] for one in wanted}
    return {one: docs[0] for one, docs in meant.items() if len(docs) == 1}


def in_address(words: str) -> str:
    """The name in an address of this portal, or the words as they are."""
    plain = words.strip()
    path = urlsplit(plain).path if "/" in plain else ""
    return path.rstrip("/").rpartition("/")[2] or plain


def _public(type_: str) -> Any:
    return sa.select(model.Package).where(
        model.Package.type == type_,
        model.Package.state == model.State.ACTIVE,
        model.Package.private.is_(False),
    )


def forces(ids: Sequence[str]) -> dict[str, Json]:
    """The force of documents today, by id."""
    if not ids:
        return {}
    ask = tk.get_action("ankang_document_force_list")
    return {one["id"]: one for one in ask({"ignore_auth": True}, {"ids": list(ids)})}

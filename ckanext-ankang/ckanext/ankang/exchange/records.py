"""A document as machines read it: header, force on a day, the text of that day, relations and files."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.documents.values import issuers

from .addresses import Address

Json = dict[str, Any]

# The parts of a package that say nothing about the document.
_LEFT_OUT = (
    *("resources", "organization", "groups", "tags", "relationships_as_subject"),
    *("relationships_as_object", "num_resources", "num_tags", "state", "private", "isopen"),
    *("author", "author_email", "maintainer", "maintainer_email", "creator_user_id", "version"),
    *("type", "url", "license_id", "license_url", "plugin_data", "extras"),
)
OFFICIAL = ("gazette", "scan", "issuer")


def find(address: Address) -> list[Json]:
    """The documents that this address stands for, as far as the asker may see them; one, as a rule."""
    extras = model.Package.extras
    query = model.Session.query(model.Package.id).filter(
        model.Package.type == "document",
        model.Package.state == "active",
        sa.or_(
            model.Package.name == address.local,
            extras["document_number"].astext.in_(address.numbers),
        ),
    )
    packages = [shown for row in query if (shown := _visible(row.id))]
    return [package for package in packages if Address.of(package) == address]


def _visible(package_id: str) -> Json | None:
    try:
        package: Json = tk.get_action("package_show")({}, {"id": package_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
    return package


def record(package: Json, day: date | None = None) -> Json:
    """Everything about a document, today or as of a day."""
    asked = {"id": package["id"], **({"as_of": day.isoformat()} if day else {})}
    judged = tk.get_action("ankang_document_show")({}, asked)
    version = judged["version"]
    return {
        **header(package),
        "uri": uri(package),
        "url": tk.url_for("ankang_library.read", id=package["name"], _external=True),
        "issuers": issuers(package),
        **{name: judged[name] for name in ("as_of", "force", "flags", "last_day", "timeline")},
        **{name: judged[name] for name in ("version", "next_version", "versions")},
        "nodes": _nodes(package["id"], version["number"]) if version else [],
        "relations": _relations(package["id"]),
        "files": _files(package),
    }


def header(package: Json) -> Json:
    """What is printed on the document, as far as it is known."""
    return {name: value for name, value in package.items() if value and name not in _LEFT_OUT}


def uri(package: Json) -> str:
    """The address that stays, in full."""
    address = Address.of(package)
    named = {"kind": address.kind, "year": address.year, "local": address.local}
    return str(tk.url_for("ankang_exchange.document", **named, _external=True))


def _nodes(package_id: str, number: int) -> list[Json]:
    asked = {"id": package_id, "number": number}
    nodes: list[Json] = tk.get_action("ankang_document_text_show")({}, asked)["nodes"]
    return nodes


def _relations(package_id: str) -> list[Json]:
    found = tk.get_action("ankang_document_relation_list")({}, {"id": package_id})
    return [{**one, **_target(one)} for one in found]


def _target(relation: Json) -> Json:
    """The address of the other document, if it is in the library."""
    known = relation["document"]
    package = _visible(known["id"]) if known else None
    return {"uri": uri(package)} if package else {}


def _files(package: Json) -> list[Json]:
    official = package.get("text_source") in OFFICIAL
    return [
        {
            "name": resource.get("name") or resource["id"],
            "format": resource.get("format") or "",
            "url": resource["url"],
            "sha256": resource.get("hash") or "",
            "official": official,
        }
        for resource in package["resources"]
    ]

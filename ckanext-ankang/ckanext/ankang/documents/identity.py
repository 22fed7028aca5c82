"""Which document of the library an entry is: issuer, title, day and number, never the title alone."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model

Package = dict[str, Any]
IDENTITY = ("issuer", "date_issued", "document_number")


def same_work(package: Package) -> Any:
    """The document with the same issuer, title, day and number; None if any of them is missing."""
    if not all(package.get(name) for name in (*IDENTITY, "title")):
        return None
    wanted = [model.Package.title == package["title"]]
    wanted += [_extra(name) == package[name] for name in IDENTITY]
    return _first(package, *wanted)


def with_number(package: Package) -> Any:
    """Another document of the same issuer with this number."""
    return _with(package, "document_number", "issuer")


def with_registration(package: Package) -> Any:
    """Another document with this registration number."""
    return _with(package, "registration_number")


def _with(package: Package, number: str, *names: str) -> Any:
    if not all(package.get(name) for name in (number, *names)):
        return None
    _hold(*(str(package[name]) for name in (number, *names)))
    return _first(package, *(_extra(name) == package[name] for name in (number, *names)))


def _hold(*words: str) -> None:
    """Let two transactions that bring the same number go one after the other."""
    key = "\n".join(("ankang_document", *words))
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(key))))


def _extra(name: str) -> Any:
    return model.Package.extras[name].astext


def _first(package: Package, *wanted: Any) -> Any:
    query = sa.select(model.Package).where(
        model.Package.type == "document",
        model.Package.state == model.State.ACTIVE,
        model.Package.id != package.get("id"),
        *wanted,
    )
    return model.Session.scalars(query.limit(1)).first()

"""Which document of the library an entry is: issuer, title, day and number, never the title alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from ckan import model

from . import values

Package = dict[str, Any]
FORMS: dict[str, Callable[[str], str]] = {
    "document_number": values.number,
    "registration_number": values.registration,
    "date_issued": values.day,
}
IDENTITY = ("issuer", "date_issued", "document_number")


def same_work(package: Package) -> Any:
    """The document with the same issuer, title, day and number; None if any of them is missing."""
    wanted = _wanted(package, "title", *IDENTITY)
    return _first(package, wanted) if wanted else None


def with_number(package: Package) -> Any:
    """Another document of the same issuer with this number."""
    return _with(package, "document_number", "issuer")


def with_registration(package: Package) -> Any:
    """Another document with this registration number."""
    return _with(package, "registration_number")


def _with(package: Package, *names: str) -> Any:
    if not (wanted := _wanted(package, *names)):
        return None
    _hold(*wanted.values())
    return _first(package, wanted)


def _wanted(package: Package, *names: str) -> dict[str, str]:
    """These fields in their official form; nothing if any of them is missing."""
    found = {name: _official(name, package.get(name)) for name in names}
    return found if all(found.values()) else {}


def _official(name: str, value: Any) -> str:
    text = str(value or "").strip()
    try:
        return FORMS[name](text) if text and name in FORMS else text
    except values.BadValue:
        # The field itself refuses it; no stored document is written like this.
        return text


def _hold(*words: str) -> None:
    """Let two transactions that bring the same number go one after the other."""
    key = "\n".join(("ankang_document", *words))
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(key))))


def _first(package: Package, wanted: dict[str, str]) -> Any:
    query = sa.select(model.Package).where(
        model.Package.type == "document",
        model.Package.state == model.State.ACTIVE,
        model.Package.id != (package.get("id") or ""),
        *(_column(name) == value for name, value in wanted.items()),
    )
    return model.Session.scalars(query.limit(1)).first()


def _column(name: str) -> Any:
    return model.Package.title if name == "title" else model.Package.extras[name].astext

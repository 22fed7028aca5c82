"""The form of a draft: which fields it shows, and what it says when it is sent (pure).

Fields are those of the dataset's schema (scheming); a form is what the browser sends. What is not in
the form is not changed: a page may show a part of the fields.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

Field = dict[str, Any]
Json = dict[str, Any]

# What the clerk types, by the type of package; everything else is proposed, or already known, and folded.
TYPED = {
    "dataset": (
        *("title", "notes", "update_frequency"),
        *("openness", "openness_condition", "openness_reason", "openness_grounds"),
        *("contact_department", "contact_phone"),
    ),
    # What a document is not released without (documents/entries.py), and what its page begins with.
    "document": (
        *("title", "kind", "document_number", "issuer"),
        *("date_issued", "date_published", "date_effective", "valid_until", "text_source"),
        *("registration_number", "registration_missing"),
        *("legality_organ", "legality_number", "legality_missing"),
        *("interpretation_exemption", "contact_phone"),
    ),
    # Who interprets what, and the elements that the law asks for (interpretation_rules.yaml).
    "interpretation": (
        *("title", "interprets", "form", "organ", "interpreters", "contact_phone"),
        *("background", "goals", "content", "scope", "attention", "questions"),
    ),
}
SYSTEM = "ankang_system"
OTHERS = "其他"
# Says that a repeating field is in the form, also when it has no entry left.
SHOWN = "-shown"
REMOVED = "remove"
THEIRS = "theirs"


def shown_fields(fields: Iterable[Field]) -> list[Field]:
    """The fields that a person may fill, in the order of the schema."""
    return [field for field in fields if field.get("preset") != SYSTEM]


def sections(
    fields: Iterable[Field], type_: str, locked: Collection[str] = ()
) -> tuple[list[Field], list[tuple[str, list[Field]]]]:
    """The fields that the clerk types, and the rest under its headings; not what a source gives."""
    found = {
        field["field_name"]: field
        for field in shown_fields(fields)
        if _content_name(field) not in locked
    }
    typed = [found.pop(name) for name in TYPED[type_] if name in found]
    groups: dict[str, list[Field]] = {}
    for field in found.values():
        groups.setdefault(str(field.get("ankang_group") or OTHERS), []).append(field)
    return typed, list(groups.items())


def locked_fields(fields: Iterable[Field], locked: Collection[str]) -> list[Field]:
    """The fields that a source gives, in the order of the schema."""
    return [field for field in shown_fields(fields) if _content_name(field) in locked]


def _content_name(field: Field) -> str:
    """Under which key the content has what a field shows."""
    name = str(field["field_name"])
    return "tags" if name == "tag_string" else name


def kind_of(field: Field) -> str:
    """With which control a field is filled."""
    if field.get("repeating_subfields"):
        return "repeating"
    if field.get("vocabulary"):
        return "choice"
    name, snippet = field["field_name"], str(field.get("form_snippet") or "")
    if name in ("owner_org", "license_id"):
        return str(name)
    if field.get("preset") in ("ankang_day", "ankang_document_day"):
        return "day"
    long = (
        snippet in ("markdown.html", "textarea.html") or field.get("preset") == "ankang_long_text"
    )
    return "long" if long else "text"


def values_of(content: Mapping[str, Any]) -> Json:
    """What the form's fields show of a content."""
    tags = "，".join(str(tag["name"]) for tag in content.get("tags") or [])
    return {**content, "tag_string": tags}


def content_of(form: Mapping[str, str], fields: Iterable[Field]) -> Json:
    """What a form says, by field; where the writer chose somebody else's words, nothing."""
    said: Json = {}
    for field in shown_fields(fields):
        name = field["field_name"]
        if form.get(f"keep-{name}") == THEIRS:
            continue
        if field.get("repeating_subfields"):
            if f"{name}{SHOWN}" in form:
                said[name] = list(_entries(form, name))
        elif name in form:
            said[name] = form[name].strip()
    return said


def _entries(form: Mapping[str, str], name: str) -> Iterator[Json]:
    """The entries of a repeating field that say something and were not removed."""
    entries: dict[int, Json] = {}
    for key, value in form.items():
        if found := re.fullmatch(rf"{re.escape(name)}-(\d{{1,4}})-(\w+)", key):
            entries.setdefault(int(found[1]), {})[found[2]] = value.strip()
    for number in sorted(entries):
        entry = entries[number]
        if entry.pop(REMOVED, "") != "yes" and any(entry.values()):
            yield {key: value for key, value in entry.items() if value}


def merged(sent: Mapping[str, Any], whole: Mapping[str, Any]) -> Json:
    """What was sent, with what others changed meanwhile in the same fields."""
    values = values_of(whole)
    return {name: values.get(name, "") for name in sent}


def chosen(
    form: Mapping[str, str], changes: Iterable[Mapping[str, Any]], content: Mapping[str, Any]
) -> Json:
    """The contents of the fields that two changed, as the writer chose; his own where he did not."""
    said: Json = {}
    for change in changes:
        name = str(change["field"]).partition("/")[0]
        if change["conflict"]:
            theirs = form.get(f"keep-{name}") == THEIRS and name == change["field"]
            said[name] = change["theirs"] if theirs else content.get(name, "")
    return said


def sentences(errors: Mapping[str, Any]) -> dict[str, list[str]]:
    """Errors of a package as sentences by field, those of entries and resources among them."""
    return {name: list(_flat(found)) for name, found in errors.items()}


def _flat(found: Any) -> Iterator[str]:
    if isinstance(found, Mapping):
        for one in found.values():
            yield from _flat(one)
    elif isinstance(found, str):
        yield found
    else:
        for one in found or ():
            yield from _flat(one)

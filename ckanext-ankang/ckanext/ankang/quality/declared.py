"""How a declared Table Schema meets the header of a file.

Departments write headers in their own way, so a field is known by its id, its title or one of its
other names (`ankang:aliases`). Frictionless is given the file's own headers, so that errors name what
a person sees; the schema is stored under column ids, its key too.
"""

from collections.abc import Iterator

from ..tables import Table
from .notes import Note
from .report import Json

# A schema of some columns: the others are inferred, and of its own only the required must be there.
PARTIAL = "partial"


def declared_types(schema: Json | None, ids: dict[str, str]) -> dict[str, str]:
    """The types that decide how cells are read, by all names that a header may have.

    `ids` is the register of the resource, column id by title.
    """
    titles = {id: title for title, id in ids.items()}
    return {
        key: entry["type"]
        for entry in (schema or {}).get("fields", [])
        for key in (*_aliases(entry), *own_names(entry), titles.get(entry.get("name")))
        if key and entry.get("type")
    }


def under_titles(table: Table, schema: Json | None) -> Json:
    """The schema with the file's headers as names: the declared one, or the types inferred."""
    if schema is None:
        return {"fields": [{"name": c.title, "type": c.type} for c in table.columns]}
    known = headers(table, schema)
    fields = [{**entry, "name": _name(entry, known)} for entry in schema.get("fields", [])]
    keys = [known.get(key, key) for key in _key(schema)]
    named = {**schema, "primaryKey": keys} if keys else schema
    if schema.get("fieldsMatch") == PARTIAL:
        return {**named, "fieldsMatch": "equal", "fields": _completed(table, fields)}
    return {"fieldsMatch": "equal", **named, "fields": fields}


def under_ids(table: Table, descriptor: Json) -> Json:
    """The schema as it is stored: our ids as names; titles as declared, else the headers."""
    declared = {entry["name"]: entry for entry in descriptor["fields"]}
    fields = [
        {"title": c.title, **declared.get(c.title, {"type": c.type}), "name": c.id}
        for c in table.columns
    ]
    rest = {k: v for k, v in descriptor.items() if k not in ("fields", "fieldsMatch")}
    keys = [table.id_of(title) for title in _key(descriptor)]
    return {**rest, **({"primaryKey": keys} if keys else {}), "fields": fields}


def extra_columns(table: Table, schema: Json) -> Iterator[Note]:
    """A note on each column of which a schema of some columns says nothing."""
    if schema.get("fieldsMatch") == PARTIAL and "ankang:source" in schema:
        spoken = set(headers(table, schema).values())
        for column in table.columns:
            if column.title not in spoken:
                sentence = f"“{column.title}”列不在数据表标准里，按推断的类型收下。"
                yield Note("extra-column", sentence, column.title)


def headers(table: Table, schema: Json) -> dict[str, str]:
    """The file's header for the name and the title of each declared field that it has.

    A field is known by its name or title, else by an alias that no other field has for its own.
    """
    there = {key: c.title for c in table.columns for key in (c.id, c.title)}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for known_by in (own_names, _aliases):
        for entry in schema.get("fields", []):
            matching = (there[name] for name in known_by(entry) if name in there)
            header = next((header for header in matching if header not in taken), None)
            if header is not None and not found.keys() & set(own_names(entry)):
                taken.add(header)
                found |= dict.fromkeys(own_names(entry), header)
    return found


def own_names(entry: Json) -> list[str]:
    """What a field is called besides its aliases."""
    return [entry[key] for key in ("name", "title") if entry.get(key)]


def _aliases(entry: Json) -> list[str]:
    return list(entry.get("ankang:aliases", ()))


def _name(entry: Json, known: dict[str, str]) -> str | None:
    name = entry.get("name")
    return known.get(name or "") or known.get(entry.get("title", "")) or entry.get("title") or name


def _key(schema: Json) -> list[str]:
    key = schema.get("primaryKey") or []
    return [key] if isinstance(key, str) else list(key)


def _completed(table: Table, fields: list[Json]) -> list[Json]:
    """A field for each column of the table, inferred where none is declared; then what is missing."""
    declared = {entry["name"]: entry for entry in fields}
    columns = [
        {"type": c.type, **declared.pop(c.title, {}), "name": c.title} for c in table.columns
    ]
    required = (e for e in declared.values() if e.get("constraints", {}).get("required"))
    return [*columns, *required]

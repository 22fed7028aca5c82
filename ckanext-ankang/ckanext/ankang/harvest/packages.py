"""From a harvested record to the package that is reviewed and published (pure)."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from harvesters.records import Record

Json = dict[str, Any]

# Ids come from where a thing was found, so that a run made twice makes nothing twice.
NAMESPACE = uuid.UUID("6b0f3b9e-5f0a-5d2e-9a41-610900610900")
# A package that comes back carries nothing of its going.
GOING = frozenset({"withdrawn", "withdrawn_reason", "replaced_by"})


def package_id(source: str, identifier: str) -> str:
    """The id of the package of one item."""
    return str(uuid.uuid5(NAMESPACE, f"{source}\n{identifier}"))


def resource_id(source: str, identifier: str, number: int) -> str:
    """The id of one file of an item, by its place among the files."""
    return str(uuid.uuid5(NAMESPACE, f"{source}\n{identifier}\n{number}"))


def own_files(source: str, identifier: str, versions: int) -> list[str]:
    """The ids that an item's files can have: never more files than versions were brought."""
    return [resource_id(source, identifier, number) for number in range(versions)]


def transformed(record: Record) -> Json:
    """A record as it is kept: everything that a package is made of, its files by their hashes."""
    return {
        "type": record.type,
        "fields": record.fields,
        "files": [
            {"name": file.name, "format": file.format, "sha256": file.sha256}
            for file in record.attachments
        ],
        "paragraphs": list(record.paragraphs),
        "texts": [text.said for text in record.texts],
        "url": record.url,
    }


# What a package says of its source, written anew by every run: a change of it would be lost.
OF_THE_SOURCE = frozenset({"source_name", "source_identifier", "source_url"})


@dataclass(frozen=True)
class Origin:
    """Where an item comes from, as its package says."""

    source: str
    title: str
    identifier: str


def package(content: Json, name: str, origin: Origin, versions: Mapping[str, str]) -> Json:
    """The complete package; `versions` gives the file version of each SHA-256."""
    fields = dict(content["fields"])
    tags = fields.pop("tags", None)
    # A source names the schema of its tables once; each of its files is held to it.
    table_schema = {key: fields.pop(key) for key in ("table_schema",) if key in fields}
    return {
        **fields,
        **({} if tags is None else {"tag_string": ",".join(tags)}),
        "id": package_id(origin.source, origin.identifier),
        "name": name,
        "type": content["type"],
        "source_name": origin.title,
        "source_identifier": origin.identifier,
        "source_url": content["url"],
        "resources": [
            {
                "id": resource_id(origin.source, origin.identifier, number),
                "name": file["name"],
                "format": file["format"],
                "version_id": versions[file["sha256"]],
                **table_schema,
            }
            for number, file in enumerate(content["files"])
        ],
    }


def with_additions(made: Json, public: Json, given: Collection[str], own: Collection[str]) -> Json:
    """The package with what the department added to what is public.

    `given` are the fields that the source gave when it was last brought, `own` the ids of its files:
    what it gives no more goes, what it never gave stays.
    """
    replaced = {*given, *made, *GOING, "resources"}
    if "tag_string" in made:
        replaced.add("tags")
    kept = {name: value for name, value in public.items() if name not in replaced}
    before = {one["id"]: one for one in public.get("resources", [])}
    resources = [{**before.get(one["id"], {}), **one} for one in made["resources"]]
    ids = {*own, *(one["id"] for one in resources)}
    added = [one for id_, one in before.items() if id_ not in ids]
    return {**kept, **made, "resources": [*resources, *added]}


def review_item(content: Json, made: Json, source: str) -> Json:
    """The item of a case: the package, and for a document its text or texts."""
    return {
        "package": made,
        "document": _document(content, made) if content["type"] == "document" else None,
        "source": source,
        "identifier": made["source_identifier"],
    }


def _document(content: Json, made: Json) -> Json:
    versions = [resource["version_id"] for resource in made["resources"]]
    if not content["texts"]:
        return {"version_id": versions[0], "paragraphs": content["paragraphs"]}
    texts = zip(content["texts"], versions, strict=False)
    return {"texts": [{**said, "version_id": version} for said, version in texts]}

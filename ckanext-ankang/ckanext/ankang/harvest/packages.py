"""From a harvested record to the package that is reviewed and published (pure)."""

import uuid
from collections.abc import Mapping
from typing import Any

from harvesters.records import Record

# Ids come from where a thing was found, so that a run made twice makes nothing twice.
NAMESPACE = uuid.UUID("6b0f3b9e-5f0a-5d2e-9a41-610900610900")


def package_id(source: str, identifier: str) -> str:
    """The id of the package of one item."""
    return str(uuid.uuid5(NAMESPACE, f"{source}\n{identifier}"))


def resource_id(source: str, identifier: str, number: int) -> str:
    """The id of one file of an item, by its place among the files."""
    return str(uuid.uuid5(NAMESPACE, f"{source}\n{identifier}\n{number}"))


def package(
    record: Record, name: str, source_name: str, versions: Mapping[str, str]
) -> dict[str, Any]:
    """The complete package; `versions` gives the file version of each SHA-256."""
    fields = dict(record.fields)
    tags = fields.pop("tags", [])
    # A source names the schema of its tables once; each of its files is held to it.
    table_schema = {key: fields.pop(key) for key in ("table_schema",) if key in fields}
    return {
        **fields,
        "id": package_id(record.source, record.identifier),
        "name": name,
        "type": record.type,
        "tag_string": ",".join(tags),
        "source_name": source_name,
        "source_identifier": record.identifier,
        "source_url": record.url,
        "resources": [
            {
                "id": resource_id(record.source, record.identifier, number),
                "name": file.name,
                "format": file.format,
                "version_id": versions[file.sha256],
                **table_schema,
            }
            for number, file in enumerate(record.attachments)
        ],
    }


def review_item(record: Record, content: dict[str, Any]) -> dict[str, Any]:
    """The item of a case: the package, and for a document its text or texts."""
    return {
        "package": content,
        "document": _document(record, content) if record.type == "document" else None,
        "source": record.source,
        "identifier": record.identifier,
    }


def _document(record: Record, content: dict[str, Any]) -> dict[str, Any]:
    versions = [resource["version_id"] for resource in content["resources"]]
    if not record.texts:
        return {"version_id": versions[0], "paragraphs": list(record.paragraphs)}
    texts = zip(record.texts, versions, strict=False)
    return {"texts": [{**text.said, "version_id": version} for text, version in texts]}

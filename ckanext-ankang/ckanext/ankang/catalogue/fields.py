"""The fields of schemas/dataset.yaml and document.yaml, as pages, imports and exports of the catalogue read them (pure)."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from ckanext.ankang.catalogue.vocabularies import UnknownValue, label, read

# The headings under which a page shows the fields, in their order.
GROUPS = ("分类", "开放", "共享", "更新", "覆盖范围", "关联", "联系", "来源")
_KINDS = {
    "ankang_day": "day",
    "ankang_document_day": "day",
    "ankang_link": "link",
    "ankang_vocabulary": "code",
}


@dataclass(frozen=True)
class Field:
    """One field: `norm` is its number in the norm, `vocabulary` the list its codes are of."""

    name: str
    label: str
    kind: str
    norm: str = ""
    group: str = ""
    vocabulary: str = ""
    inner: tuple["Field", ...] = ()

    def shown(self, value: Any) -> str:
        """Return a value as people read it: labels for codes, entries of repeating fields joined."""
        if self.inner:
            return "；".join(self.entries(value))
        if self.kind != "code" or not value:
            return "" if value is None else str(value)
        try:
            return label(self.vocabulary, str(value))
        except UnknownValue:
            # What was stored before its list changed is shown as it is, never hidden.
            return str(value)

    def entries(self, value: Any) -> list[str]:
        """Return each entry of a repeating field as one line."""
        lines = (
            [inner.shown(entry.get(inner.name)) for inner in self.inner] for entry in value or []
        )
        return [" ".join(filter(None, line)) for line in lines]


@dataclass(frozen=True)
class Norm:
    """The norm that a set of fields follows; a second edition is a second file."""

    code: str
    title: str
    edition: str
    date: str


@cache
def norm(schema: str = "dataset") -> Norm:
    """Return the norm that a file of fields names."""
    return Norm(**read(f"{schema}.yaml")["ankang_norm"])


@cache
def fields(schema: str = "dataset") -> tuple[Field, ...]:
    """Return the fields of a dataset in the order of the form."""
    return tuple(map(_field, read(f"{schema}.yaml")["dataset_fields"]))


def numbered(schema: str = "dataset") -> dict[str, Field]:
    """Return the fields by their number in the norm."""
    return {field.norm: field for field in fields(schema) if field.norm}


def _field(entry: dict[str, Any]) -> Field:
    inner = tuple(map(_field, entry.get("repeating_subfields", ())))
    return Field(
        entry["field_name"],
        entry["label"],
        "list" if inner else _KINDS.get(entry.get("preset", ""), "text"),
        entry.get("ankang_norm", ""),
        entry.get("ankang_group", ""),
        entry.get("vocabulary", ""),
        inner,
    )

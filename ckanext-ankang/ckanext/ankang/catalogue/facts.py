"""What the page of a dataset says of it, group by group (pure)."""

from dataclasses import dataclass
from typing import Any

from ckanext.ankang.catalogue.departments import find
from ckanext.ankang.catalogue.fields import GROUPS, Field, fields

# Parts of the norm that only some entries have: they are not missing where they do not apply.
_OPTIONAL = {"category_group", "category_detail", "related_resources", "code"}
_ONLY_IF = {
    "openness_condition": ("openness", {"conditional"}),
    "sharing_condition": ("sharing_type", {"conditional", "closed"}),
}
_MOMENTS = {"first_published"}
# These stand in the page's own lines: title, abstract and department above, tags and source below.
_ELSEWHERE = {"source_url", "source_identifier"}


@dataclass(frozen=True)
class Fact:
    """One line; an empty value is a core field that is still 待补."""

    field: str
    label: str
    kind: str
    value: str
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class FactGroup:
    """The lines under one heading."""

    title: str
    facts: tuple[Fact, ...]


def groups(package: dict[str, Any], *, editing: bool = False) -> list[FactGroup]:
    """Return what is known of a dataset; whoever may edit it also sees what core fields lack."""
    found = [FactGroup(title, tuple(_facts(package, title, editing=editing))) for title in GROUPS]
    return [group for group in found if group.facts]


def _facts(package: dict[str, Any], group: str, *, editing: bool) -> list[Fact]:
    facts = [_fact(field, package) for field in fields() if field.group == group]
    if group == GROUPS[0]:
        facts.insert(0, _provider_code(package))
    wanted = _missing(package) if editing else set()
    shown = [fact for fact in facts if fact.field not in _ELSEWHERE]
    return [fact for fact in shown if fact.value or fact.field in wanted]


def _fact(field: Field, package: dict[str, Any]) -> Fact:
    value = package.get(field.name)
    kind = "moment" if field.name in _MOMENTS else field.kind
    entries = tuple(field.entries(value)) if field.inner else ()
    return Fact(field.name, field.label, kind, field.shown(value), entries)


def _provider_code(package: dict[str, Any]) -> Fact:
    return Fact("credit_code", "提供单位代码", "text", provider_code(package))


def provider_code(package: dict[str, Any]) -> str:
    """Return the credit code of a dataset's department; empty while nobody told us."""
    department = find((package.get("organization") or {}).get("name", ""))
    return department.credit_code if department else ""


def _missing(package: dict[str, Any]) -> set[str]:
    """Return the core fields that this dataset should have."""
    core = {field.name for field in fields() if field.norm} - _OPTIONAL
    not_meant = {
        name for name, (field, values) in _ONLY_IF.items() if package.get(field) not in values
    }
    return core - not_meant | {"credit_code"}

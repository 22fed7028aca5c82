"""Rules that YAML cannot say; core's tag rules are replaced under their own names."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import ckan.logic.validators as core
import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue import code_register, codes
from ckanext.ankang.catalogue.contacts import is_office_phone
from ckanext.ankang.catalogue.departments import number_of
from ckanext.ankang.catalogue.names import package_name, short_name
from ckanext.ankang.catalogue.remembered import (
    NAME,
    PACKAGE,
    RESOURCE,
    context_without,
    remembered,
)
from ckanext.ankang.catalogue.vocabularies import UnknownValue, fold, vocabulary

# Core's rule plus the marks that official Chinese terms carry.
_TAG = re.compile(r"[\w \-.、（）〔〕·]*")
_COMMAS = re.compile("[,，]")

Key = tuple[Any, ...]
Data = dict[Key, Any]


def _is_empty(value: Any) -> bool:
    return value is tk.missing or value is None or value == ""


def _text(value: Any) -> str:
    return "" if _is_empty(value) else str(value)


def ankang_name_if_empty(key: Key, data: Data, errors: Any, context: Any) -> None:
    """Keep the stored name, or make one of the title's pinyin where none is given."""
    if not _is_empty(data.get(key)):
        return
    if package := context.get("package"):
        data[key] = package.name
        return
    title, given = (_text(data.get((*key[:-1], field))) for field in ("title", "id"))
    name = short_name(title)
    if model.Package.get(name):
        name = package_name(title, given or model.types.make_uuid())
    data[key] = name


def ankang_vocabulary(field: dict[str, Any], schema: dict[str, Any]) -> Callable[[Any], Any]:
    """Fold a label or alias to its code in the field's vocabulary; refuse unknown words."""

    def validator(value: Any) -> Any:
        try:
            return fold(field["vocabulary"], value)
        except UnknownValue as error:
            raise tk.Invalid(tk._(error.template).format(**error.fields)) from error

    return validator


ankang_vocabulary.is_a_scheming_validator = True  # type: ignore[attr-defined]


def _stored(key: Key, data: Data, context: Any) -> Any:
    """Return what is stored under this key of the package or of one of its resources."""
    if len(key) == 1:
        package = context.get("package")
        return package.extras.get(key[0]) if package else None
    package, resource_id = context.get("package"), data.get((*key[:-1], "id"))
    known = package.resources_all if package else ()
    extras = (resource.extras for resource in known if resource.id == resource_id)
    return next(extras, {}).get(key[-1])


def ankang_keep_stored(key: Key, data: Data, errors: Any, context: Any) -> None:
    """Keep what the portal wrote: forms do not send system fields, and must not empty them."""
    if _is_empty(data.get(key)):
        stored = _stored(key, data, context)
        data[key] = tk.missing if stored is None else stored


def ankang_first_published(key: Key, data: Data, errors: Any, context: Any) -> None:
    """Set the time at first publication and never change it (DESIGN.md, rule 7)."""
    stored = _stored(key, data, context)
    if stored:
        data[key] = stored
    elif _is_public(data):
        data[key] = datetime.now(UTC).isoformat(timespec="seconds")
    else:
        data[key] = tk.missing


def ankang_catalogue_code(key: Key, data: Data, errors: Any, context: Any) -> None:
    """Keep the code that the dataset has; give it one when it becomes public."""
    package_id, stored = _text(data.get(("id",))), _stored(key, data, context)
    prefix = _code_prefix(data) if _is_public(data) and package_id and not stored else None
    data[key] = stored or (code_register.assign(package_id, prefix) if prefix else tk.missing)


def _code_prefix(data: Data) -> str | None:
    organisation = _group(_text(data.get(("owner_org",))))
    department = number_of(organisation["name"]) if organisation else ""
    parts = ("category", "category_group", "category_detail")
    category, group, detail = (_text(data.get((name,))) for name in parts)
    return codes.prefix(category, department, group, detail)


def ankang_category_part(key: Key, data: Data, errors: Any, context: Any) -> None:
    """Accept 目 (three digits) and 细目 as digits, each perhaps with its name after a space."""
    text = _text(data.get(key))
    length = 3 if key[-1] == "category_group" else None
    if text and codes.part(text, length) is None:
        message = tk._(
            "“{text}”要以编号开头（目是三位数字），编号后空一格再写名称，例如“012 城市公交”。"
        )
        raise tk.Invalid(message.format(text=text))


def ankang_office_phone(value: Any) -> Any:
    """Accept telephones of offices; a mobile number is private."""
    if not is_office_phone(str(value)):
        message = tk._(
            "“{value}”不是办公电话。请填写固定电话，例如 0915-3201058，不要填写手机号码。"
        )
        raise tk.Invalid(message.format(value=value))
    return value


def _is_public(data: Data) -> bool:
    private, state = data.get(("private",)), data.get(("state",))
    hidden = not _is_empty(private) and tk.asbool(private)
    return not hidden and (_is_empty(state) or state == "active")


def ankang_theme_group(key: Key, data: Data, errors: Any, context: Any) -> None:
    """Make the dataset a member of its theme's group, and of no other theme's."""
    themes = {value.code for value in vocabulary("themes").values}
    group = _group(data.get(("theme",))) if data.get(("theme",)) in themes else None
    if group is None:
        return
    others = [entry for entry in _groups(data) if entry.get("name") not in themes]
    for old in [known for known in data if known[0] == "groups"]:
        del data[old]
    for number, entry in enumerate([*others, group]):
        data.update({("groups", number, field): value for field, value in entry.items()})


def _groups(data: Data) -> list[dict[str, Any]]:
    """Return the groups of a flattened package, each with its name looked up."""
    entries: dict[int, dict[str, Any]] = {}
    for known, value in data.items():
        if known[0] == "groups" and len(known) == 3 and value is not tk.missing:
            entries.setdefault(known[1], {})[known[2]] = value
    for entry in entries.values():
        if "name" not in entry and (group := _group(entry.get("id"))):
            entry["name"] = group["name"]
    return list(entries.values())


def _group(name_or_id: Any) -> dict[str, str] | None:
    def ask() -> dict[str, str] | None:
        group = model.Group.get(name_or_id)
        return {"id": group.id, "name": group.name} if group else None

    return remembered(("group", name_or_id), ask)


def package_id_does_not_exist(value: Any, context: Any) -> Any:
    """Core's rule, without a question for what a batch knows not to be stored."""
    return core.package_id_does_not_exist(value, context_without(context, PACKAGE, value))


def package_name_validator(key: Key, data: Data, errors: Any, context: Any) -> Any:
    """The same for names."""
    known = context_without(context, NAME, data[key])
    return core.package_name_validator(key, data, errors, known)


def resource_id_does_not_exist(key: Key, data: Data, errors: Any, context: Any) -> Any:
    """The same for resources."""
    known = context_without(context, RESOURCE, data[key])
    return core.resource_id_does_not_exist(key, data, errors, known)


def owner_org_validator(key: Key, data: Data, errors: Any, context: Any) -> Any:
    """Core's rule; what the portal itself creates is asked about once a department."""
    value = data.get(key)
    if _is_empty(value) or context.get("package") or not context.get("ignore_auth"):
        core.owner_org_validator(key, data, errors, context)
        return

    def ask() -> Any:
        asked = {key: value}
        core.owner_org_validator(key, asked, errors, context)
        return asked[key]

    data[key] = remembered(("owner_org", value), ask)


def tag_name_validator(value: Any, context: Any) -> Any:
    """Accept letters of any script, digits, spaces and - _ . 、（）〔〕·"""
    if not _TAG.fullmatch(value):
        message = tk._("标签“{tag}”只能含文字、数字、空格和 - _ . 、（）〔〕·，请删去其他符号。")
        raise tk.Invalid(message.format(tag=value))
    return value


def tag_string_convert(key: Key, data: Data, errors: Any, context: Any) -> None:
    """Split a tag string at commas, Chinese ones too, and check every tag."""
    value = data[key]
    parts = _COMMAS.split(value) if isinstance(value, str) else value
    tags = [tag.strip() for tag in parts if tag.strip()]
    known = [place[1] for place in data if place[0] == "tags" and len(place) == 3]
    start = max(known, default=-1) + 1
    for number, tag in enumerate(tags, start):
        core.tag_length_validator(tag, context)
        data[("tags", number, "name")] = tag_name_validator(tag, context)


def ankang_split_tags(key: Key, data: Data, errors: Any, context: Any) -> None:
    """Split tags at Chinese commas too: core's form has split its tag string at "," alone."""
    names = {place: value for place, value in data.items() if place[0] == "tags"}
    names = {place: value for place, value in names.items() if place[-1] == "name"}
    free = count(max((place[1] for place in names), default=-1) + 1)
    for place, value in names.items():
        first, *rest = [tag.strip() for tag in _COMMAS.split(str(value)) if tag.strip()] or [value]
        data[place] = first
        for tag in rest:
            core.tag_length_validator(tag, context)
            data[("tags", next(free), "name")] = tag_name_validator(tag, context)

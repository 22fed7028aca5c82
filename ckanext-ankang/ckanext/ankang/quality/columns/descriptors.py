"""What a publisher says of one column, as a field of a Table Schema (pure).

The properties of Table Schema are used as far as it has them: `title`, `description` (含义),
`type`, `constraints`. The rest of the 信息项 of 发改高技〔2017〕1272号 and of local catalogues are
`ankang:unit`, `ankang:code_list` (a vocabulary in `schemas/choices`) and `ankang:sensitivity`.
"""

from __future__ import annotations

from typing import Any

from frictionless import Schema

from ckanext.ankang.catalogue.vocabularies import UnknownValue, fold, label, vocabulary

from ..privacy import mask

Field = dict[str, Any]
Values = dict[str, Any]

TYPES = {
    "string": "文本",
    "integer": "整数",
    "number": "数值",
    "boolean": "是否",
    "date": "日期",
    "datetime": "日期时间",
    "time": "时间",
    "year": "年份",
    "yearmonth": "年月",
}
# Vocabularies whose values are written in the cells of tables.
CODE_LISTS = ("divisions", "themes", "update_frequency", "openness", "licences", "document_kinds")
LONGEST = {"title": 200, "description": 2_000, "unit": 20, "enum": 20_000}
# What a form sends, in its order, with the words that stand beside each.
LABELS = {
    "title": "显示名称",
    "description": "说明",
    "type": "类型",
    "unit": "单位",
    "required": "必填",
    "unique": "不可重复",
    "code_list": "代码表",
    "enum": "允许的取值",
    "sensitivity": "敏感程度",
}


class WrongDescriptor(ValueError):
    """What was said of a column cannot be: `faults` has a Chinese sentence by field."""

    def __init__(self, faults: dict[str, str]) -> None:
        self.faults = faults
        super().__init__("".join(faults.values()))


def to_field(values: Values) -> Field:
    """A field of a Table Schema, without its name, from what a form or an API call says.

    Raises WrongDescriptor with all that is wrong.
    """
    texts = {name: _text(values.get(name)) for name in ("title", "description", "type", "unit")}
    texts |= {name: _text(values.get(name)) for name in ("code_list", "sensitivity")}
    allowed = _lines(values.get("enum"))
    faults = _faults(texts, allowed)
    if faults:
        raise WrongDescriptor(faults)
    constraints = {
        "required": _is_true(values.get("required")),
        "unique": _is_true(values.get("unique")),
        "enum": allowed,
    }
    sensitivity = texts["sensitivity"] and fold("sensitivity", texts["sensitivity"])
    field = {
        "title": texts["title"],
        "description": texts["description"],
        "type": texts["type"] or "string",
        "ankang:unit": texts["unit"],
        "ankang:code_list": texts["code_list"],
        "ankang:sensitivity": sensitivity,
        "constraints": {name: value for name, value in constraints.items() if value},
    }
    return {name: value for name, value in field.items() if value}


def to_values(field: Field) -> Values:
    """The values of a form from a field of a Table Schema: texts, truths, and `enum` as a list."""
    constraints = field.get("constraints", {})
    return {
        "title": field.get("title", ""),
        "description": field.get("description", ""),
        "type": field.get("type", "string"),
        "unit": field.get("unit") or field.get("ankang:unit", ""),
        "required": bool(constraints.get("required")),
        "unique": bool(constraints.get("unique")),
        "code_list": field.get("ankang:code_list", ""),
        "enum": [] if field.get("ankang:code_list") else list(constraints.get("enum", [])),
        "sensitivity": field.get("ankang:sensitivity", ""),
    }


def with_codes(field: Field) -> Field:
    """The field with the values of its code list as what is allowed: labels and codes."""
    if not (name := field.get("ankang:code_list")):
        return field
    allowed = dict.fromkeys(
        text for value in vocabulary(name).values for text in (value.code, *value.names)
    )
    return {**field, "constraints": {**field.get("constraints", {}), "enum": list(allowed)}}


def shown(field: Field, title: str) -> Values:
    """The values of a form; a title that is the header's own is none of the publisher's."""
    values = to_values(field)
    return {**values, "title": "" if values["title"] == title else values["title"]}


def in_words(field: Field) -> str:
    """What a descriptor says, on one line, for a person who has to compare it with another."""
    values = to_values(field)
    texts = _texts(values)
    said = [
        words if values[name] is True else f"{words}：{texts[name]}"
        for name, words in LABELS.items()
        if values[name]
    ]
    return "；".join(said)


def differences(before: Values, after: Values) -> list[dict[str, str]]:
    """What a person has to compare of two descriptors: {label, before, after}."""
    old, new = _texts(before), _texts(after)
    return [
        {"label": words, "before": old[name], "after": new[name]}
        for name, words in LABELS.items()
        if old[name] != new[name]
    ]


def _texts(values: Values) -> dict[str, str]:
    """The values of a form as a person reads them."""
    texts = {name: "是" if value is True else value or "" for name, value in values.items()}
    return {
        **texts,
        "type": TYPES.get(str(values["type"]), str(values["type"])),
        "enum": "、".join(values["enum"]),
        "code_list": values["code_list"] and vocabulary(values["code_list"]).title,
        "sensitivity": values["sensitivity"] and label("sensitivity", values["sensitivity"]),
    }


def _faults(texts: dict[str, str], allowed: list[str]) -> dict[str, str]:
    faults: dict[str, str] = {}
    said = {**texts, "enum": "\n".join(allowed)}
    for name, most in LONGEST.items():
        if len(said[name]) > most:
            faults[name] = f"“{LABELS[name]}”最多 {most} 个字，现有 {len(said[name])} 个。请缩短。"
        elif mask(said[name]) != said[name]:
            faults[name] = f"“{LABELS[name]}”里有证件号、手机号一类的个人信息。请删去。"
    if texts["type"] and texts["type"] not in TYPES:
        faults["type"] = f"“{texts['type']}”不是数据类型。可以填写：{'、'.join(TYPES)}。"
    if texts["code_list"] and texts["code_list"] not in CODE_LISTS:
        known = "、".join(CODE_LISTS)
        faults["code_list"] = f"没有名为“{texts['code_list']}”的代码表。可以填写：{known}。"
    if texts["sensitivity"]:
        try:
            fold("sensitivity", texts["sensitivity"])
        except UnknownValue as error:
            faults["sensitivity"] = str(error)
    return {**_enum_faults(texts, allowed), **faults}


def _enum_faults(texts: dict[str, str], allowed: list[str]) -> dict[str, str]:
    """Values that the column's own type would refuse would fault every row."""
    kind = texts["type"] or "string"
    if texts["code_list"] and allowed:
        return {"enum": "已选代码表，允许的取值由代码表决定。请清空这一栏，或不选代码表。"}
    if kind not in TYPES:
        return {}
    reader = Schema.from_descriptor({"fields": [{"name": "value", "type": kind}]}).fields[0]
    wrong = [value for value in allowed if reader.read_cell(value)[1]]
    if wrong:
        return {"enum": f"“{wrong[0]}”不是{TYPES[kind]}。请改正，或改选别的类型。"}
    return {}


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).replace("\x00", "").split())


def _lines(value: Any) -> list[str]:
    """Allowed values, from a list or from lines; `、` and commas may be part of a value."""
    lines = value if isinstance(value, list) else str(value or "").splitlines()
    return list(dict.fromkeys(text for line in lines if (text := _text(line))))


def _is_true(value: Any) -> bool:
    return value is True or str(value).lower() in ("true", "on", "1", "yes")

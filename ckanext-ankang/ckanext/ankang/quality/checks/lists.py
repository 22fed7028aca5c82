"""Values of official lists in `schemas/choices/`."""

from functools import cache
from typing import ClassVar

import attrs
from frictionless import errors

from ...catalogue.vocabularies import UnknownValue, fold, vocabulary
from .columns import NAME, CellCheck, Profile, options

SHOWN = 20
FORMS = ("label", "code", "any")


class CodeListError(errors.CellError):
    """A word that is not in its list."""

    type = "code-list"
    title = "取值不在代码表里"
    description = "这一列的值应取自规定的代码表。"
    template = "第 {rowNumber} 行“{fieldName}”是“{cell}”，{note}"


@attrs.define(kw_only=True, repr=False)
class code_list(CellCheck):
    """Accept the values of a list: its labels, its codes, or (the usual) any name of a value.

    `separator` parts the values of a cell that may hold several.
    """

    type = "code-list"
    Errors = [CodeListError]  # noqa: RUF012
    error = CodeListError
    list: str
    form: str = "any"
    separator: str | None = None
    metadata_profile_patch: ClassVar[Profile] = options(
        {"fieldName": NAME, "list": NAME},
        form={"type": "string", "enum": [*FORMS]},
        separator={"type": "string", "minLength": 1},
    )

    def fault(self, *cells: str) -> str | None:
        parts = cells[0].split(self.separator) if self.separator else cells
        for part in parts:
            if fault := _fault(self.list, self.form, part.strip()):
                return fault
        return None


@cache
def _fault(name: str, form: str, text: str) -> str | None:
    found = vocabulary(name)
    labels = {value.code: value.label for value in found.values}
    try:
        code = fold(name, text)
    except UnknownValue:
        allowed = list(labels if form == "code" else labels.values())
        shown = "、".join(allowed[:SHOWN]) + ("等" if len(allowed) > SHOWN else "")
        return f"不在“{found.title}”里。可以填写：{shown}。"
    official = {"code": code, "label": labels[code]}.get(form, text)
    return None if text == official else f"不是规范的写法。请改为“{official}”。"

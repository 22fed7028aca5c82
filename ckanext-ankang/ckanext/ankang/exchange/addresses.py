"""The address of a document that stays: /eli/<kind>/<year>/<number> (pure).

Like a European Legislation Identifier it is made of what is printed on the document, so that whoever
has the paper can write it: 安政办发〔2022〕96号 of kind `normative` is /eli/normative/2022/安政办发-96.
A document without a number has its name in this place, which never changes either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.ankang.documents.text.numbers import document_number

_ISSUED = re.compile(r"^(.+)〔(\d{4})〕(\d+)号$")
_OLD = re.compile(r"^〔(?:19|20)?(\d{2})〕(.+)第(\d+)号$")
_ORDER = re.compile(r"^(.+令)第(\d+)号$")
_LOCAL = re.compile(r"^(.+)-(\d+)$")
UNDATED = "undated"


@dataclass(frozen=True)
class Address:
    """What an address says of a document."""

    kind: str
    year: str
    local: str

    @classmethod
    def of(cls, package: Mapping[str, Any]) -> Address:
        """The address of a document."""
        number = document_number(package.get("document_number") or "") or ""
        year = _year(package)
        if found := _ISSUED.match(number):
            return cls(package["kind"], found[2], f"{found[1]}-{found[3]}")
        if found := _OLD.match(number):
            return cls(package["kind"], year, f"{found[2]}-{found[3]}")
        if found := _ORDER.match(number):
            return cls(package["kind"], year, f"{found[1]}-{found[2]}")
        return cls(package["kind"], year, package["name"])

    @property
    def numbers(self) -> list[str]:
        """The document numbers that this address can stand for, in their official forms."""
        if not (found := _LOCAL.match(self.local)):
            return []
        code, serial = found[1], found[2]
        return [
            f"{code}〔{self.year}〕{serial}号",
            f"{code}第{serial}号",
            f"〔{self.year}〕{code}第{serial}号",
            f"〔{self.year[2:]}〕{code}第{serial}号",
        ]


def _year(package: Mapping[str, Any]) -> str:
    """The year of the document's own date; only one that was never dated has none."""
    day = package.get("date_issued") or package.get("date_published") or ""
    return day[:4] or UNDATED

"""Organs by their names: the area they govern, who stands above whom (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ckanext.ankang.catalogue.vocabularies import vocabulary

COUNTRY: Final = "000000"
PROVINCE: Final = "610000"
CITY: Final = "610900"
SHANGHAI: Final = "310000"  # the one area outside that a rule of validity_periods.yaml is about
ELSEWHERE: Final = ""

_CONGRESS = re.compile(r"^(?:中华人民共和国)?全国人民代表大会")
_CABINET = re.compile(r"^(?:中华人民共和国)?(?:国务院|政务院)(?:办公厅|、.*)?$")
_NATIONAL = re.compile(r"^(?:中华人民共和国|国家|全国|中国|中央|最高)")
# 国家市场监督管理总局 has a 市 that is no city.
_LOCAL = re.compile(r"^.{2,8}?(?:省|自治区|自治州|市(?!场)|县|区(?!域)|盟|旗)")
_TOWN = re.compile(r"(?:镇|乡|街道)(?:人民政府|办事处)")
_GOVERNMENT = re.compile(r"人民政府(?:办公室|办公厅)?$|街道办事处$")


def region(issuer: str) -> str:
    """The GB/T 2260 code of the area an organ governs: 000000 the country, empty another place."""
    for value in vocabulary("divisions").values:
        if value.code != CITY and any(name in issuer for name in value.names if len(name) > 2):
            return value.code
    if "安康市" in issuer:
        return CITY
    if issuer.startswith("陕西省"):
        return PROVINCE
    if issuer.startswith("上海市"):
        return SHANGHAI
    return ELSEWHERE if _LOCAL.match(issuer) and not _NATIONAL.match(issuer) else COUNTRY


def may_end(acting: str, issuers: Iterable[str], successors: Iterable[str] = ()) -> bool:
    """Whether an organ may repeal what these issued: itself, a successor, or one above them."""
    own = {_plain(name) for name in (*issuers, *successors)}
    return _plain(acting) in own or any(is_above(acting, name) for name in issuers)


def is_above(one: str, other: str) -> bool:
    """Whether an organ is superior: a government to all in its area, a department to departments."""
    if _CONGRESS.match(one) or (_CABINET.match(one) and not _CONGRESS.match(other)):
        return True
    area, below = region(one), region(other)
    if area == ELSEWHERE or not below.startswith(prefix(area)):
        return False
    if _GOVERNMENT.search(one):
        return _level(one) < _level(other) or not _GOVERNMENT.search(other)
    return _level(one) < _level(other) and not _GOVERNMENT.search(other)


def prefix(area: str) -> str:
    """The digits that all codes of an area begin with: two of a province, four of a city."""
    return next(area[:digits] for digits in (0, 2, 4, 6) if not area[digits:].strip("0"))


def _level(issuer: str) -> int:
    """How far below the country an organ stands."""
    return len(prefix(region(issuer))) + (1 if _TOWN.search(issuer) else 0)


def _plain(name: str) -> str:
    return re.sub(r"^中华人民共和国|\s", "", name).removesuffix("办公室").removesuffix("办公厅")

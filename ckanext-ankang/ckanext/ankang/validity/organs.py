"""Organs by their names: the area they govern, who stands above whom (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ckanext.ankang.catalogue.vocabularies import vocabulary

COUNTRY: Final = "000000"
PROVINCE: Final = "610000"
CITY: Final = "610900"

_CONGRESS = re.compile(r"^(?:中华人民共和国)?全国人民代表大会")
_STATE = re.compile(r"^(?:中华人民共和国)?(?:国务院|政务院|中央人民政府)(?!.*(?:局|部|委|办公厅))")
_PROVINCE = re.compile(r"^(?:.{2,3}省|.{2,5}自治区|北京市|上海市|天津市|重庆市)")
_TOWN = re.compile(r"(?:镇|乡|街道)(?:人民政府|办事处)")
_GOVERNMENT = re.compile(r"人民政府(?:办公室|办公厅)?$")


def region(issuer: str) -> str:
    """The GB/T 2260 code of the area an organ governs; the whole country where none is named."""
    for value in vocabulary("divisions").values:
        if value.code != CITY and any(name in issuer for name in value.names if len(name) > 2):
            return value.code
    if "安康市" in issuer or issuer.startswith("市"):
        return CITY
    if "陕西省" in issuer:
        return PROVINCE
    return "310000" if issuer.startswith("上海市") else COUNTRY


def rank(issuer: str) -> int:
    """How high an organ stands: smaller is higher; a government stands above its departments."""
    if _CONGRESS.match(issuer):
        return 0
    if _STATE.match(issuer):
        return 10
    if _PROVINCE.match(issuer):
        level = 20
    elif region(issuer) == COUNTRY:
        return 15
    else:
        level = 30 if region(issuer) == CITY else 40
    level += 10 if _TOWN.search(issuer) else 0
    return level if _GOVERNMENT.search(issuer) or _TOWN.search(issuer) else level + 5


def may_end(acting: str, issuers: Iterable[str], successors: Iterable[str] = ()) -> bool:
    """Whether an organ may repeal what these issued: itself, a successor, or one above them."""
    own = {_plain(name) for name in (*issuers, *successors)}
    return _plain(acting) in own or any(rank(acting) < rank(name) for name in issuers)


def _plain(name: str) -> str:
    return re.sub(r"^中华人民共和国|\s", "", name).removesuffix("办公室").removesuffix("办公厅")

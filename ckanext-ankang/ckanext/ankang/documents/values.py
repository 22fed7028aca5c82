"""Values of a document's header in their official form, or the sentence that says what is wrong (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from ckanext.ankang.catalogue.identifiers import is_credit_code, is_organisation_code

from .text.numbers import document_number, integer

# 三统一 (陕西省规范性文件统一登记、统一编号、统一公布): 西规〔2022〕013-大数据局001.
_REGISTRATION = re.compile(r"([一-龥]{1,6}规)〔(20\d{2})〕(\d{3})-([一-龥]{2,20})(\d{3})")
# Announcements that are counted by year: 2024年第3号.
_BY_YEAR = re.compile(r"(?:19|20)\d{2}年第[1-9]\d{0,3}号")
_DASHES = re.compile(r"[-‐‑‒–—―－]+")
_BRACKETS = str.maketrans({**dict.fromkeys("([【〖", "〔"), **dict.fromkeys(")]】〗", "〕")})
# 000014349/2017-00110: the code of who made it, the year, a serial number.
_INDEX = re.compile(r"([0-9A-Z]{8}-?[0-9A-Z]|[0-9A-Z]{18})/((?:19|20)\d{2})-(\d{3,6})")
# TCXXGK-2020-011721: letters of the site instead of a code.
_INDEX_OF_SITE = re.compile(r"[A-Z]{2,12}-(?:19|20)\d{2}-\d{3,8}")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:T00:00(?::00)?)?")
_CHINESE_DAY = re.compile(r"([〇○零一二三四五六七八九]{4})年(.{1,2})月(.{1,3})日")
FIRST_YEAR = 1949


class BadValue(ValueError):
    """A value that cannot be right; the doors turn `template` into a sentence."""

    def __init__(self, template: str, text: str) -> None:
        self.template, self.text = template, text
        super().__init__(template.format(text=text))


def number(text: str) -> str:
    """A document number or order number with 〔〕; several organs of one order are joined by 、."""
    plain = _plain(text)
    if found := document_number(plain):
        return found
    if _BY_YEAR.fullmatch(plain):
        return plain
    if "、" in plain and document_number(plain.replace("、", "")):
        return plain
    raise BadValue(
        "“{text}”不是发文字号。请写成“安政办发〔2022〕96号”或“国务院令第793号”的形式，序号前不写“第”。",
        text,
    )


def registration(text: str) -> str:
    """A registration number; brackets, dashes and spaces are put right, nothing else is."""
    plain = _DASHES.sub("-", _plain(text))
    if _REGISTRATION.fullmatch(plain):
        return plain
    raise BadValue(
        "“{text}”不是统一登记编号。请写成“安规〔2022〕013-示例局001”的形式：“安规”、年份、"
        "三位序号、制定机关简称和三位流水号，末尾不写“号”。",
        text,
    )


def index_number(text: str) -> str:
    """An index number whose organisation code has the right check digit."""
    plain = _DASHES.sub("-", _plain(text)).upper()
    if _INDEX_OF_SITE.fullmatch(plain):
        return plain
    found = _INDEX.fullmatch(plain)
    if found is None:
        raise BadValue(
            "“{text}”不是索引号。请写成“000014349/2017-00110”的形式：机构代码、年份、流水号。", text
        )
    if not (is_organisation_code(found[1]) or is_credit_code(found[1])):
        raise BadValue("索引号“{text}”的机构代码校验不对。请对照原件核对斜线前的代码。", text)
    return plain


def credit_code(text: str) -> str:
    """A credit code with the right check character."""
    plain = _plain(text).upper()
    if is_credit_code(plain):
        return plain
    raise BadValue("“{text}”不是统一社会信用代码：应为 18 位，且校验位要对。请核对。", text)


def day(text: str) -> str:
    """A day as YYYY-MM-DD, from any form in which documents write it."""
    plain = _plain(text)
    if chinese := _CHINESE_DAY.fullmatch(plain):
        parts = chinese.groups()
    elif arabic := _DAY.fullmatch(plain):
        parts = arabic.groups()
    else:
        raise BadValue("“{text}”不是日期。请写成“2022-07-13”或“2022年7月13日”。", text)
    try:
        found = date(*(integer(part) for part in parts))
    except ValueError as error:
        raise BadValue("“{text}”这一天不存在。请对照原件改正。", text) from error
    if found.year < FIRST_YEAR:
        raise BadValue("“{text}”早于1949年。请对照原件核对年份。", text)
    return found.isoformat()


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)


def issuers(package: Mapping[str, Any]) -> list[str]:
    """Every organ that issued a document, the first first; joint ones are held as {name, credit_code}."""
    joint = (one.get("name") for one in package.get("joint_issuers") or ())
    return list(dict.fromkeys(name for name in (package.get("issuer"), *joint) if name))

"""What we say round a text: that it is no original, which text it is, and where it stands."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from .sheet import Imprint, Sheet, sheet_of

_ = tk._


def sheet(package: dict[str, Any], text: dict[str, Any]) -> Sheet:
    """The sheet of a text as `ankang_document_text_show` answers it."""
    title = package["title"]
    return sheet_of(title, package.get("issuer") or "", text["nodes"], _imprint(package, text))


def text_day(package: dict[str, Any], version: dict[str, Any]) -> str:
    """The day that tells this text from the document's others, as 2026-11-24 or empty."""
    own = version.get("day_from") or version.get("day_published")
    first = version["number"] == 1
    printed = package.get("date_published") or package.get("date_issued")
    return str(own or (printed if first else "") or "")


def _imprint(package: dict[str, Any], text: dict[str, Any]) -> Imprint:
    address = tk.url_for("ankang_library.read", id=package["name"], _external=True)
    return Imprint(
        disclaimer=_("由本库生成，与原件不一致的，以原件为准"),
        version=_version(package, text["version"]),
        address=address,
        page=_("第 {page} 页，共 {pages} 页"),
        about=_("关于这个文本"),
        facts=_facts(package, text["version"], address),
    )


def _version(package: dict[str, Any], version: dict[str, Any]) -> str:
    day = text_day(package, version)
    if not day:
        return _("第 {number} 个文本").format(number=version["number"])
    return _("文本日期：{day}").format(day=tk.h.ankang_document_day(day))


def _facts(package: dict[str, Any], version: dict[str, Any], address: str) -> list[tuple[str, str]]:
    """What identifies the document and its text; what is unknown is left out."""
    day = tk.h.ankang_document_day
    dated = [
        (_("成文日期"), package.get("date_issued")),
        (_("公布日期"), package.get("date_published")),
        (_("施行日期"), package.get("date_effective")),
        (_("本文本施行日期"), version.get("day_from")),
    ]
    facts = [
        (_("标题"), package["title"]),
        (_("发文字号"), package.get("document_number")),
        (_("制定机关"), package.get("issuer")),
        *((name, day(value) if value else "") for name, value in dated),
        (_("文本序号"), str(version["number"])),
        (_("核对提示"), "\n".join(version["problems"])),
        (_("正文校验值（SHA-256）"), version["sha256"]),
        (_("网址"), address),
    ]
    return [(name, value) for name, value in facts if value]

"""What this room hands out as files: templates filled with a document, catalogues as DOCX and CSV."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue import sheets
from ckanext.ankang.catalogue.vocabularies import label
from ckanext.ankang.renditions import word
from ckanext.ankang.renditions.sheet import Imprint, sheet_of

from .forecast import Ending
from .ways import Way

_ = tk._
Json = dict[str, Any]


def form(way: Way, one: Ending) -> bytes:
    """The template of a way as DOCX, with the document's title, number, organ and last day."""
    document = one.document
    words = {
        "title": document.title,
        "number": document.number or _("无文号"),
        "issuer": document.issuer,
        "last_day": tk.h.ankang_document_day(one.last_day.isoformat()),
    }
    return _written(
        way.form.title.format(**words),
        [line.format(**words) for line in way.form.paragraphs],
        about=_("随附材料和填写栏"),
        facts=[
            (_("随附材料"), "；".join(way.materials)),
            *((name, _("（填写）")) for name in way.form.table),
        ],
        disclaimer=_("范本由本平台按文件信息生成，内容以报送单位正式公文为准"),
    )


def catalogue(campaign: Json, name: str, title: str) -> bytes:
    """One of the three catalogues of a clean-up as DOCX."""
    lines = [
        _("{number}．{title}").format(number=number, title=_line(one))
        for number, one in enumerate(campaign["catalogues"][name], start=1)
    ]
    notice = campaign["notice"]
    facts = [
        (_("清理"), campaign["title"]),
        (_("公布的文件"), " ".join(filter(None, (notice.get("title"), notice.get("number"))))),
        (_("件数"), str(len(lines))),
    ]
    return _written(
        title,
        lines or [_("没有列入本目录的文件。")],
        about=_("关于本目录"),
        facts=[(label_, value) for label_, value in facts if value],
        disclaimer=_("由本库生成，与公布的目录不一致的，以公布的为准"),
    )


def table(campaign: Json, name: str) -> bytes:
    """The same as CSV."""
    head = [
        _("序号"),
        _("标题"),
        _("发文字号"),
        _("制定机关"),
        _("成文日期"),
        _("处理结果"),
        _("编号"),
    ]
    rows = (
        [
            str(number),
            one["title"],
            one["number"],
            one["issuer"],
            one["day"],
            label("cleanup_results", one["outcome"]),
            one["id"],
        ]
        for number, one in enumerate(campaign["catalogues"][name], start=1)
    )
    return sheets.as_csv(head, rows)


def figures(report: Json, columns: Json) -> bytes:
    """Table 2 as CSV, one line for each organ and kind."""
    rows = (
        [one["organ"], label("document_kinds", one["kind"])]
        + [str(one["figures"][name]) for name in columns]
        for one in report["rows"]
    )
    return sheets.as_csv([_("制定机关"), _("信息内容"), *columns.values()], rows)


def _line(one: Json) -> str:
    number = f"（{one['number']}）" if one["number"] else ""
    outcome = label("cleanup_results", one["outcome"])
    return _("{issuer}《{title}》{number}：{outcome}").format(
        issuer=one["issuer"], title=one["title"], number=number, outcome=outcome
    )


def _written(
    title: str,
    lines: Iterable[str],
    *,
    about: str,
    facts: list[tuple[str, str]],
    disclaimer: str,
) -> bytes:
    nodes = [
        {"kind": "paragraph", "heading": "", "text": line, "anchor": f"paragraph-{number}"}
        for number, line in enumerate(lines, start=1)
    ]
    imprint = Imprint(
        disclaimer=disclaimer,
        version="",
        address="",
        page=_("第 {page} 页，共 {pages} 页"),
        about=about,
        facts=facts,
    )
    return word.write(sheet_of(title, "", nodes, imprint))

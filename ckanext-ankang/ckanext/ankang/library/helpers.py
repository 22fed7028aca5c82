"""Template helpers of `library`."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk

_ = tk._


def ankang_document_day(day: str | None) -> str:
    """A day as people write it: 2022-07-13 is 2022年7月13日; an empty day is 待补."""
    if not day:
        return _("待补")
    found = date.fromisoformat(day[:10])
    return _("{year}年{month}月{day}日").format(year=found.year, month=found.month, day=found.day)


def ankang_document_time(moment: str) -> str:
    """A moment as it was in Ankang: 2022年7月13日 16:05."""
    local = datetime.fromisoformat(moment).astimezone(ZoneInfo("Asia/Shanghai"))
    return f"{ankang_document_day(local.date().isoformat())} {local:%H:%M}"


def ankang_document_kind(code: str) -> str:
    """The Chinese name of a kind of document."""
    choices = tk.h.ankang_vocabulary_choices({"vocabulary": "document_kinds"})
    return str(tk.h.scheming_choices_label(choices, code))


def ankang_document_contents(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The table of contents: chapters, sections and annexes, or articles when there are none."""
    divisions = [node for node in nodes if node["kind"] in ("part", "chapter", "section", "annex")]
    articles = [node for node in nodes if node["kind"] == "article"]
    headed = any(node["kind"] in ("part", "chapter") for node in divisions)
    return divisions if headed or not articles else [*articles, *divisions]

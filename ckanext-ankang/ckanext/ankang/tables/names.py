"""Titles and ids of columns: the header's words stay as titles, ids are short ASCII."""

import re

from pypinyin import lazy_pinyin

from .table import Column, Facts

LONGEST_ID = 40
LONGEST_TITLE = 200


def name_columns(labels: list[str | None], facts: Facts) -> list[Column]:
    """One column a label; blank, doubled, over-long and reserved ones renamed with a note."""
    notes: list[dict[str, object]] = []
    titles: dict[str, str] = {}
    for position, label in enumerate(labels, start=1):
        title, reason = _title(label, position, titles)
        if reason:
            notes.append({"column": position, "header": label, "title": title, "reason": reason})
        titles[title] = _unused(column_id(title), set(titles.values()))
    facts["renamed_headers"] = notes
    return [Column(id=name, title=title) for title, name in titles.items()]


def column_id(title: str) -> str:
    """The title in pinyin, cut at a syllable."""
    syllables = " ".join(lazy_pinyin(title)).lower()
    words = re.findall(r"[a-z0-9]+", syllables.replace("ü", "v"))
    name = words[0] if words else "column"
    for word in words[1:]:
        if len(name) + 1 + len(word) > LONGEST_ID:
            break
        name = f"{name}_{word}"
    name = name if name[0].isalpha() else f"c_{name}"
    return name[:LONGEST_ID]


def _title(label: str | None, position: int, taken: dict[str, str]) -> tuple[str, str | None]:
    title = re.sub(r"\s+", " ", (label or "").replace("\x00", "")).strip()
    if not title:
        return _unused(f"第{position}列", set(taken)), "blank"
    if title in ("_id", "_full_text"):
        return _unused(title.strip("_"), set(taken)), "reserved"
    if len(title) > LONGEST_TITLE:
        return _unused(title[:LONGEST_TITLE], set(taken)), "long"
    return (_unused(title, set(taken)), "doubled") if title in taken else (title, None)


def _unused(name: str, taken: set[str]) -> str:
    number, result = 1, name
    while result in taken:
        number += 1
        result = f"{name}_{number}"
    return result

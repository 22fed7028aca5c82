"""Titles and ids of columns: the header's words stay as titles, ids are short ASCII."""

import re
from collections.abc import Container

from .table import Column, Facts

LONGEST_ID = 40
LONGEST_TITLE = 200
WIDE = "[\u2e80-\u9fff\uff00-\uffef（）]"
# NUL, zero-width characters and byte order marks, which nobody can see and everybody can copy.
UNSEEN = re.compile("[\x00\u200b-\u200f\u2060\ufeff]")
# PostgreSQL has these in every table (its manual, "System Columns"); a map's extent is often xmin.
SYSTEM_COLUMNS = frozenset({"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"})
# A register keeps an id that no title has any more under a key that begins so: no title can.
NO_TITLE = "\x00"


def name_columns(
    labels: list[str | None], facts: Facts, ids: dict[str, str] | None = None
) -> list[Column]:
    """One column a label; blank, doubled, over-long and reserved ones renamed with a note.

    `ids` is the register of the resource, column id by title, with titles that have gone (and with
    ids under `NO_TITLE` keys): a known title keeps its id, a new one gets an id that no title has
    or had.
    """
    known = ids or {}
    taken = SYSTEM_COLUMNS.union(known.values())
    notes: list[dict[str, object]] = []
    titles: dict[str, str] = {}
    for position, label in enumerate(labels, start=1):
        title, reason = _title(label, position, titles)
        if reason:
            notes.append({"column": position, "header": label, "title": title, "reason": reason})
        titles[title] = known.get(title) or _unused(column_id(title), taken, LONGEST_ID)
        taken |= {titles[title]}
    facts["renamed_headers"] = notes
    if ids is not None:
        facts["new_columns"] = [title for title in titles if title not in known]
        facts["absent_columns"] = [
            title for title in known if title not in titles and not title.startswith(NO_TITLE)
        ]
    return [Column(id=name, title=title) for title, name in titles.items()]


def column_id(title: str) -> str:
    """The title in pinyin, cut at a syllable."""
    syllables = (title if title.isascii() else _pinyin(title)).lower()
    words = re.findall(r"[a-z0-9]+", syllables.replace("ü", "v"))
    name = words[0] if words else "column"
    for word in words[1:]:
        if len(name) + 1 + len(word) > LONGEST_ID:
            break
        name = f"{name}_{word}"
    name = name if name[0].isalpha() else f"c_{name}"
    return name[:LONGEST_ID]


def _pinyin(title: str) -> str:
    # Its dictionaries are a third of the fence's start, and most columns have had their ids for long.
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(title))


def _title(label: str | None, position: int, taken: Container[str]) -> tuple[str, str | None]:
    # A line break between Chinese characters stands for nothing, between words for a space.
    title = re.sub(rf"(?<={WIDE})\s*[\r\n]+\s*(?={WIDE})", "", UNSEEN.sub("", label or ""))
    title = re.sub(r"\s+", " ", title).strip()
    if not title:
        return _unused(f"第{position}列", taken, LONGEST_TITLE), "blank"
    if title in ("_id", "_full_text"):
        return _unused(title.strip("_"), taken, LONGEST_TITLE), "reserved"
    if len(title) > LONGEST_TITLE:
        return _unused(title[:LONGEST_TITLE], taken, LONGEST_TITLE), "long"
    if title in taken:
        return _unused(title, taken, LONGEST_TITLE), "doubled"
    return title, "line-break" if re.search(r"[\r\n]", (label or "").strip()) else None


def _unused(name: str, taken: Container[str], longest: int) -> str:
    number, result = 1, name
    while result in taken:
        number += 1
        mark = f"_{number}"
        result = name[: longest - len(mark)] + mark
    return result

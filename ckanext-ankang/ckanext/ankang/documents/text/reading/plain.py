"""Text files: plain, in whatever encoding, and Markdown."""

import re
from pathlib import Path

from ckanext.ankang.tables.encoding import decide_encoding

from .extract import Extract, ReadingLimits

# How far a heading or a bold line is marked; everything else in Markdown is text, `*` too (trap 23).
_HEADING = re.compile(r"^#{1,6}\s+")
_BOLD = re.compile(r"^(\*\*|__)(.+)\1$")
_RULE = re.compile(r"^\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)*\|?$")
_COMMENT = re.compile(r"<!--.*?-->", re.S)


def read_text(path: Path, name: str, limits: ReadingLimits) -> Extract:
    """The lines of a text file; lines cut at a fixed width are joined later (`repairs`)."""
    return Extract(_text(path, name).split("\n"), "txt")


def read_markdown(path: Path, name: str, limits: ReadingLimits) -> Extract:
    """The lines without heading signs and comments; a table is one paragraph."""
    paragraphs: list[str] = []
    in_table = False
    for line in _COMMENT.sub("", _text(path, name)).split("\n"):
        text = line.strip(" \t\r")
        is_row = text.startswith("|") and text.endswith("|") and len(text) > 1
        if is_row and _RULE.match(text):
            continue
        if is_row:
            row = "\t".join(cell.strip() for cell in text[1:-1].split("|"))
            if in_table:
                paragraphs[-1] += f"\n{row}"
            else:
                paragraphs.append(row)
        elif text:
            paragraphs.append(_BOLD.sub(r"\2", _HEADING.sub("", text)))
        in_table = is_row
    return Extract(paragraphs, "md")


def _text(path: Path, name: str) -> str:
    encoding, _ = decide_encoding(path, name)
    text = path.read_bytes().decode(encoding, errors="strict")
    return re.sub(r"\r\n?", "\n", text).removeprefix("\ufeff")

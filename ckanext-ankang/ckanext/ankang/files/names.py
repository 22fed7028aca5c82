"""What a file is called: the department's own words, safe in a header and on a disk."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from pathlib import PurePosixPath

from ckanext.ankang.catalogue import formats
from ckanext.ankang.catalogue.names import short_name

LONGEST = 200
UNNAMED = "未命名文件"


def clean_name(name: str) -> str:
    """Return the last part of a path as a name of at most 200 bytes; Chinese is kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Control characters split headers; format characters (U+202E) show an .exe as a .csv.
    visible = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return _shorten(" ".join(visible.split()).strip(". ")) or UNNAMED


def latin_name(name: str) -> str:
    """Return the name in pinyin, for programs that do not know RFC 6266: never a bare `.xlsx`."""
    if name.isascii():
        return name
    ending = PurePosixPath(name).suffix
    return short_name(name.removesuffix(ending)) + (ending if ending.isascii() else "")


def media_type(name: str) -> str:
    """Return the media type that the name's ending says; unknown endings are plain bytes."""
    known = formats.media_type(PurePosixPath(name).suffix.removeprefix("."))
    # The machine's own table differs from host to host: it is asked last.
    return known or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _shorten(name: str) -> str:
    ending = PurePosixPath(name).suffix
    if len(ending.encode()) > 20:
        ending = ""
    stem = name.removesuffix(ending).encode()[: LONGEST - len(ending.encode())]
    return stem.decode(errors="ignore") + ending

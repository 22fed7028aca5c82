"""Lists that people keep as a table or in YAML, as lines of labelled values."""

import json
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from ckanext.ankang.fence import FenceError, run_fenced
from harvesters.errors import UnreadableList
from harvesters.kinds.spreadsheet import MEMORY_BYTES, SECONDS, read_rows

Line = dict[str, str]


def read_lines(path: Path, name: str, url: str) -> list[Line]:
    """The lines of a list; a table is read behind the fence, for it may be anything."""
    if PurePosixPath(name).suffix.lower() in (".yaml", ".yml"):
        return _yaml_lines(path, url)
    try:
        titles, *rows = run_fenced(
            read_rows, str(path), name, memory_bytes=MEMORY_BYTES, seconds=SECONDS
        )
    except FenceError as error:
        raise UnreadableList(url=url, reason=str(error)) from error
    return [dict(zip_longest(titles, row[: len(titles)], fillvalue="")) for row in rows]


def _yaml_lines(path: Path, url: str) -> list[Line]:
    try:
        # The base loader knows no types: 001 stays 001, and 2024-01-01 is no date yet.
        content = yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise UnreadableList(url=url, reason=str(error)) from error
    if not isinstance(content, list) or not all(isinstance(line, dict) for line in content):
        raise UnreadableList(url=url, reason="须是一个列表，每项写明各个字段")
    return [{str(label): _text(value) for label, value in line.items()} for line in content]


def _text(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "；".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

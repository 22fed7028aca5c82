"""Lists that people keep as a table or in YAML, as lines of labelled values."""

import json
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from harvesters.errors import UnreadableList

Line = dict[str, str]
MEMORY_BYTES = 1 << 30
SECONDS = 120


def read_lines(path: Path, name: str, url: str) -> list[Line]:
    """The lines of a list; a table is read behind the fence, for it may be anything."""
    if PurePosixPath(name).suffix.lower() in (".yaml", ".yml"):
        return _yaml_lines(path, url)
    # Loaded here: sources that have no table can be harvested without the readers of tables.
    from ckanext.ankang.fence import FenceError, run_fenced

    try:
        table = run_fenced(table_lines, str(path), name, memory_bytes=MEMORY_BYTES, seconds=SECONDS)
    except FenceError as error:
        raise UnreadableList(url=url, reason=str(error)) from error
    titles, rows = table
    return [dict(zip(titles, row, strict=True)) for row in rows]


def table_lines(path: str, name: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a table, every cell as the text that it shows."""
    from ckanext.ankang.tables import read_table

    titles = [column.title for column in read_table(path, name=name).columns]
    table = read_table(path, name=name, types=dict.fromkeys(titles, "string"))
    rows = ([cell or "" for cell in row] for row in table.rows)
    return titles, [[*row, *[""] * (len(titles) - len(row))] for row in rows]


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

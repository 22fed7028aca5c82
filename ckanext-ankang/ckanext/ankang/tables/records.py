"""Rows of a JSON file: a list of records, a GeoJSON FeatureCollection, or a record a line."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from .cells import text_cell
from .errors import DamagedTable, NotATable
from .plain import Row
from .source import Source
from .table import Damage, Facts
from .textual import encoding_of

GEOMETRY = "geometry"


def json_rows(source: Source) -> Iterator[Row]:
    """A header row and one row a record; nested values stay JSON text.

    Raises NotATable where there is no list of records, DamagedTable where the JSON is broken.
    """
    name, limits = source.name, source.limits
    if source.path.stat().st_size > limits.json_bytes:
        found = f"JSON 文件超过 {limits.json_bytes >> 20} MB，请改用 CSV 或 JSON Lines"
        raise NotATable(name=name, found=found)
    records = _records(_parse(source.path, name, encoding_of(source)), name, source.facts)
    titles = list(dict.fromkeys(key for record in records for key in record))
    yield Row(1, list(titles))
    for number, record in enumerate(records, start=2):
        yield Row(number, [_text(record.get(title)) for title in titles])


def json_line_rows(source: Source) -> Iterator[Row]:
    """A header row and one row a line, at the number of the line after it.

    A line that is no object is left out and named among the damages.
    """
    encoding = encoding_of(source)
    titles = dict[str, None]()
    for line in _lines(source, encoding):
        if isinstance(line.record, dict):
            titles.update(dict.fromkeys(line.record))
        else:
            reason = f"文件第 {line.number} 行：{line.record}"
            source.damages.append(Damage(line.number + 1, "broken-record", reason))
    if not titles:
        raise NotATable(name=source.name, found="没有一行是 JSON 对象")
    yield Row(1, list(titles))
    for line in _lines(source, encoding):
        if isinstance(line.record, dict):
            record = line.record
            yield Row(line.number + 1, [_text(record.get(title)) for title in titles])


def _parse(path: Path, name: str, encoding: str) -> Any:
    try:
        with path.open(encoding=encoding) as stream:
            return json.load(
                stream, object_pairs_hook=_without_doubles, parse_constant=_no_constant
            )
    except json.JSONDecodeError as error:
        reason = f"JSON 在第 {error.colno} 个字符处中断或写错。文件可能没有传完，请重新导出。"
        raise DamagedTable(name=name, row=error.lineno, reason=reason) from error
    except RecursionError as error:
        raise DamagedTable(name=name, reason="JSON 嵌套层数过深，不是数据表。") from error
    except _Refused as error:
        raise DamagedTable(name=name, reason=str(error)) from error


class _Line(NamedTuple):
    """One line: its record, or the sentence that says why it is none."""

    number: int
    record: dict[str, Any] | str


def _lines(source: Source, encoding: str) -> Iterator[_Line]:
    longest = source.limits.cell_characters
    with source.path.open(encoding=encoding) as stream:
        number = 0
        while text := stream.readline(longest + 1):
            number += 1
            if len(text) > longest and not text.endswith("\n"):
                while len(stream.readline(longest + 1)) > longest:
                    """To the end of the line."""
                yield _Line(number, f"这一行超过 {longest} 个字符，多半是少了换行。")
            elif text.strip():
                yield _Line(number, _record(text))


def _record(text: str) -> dict[str, Any] | str:
    try:
        record = json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        return f"JSON 在第 {error.colno} 个字符处中断或写错。请改正这一行后重新提交。"
    except RecursionError:
        return "JSON 嵌套层数过深，不是一条记录。"
    except _Refused as error:
        return str(error)
    return record if isinstance(record, dict) else "这一行不是 JSON 对象，没有字段名。"


class _Refused(Exception):
    """JSON that parses but cannot be told from a mistake."""


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise _Refused(f"JSON 的同一个对象里“{double}”出现两次，不知道以哪个为准。请改正后提交。")
    return record


def _no_constant(constant: str) -> Any:
    raise _Refused(f"JSON 里的 {constant} 不是数。没有值时请写 null。")


def _records(content: Any, name: str, facts: Facts) -> list[dict[str, Any]]:
    if isinstance(content, dict) and content.get("type") == "FeatureCollection":
        facts["format"] = "geojson"
        return _features(content, name)
    if isinstance(content, dict):
        lists = {key: value for key, value in content.items() if _is_records(value)}
        if len(lists) == 1:
            facts["records_key"], content = next(iter(lists.items()))
    if not _is_records(content):
        raise NotATable(name=name, found="JSON 里没有记录列表")
    return list(content)


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _features(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    features = content.get("features")
    if not _is_records(features):
        raise NotATable(name=name, found="GeoJSON 里没有要素（features）")
    return [_feature(feature) for feature in features or []]


def _feature(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties") or {}
    identifier = {"id": feature["id"]} if "id" in feature and "id" not in properties else {}
    return {**identifier, **properties, GEOMETRY: feature.get("geometry")}


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return text_cell(value)
    if isinstance(value, bool | dict | list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return format(Decimal(repr(value)), "f")

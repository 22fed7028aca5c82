"""Rows of a Parquet file, read batch by batch."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from .cells import clock_cell, moment_cell, number_cell, text_cell
from .errors import DamagedTable, NotATable, TableError
from .plain import Row
from .source import Source

BATCH = 8_192
DAMAGED = "Parquet 文件的内容不完整。文件可能没有传完，请重新导出。"


def parquet_rows(source: Source) -> Iterator[Row]:
    """A header row and one row a record; nested values are JSON text.

    Raises NotATable where it has too many columns, DamagedTable where it is broken.
    """
    # Imported here: it takes a quarter of a second and of a small fence's memory.
    import pyarrow
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(source.path, pre_buffer=False, memory_map=False) as file:
            titles = file.schema_arrow.names
            if len(titles) > source.limits.columns:
                found = f"有 {len(titles)} 列，超过上限 {source.limits.columns}"
                raise NotATable(name=source.name, found=found)
            yield Row(1, list(titles))
            number = 1
            for batch in file.iter_batches(BATCH, use_threads=False):
                columns = [_column(column) for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield Row(number, cells)
    except TableError:
        raise
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        raise DamagedTable(name=source.name, reason=DAMAGED) from error


def _column(column: Any) -> list[str | None]:
    from pyarrow import float32, string, timestamp, types

    kind = column.type
    if types.is_timestamp(kind) and kind.unit == "ns":
        # Python's own datetime ends at microseconds.
        column = column.cast(timestamp("us", tz=kind.tz), safe=False)
    if types.is_float16(kind) or types.is_float32(kind):
        # As text it has the digits it was written with; as a double it has others behind them.
        column = column.cast(float32()).cast(string())
        return [None if cell is None else number_cell(cell) for cell in column.to_pylist()]
    return [_cell(value) for value in column.to_pylist()]


def _cell(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_cell)
    if isinstance(value, float):
        return number_cell(repr(value))
    return _written(value)


def _written(value: object) -> str | None:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date | time):
        return moment_cell(value)
    if isinstance(value, timedelta):
        return clock_cell(round(value.total_seconds()))
    if isinstance(value, bytes):
        try:
            return text_cell(value.decode())
        except UnicodeDecodeError:
            return value.hex()
    return text_cell(str(value))

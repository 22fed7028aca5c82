"""The readers of everything that is not delimited text, by what a file is."""

from collections.abc import Callable, Iterator
from functools import wraps

from .archive import weigh_archive
from .ods import ods_rows
from .parquet import parquet_rows
from .plain import Row
from .records import json_line_rows, json_rows
from .source import Source
from .spreadsheetml import spreadsheetml_rows
from .xls import xls_rows
from .xlsx import xlsx_rows
from .xml_lists import xml_rows

Reader = Callable[[Source], Iterator[Row]]
# Sheets leave out the empty cells at the end of a row, so their short rows are not ragged.
SHEETS = frozenset({"xlsx", "xls", "ods", "spreadsheetml"})


def _weighed(reader: Reader) -> Reader:
    @wraps(reader)
    def rows(source: Source) -> Iterator[Row]:
        weigh_archive(source.path, source.name, source.limits)
        yield from reader(source)

    return rows


READERS: dict[str, Reader] = {
    "xlsx": _weighed(xlsx_rows),
    "xls": xls_rows,
    "ods": _weighed(ods_rows),
    "spreadsheetml": spreadsheetml_rows,
    "json": json_rows,
    "jsonl": json_line_rows,
    "xml": xml_rows,
    "parquet": parquet_rows,
}

"""A validated version as a table of the DataStore: loaded aside, then exchanged, then indexed.

No reader sees half of it, and readers wait only for the exchange (ckan-2.12.md 22). The search
index follows as a step of its own, because it takes much longer than the load (23).
"""

from __future__ import annotations

import fcntl
import io
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg2
from ckanext.datastore.backend import postgres
from psycopg2 import sql

from ckanext.ankang.fence import FenceError

from . import words
from .staging import Staging, interruptibly, staging, sweep

PIPE_BYTES = 1 << 20
PULSE_ROWS = 10_000
# PostgreSQL keeps a row in one page, and of a long text at least 18 bytes.
TOO_WIDE = (
    "有的行太宽，超过数据库一行 8160 字节的上限，所以没有载入。文件仍可下载。"
    "如需数据接口，请减少列数，或把表拆成几张后重新提交。"
)

Json = dict[str, Any]
Write = Callable[[Path], int]
Tell = Callable[[int, int | None], None]


class RefusedRows(ValueError):
    """Rows that PostgreSQL did not take, though the report found nothing."""


def load(
    resource_id: str, version_id: str, schema: Json, write: Write, check: Callable[[], None]
) -> None:
    """Put a version's rows in the place of the resource's table; repeating changes nothing.

    `write(path)` writes the rows as `writing.write_rows` does and returns their number. `check` is
    called while the exchange waits; what it or `write` raises ends the load and leaves nothing.
    Raises TooManyColumns, RefusedRows, or RetryJob where another load or a reader is in the way.
    """
    sweep()
    with staging(resource_id) as table:
        if table.version() == version_id:
            return
        try:
            table.create(schema, version_id)
            rows = _fill(table, schema, write)
            interruptibly(table.connection, lambda: table.finish(schema))
        except psycopg2.errors.ProgramLimitExceeded as error:
            raise RefusedRows(TOO_WIDE) from error
        except psycopg2.DataError as error:
            raise RefusedRows(f"数据库不接受这个文件里的数据：{error}") from error
        # What was written so far must not be flushed while readers wait.
        table.connection.commit()
        table.take_place(rows, check)


def index(resource_id: str, version_id: str, schema: Json, tell: Tell) -> None:
    """Give the table of a version its search index; readers go on, writers wait.

    The table is written anew: an update of every row would double it.
    """
    with staging(resource_id) as table:
        if table.version() != version_id or _indexed(table):
            return
        table.run(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(table.public))
        table.create(schema, version_id)
        rows = interruptibly(table.connection, lambda: _copy_words(table, schema, tell))
        interruptibly(table.connection, lambda: _build(table, schema))
        table.take_place(rows, lambda: tell(rows, rows))


def _fill(table: Staging, schema: Json, write: Write) -> int:
    """Let COPY read from a pipe while `write` writes into it."""
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as pool:
        pipe = Path(folder) / "rows.csv"
        os.mkfifo(pipe, 0o600)
        # In this order neither opening waits, and the pipe ends when ours is the last end closed.
        source = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        end = os.open(pipe, os.O_WRONLY)
        os.set_blocking(source, True)
        fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        copied = pool.submit(_copy, table, schema, source)
        try:
            written = write(pipe)
        except (FenceError, OSError):
            # A COPY that failed has broken the pipe: then it has the reason.
            if copied.done():
                copied.result()
            raise
        finally:
            os.close(end)
        if copied.result() != written:
            raise RefusedRows(f"写出 {written} 行，数据库收到 {copied.result()} 行。")
    return written


def _copy(table: Staging, schema: Json, source: int) -> int:
    names = sql.SQL(", ").join(sql.Identifier(field["name"]) for field in schema["fields"])
    # Frozen rows need no later visit; allowed because the table was made in this transaction.
    statement = sql.SQL(
        "COPY {0} ({1}) FROM STDIN (FORMAT csv, FREEZE, ENCODING 'UTF8', FORCE_NULL ({1}))"
    ).format(table.hidden, names)
    with open(source, "rb", buffering=0) as rows, table.connection.cursor() as cursor:
        cursor.copy_expert(statement, rows, size=PIPE_BYTES)
        return int(cursor.rowcount)


def _indexed(table: Staging) -> bool:
    """Whether the public table has what `_build` makes last."""
    found = table.run(
        "SELECT 1 FROM pg_index JOIN pg_am ON amname = 'gin' JOIN pg_class AS i ON i.oid = indexrelid "
        "AND i.relam = pg_am.oid WHERE indrelid = to_regclass(%s)",
        [f'public."{table.resource_id}"'],
    )
    return bool(found)


def _copy_words(table: Staging, schema: Json, tell: Tell) -> int:
    """Fill a temporary table with the words of each row and return the number of rows."""
    table.run("CREATE TEMPORARY TABLE words (_id integer, words tsvector) ON COMMIT DROP")
    reading = postgres.get_write_engine().raw_connection()
    try:
        with (
            reading.driver_connection.cursor("texts") as texts,
            table.connection.cursor() as words_,
        ):
            texts.itersize = PULSE_ROWS
            texts.execute(
                sql.SQL("SELECT _id, {} FROM {}").format(
                    sql.SQL(row_text([f["name"] for f in schema["fields"]])), table.public
                )
            )
            words_.copy_expert("COPY words FROM STDIN", Lines(_lines(texts, tell)), size=PIPE_BYTES)
            return int(words_.rowcount)
    finally:
        reading.close()


def _lines(texts: Any, tell: Tell) -> Iterator[bytes]:
    for done, (number, text) in enumerate(texts, start=1):
        vector = words.vector(text or "")
        yield f"{number}\t{chr(92) + 'N' if vector is None else vector}\n".encode()
        if done % PULSE_ROWS == 0:
            tell(done, None)


def row_text(names: list[str]) -> str:
    """Return the SQL of a row's text: its cells, parted by what no part of a question holds."""
    cells = ", ".join(f"{postgres.identifier(name)}::text" for name in names)
    return f"array_to_string(ARRAY[{cells}], ' ')"


def _build(table: Staging, schema: Json) -> None:
    names = sql.SQL(", ").join(sql.Identifier(field["name"]) for field in schema["fields"])
    table.run(
        sql.SQL(
            "INSERT INTO {0} (_id, _full_text, {1}) SELECT _id, words, {1} "
            "FROM {2} LEFT JOIN words USING (_id) ORDER BY _id"
        ).format(table.hidden, names, table.public)
    )
    sequence = f'"loading"."load-{table.resource_id}"'
    table.run(
        sql.SQL(
            "SELECT setval(pg_get_serial_sequence(%s, '_id'), coalesce(max(_id), 1), max(_id) IS NOT NULL) FROM {}"
        ).format(table.hidden),
        [sequence],
    )
    table.finish(schema)
    # Rows without words (too many, or written by hand) are found by their text, and quickly.
    table.run(sql.SQL("CREATE INDEX ON {} (_id) WHERE _full_text IS NULL").format(table.hidden))
    table.run(sql.SQL("CREATE INDEX ON {} USING gin (_full_text)").format(table.hidden))
    table.run(sql.SQL("ANALYZE {}").format(table.hidden))


class Lines(io.RawIOBase):
    """Lines as a file, read in blocks, so that COPY has not to ask for each."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.lines = lines
        self.rest = b""

    def read(self, size: int = -1) -> bytes:
        """Return some bytes, at most `size`, or none at the end."""
        parts, length = [self.rest], len(self.rest)
        while length < size and (line := next(self.lines, b"")):
            parts.append(line)
            length += len(line)
        found = b"".join(parts)
        self.rest = found[size:]
        return found[:size]

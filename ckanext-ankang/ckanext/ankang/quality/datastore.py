"""A validated version as a table of the DataStore.

The new table is filled under another name and takes the old one's place in the same transaction,
so no reader ever sees half, and readers wait only for the exchange (ckan-2.12.md 22).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from ckanext.datastore.backend import postgres

TYPES = {
    "integer": "int8",
    "number": "numeric",
    "boolean": "bool",
    "date": "date",
    "datetime": "timestamp",
    "time": "time",
}
# A field read with one of these holds texts that PostgreSQL would not read the same way.
PECULIAR = {"decimalChar", "groupChar", "bareNumber", "trueValues", "falseValues"}
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Row = Iterable[str | None]


def fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the DataStore's fields of a Table Schema, the one home of column metadata."""
    return [
        {"id": field["name"], "type": _type(field), "info": _info(field)}
        for field in schema["fields"]
    ]


def load(resource_id: str, schema: dict[str, Any], rows: Iterable[Row]) -> None:
    """Put the rows in the place of the resource's table, all or none; repeating changes nothing."""
    engine = postgres.get_write_engine()
    postgres._cache_types(engine)
    staging = f"_load_{uuid4().hex}"
    with engine.begin() as connection:
        context: Any = {"connection": connection}
        definition = {"resource_id": staging, "fields": fields(schema)}
        postgres.create_table(context, definition, {})
        # Core's trigger fills _full_text, which `datastore_search(q=)` asks.
        postgres._create_fulltext_trigger(connection, staging)
        _copy(connection, staging, schema, rows)
        _exchange(connection, staging, resource_id)


def _type(field: dict[str, Any]) -> str:
    if PECULIAR & field.keys() or field.get("format", "default") != "default":
        return "text"
    return TYPES.get(field.get("type", "string"), "text")


def _info(field: dict[str, Any]) -> dict[str, str]:
    said = {
        "label": field.get("title"),
        "notes": field.get("description"),
        "unit": field.get("unit") or field.get("ankang:unit"),
    }
    return {key: value for key, value in said.items() if value}


def _copy(connection: Any, table: str, schema: dict[str, Any], rows: Iterable[Row]) -> None:
    columns = ", ".join(postgres.identifier(field["name"]) for field in schema["fields"])
    missing = set(schema.get("missingValues", [""]))
    # The connection is one of a pool's proxies; COPY is psycopg2's own.
    with connection.connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {postgres.identifier(table)} ({columns}) FROM STDIN",
            io.BufferedReader(_Stream(_lines(rows, missing)), 1 << 16),
        )


def _lines(rows: Iterable[Row], missing: set[str]) -> Iterator[bytes]:
    for row in rows:
        cells = (
            "\\N" if cell is None or cell in missing else cell.translate(ESCAPES) for cell in row
        )
        yield ("\t".join(cells) + "\n").encode()


class _Stream(io.RawIOBase):
    """Lines as a file, so that COPY reads them one by one."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.lines = lines
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.rest = self.rest or next(self.lines, b"")
        part, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def _exchange(connection: Any, staging: str, resource_id: str) -> None:
    table, new = postgres.identifier(resource_id), postgres.identifier(staging)
    # Waiting behind a long reader would make every new reader wait behind us; the job tries again.
    connection.execute(sa.text("SET LOCAL lock_timeout = '1s'"))
    connection.execute(sa.text(f"DROP TABLE IF EXISTS {table}"))
    connection.execute(sa.text(f"ALTER TABLE {new} RENAME TO {table}"))
    connection.execute(sa.text("SELECT update_cached_table_row_count(:id)"), {"id": resource_id})

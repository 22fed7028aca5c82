"""Views of a database (PostgreSQL, MySQL), each streamed into a file that is equal while its rows are."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import sqlalchemy
from sqlalchemy import Connection, Row, column, select, table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from harvesters.dialler import Answer, Dialler, Line, Validators, broken, received
from harvesters.errors import BadListing, LoginRefused, SameKey, Unreachable, ViewRefused
from harvesters.file_rules import SqlRules, View
from harvesters.kinds.base import Kind
from harvesters.records import Entry, Item, Link
from harvesters.source import Source
from harvesters.transports.databases import DATABASES, Database

ROWS_AT_ONCE = 1000
# What a database says when it does not let us in: SQLSTATE class 28, and MySQL's own numbers.
STRANGERS = ("28000", "28P01", "1044", "1045", "1698")
# The server is starting, stopping or full (SQLSTATE 57P01 to 57P03, 53300; MySQL 1040, 1053).
AWAY = ("57P01", "57P02", "57P03", "53300", "1040", "1053")
PLAIN = (int, str, UUID, timedelta, IPv4Address, IPv4Network, IPv6Address, IPv6Network)


class SqlViews(Kind):
    """Each view is an item with one file; the values of the item stand in source.yaml."""

    def __init__(self, source: Source, address: str, dialler: Dialler) -> None:
        super().__init__(source, address, dialler)
        scheme = urlsplit(address).scheme
        if source.sql is None or scheme not in DATABASES:
            raise BadListing(url=source.address, reason=f"地址须以 {'、'.join(DATABASES)} 之一开头")
        self.rules: SqlRules = source.sql
        self.database: Database = DATABASES[scheme]
        self._views = {self._url(view): view for view in self.rules.views}

    def entries(self) -> Iterator[Entry]:
        """Yield the views that source.yaml names."""
        title = self.source.fields["title"]
        for view in self.rules.views:
            name = " ".join(view.values.get(label, "") for label in title.origins)
            yield Entry(view.view, name or title.value or view.view, "", {"values": view.values})

    def read(self, entry: Entry) -> Item:
        """The values of a view, and the file that it becomes."""
        [view] = [view for view in self.rules.views if view.view == entry.identifier]
        raw = json.dumps(view.values, ensure_ascii=False).encode()
        link = Link(f"{view.view}.csv", "csv", self._url(view))
        return Item(dict(view.values), (link,), raw=raw, raw_type="application/json")

    def fetch(self, link: Link, path: Path, validators: Validators | None = None) -> Answer:
        """Stream a view to `path`; a database has no validators, the hash of the file decides."""
        return self.dialler.persist(
            self.address, lambda: self._written(self._views[link.url], path)
        )

    def _url(self, view: View) -> str:
        return f"{self.source.address.rstrip('/')}#{view.database_schema or ''}.{view.view}"

    def _written(self, view: View, path: Path) -> Answer:
        url, cap = self._url(view), self.dialler.limits.file_bytes
        with self._connection() as connection, path.open("wb") as target:
            result = connection.execution_options(
                stream_results=True, max_row_buffer=ROWS_AT_ONCE
            ).execute(_query(view))
            names, labels = list(result.keys()), view.columns or {}
            header = [labels.get(name, name) for name in names]
            key = _key(view, names)
            pieces = _pieces(header, _ordered(result, key, view), view)
            size, digest = received(pieces, target, cap, url)
        return Answer(url, {}, b"", size, digest)

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """A reading transaction over a connection of the dialler."""
        with self.dialler.line(self.address) as line:
            engine = sqlalchemy.create_engine(
                self.database.dialect, creator=self._creator(line), poolclass=NullPool
            )
            try:
                with engine.connect() as connection:
                    for statement in self.database.begin:
                        connection.execute(text(statement))
                    yield connection
                    connection.rollback()
            except DBAPIError as error:
                raise _explained(self.source.address, error) from error

    def _creator(self, line: Line) -> Callable[[], Any]:
        parts, login = urlsplit(self.address), self.rules.login
        host, name = parts.hostname or "", unquote(parts.path.strip("/"))
        password = self.dialler.secret(login.password.secret) if login.password else ""

        def connect() -> Any:
            wire = line.open(host, parts.port or self.database.port)
            # A view may think longer than a web page: the deadline of the line alone holds.
            wire.settimeout(None)
            return self.database.connect(wire, host, name, login.user, password, self.rules.tls)

        return connect


def _query(view: View) -> sqlalchemy.Select[Any]:
    """The rows of a view in the order of its key; names are quoted, never pasted."""
    where = table(view.view, schema=view.database_schema)
    columns: list[Any] = [column(name) for name in view.columns or ()]
    return select(*(columns or [text("*")])).select_from(where).order_by(*map(column, view.key))


def _key(view: View, names: list[str]) -> list[int]:
    missing = [name for name in view.key if name not in names]
    if missing:
        raise ViewRefused(view=view.view, reason=f"没有 key 所说的列“{missing[0]}”")
    return [names.index(name) for name in view.key]


def _ordered(rows: Iterator[Row[Any]] | Any, key: list[int], view: View) -> Iterator[Row[Any]]:
    """The rows, as long as the key tells each from the one before: else their order is chance."""
    last: list[Any] | None = None
    for row in rows:
        mark = [row[place] for place in key]
        if mark == last:
            raise SameKey(view=view.view, key="、".join(view.key), value="、".join(map(str, mark)))
        last = mark
        yield row


def _pieces(header: list[str], rows: Iterator[Row[Any]], view: View) -> Iterator[bytes]:
    """The bytes of a CSV file (RFC 4180, UTF-8), some rows at a time."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header)
    for number, row in enumerate(rows, start=1):
        writer.writerow([_cell(value, view) for value in row])
        if number % ROWS_AT_ONCE == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _cell(value: Any, view: View) -> str:
    """A value in one form for ever, whatever the driver and the settings of the server."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case float():
            return repr(value)
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case bytes() | bytearray():
            return value.hex()
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
        case _ if isinstance(value, PLAIN):
            return str(value)
    raise ViewRefused(view=view.view, reason=f"类型 {type(value).__name__} 不能写入文件")


def _explained(address: str, error: DBAPIError) -> Exception:
    """What a driver's exception means; without the server's word for it, the connection broke."""
    said = error.orig.args if error.orig else ()
    first = said[0] if said else ""
    code = str(first.get("C", "")) if isinstance(first, dict) else str(first)
    reason = str(first.get("M", "")) if isinstance(first, dict) else " ".join(map(str, said[1:]))
    if code in STRANGERS:
        return LoginRefused(url=address, reason="用户名、口令或权限不对")
    if (
        error.connection_invalidated
        or code in AWAY
        or not (isinstance(first, dict) or code.isdigit())
    ):
        return Unreachable(url=address, reason=type(error.orig).__name__)
    # 2000 to 2999 are of MySQL's client: it lost the server.
    if isinstance(first, int) and (first == 0 or 2000 <= first < 3000):
        return Unreachable(url=address, reason=broken(error, reason or "连接中断"))
    return ViewRefused(view=address, reason=reason)

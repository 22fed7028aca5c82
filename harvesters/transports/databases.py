"""Databases that are read over a connection which somebody else opened."""

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pg8000.dbapi
import pymysql

# host and wire first: the drivers never open a connection of their own.
Connect = Callable[[socket.socket, str, str, str, str, bool], Any]


@dataclass(frozen=True)
class Database:
    """How one make of database is spoken to; `begin` opens a transaction that only reads one moment."""

    dialect: str
    port: int
    begin: tuple[str, ...]
    connect: Connect


def _postgresql(
    wire: socket.socket, host: str, name: str, user: str, password: str, tls: bool
) -> Any:
    # None would mean TLS with any certificate.
    context = ssl.create_default_context() if tls else False
    return pg8000.dbapi.connect(
        user, host=host, database=name, password=password, sock=wire, ssl_context=context
    )


def _mysql(wire: socket.socket, host: str, name: str, user: str, password: str, tls: bool) -> Any:
    # LOAD DATA LOCAL stays off: a server could ask for any file of ours with it.
    connection = pymysql.connect(
        host=host,
        user=user,
        password=password,
        database=name,
        charset="utf8mb4",
        ssl=ssl.create_default_context() if tls else None,
        ssl_disabled=not tls,
        local_infile=False,
        defer_connect=True,
    )
    connection.connect(wire)
    return connection


# Times are told as in Ankang, whatever the server's own clock says.
DATABASES = {
    "postgresql": Database(
        "postgresql+pg8000://",
        5432,
        (
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
            "SET LOCAL TIME ZONE 'Asia/Shanghai'",
        ),
        _postgresql,
    ),
    "mysql": Database(
        "mysql+pymysql://",
        3306,
        (
            "SET SESSION time_zone = '+08:00'",
            "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
        ),
        _mysql,
    ),
}

"""A private PostgreSQL 15 cluster under `var/`: own port, scram, ICU pinyin order."""

from __future__ import annotations

import os
import shutil
import string
import subprocess
from pathlib import Path

from .console import run, step
from .layout import CHECKOUT, Layout
from .machine import POSTGRES, account, as_root, demote, has_ipv6, own

ADMINISTRATOR, PORTAL, READER = "ankang_admin", "ankang_portal", "ankang_reader"
# Owns the audit log and cannot log in: the portal may add to the log and nothing else.
AUDITOR = "ankang_auditor"
AUDIT_TABLES = ("ankang_audit_entry", "ankang_audit_link")
DATABASES = ("ckan", "datastore")
LOADING = "loading"
# Lists sort by pinyin everywhere, without a COLLATE in any query.
PINYIN = "zh-Hans-CN-u-co-pinyin"


def folder(layout: Layout) -> Path:
    return layout.var / "postgres"


def configure(layout: Layout) -> None:
    """Make the cluster once; write its configuration every time."""
    data = folder(layout) / "data"
    own(folder(layout), "postgres", 0o700)
    if not (data / "PG_VERSION").exists():
        with step("建立私有的 PostgreSQL 数据库集群"):
            _initialise(layout, data)
    addresses = "127.0.0.1,::1" if has_ipv6() else "127.0.0.1"
    template = string.Template((CHECKOUT / "deploy" / "postgresql.conf").read_text())
    text = template.substitute(addresses=addresses, port=layout.ports["postgres"])
    (layout.etc / "postgresql.conf").write_text(text)
    (layout.etc / "postgresql.conf").chmod(0o644)


def _initialise(layout: Layout, data: Path) -> None:
    password = folder(layout) / "password"
    password.write_text(layout.secret("postgres_admin"))
    password.chmod(0o600)
    if as_root():
        shutil.chown(password, account("postgres"))
    # Made aside and renamed: an initdb that was cut off leaves a cluster that looks finished.
    unfinished = data.with_name("unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    run(
        [str(POSTGRES / "initdb"), "-D", str(unfinished), "-U", ADMINISTRATOR, "--auth=scram-sha-256",
         "--pwfile", str(password), "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"],
        what="建立数据库集群", cwd="/", **demote("postgres"),
    )  # fmt: skip
    password.unlink()
    # The settings live in etc/, so that an upgrade of them needs no edit inside the cluster.
    with (unfinished / "postgresql.conf").open("a") as file:
        file.write(f"\ninclude '{layout.etc / 'postgresql.conf'}'\n")
    unfinished.rename(data)


def sql(layout: Layout, statements: str, database: str = "postgres") -> str:
    """Run statements as the cluster's administrator and return what psql prints."""
    return run(
        ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database],
        what="执行数据库语句", input=statements, env=environment(layout),
    )  # fmt: skip


def environment(layout: Layout) -> dict[str, str]:
    """Environment of psql, pg_dump and pg_restore as the administrator."""
    return {
        **os.environ,
        "PGHOST": "127.0.0.1",
        "PGPORT": str(layout.ports["postgres"]),
        "PGUSER": ADMINISTRATOR,
        "PGPASSWORD": layout.secret("postgres_admin"),
        "LC_ALL": "C.UTF-8",
    }


def ready(layout: Layout) -> bool:
    """Whether the cluster answers."""
    probe = [
        str(POSTGRES / "pg_isready"),
        "-q",
        "-h",
        "127.0.0.1",
        "-p",
        str(layout.ports["postgres"]),
    ]
    return subprocess.run(probe).returncode == 0


def make_databases(layout: Layout) -> None:
    """Make roles and databases that are missing."""
    for role, secret in ((PORTAL, "postgres_portal"), (READER, "postgres_reader")):
        if not sql(layout, f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'"):
            sql(layout, f"CREATE ROLE {role} LOGIN PASSWORD '{layout.secret(secret)}'")
    if not sql(layout, f"SELECT 1 FROM pg_roles WHERE rolname = '{AUDITOR}'"):
        sql(layout, f"CREATE ROLE {AUDITOR} NOLOGIN")
    for database in DATABASES:
        if not sql(layout, f"SELECT 1 FROM pg_database WHERE datname = '{database}'"):
            make_database(layout, database)
    # Tables of the DataStore grow here, unseen by the reader (datastore/staging.py).
    sql(layout, f"CREATE SCHEMA IF NOT EXISTS {LOADING} AUTHORIZATION {PORTAL}", "datastore")


def make_database(layout: Layout, database: str) -> None:
    sql(
        layout,
        f"CREATE DATABASE {database} OWNER {PORTAL} TEMPLATE template0 ENCODING 'UTF8' "
        f"LOCALE_PROVIDER icu ICU_LOCALE '{PINYIN}' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
    )
    sql(layout, "CREATE EXTENSION IF NOT EXISTS pg_trgm", database)


def close_audit(layout: Layout) -> None:
    """Take the audit log from the portal's role, after migrations have made its tables."""
    tables = ", ".join(AUDIT_TABLES)
    owners = "".join(f"ALTER TABLE {table} OWNER TO {AUDITOR};" for table in AUDIT_TABLES)
    sql(
        layout,
        f"{owners} ALTER FUNCTION ankang_audit_refuse() OWNER TO {AUDITOR};"
        f"REVOKE ALL ON {tables} FROM PUBLIC, {PORTAL};"
        f"GRANT SELECT, INSERT ON {tables} TO {PORTAL};",
        "ckan",
    )


def url(layout: Layout, database: str, role: str = PORTAL, secret: str = "postgres_portal") -> str:
    return (
        f"postgresql://{role}:{layout.secret(secret)}"
        f"@127.0.0.1:{layout.ports['postgres']}/{database}"
    )


def command(layout: Layout) -> str:
    return f"{POSTGRES / 'postgres'} -D {folder(layout) / 'data'}"

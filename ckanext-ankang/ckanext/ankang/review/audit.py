"""The audit log: written in the caller's transaction, its head noted outside the database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.exceptions import CkanConfigurationException
from sqlalchemy import event

from . import chain, config

# Entries are numbered without a gap, so who writes one waits for who wrote the last to commit.
LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext('ankang_audit'))")
HEAD = sa.text("SELECT number, body, mac FROM ankang_audit_entry ORDER BY number DESC LIMIT 1")
ADD = sa.text("INSERT INTO ankang_audit_entry (number, body, mac) VALUES (:number, :body, :mac)")
ALL = sa.text("SELECT number, body, mac FROM ankang_audit_entry ORDER BY number")
NEWEST = sa.text(
    "SELECT body FROM ankang_audit_entry ORDER BY number DESC LIMIT :limit OFFSET :offset"
)
PENDING = "ankang_audit_head"


def record(actor: str, action: str, subject: str, **detail: Any) -> None:
    """Append an entry; call it late in a transaction, for others wait until the commit."""
    session = model.Session()
    session.execute(LOCK)
    row = session.execute(HEAD).first()
    facts = {
        "at": datetime.now(UTC).isoformat(),
        "actor": actor,
        "action": action,
        "subject": subject,
        "detail": detail,
    }
    entry = chain.append(key(), chain.Entry(*row) if row else None, facts)
    session.execute(ADD, {"number": entry.number, "body": entry.body, "mac": entry.mac})
    session.info[PENDING] = entry


def newest(limit: int, offset: int) -> list[str]:
    """The signed texts of the newest entries."""
    rows = model.Session.execute(NEWEST, {"limit": limit, "offset": offset})
    return [str(body) for body in rows.scalars()]


def verify() -> list[str]:
    """What is wrong with the log; empty if nothing is."""
    rows = model.Session.execute(ALL.execution_options(yield_per=1000))
    return list(chain.faults(key(), (chain.Entry(*row) for row in rows), _heads()))


def key() -> bytes:
    """The signing key, from a file that only the portal's accounts may read."""
    path = config.audit_key_file()
    if not path.is_file():
        raise CkanConfigurationException(
            f"配置项 ckanext.ankang.review.audit_key_file 指向的文件“{path}”不存在。"
            "请生成密钥文件（至少32字节，权限0600或0640）。"
        )
    if path.stat().st_mode & 0o037:  # web and worker may share it by their group
        raise CkanConfigurationException(
            f"审计密钥文件“{path}”可被其他用户读取或改写。请把权限改为0600或0640。"
        )
    secret = path.read_bytes().strip()
    if len(secret) < 32:
        raise CkanConfigurationException(f"审计密钥文件“{path}”太短，至少需要32字节。")
    return secret


def _heads() -> Iterator[tuple[int, str]]:
    path = config.audit_head_file()
    if path.exists():
        for line in path.read_text().splitlines():
            number, mac, _at = line.split()
            yield int(number), mac


def _note_head(entry: chain.Entry, path: Path) -> None:
    """One short write to a file opened for appending: lines of several processes do not mix."""
    line = f"{entry.number} {entry.mac} {datetime.now(UTC).isoformat()}\n"
    descriptor = _appending(path)
    try:
        os.write(descriptor, line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _appending(path: Path) -> int:
    """Web and worker are two accounts of one group: both append, whoever made the file."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o660)
    except FileExistsError:
        return os.open(path, os.O_WRONLY | os.O_APPEND)
    os.fchmod(descriptor, 0o660)  # the umask has taken the group's right away
    return descriptor


@event.listens_for(model.Session, "after_commit")
def _after_commit(session: Any) -> None:
    # Also called when a savepoint is released, of which the outer transaction may yet fail.
    if not session.in_nested_transaction() and (entry := session.info.pop(PENDING, None)):
        _note_head(entry, config.audit_head_file())


@event.listens_for(model.Session, "after_soft_rollback")
def _after_rollback(session: Any, transaction: Any) -> None:
    if not session.in_nested_transaction():
        session.info.pop(PENDING, None)

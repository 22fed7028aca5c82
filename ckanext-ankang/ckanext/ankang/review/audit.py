"""The audit log: written in the caller's transaction, its head noted outside the database."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.exceptions import CkanConfigurationException
from sqlalchemy import event

from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.interfaces import JobContext

from . import chain, config

# Entries of a chain are numbered without a gap, so who writes one waits for who wrote its last to
# commit. Each case or run has a chain of its own: 10,000 harvested items do not queue on one lock.
LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext('ankang_audit ' || :chain))")
TRY = sa.text("SELECT pg_try_advisory_xact_lock(hashtext('ankang_audit ' || :chain))")
MAIN = ""
HEAD = sa.text("SELECT number, body, mac FROM ankang_audit_entry ORDER BY number DESC LIMIT 1")
ADD = sa.text("INSERT INTO ankang_audit_entry (number, body, mac) VALUES (:number, :body, :mac)")
ALL = sa.text("SELECT number, body, mac FROM ankang_audit_entry ORDER BY number")
LINK_HEAD = sa.text("""
    SELECT number, body, mac FROM ankang_audit_link WHERE chain = :chain ORDER BY number DESC LIMIT 1
""")
LINK_ADD = sa.text("""
    INSERT INTO ankang_audit_link (chain, number, body, mac)
    SELECT :chain, * FROM unnest(CAST(:numbers AS bigint[]), CAST(:bodies AS text[]), CAST(:macs AS text[]))
""")
LINKS = sa.text("SELECT chain, number, body, mac FROM ankang_audit_link ORDER BY chain, number")
WAIT = sa.text("INSERT INTO ankang_audit_waiting (chain) VALUES (:chain) ON CONFLICT DO NOTHING")
WAITING = sa.text("SELECT chain FROM ankang_audit_waiting ORDER BY chain LIMIT 1000")
ENTERED = sa.text("DELETE FROM ankang_audit_waiting WHERE chain = ANY(:chains)")
NEWEST = """
    SELECT body FROM (SELECT body FROM ankang_audit_entry UNION ALL SELECT body FROM ankang_audit_link) entry
     WHERE {matching} ORDER BY body::jsonb ->> 'at' DESC LIMIT :limit OFFSET :offset
"""
# What the log can be searched by.
FILTERS = {
    "person": "body::jsonb ->> 'actor' = :person",
    "case": "(body::jsonb ->> 'chain' = 'case ' || :case OR body::jsonb ->> 'subject' = :case)",
    "day": "((body::jsonb ->> 'at')::timestamptz AT TIME ZONE 'Asia/Shanghai')::date = CAST(:day AS date)",
}
# With these a case is over, and its head is entered with them.
ENDS = frozenset({"case.publish", "case.reject", "case.withdraw"})
HEADS = "audit.heads"
KIND = "review.audit_heads"
PENDING = "ankang_audit_head"
PLANNED = "ankang_audit_planned"
MINUTE = 55


def record(actor: str, action: str, subject: str, **detail: Any) -> None:
    """Append an entry to the chain of its case or run, or to the main one, in the caller's transaction."""
    record_all(actor, action, [(subject, detail)])


def record_all(actor: str, action: str, entries: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """The same for one action on many subjects, all of one case or run, with one lock."""
    facts: list[dict[str, Any]] = [
        {
            "at": datetime.now(UTC).isoformat(),
            "actor": actor,
            "action": action,
            "subject": subject,
            "detail": detail,
        }
        for subject, detail in entries
    ]
    for name, of_chain in groupby(
        facts, key=lambda one: _chain(action, one["subject"], one["detail"])
    ):
        if name is None:
            for one in of_chain:
                _add_to_main(one)
        else:
            _add_to_chain(name, action, list(of_chain))


def _add_to_chain(name: str, action: str, facts: list[dict[str, Any]]) -> None:
    head = _add_links(name, facts)
    if action in ENDS:
        _enter({name: [head.number, head.mac]})
    else:
        model.Session.execute(WAIT, {"chain": name})
        model.Session().info[PLANNED] = True


def enter_heads() -> int:
    """Enter in the main chain the heads of chains that grew, and answer how many; never commits."""
    names = [
        name
        for name in model.Session.execute(WAITING).scalars()
        if model.Session.execute(TRY, {"chain": name}).scalar()  # else its writer is at work
    ]
    if names:
        _enter({name: [head.number, head.mac] for name in names if (head := _link_head(name))})
    return len(names)


def heads_job(_job: JobContext, _payload: dict[str, Any]) -> None:
    """Enter heads; planned a minute after the first entry that waits."""
    enter_heads()
    model.Session.commit()


def newest(limit: int, offset: int, **wanted: str) -> list[str]:
    """The signed texts of the newest entries, of a person, a case or a day."""
    matching = " AND ".join(FILTERS[name] for name in wanted) or "true"
    query = sa.text(NEWEST.format(matching=matching))
    rows = model.Session.execute(query, {"limit": limit, "offset": offset, **wanted})
    return [str(body) for body in rows.scalars()]


def verify(connection: Any = None) -> list[str]:
    """What is wrong with the log; empty if nothing is."""
    connection = connection or model.Session
    heads: dict[str, dict[int, str]] = {}
    found = list(chain.faults(key(), _main(connection, heads), _heads()))
    links = connection.execute(LINKS.execution_options(yield_per=1000))
    for name, rows in groupby(links, key=lambda row: str(row.chain)):
        entries = (chain.Entry(row.number, row.body, row.mac) for row in rows)
        known = heads.pop(name, {}).items()
        found += [f"{name}：{one}" for one in chain.faults(key(), entries, known, name)]
    found += [f"{name}：整条链被删去。" for name in heads]
    return found


def _main(connection: Any, heads: dict[str, dict[int, str]]) -> Iterator[chain.Entry]:
    """The main chain; on the way, the heads that its entries say of the others."""
    for row in connection.execute(ALL.execution_options(yield_per=1000)):
        yield chain.Entry(*row)
        if HEADS in row.body and chain.sign(key(), row.body) == row.mac:
            for name, (number, mac) in json.loads(row.body)["detail"].get("heads", {}).items():
                heads.setdefault(name, {})[number] = mac


def _chain(action: str, subject: str, detail: dict[str, Any]) -> str | None:
    for kind in ("case", "run"):
        if action.startswith(f"{kind}."):
            return f"{kind} {subject}"
        if detail.get(kind):
            return f"{kind} {detail[kind]}"
    return None


def _add_links(name: str, facts: list[dict[str, Any]]) -> chain.Entry:
    """Append to a chain; return its new head."""
    model.Session.execute(LOCK, {"chain": name})
    added, head = [], _link_head(name)
    for one in facts:
        head = chain.append(key(), head, {**one, "chain": name})
        added.append(head)
    columns = {
        "numbers": [entry.number for entry in added],
        "bodies": [entry.body for entry in added],
        "macs": [entry.mac for entry in added],
    }
    model.Session.execute(LINK_ADD, {"chain": name, **columns})
    return added[-1]


def _link_head(name: str) -> chain.Entry | None:
    row = model.Session.execute(LINK_HEAD, {"chain": name}).first()
    return chain.Entry(*row) if row else None


def _enter(heads: dict[str, list[Any]]) -> None:
    _add_to_main(
        {
            "at": datetime.now(UTC).isoformat(),
            "actor": "",
            "action": HEADS,
            "subject": "",
            "detail": {"heads": heads},
        }
    )
    model.Session.execute(ENTERED, {"chains": list(heads)})


def _add_to_main(facts: dict[str, Any]) -> None:
    session = model.Session()
    session.execute(LOCK, {"chain": MAIN})
    row = session.execute(HEAD).first()
    entry = chain.append(key(), chain.Entry(*row) if row else None, facts)
    session.execute(ADD, {"number": entry.number, "body": entry.body, "mac": entry.mac})
    session.info[PENDING] = entry


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
    if session.in_nested_transaction():
        return
    if entry := session.info.pop(PENDING, None):
        _note_head(entry, config.audit_head_file())
    if session.info.pop(PLANNED, None):
        # Apart from what was committed: one key for all would be the one lock again.
        with model.meta.engine.begin() as connection:
            queue.enqueue(KIND, {}, key=KIND, delay=MINUTE, session=connection)


@event.listens_for(model.Session, "after_soft_rollback")
def _after_rollback(session: Any, transaction: Any) -> None:
    if not session.in_nested_transaction():
        session.info.pop(PENDING, None)
        session.info.pop(PLANNED, None)

"""The signed chain of audit entries (pure).

Each entry's text names the signature of the one before it, and is signed under a key that the
database never sees: who can write the table can neither alter an entry nor continue the chain.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

START = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One line of the log; `body` is the signed text, to the byte."""

    number: int
    body: str
    mac: str


def append(key: bytes, head: Entry | None, facts: dict[str, Any]) -> Entry:
    """The entry that follows `head`."""
    number = head.number + 1 if head else 1
    signed = {**facts, "number": number, "previous": head.mac if head else START}
    body = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Entry(number, body, sign(key, body))


def sign(key: bytes, body: str) -> str:
    """The signature of an entry's text."""
    return hmac.new(key, body.encode(), "sha256").hexdigest()


def faults(
    key: bytes,
    entries: Iterable[Entry],
    heads: Iterable[tuple[int, str]],
    name: str | None = None,
) -> Iterator[str]:
    """What is wrong with a chain, as Chinese sentences.

    `heads` are numbers and signatures noted elsewhere as it grew: the main chain's in a file outside
    the database, those of a case or run (which has a `name`) in the main chain.
    """
    known = dict(heads)
    previous, number = START, 0
    for number, entry in enumerate(entries, start=1):
        yield from _entry_faults(key, entry, number, previous, name)
        if known.pop(entry.number, entry.mac) != entry.mac:
            yield f"第{entry.number}条与另处记录的签名不一致，日志被替换过。"
        previous = entry.mac
    for missing in sorted(known):
        yield f"另处记录有第{missing}条，数据库中只有{number}条：之后的条目被删去。"


def _entry_faults(
    key: bytes, entry: Entry, number: int, previous: str, name: str | None
) -> Iterator[str]:
    if entry.number != number:
        yield f"第{number}条的位置上是第{entry.number}条：中间有条目被删去或插入。"
    if not hmac.compare_digest(sign(key, entry.body), entry.mac):
        yield f"第{entry.number}条的签名不符，内容被改动过。"
        return
    signed = json.loads(entry.body)
    said = (signed["number"], signed["previous"], signed.get("chain"))
    if said != (entry.number, previous, name):
        yield f"第{entry.number}条与前一条不相接，日志被改动过。"

"""Recorded answers of a source: what it said once, kept beside its source.yaml and played again.

`recorded/answers.json` lists the requests and the files with their answers; `expected.json` says
what the first items became. A key in a request is kept by its name only, and answers carry none.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from gettext import gettext as _
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from harvesters.dialler import Answer, Dialler
from harvesters.engine import Engine
from harvesters.errors import DropItem
from harvesters.records import Failure, Outcome, Record
from harvesters.redaction import Redactor
from harvesters.source import Fold, read_source

FOLDER = "recorded"
ITEMS = 3
# Stands for the address that only the configuration knows; RFC 6761 keeps the name free.
NOWHERE = "http://recorded.invalid"
Expected = dict[str, Any]


class NotRecorded(DropItem):
    """A request that nobody made when the answers were recorded."""

    template = "没有录下 {url} 的应答。请用 ankang source test --record 重录"


@dataclass
class Tape:
    """The answers in one folder; `address` is what NOWHERE stands for while they are recorded."""

    folder: Path
    address: str = ""
    answers: list[dict[str, str]] = field(default_factory=list)

    def key(self, method: str, url: str, request: dict[str, Any], redacted: Redactor) -> str:
        """What tells one request from another, without its headers and without secrets."""
        said = [method, self.moved(url), {k: request.get(k) for k in ("params", "data", "json")}]
        text = redacted(json.dumps(said, ensure_ascii=False, sort_keys=True))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def moved(self, url: str) -> str:
        """The address as it is written down."""
        return url.replace(self.address, NOWHERE) if self.address else url

    def keep(self, key: str, answer: Answer, body: bytes) -> None:
        """Write down an answer; the same one is kept once."""
        name = f"{key}{Path(urlsplit(answer.url).path).suffix[:8]}"
        (self.folder / name).write_bytes(body)
        line = {"key": key, "url": self.moved(answer.url), "file": name}
        line["type"] = answer.headers.get("Content-Type", "")
        if line not in self.answers:
            self.answers.append(line)


@dataclass
class Recorder(Dialler):
    """Calls the source and writes down what it answers."""

    tape: Tape = field(default_factory=lambda: Tape(Path()))

    def _request(
        self, method: str, url: str, target: BinaryIO, cap: int, request: dict[str, Any]
    ) -> Answer:
        with tempfile.TemporaryFile() as buffer:
            answer = super()._request(method, url, buffer, cap, request)
            buffer.seek(0)
            body = buffer.read()
        redacted = Redactor(self.secrets.values())
        is_page = cap == self.limits.page_bytes
        kept = redacted.raw(body.replace(self.tape.address.encode(), NOWHERE.encode()))
        self.tape.keep(
            self.tape.key(method, url, request, redacted), answer, kept if is_page else body
        )
        target.write(body)
        return replace(answer, body=body if is_page else b"")


@dataclass
class Player(Dialler):
    """Answers what was written down; no connection is ever made."""

    tape: Tape = field(default_factory=lambda: Tape(Path()))

    def _request(
        self, method: str, url: str, target: BinaryIO, cap: int, request: dict[str, Any]
    ) -> Answer:
        key = self.tape.key(method, url, request, Redactor(()))
        line = next((line for line in self.tape.answers if line["key"] == key), None)
        if line is None:
            raise NotRecorded(url=url)
        body = (self.tape.folder / line["file"]).read_bytes()
        target.write(body)
        headers = {"Content-Type": line["type"]}
        digest = hashlib.sha256(body).hexdigest()
        is_page = cap == self.limits.page_bytes
        return Answer(line["url"], headers, body if is_page else b"", len(body), digest)

    def secret(self, name: str) -> str:
        """No key is needed where nothing is called."""
        return f"＊＊＊{name}"


def record(directory: Path, fold: Fold, options: dict[str, Any], items: int = ITEMS) -> int:
    """Call the source, write down its list and its first items; returns how many."""
    tape = Tape(directory / FOLDER)
    tape.folder.mkdir(exist_ok=True)
    for old in tape.folder.iterdir():
        old.unlink()
    engine = Engine(directory, fold, dial=partial(Recorder, tape=tape), **options)
    if engine.named:
        tape.address = _root(engine.address)
    said = [_said(outcome) for outcome in _outcomes(engine, items)]
    _write(tape.folder / "answers.json", tape.answers)
    _write(tape.folder / "expected.json", said)
    return len(said)


def replay(directory: Path, fold: Fold) -> Iterator[str]:
    """What is different from when the answers were recorded; nothing if all is the same."""
    folder = directory / FOLDER
    answers, expected = folder / "answers.json", folder / "expected.json"
    if not answers.is_file() or not expected.is_file():
        yield _("没有录下的应答。请先运行 ankang source test --record")
        return
    wanted: list[Expected] = json.loads(expected.read_text(encoding="utf-8"))
    engine = player(directory, fold)
    found = [_said(outcome) for outcome in _outcomes(engine, len(wanted))]
    for before, now in zip(wanted, found, strict=False):
        yield from _differences(before, now)
    if len(found) < len(wanted):
        yield _("应有 {wanted} 项，只读出 {found} 项").format(wanted=len(wanted), found=len(found))


def player(directory: Path, fold: Fold) -> Engine:
    """An engine that hears recorded answers only."""
    folder = directory / FOLDER
    answers = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    place = read_source(directory).address.partition(":")[0]
    dial = partial(Player, tape=Tape(folder, answers=answers))
    return Engine(directory, fold, {place: NOWHERE}, dial=dial)


def _outcomes(engine: Engine, items: int) -> list[Outcome]:
    listing = engine.listing()
    if listing.fault:
        raise listing.fault
    first = replace(listing, entries=list(islice(listing.entries, items)))
    with tempfile.TemporaryDirectory() as folder:
        return list(engine.records(first, Path(folder)))


def _said(outcome: Outcome) -> Expected:
    """What an item became, ready to be compared."""
    said: Expected = {"identifier": outcome.identifier, "title": outcome.title}
    if isinstance(outcome, Failure):
        return {**said, "reason": outcome.reason}
    if not isinstance(outcome, Record):
        return said
    files = [[file.name, file.format, file.sha256] for file in outcome.attachments]
    kept = {"fields": outcome.fields, "files": files, "content_hash": outcome.content_hash}
    return {**said, **json.loads(json.dumps(kept)), "warnings": list(outcome.warnings)}


def _differences(before: Expected, now: Expected) -> Iterator[str]:
    name = f"{before['identifier']}（{before['title']}）"
    for key in sorted({*before, *now} - {"fields"}):
        if before.get(key) != now.get(key):
            yield _("{name} 的 {key}：原为 {old}，现为 {new}").format(
                name=name, key=key, old=before.get(key), new=now.get(key)
            )
    old, new = before.get("fields", {}), now.get("fields", {})
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            yield _("{name} 的字段 {key}：原为 {old}，现为 {new}").format(
                name=name, key=key, old=old.get(key), new=new.get(key)
            )


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

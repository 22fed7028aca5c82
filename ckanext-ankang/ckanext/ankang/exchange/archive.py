"""The whole library as one file: JSON Lines, the texts, their hashes and a description of it all (pure).

The same library makes the same bytes: times in the ZIP are fixed, everything stands in the order of names.
The file is complete before it has its name, and a reader of the old one keeps what he opened.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

Json = dict[str, Any]

FACTS = "library.json"
DOCUMENTS, ARTICLES = "documents.jsonl", "articles.jsonl"
_BEGINNING_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_READ_ME = """\
安康市现行有效行政规范性文件库全库数据包

documents.jsonl  每行一份文件：著录项、各时段的效力、变动、各文本及其 SHA-256
articles.jsonl   每行一个条文（段落、附件）：所属文件、文本序号、锚点、标题、内容
texts/           每个文本的全文（UTF-8），路径为 文件标识/文本序号.txt
datapackage.json 数据包说明（Data Package 标准）
SHA256SUMS       包内各文件的 SHA-256，可用 sha256sum -c 核对

文本由本库生成，与原件不一致的，以原件为准。效力状态以打包当日的记录为准。
"""
_FIELDS = {
    DOCUMENTS: {
        "id": "string", "name": "string", "title": "string", "uri": "string", "kind": "string",
        "document_number": "string", "issuer": "string", "date_issued": "date",
        "date_published": "date", "date_effective": "date", "intervals": "array",
        "changes": "array", "texts": "array",
    },
    ARTICLES: {
        "document": "string", "text": "integer", "position": "integer", "kind": "string",
        "anchor": "string", "heading": "string", "content": "string",
    },
}  # fmt: skip


@dataclass
class _Package:
    """A ZIP under way and the sums of what is in it."""

    zip: zipfile.ZipFile
    sums: dict[str, tuple[str, int]] = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> str:
        """Put a file in and return its SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        self.zip.writestr(_entry(name), content)
        self.sums[name] = (digest, len(content))
        return digest

    def add_lines(self, name: str, source: IO[bytes]) -> None:
        """Put a file in that would not fit into memory."""
        source.seek(0)
        digest, size = hashlib.sha256(), 0
        with self.zip.open(_entry(name), "w", force_zip64=True) as target:
            while chunk := source.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        self.sums[name] = (digest.hexdigest(), size)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _BEGINNING_OF_ZIP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def pack(documents: Iterable[Json], folder: Path, now: datetime) -> Json:
    """Pack documents with their `texts` (each with `number` and `nodes`), and return the facts about the file."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as workshop:
        unfinished = Path(workshop) / "library.zip"
        with unfinished.open("wb") as file:
            counted = _write(documents, file)
        facts = _facts(unfinished, now) | counted
        unfinished.replace(folder / facts["file"])
    _announce(folder, facts)
    return facts


def _write(documents: Iterable[Json], file: IO[bytes]) -> Json:
    counted = {"documents": 0, "texts": 0, "articles": 0}
    with ExitStack() as stack:
        package = _Package(stack.enter_context(zipfile.ZipFile(file, "w")))
        rows, articles = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(2))
        for document in documents:
            texts = [_text(package, articles, document, text) for text in document["texts"]]
            _line(rows, {**document, "texts": texts})
            counted["documents"] += 1
            counted["texts"] += len(texts)
            counted["articles"] += sum(text["articles"] for text in texts)
        package.add_lines(DOCUMENTS, rows)
        package.add_lines(ARTICLES, articles)
        package.add("datapackage.json", _description(package))
        package.add("README.txt", _READ_ME.encode())
        sums = "".join(f"{digest}  {name}\n" for name, (digest, _) in sorted(package.sums.items()))
        package.add("SHA256SUMS", sums.encode())
    return counted


def _text(package: _Package, articles: IO[bytes], document: Json, text: Json) -> Json:
    """Put one text in, as a file and by article; return what the document's line says of it."""
    nodes = text["nodes"]
    for position, node in enumerate(nodes, start=1):
        said = {name: node[name] for name in ("kind", "anchor", "heading")}
        place = {"document": document["name"], "text": text["number"], "position": position}
        _line(articles, {**place, **said, "content": node["text"]})
    path = f"texts/{document['name']}/{text['number']}.txt"
    words = "\n".join(part for node in nodes for part in (node["heading"], node["text"]) if part)
    digest = package.add(path, f"{words}\n".encode())
    shown = {name: value for name, value in text.items() if name != "nodes"}
    return {**shown, "articles": len(nodes), "path": path, "sha256_file": digest}


def _line(target: IO[bytes], value: Json) -> None:
    target.write(json.dumps(value, ensure_ascii=False, sort_keys=True).encode() + b"\n")


def _description(package: _Package) -> bytes:
    """The package as the Data Package standard describes one (https://datapackage.org)."""
    resources = [
        {
            "name": name.partition(".")[0],
            "path": name,
            "format": "jsonl",
            "mediatype": "application/jsonl",
            "encoding": "utf-8",
            "bytes": package.sums[name][1],
            "hash": f"sha256:{package.sums[name][0]}",
            "schema": {"fields": [{"name": n, "type": t} for n, t in fields.items()]},
        }
        for name, fields in _FIELDS.items()
    ]
    description = {
        "name": "ankang-library",
        "title": "安康市现行有效行政规范性文件库全库",
        "resources": resources,
    }
    return json.dumps(description, ensure_ascii=False, indent=2).encode()


def _facts(path: Path, now: datetime) -> Json:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    path.chmod(0o640)
    return {
        "file": f"library-{digest[:16]}.zip",
        "sha256": digest,
        "bytes": path.stat().st_size,
        "made": now.isoformat(timespec="seconds"),
    }


def _announce(folder: Path, facts: Json) -> None:
    """From now on the facts name the new file; the old ones go."""
    unfinished = folder / f"{FACTS}.unfinished"
    unfinished.write_text(json.dumps(facts, ensure_ascii=False))
    unfinished.replace(folder / FACTS)
    for old in folder.glob("library-*.zip"):
        if old.name != facts["file"]:
            old.unlink()


def facts(folder: Path) -> Json | None:
    """What is said of the file that lies there, or None when there is none."""
    try:
        found: Json = json.loads((folder / FACTS).read_text())
    except FileNotFoundError:
        return None
    return found if (folder / found["file"]).is_file() else None


def forget(folder: Path) -> None:
    """Take the file away: something in it is no longer public."""
    (folder / FACTS).unlink(missing_ok=True)
    for old in folder.glob("library-*.zip"):
        old.unlink(missing_ok=True)

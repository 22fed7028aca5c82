"""One file in, its paragraphs out: the kind is told by the content, the name is believed last."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from . import docx, html, ofd, office, pdf, plain
from .errors import NotADocument
from .extract import Extract, ReadingLimits
from .kind import kind_of

Reader = Callable[[Path, str, ReadingLimits], Extract]

_READERS: dict[str, Reader] = {
    "docx": docx.read,
    "doc": office.read,
    "rtf": office.read,
    "pdf": pdf.read,
    "ofd": ofd.read,
    "html": html.read,
    "md": plain.read_markdown,
    "txt": plain.read_text,
}
_NAMES = {
    "docx": "Word 文档（DOCX）",
    "doc": "旧版 Word 文档（DOC）",
    "rtf": "RTF 文档",
    "pdf": "PDF 文档",
    "ofd": "OFD 版式文件",
    "html": "网页（HTML）",
    "md": "Markdown 文本",
    "txt": "纯文本",
}
# Names that say the same as the kind that the content shows.
_SUFFIXES = {
    "docx": {".docx", ".wps"},
    "doc": {".doc", ".wps", ".wpt", ".dot"},
    "rtf": {".rtf", ".doc", ".wps"},
    "html": {".html", ".htm"},
    "md": {".md", ".markdown"},
    "txt": {".txt", ".text"},
}


def read_document(
    path: str | Path, name: str, limits: dict[str, Any] | ReadingLimits | None = None
) -> Extract:
    """The paragraphs of a file; raises DocumentError (or TableError over an encoding).

    Runs inside the fence: `limits` may be what JSON made of them.
    """
    path = Path(path)
    bounds = limits if isinstance(limits, ReadingLimits) else ReadingLimits(**(limits or {}))
    kind = kind_of(path, name)
    found = _READERS[kind](path, name, bounds)
    if not found.scanned and not any(paragraph.strip() for paragraph in found.paragraphs):
        raise NotADocument(name=name, reason="文件里没有文字。请提供有正文的文件。")
    size = sum(map(len, found.paragraphs))
    if size > bounds.characters:
        reason = f"文字有 {size} 个字，超过上限 {bounds.characters} 个字。请拆分后提交。"
        raise NotADocument(name=name, reason=reason)
    return Extract(
        found.paragraphs,
        _kind_by_name(kind, name),
        [*_misnamed(kind, name), *found.warnings],
        found.scanned,
    )


def _kind_by_name(kind: str, name: str) -> str:
    """WPS writes the binary format of Word under a suffix of its own."""
    return "wps" if kind == "doc" and name.lower().endswith((".wps", ".wpt")) else kind


def _misnamed(kind: str, name: str) -> list[str]:
    suffix = PurePosixPath(name).suffix.lower()
    if not suffix or suffix in _SUFFIXES.get(kind, {f".{kind}"}):
        return []
    return [f"文件名的后缀是“{suffix}”，内容却是{_NAMES[kind]}，已按内容读取。"]

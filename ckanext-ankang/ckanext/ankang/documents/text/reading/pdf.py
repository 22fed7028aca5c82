"""PDF: its text layer through poppler; pages that are pictures are kept as a scan."""

import re
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from .children import run_tool
from .errors import DamagedDocument, NotADocument
from .extract import Extract, ReadingLimits
from .placed import Piece, printed_lines

# A page number or a stamp is no text layer: below so many characters a page counts as a picture.
_LEAST_ON_PAGE, _LEAST_IN_FILE = 20, 100
_RUNS = re.compile(rb"/(?:JavaScript|Launch)(?![A-Za-z])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT_STREAM = re.compile(rb"/ObjStm(?:(?!endobj).){0,400}?stream\r?\n", re.S)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)


def read(path: Path, name: str, limits: ReadingLimits) -> Extract:
    """The printed lines of all pages in order of position (`placed`)."""
    with TemporaryDirectory(prefix="pdf-") as folder:
        facts = _facts(path, name, Path(folder), limits)
        _require_harmless(path, facts, name, limits)
        command = ["pdftotext", "-q", "-bbox", "-enc", "UTF-8", str(path.resolve()), "-"]
        printed = run_tool(command, Path(folder), name, limits.converted_bytes)
    pages = [list(_pieces(page)) for page in printed.split("<page ")[1:]]
    sizes = [sum(len(piece.text) for piece in page) for page in pages]
    if sum(sizes) < min(_LEAST_IN_FILE, _LEAST_ON_PAGE * len(pages)):
        warning = "文件没有文字层，是扫描图像：已原样保存，正文需要另行提供或录入。"
        return Extract([], "pdf", [warning], scanned=True)
    empty = [number for number, size in enumerate(sizes, start=1) if size < _LEAST_ON_PAGE]
    return Extract(printed_lines(pages), "pdf", _picture_pages(empty))


def _pieces(page: str) -> Iterator[Piece]:
    for found in _WORD.finditer(page):
        left, top, right, bottom = (float(value) for value in found.groups()[:4])
        if text := unescape(found[5]).strip():
            yield Piece(left, top, right, bottom, text)


def _picture_pages(empty: list[int]) -> list[str]:
    if not empty:
        return []
    listed = "、".join(map(str, empty[:10]))
    more = f" 等 {len(empty)} 页" if len(empty) > 10 else " 页"
    return [f"第 {listed}{more}没有文字（可能是图片或空白页），请与原件核对。"]


def _facts(path: Path, name: str, folder: Path, limits: ReadingLimits) -> dict[str, str]:
    command = ["pdfinfo", str(path.resolve())]
    try:
        printed = run_tool(command, folder, name, limits.converted_bytes)
    except DamagedDocument as error:
        if b"/Encrypt" in path.read_bytes():
            reason = "PDF 加了打开密码。请去掉密码后重新提交。"
            raise NotADocument(name=name, reason=reason) from error
        raise
    pairs = (line.partition(":") for line in printed.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _require_harmless(path: Path, facts: dict[str, str], name: str, limits: ReadingLimits) -> None:
    """The file itself is offered to readers: what runs in it is refused, not only left out."""
    # poppler 22.12 does not count a script that runs when the file is opened.
    if facts.get("JavaScript") == "yes" or _runs_something(path.read_bytes(), limits):
        reason = "PDF 里有脚本（JavaScript）。请用“打印为 PDF”重新生成后提交。"
        raise NotADocument(name=name, reason=reason)
    if int(facts.get("Pages", "0")) > limits.pages:
        reason = f"PDF 有 {facts['Pages']} 页，超过上限 {limits.pages} 页。请拆分后提交。"
        raise NotADocument(name=name, reason=reason)


def _runs_something(content: bytes, limits: ReadingLimits) -> bool:
    """Whether any object, also a compressed one, is a script or starts a program (ISO 32000-1 12.6.4)."""
    return bool(_RUNS.search(_plain_names(content))) or any(
        _RUNS.search(_plain_names(objects)) for objects in _compressed_objects(content, limits)
    )


def _plain_names(content: bytes) -> bytes:
    """Names without escapes: /J#61vaScript is /JavaScript (ISO 32000-1 7.3.5)."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)


def _compressed_objects(content: bytes, limits: ReadingLimits) -> Iterator[bytes]:
    for found in _OBJECT_STREAM.finditer(content):
        try:
            yield zlib.decompressobj().decompress(content[found.end() :], limits.converted_bytes)
        except zlib.error:
            # Encoded otherwise than by deflate: poppler reads it or refuses the file.
            continue

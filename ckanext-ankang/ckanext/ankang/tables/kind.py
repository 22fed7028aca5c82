"""What a file is, told by its first bytes and its content; its name is only believed last."""

import json
import re
import zipfile
from pathlib import Path

from .archive import BROKEN_ARCHIVE
from .errors import NotATable
from .ole import OLE, ole_kind
from .script import wide_encoding

HEAD = 65_536

MAGIC = (
    (b"%PDF-", "PDF 文档"),
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "Linux 程序"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"BZh", "bzip2 压缩包"),
    (b"\xfd7zXZ\x00", "xz 压缩包"),
    (b"PARE", "加密的 Parquet 文件，请去掉加密"),
    (b"SQLite format 3\x00", "SQLite 数据库"),
    (b"Standard Jet DB", "Access 数据库"),
    (b"\x00\x01\x00\x00Standard", "Access 数据库"),
    (b"BM", "BMP 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"{\\rtf", "RTF 文档"),
    (b"MIME-Version:", "网页归档（MHTML），请用表格软件打开后另存为 .xlsx"),
)
PARQUET = b"PAR1"
BROKEN: tuple[type[Exception], ...] = (*BROKEN_ARCHIVE, OSError)
ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
# What is inside of an archive by the member that only it has.
INSIDE = {
    "word/document.xml": "Word 文档",
    "ppt/presentation.xml": "PowerPoint 演示文稿",
    "xl/workbook.bin": "二进制的 Excel 工作簿（.xlsb），请另存为 .xlsx",
    "OFD.xml": "OFD 版式文件",
    "doc.kml": "KMZ 地图，请另存为 GeoJSON",
    "META-INF/MANIFEST.MF": "Java 程序包",
    "AndroidManifest.xml": "安卓应用",
}
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OPEN_DOCUMENTS = {"text": "文字文档（.odt）", "presentation": "演示文稿（.odp）"}
HTML = frozenset(
    {"html", "head", "body", "table", "script", "meta", "div", "style", "p", "span", "br"}
)
XML_ROOTS = {
    "wordDocument": "Word 文档（XML）",
    "svg": "SVG 图片",
    "rss": "RSS 订阅",
    "kml": "KML 地图，请另存为 GeoJSON",
}
SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
_BEFORE_ROOT = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>)*", re.S | re.I
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)([^<>]*)")
BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    # Before UTF-16, whose mark it begins with.
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def kind_of(path: Path, name: str) -> str:
    """What a reader is for: `xlsx`, `xls`, `ods`, `spreadsheetml`, `json`, `jsonl`, `xml`,
    `parquet`, `zip` or `text`; NotATable names anything else.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        raise NotATable(name=name, found="文件是空的")
    if head.startswith(OLE):
        return ole_kind(path, name)
    # A few letters may as well be how a header begins.
    binary = _is_binary(head)
    if binary and head.startswith(PARQUET):
        return "parquet"
    for magic, found in MAGIC:
        if head.startswith(magic) and (binary or len(magic) > 4):
            raise NotATable(name=name, found=f"内容是{found}")
    if head.startswith(ZIPS) or (binary and zipfile.is_zipfile(path)):
        return _archive_kind(path, name)
    return _text_kind(head, name)


def marked_encoding(head: bytes) -> str | None:
    """The encoding that the file's byte order mark or the look of its units shows."""
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding
    return wide_encoding(head)


def _archive_kind(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = set(archive.namelist())
            mimetype = archive.open("mimetype").read(100).decode() if "mimetype" in members else ""
    except BROKEN as error:
        raise NotATable(name=name, found="内容是损坏的压缩包，可能没有传完") from error
    if "xl/workbook.xml" in members:
        return "xlsx"
    if "content.xml" in members and (not mimetype or "spreadsheet" in mimetype):
        return "ods"
    if mimetype.startswith(OPEN_DOCUMENT):
        found = OPEN_DOCUMENTS.get(mimetype.removeprefix(OPEN_DOCUMENT), "OpenDocument 文档")
        raise NotATable(name=name, found=f"内容是{found}")
    if mimetype.startswith("application/epub"):
        raise NotATable(name=name, found="内容是电子书")
    for member, found in INSIDE.items():
        if member in members:
            raise NotATable(name=name, found=f"内容是{found}")
    return "zip"


def _text_kind(head: bytes, name: str) -> str:
    encoding = marked_encoding(head)
    if encoding is None and _is_binary(head):
        raise NotATable(name=name, found="内容是二进制数据")
    text = head.decode(encoding or "latin-1", errors="ignore").lstrip("\ufeffï»¿ \t\r\n")
    if not text:
        raise NotATable(name=name, found="文件里只有空白")
    if text.startswith("<"):
        return _markup_kind(text, name)
    if not _looks_like_json(text, name):
        return "text"
    return "jsonl" if _looks_like_lines(text, name) else "json"


def _markup_kind(text: str, name: str) -> str:
    before = _BEFORE_ROOT.match(text)
    root = _ROOT.match(text, before.end() if before else 0)
    kind, attributes = (root[1], root[2]) if root else ("", "")
    if kind.lower() in HTML or text[:14].lower() == "<!doctype html":
        remedy = "，请用表格软件打开后另存为 .xlsx" if "<table" in text.lower() else ""
        raise NotATable(name=name, found=f"内容是网页（HTML）{remedy}")
    if kind == "Workbook" and SPREADSHEETML in attributes:
        return "spreadsheetml"
    if kind in XML_ROOTS:
        raise NotATable(name=name, found=f"内容是{XML_ROOTS[kind]}")
    return "xml"


def _looks_like_json(text: str, name: str) -> bool:
    opening = text[0] == "{" or (text[0] == "[" and text[1:].lstrip()[:1] in ("{", "]"))
    return opening or name.lower().endswith((".json", ".geojson", ".jsonl", ".ndjson"))


def _looks_like_lines(text: str, name: str) -> bool:
    """Whether every line is an object of its own: the first is complete, and one follows."""
    if name.lower().endswith((".jsonl", ".ndjson")):
        return True
    first, *others = text.splitlines()
    if not any(line.lstrip().startswith("{") for line in others[:100]):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _is_binary(head: bytes) -> bool:
    control = sum(head.count(byte) for byte in range(32) if byte not in (9, 10, 12, 13, 26, 27))
    return b"\x00" in head or control > 0.01 * len(head)

"""What a document file is, told by its content."""

import re
import zipfile
from pathlib import Path

from ckanext.ankang.tables.archive import BROKEN_ARCHIVE
from ckanext.ankang.tables.kind import marked_encoding
from ckanext.ankang.tables.ole import BROKEN as BROKEN_OLE
from ckanext.ankang.tables.ole import ENCRYPTED_PACKAGE, OLE, stream_of, streams_of

from .errors import DamagedDocument, NotADocument

HEAD = 65_536
# The header of a PDF may come after other bytes (ISO 32000-1, note 13 of annex H).
PDF_WITHIN = 1024
_OTHERS = (
    (b"MZ", "这是 Windows 程序"),
    (b"\x7fELF", "这是 Linux 程序"),
    (b"\x89PNG", "这是 PNG 图片，请把扫描件存为 PDF 后提交"),
    (b"\xff\xd8\xff", "这是 JPEG 图片，请把扫描件存为 PDF 后提交"),
    (b"II*\x00", "这是 TIFF 图片，请把扫描件存为 PDF 后提交"),
    (b"MM\x00*", "这是 TIFF 图片，请把扫描件存为 PDF 后提交"),
    (b"GIF8", "这是 GIF 图片，请把扫描件存为 PDF 后提交"),
    (b"Rar!", "这是 RAR 压缩包，请解压后提交"),
    (b"7z\xbc\xaf\x27\x1c", "这是 7z 压缩包，请解压后提交"),
    (b"\x1f\x8b", "这是 gzip 压缩包，请解压后提交"),
    (b"\xfd7zXZ\x00", "这是 xz 压缩包，请解压后提交"),
    (b"MIME-Version:", "这是网页归档（MHTML），请在 WPS 或 Word 中另存为 .docx"),
)
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|p|span|table|meta|title|script|style|h[1-6])\b", re.I
)
# fEncrypted in the FIB of a Word binary file (MS-DOC 2.5.2): bit 8 of the word at offset 10.
_FIB_FLAGS, _FIB_ENCRYPTED = 11, 0x01
_MACROS = "文件里有宏（会运行的程序）。请另存为不含宏的 .docx 后提交。"
_LOCKED = "文件加了密码。请去掉密码后重新提交。"


def kind_of(path: Path, name: str) -> str:
    """`docx`, `doc`, `rtf`, `pdf`, `ofd`, `html`, `md` or `txt`; NotADocument names anything else."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        raise NotADocument(name=name, reason="文件是空的。")
    if head.startswith(OLE):
        return _ole_kind(path, name)
    if b"%PDF-" in head[:PDF_WITHIN]:
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    for magic, found in _OTHERS:
        if head.startswith(magic):
            raise NotADocument(name=name, reason=f"{found}。")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive_kind(path, name)
    return _text_kind(head, name)


def _ole_kind(path: Path, name: str) -> str:
    if ENCRYPTED_PACKAGE in path.read_bytes():
        raise NotADocument(name=name, reason=_LOCKED)
    try:
        streams = streams_of(path)
        fib = stream_of(path, "WordDocument") if "WordDocument" in streams else b""
    except BROKEN_OLE as error:
        reason = "它是旧版 Office 文件，但内容不完整，可能没有传完。请重新提交。"
        raise DamagedDocument(name=name, reason=reason) from error
    if "WordDocument" not in streams:
        reason = "它是 Office 文件，但不是文字文档。请提供 DOCX、DOC、WPS、PDF 或 OFD。"
        raise NotADocument(name=name, reason=reason)
    if "Macros" in streams:
        raise NotADocument(name=name, reason=_MACROS)
    if len(fib) > _FIB_FLAGS and fib[_FIB_FLAGS] & _FIB_ENCRYPTED:
        raise NotADocument(name=name, reason=_LOCKED)
    return "doc"


def _archive_kind(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = set(archive.namelist())
    except BROKEN_ARCHIVE as error:
        reason = "压缩结构不完整，可能没有传完。请重新提交。"
        raise DamagedDocument(name=name, reason=reason) from error
    if "word/vbaProject.bin" in members:
        raise NotADocument(name=name, reason=_MACROS)
    if "word/document.xml" in members:
        return "docx"
    if "OFD.xml" in members:
        return "ofd"
    if "xl/workbook.xml" in members:
        raise NotADocument(name=name, reason="这是 Excel 表格。数据表请作为数据集提交。")
    if "content.xml" in members:
        raise NotADocument(name=name, reason="这是 OpenDocument 文档。请另存为 .docx 后提交。")
    raise NotADocument(name=name, reason="这是压缩包。请解压后逐个提交，或提交整个文件夹。")


def _text_kind(head: bytes, name: str) -> str:
    encoding = marked_encoding(head)
    if encoding is None and b"\x00" in head:
        raise NotADocument(name=name, reason="内容是二进制数据，不是文字。")
    text = head.decode(encoding or "latin-1", errors="ignore").lstrip("\ufeffï»¿ \t\r\n")
    suffix = name.lower().rpartition(".")[2]
    if suffix in ("md", "markdown"):
        return "md"
    if text.startswith("<") and (suffix in ("html", "htm") or _HTML.search(text[:4096])):
        return "html"
    if text.startswith("<?xml"):
        raise NotADocument(name=name, reason="这是 XML 文件。请在 WPS 或 Word 中另存为 .docx。")
    return "txt"

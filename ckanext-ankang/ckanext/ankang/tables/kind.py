"""What a file is, told by its first bytes and its content; its name is only believed last."""

import zipfile
from mmap import ACCESS_READ, mmap
from pathlib import Path

from .errors import NotATable
from .script import wide_encoding

HEAD = 65_536

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream that holds a workbook locked by a password (MS-OFFCRYPTO 2.3.4.4).
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")

MAGIC = (
    (b"%PDF-", "PDF 文档"),
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "Linux 程序"),
    (OLE, "旧版 Office 文件（.xls 或 .doc），请另存为 .xlsx"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"PAR1", "Parquet 文件"),
    (b"{\\rtf", "RTF 文档"),
)
BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    # Before UTF-16, whose mark it begins with.
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def kind_of(path: Path, name: str) -> str:
    """One of `xlsx`, `json`, `text`; NotATable names anything else."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        raise NotATable(name=name, found="文件是空的")
    if head.startswith(OLE) and _is_encrypted_package(path):
        raise NotATable(name=name, found="内容是加了密码的工作簿，请去掉密码后重新提交")
    for magic, found in MAGIC:
        if head.startswith(magic):
            raise NotATable(name=name, found=f"内容是{found}")
    if head.startswith(b"PK\x03\x04") or zipfile.is_zipfile(path):
        return _archive_kind(path, name)
    return _text_kind(head, name)


def marked_encoding(head: bytes) -> str | None:
    """The encoding that the file's byte order mark or the look of its units shows."""
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding
    return wide_encoding(head)


def _is_encrypted_package(path: Path) -> bool:
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return content.find(ENCRYPTED_PACKAGE) >= 0


def _archive_kind(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise NotATable(name=name, found="内容是损坏的压缩包，可能没有传完") from error
    if "xl/workbook.xml" in members:
        return "xlsx"
    if "word/document.xml" in members:
        raise NotATable(name=name, found="内容是 Word 文档")
    if "content.xml" in members:
        raise NotATable(name=name, found="内容是 ODF 文件，请另存为 .xlsx")
    raise NotATable(name=name, found="内容是 ZIP 压缩包，请解压后提交")


def _text_kind(head: bytes, name: str) -> str:
    encoding = marked_encoding(head)
    if encoding is None and _is_binary(head):
        raise NotATable(name=name, found="内容是二进制数据")
    text = head.decode(encoding or "latin-1", errors="ignore").lstrip("\ufeff \t\r\n")
    if not text:
        raise NotATable(name=name, found="文件里只有空白")
    if text.lower().startswith(("<!doctype html", "<html", "<head", "<body", "<script", "<table")):
        raise NotATable(name=name, found="内容是网页（HTML）")
    if text.startswith("<"):
        raise NotATable(name=name, found="内容是 XML 或网页")
    return "json" if _looks_like_json(text, name) else "text"


def _looks_like_json(text: str, name: str) -> bool:
    opening = text[0] == "{" or (text[0] == "[" and text[1:].lstrip()[:1] in ("{", "]"))
    return opening or name.lower().endswith((".json", ".geojson"))


def _is_binary(head: bytes) -> bool:
    control = sum(head.count(byte) for byte in range(32) if byte not in (9, 10, 12, 13, 26, 27))
    return b"\x00" in head or control > 0.01 * len(head)

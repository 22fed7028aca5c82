"""Old Office files: which kind one is, told by the streams in the root of its container."""

import struct
from io import StringIO
from mmap import ACCESS_READ, mmap
from pathlib import Path

from xlrd.compdoc import CompDoc, CompDocError

from .errors import NotATable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream that holds a workbook locked by a password (MS-OFFCRYPTO 2.3.4.4).
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
WORKBOOKS = ("Workbook", "Book", "WORKBOOK", "BOOK")
BROKEN = (
    CompDocError,
    AssertionError,
    LookupError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
OTHERS = {
    "WordDocument": "旧版 Word 文档（.doc）",
    "PowerPoint Document": "旧版演示文稿（.ppt）",
    "VisioDocument": "Visio 图",
    "__properties_version1.0": "Outlook 邮件",
    "FileHeader": "HWP 文档",
}


def ole_kind(path: Path, name: str) -> str:
    """`xls`; NotATable names any other kind.

    A document may hold another whole one, so only the streams in the root tell what it is.
    """
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        if content.find(ENCRYPTED_PACKAGE) >= 0:
            raise NotATable(name=name, found="内容是加了密码的工作簿，请去掉密码后重新提交")
        try:
            names = _root_names(content)
        except BROKEN as error:
            found = "内容是旧版 Office 文件（.xls 或 .doc），而且已经损坏，请另存为 .xlsx"
            raise NotATable(name=name, found=found) from error
    if names.intersection(WORKBOOKS):
        return "xls"
    found = next((OTHERS[other] for other in OTHERS if other in names), "旧版 Office 文件")
    raise NotATable(name=name, found=f"内容是{found}")


def streams_of(path: Path) -> set[str]:
    """The names in the root of an old Office file; raises one of BROKEN."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return _root_names(content)


def stream_of(path: Path, name: str) -> bytes:
    """One stream of an old Office file; raises one of BROKEN."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return CompDoc(content, logfile=StringIO()).get_named_stream(name) or b""


def _root_names(content: mmap) -> set[str]:
    entries = CompDoc(content, logfile=StringIO()).dirlist
    return {entries[place].name for place in entries[0].children}

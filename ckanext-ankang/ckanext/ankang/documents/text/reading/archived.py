"""The XML members of DOCX and OFD, weighed before they are unpacked."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from ckanext.ankang.tables.archive import BROKEN_ARCHIVE, weigh_archive
from ckanext.ankang.tables.errors import NotATable
from ckanext.ankang.tables.markup import BROKEN_XML

from .errors import DamagedDocument, NotADocument
from .extract import ReadingLimits


class XmlArchive:
    """An open archive of XML files."""

    def __init__(self, archive: zipfile.ZipFile, name: str, limits: ReadingLimits) -> None:
        self._archive, self._name, self._limits = archive, name, limits
        self.members = set(archive.namelist())

    def root(self, member: str) -> Element:
        """The root of a member; DamagedDocument when it is absent or broken."""
        if member in self.members and self._size(member) > self._limits.xml_bytes:
            reason = f"其中的“{member}”大得不正常，已停止读取。"
            raise NotADocument(name=self._name, reason=reason)
        try:
            element: Element = fromstring(self._archive.read(member))
        except (*BROKEN_ARCHIVE, *BROKEN_XML) as error:
            reason = f"其中的“{member}”缺失或不完整。请重新导出后提交。"
            raise DamagedDocument(name=self._name, reason=reason) from error
        return element

    def _size(self, member: str) -> int:
        return self._archive.getinfo(member).file_size

    def optional(self, member: str) -> Element | None:
        """The root of a member that a document need not have."""
        return self.root(member) if member in self.members else None


@contextmanager
def open_archive(path: Path, name: str, limits: ReadingLimits) -> Iterator[XmlArchive]:
    """A DOCX or OFD that is no bomb, not locked and names no member twice."""
    try:
        weigh_archive(path, name, limits.archive)
    except NotATable as error:
        raise NotADocument(name=name, reason=f"{error.found}。") from error
    with zipfile.ZipFile(path) as archive:
        yield XmlArchive(archive, name, limits)

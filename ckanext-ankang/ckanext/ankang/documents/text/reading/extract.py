"""What reading a document gives, and how much may be read."""

from dataclasses import dataclass, field

from ckanext.ankang.tables.limits import Limits


@dataclass(frozen=True)
class Extract:
    """The text of a file as paragraphs in order, nothing mended yet.

    A table is one paragraph: rows on lines, cells apart by tabs. `scanned` means that the file
    holds pictures of text only, so `paragraphs` is empty and the file is kept as a scan.
    """

    paragraphs: list[str]
    kind: str
    warnings: list[str] = field(default_factory=list)
    scanned: bool = False


@dataclass(frozen=True)
class ReadingLimits:
    """The ceilings of one reading; the portal fills them from its configuration."""

    characters: int = 2_000_000
    pages: int = 1_000
    # What a child of the reading (LibreOffice, poppler) may write into one file.
    converted_bytes: int = 256 * 1024**2
    archive_bytes: int = 512 * 1024**2
    archive_ratio: int = 200
    # One XML file of a DOCX or OFD: in memory it takes about ten times that.
    xml_bytes: int = 64 * 1024**2
    archive_members: int = 5_000

    @property
    def archive(self) -> Limits:
        """The same ceilings for the weighing of ZIP archives in room `tables`."""
        return Limits(
            archive_members=self.archive_members,
            archive_bytes=self.archive_bytes,
            archive_ratio=self.archive_ratio,
        )

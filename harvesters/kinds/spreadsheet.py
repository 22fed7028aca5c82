"""A spreadsheet catalogue (目录): one table that lists datasets and the files of each.

A dataset may take several rows: one whose identifier is empty goes on with the dataset above, as
merged cells are read, and the same identifier further down is the same dataset. What its rows say
differently is joined, so that a field with one value refuses it; each row may name files.
"""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

# Reading happens in the fence; neither room imports CKAN.
from ckanext.ankang.catalogue.importing import CATALOGUE, header_key, headers, is_derived, is_empty
from ckanext.ankang.fence import FenceError, run_fenced
from ckanext.ankang.tables import read_table
from harvesters.dialler import Dialler
from harvesters.errors import BadListing
from harvesters.kinds.base import Kind, link_to
from harvesters.records import Entry, Item, Link
from harvesters.rules import SpreadsheetRules
from harvesters.source import Source

MEMORY_BYTES = 1_000_000_000
SECONDS = 120
ADDRESSES = re.compile(r"[\s；;，,]+")
Row = list[str]


def read_rows(path: str, name: str) -> list[Row]:
    """The header of a table and its rows as text; runs in the fence, so all is plain data."""
    titles = [column.title for column in read_table(Path(path), name=name).columns]
    # As text: what looks like numbers or dates to a table is the field's to read.
    table = read_table(Path(path), name=name, types=dict.fromkeys(titles, "string"))
    return [titles, *([cell or "" for cell in row] for row in table.rows)]


class Spreadsheet(Kind):
    """Reads the datasets of one table and the files that it links."""

    def __init__(self, source: Source, address: str, dialler: Dialler) -> None:
        super().__init__(source, address, dialler)
        if source.spreadsheet is None:
            raise BadListing(url=address, reason="source.yaml 中没有 spreadsheet 一节")
        self.rules: SpreadsheetRules = source.spreadsheet

    def entries(self) -> Iterator[Entry]:
        """The datasets in the order in which the table has them first."""
        titles, *rows = self._table()
        labels = [self._label(title) for title in titles]
        if self.rules.identifier not in labels:
            raise BadListing(url=self.address, reason=f"没有“{self.rules.identifier}”列")
        found: dict[str, Dataset] = {}
        last = ""
        for number, row in enumerate(rows, start=2):
            cells = dict(zip(labels, map(self._cell, row), strict=False))
            last = cells.get(self.rules.identifier) or last
            if not last:
                raise BadListing(url=self.address, reason=f"第 {number} 行没有标识")
            found.setdefault(last, Dataset(self.rules)).add(cells)
        title = self.source.fields["title"].origins
        for identifier, dataset in found.items():
            name = dataset.values.get(title[0], "") if title else ""
            yield Entry(identifier, name or identifier, self.address, dataset.data)

    def _table(self) -> list[Row]:
        """The rows of the file, which nobody has looked at yet."""
        name = PurePosixPath(unquote(urlsplit(self.address).path)).name
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "catalogue"
            self.fetch(Link(name, "", self.address), path)
            try:
                rows: list[Row] = run_fenced(
                    read_rows, str(path), name, memory_bytes=MEMORY_BYTES, seconds=SECONDS
                )
            except FenceError as error:
                raise BadListing(url=self.address, reason=str(error)) from error
        return rows

    def _label(self, title: str) -> str:
        """A header as source.yaml names it: as it stands, or the portal's field that it means."""
        if self.rules.headers == "catalogue" and not is_derived(title):
            return headers(CATALOGUE).get(header_key(title), title)
        return title

    def _cell(self, text: str) -> str:
        return "" if is_empty(text) else text.strip()

    def read(self, entry: Entry) -> Item:
        """The item is what the table says of it; columns that the portal finds out itself are left."""
        values: dict[str, str] = entry.data["values"]
        known = self.rules.headers == "catalogue"
        kept = {label: text for label, text in values.items() if not (known and is_derived(label))}
        links = [_link(entry.url, *file) for file in entry.data["files"]]
        return Item(kept, tuple(links))


class Dataset:
    """What the rows of one dataset say."""

    def __init__(self, rules: SpreadsheetRules) -> None:
        self.rules = rules
        self.values: dict[str, str] = {}
        self.files: list[tuple[str, str, str]] = []

    def add(self, cells: dict[str, str]) -> None:
        """Take a further row."""
        cells = dict(cells)
        file, name, form = (
            cells.pop(label, "") if label else ""
            for label in (self.rules.files, self.rules.file_name, self.rules.file_format)
        )
        addresses = [address for address in ADDRESSES.split(file) if address]
        # One name or format belongs to one file.
        self.files += [(name if len(addresses) == 1 else "", form, one) for one in addresses]
        for label, text in cells.items():
            said = self.values.get(label, "").split("；")
            if text and text not in said:
                self.values[label] = "；".join(filter(None, [*said, text]))
            self.values.setdefault(label, "")

    @property
    def data(self) -> dict[str, Any]:
        """What is kept of it in the list."""
        return {"values": self.values, "files": [list(file) for file in self.files]}


def _link(base: str, name: str, form: str, address: str) -> Link:
    return link_to(urljoin(base, address), name, form)

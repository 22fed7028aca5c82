"""A workbook as its parts: what is not touched stays as it is, byte for byte (pure).

openpyxl writes a workbook anew and loses pictures, charts, slicers and number formats it does not
know; here only the parts that get a note or a sheet are changed. Source: ECMA-376 part 1, 18
(SpreadsheetML), part 2 (relationships, content types), part 4, 19 (VML of comments).
"""

from __future__ import annotations

import posixpath
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = f"{{{PACKAGE}/relationships}}"
TYPES = f"{{{PACKAGE}/content-types}}"
MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml"
VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
WORKBOOK = "xl/workbook.xml"
CONTENT_TYPES = "[Content_Types].xml"
BLOCK = 1 << 20
# What may stand after the drawing of notes in a sheet (18.3.1.99).
AFTER_NOTES = re.compile(
    rb"<(?:\w+:)?(?:legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts"
    rb"|extLst|AlternateContent)[\s/>]"
)
END_OF_ROWS = re.compile(rb"</(?:\w+:)?sheetData>|<(?:\w+:)?sheetData\s*/>")
NOTES_DRAWING = re.compile(rb"<(?:\w+:)?legacyDrawing\s[^>]*?\bid=\"([^\"]+)\"[^>]*?/>")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


class BrokenBook(ValueError):
    """A workbook that is not built as workbooks are."""


@dataclass(frozen=True)
class SheetPart:
    """A sheet: its place, its name, the id of its relation and the part that holds it."""

    place: int
    name: str
    relation: str
    part: str


class Book:
    """The parts of a workbook; changes are kept aside until it is saved."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        self._changed: dict[str, bytes] = {}
        self._removed: set[str] = set()
        if lacking := [part for part in (CONTENT_TYPES, WORKBOOK) if not self.has(part)]:
            raise BrokenBook(f"{lacking[0]} is not there")

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        there = part in self._changed or part in self._archive.namelist()
        return there and part not in self._removed

    def read(self, part: str) -> bytes:
        """The bytes of a part."""
        return self._changed.get(part) or self._archive.read(part)

    def write(self, part: str, content: bytes) -> None:
        """Put a part in place of the old one, or add it."""
        self._changed[part] = content
        self._removed.discard(part)

    def tree(self, part: str) -> Any:
        """The root of a part, with all names of its namespaces as they were written."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        return etree.fromstring(self.read(part), parser)

    def write_tree(self, part: str, root: Any) -> None:
        """Put a part in place of the old one."""
        self.write(
            part, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        )

    def save(self, target: Path) -> None:
        """Write the workbook; parts that did not change are copied."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as out:
            for member in self._archive.infolist():
                if member.filename in self._changed or member.filename in self._removed:
                    continue
                with self._archive.open(member) as source, out.open(member.filename, "w") as copy:
                    shutil.copyfileobj(source, copy, BLOCK)
            for part, content in self._changed.items():
                out.writestr(part, content)
        self._archive.close()

    def sheets(self) -> list[SheetPart]:
        """The sheets in their order."""
        targets = {id: part for id, _, part in self.relations(WORKBOOK)}
        found = enumerate(_children(self.tree(WORKBOOK), "sheets"))
        named = ((place, sheet, _relation(sheet)) for place, sheet in found)
        return [
            SheetPart(place, sheet.get("name", ""), id, targets[id])
            for place, sheet, id in named
            if id in targets
        ]

    def relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """The relations of a part: id, last word of its kind, and the part it leads to."""
        path = relations_of(part)
        if not self.has(path):
            return
        for one in self.tree(path):
            target = posixpath.join("/", posixpath.dirname(part), one.get("Target", ""))
            kind = one.get("Type", "").rpartition("/")[2]
            yield one.get("Id", ""), kind, posixpath.normpath(target).lstrip("/")

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation; the id that it got."""
        path = relations_of(part)
        root = self.tree(path) if self.has(path) else _empty(f"{PACKAGE}/relationships")
        taken = {one.get("Id") for one in root}
        id = next(f"rIdAk{n}" for n in range(1, len(taken) + 2) if f"rIdAk{n}" not in taken)
        etree.SubElement(
            root, f"{RELATIONS}Relationship", Id=id, Type=f"{OFFICE}/{kind}", Target=f"/{target}"
        )
        self.write_tree(path, root)
        return id

    def declare(self, part: str, media: str) -> None:
        """Say of what kind a new part is."""
        root = self.tree(CONTENT_TYPES)
        etree.SubElement(root, f"{TYPES}Override", PartName=f"/{part}", ContentType=media)
        self.write_tree(CONTENT_TYPES, root)

    def remove(self, part: str, owner: str) -> None:
        """Take a part away with its owner's relation to it and what was said of it."""
        ids = {id for id, _, target in self.relations(owner) if target == part}
        relations = self.tree(relations_of(owner))
        _drop(relations, lambda one: one.get("Id") in ids)
        self.write_tree(relations_of(owner), relations)
        types = self.tree(CONTENT_TYPES)
        _drop(types, lambda one: one.get("PartName") == f"/{part}")
        self.write_tree(CONTENT_TYPES, types)
        for gone in (part, relations_of(part)):
            self._changed.pop(gone, None)
            self._removed.add(gone)

    def add_first_sheet(self, name: str, part: str, content: bytes) -> None:
        """Put a sheet before all others; the one that was open stays open."""
        self.write(part, content)
        self.declare(part, f"{MEDIA}.worksheet+xml")
        id = self.relate(WORKBOOK, "worksheet", part)
        root = self.tree(WORKBOOK)
        sheets = _only(root, "sheets")
        numbers = [int(sheet.get("sheetId", "0")) for sheet in sheets]
        sheet = etree.Element(etree.QName(sheets, "sheet"), name=name)
        sheet.set("sheetId", str(max(numbers, default=0) + 1))
        sheet.set(f"{{{_relation_space(sheets)}}}id", id)
        sheets.insert(0, sheet)
        _move(root, lambda place: place + 1)
        self.write_tree(WORKBOOK, root)

    def remove_sheet(self, sheet: SheetPart) -> None:
        """Take a sheet away with the names that hold in it alone."""
        self.remove(sheet.part, WORKBOOK)
        root = self.tree(WORKBOOK)
        sheets = _only(root, "sheets")
        sheets.remove(list(sheets)[sheet.place])
        _drop(_only(root, "definedNames"), lambda one: one.get("localSheetId") == str(sheet.place))
        _move(root, lambda place: place - 1 if place > sheet.place else place)
        self.write_tree(WORKBOOK, root)


def relations_of(part: str) -> str:
    """The part that holds the relations of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def with_notes_drawing(sheet: bytes, id: str) -> bytes:
    """The sheet with the drawing that its notes stand in."""
    rows = END_OF_ROWS.search(sheet)
    if rows is None:
        raise BrokenBook("a sheet without rows")
    later = AFTER_NOTES.search(sheet, rows.end())
    place = later.start() if later else sheet.rindex(b"</")
    drawing = f'<legacyDrawing xmlns:r="{OFFICE}" r:id="{id}"/>'
    # A sheet whose elements have a prefix wants it here, too.
    root = re.search(rb"<(\w+:)?worksheet[\s>]", sheet)
    if root and root[1]:
        drawing = drawing.replace("<", f"<{root[1].decode()}", 1)
    return sheet[:place] + drawing.encode() + sheet[place:]


def merged_areas(sheet: bytes) -> list[tuple[int, int, int, int]]:
    """The merged areas of a sheet: first and last row, first and last column, all from 1."""
    rows = END_OF_ROWS.search(sheet)
    found = MERGED.finditer(sheet, rows.end() if rows else 0)
    return [(int(m[2]), int(m[4]), column_number(m[1]), column_number(m[3])) for m in found]


def column_number(letters: bytes) -> int:
    """The number of a column, A being 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """The letters of a column, 1 being A."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _empty(space: str) -> Any:
    spaces: Any = {None: space}
    return etree.Element(f"{{{space}}}Relationships", nsmap=spaces)


def _local(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _only(root: Any, name: str) -> Any:
    """The child of that name; an empty element where there is none."""
    return next((one for one in root if _local(one) == name), etree.Element(name))


def _children(root: Any, name: str) -> list[Any]:
    return list(_only(root, name))


def _drop(parent: Any, unwanted: Any) -> None:
    for one in list(parent):
        if unwanted(one):
            parent.remove(one)


def _relation(sheet: Any) -> str:
    """The attribute `r:id`, in whichever edition of the norm."""
    return next((v for k, v in sheet.attrib.items() if k.startswith("{") and k.endswith("}id")), "")


def _relation_space(sheets: Any) -> str:
    """The namespace of the relations of sheets: strict workbooks have one of their own."""
    for sheet in sheets:
        for key in sheet.attrib:
            if key.startswith("{") and key.endswith("}id"):
                return str(etree.QName(key).namespace)
    return OFFICE


def _move(root: Any, moved: Any) -> None:
    """Tell everything that counts sheets that their places changed."""
    for name in _children(root, "definedNames"):
        if (place := name.get("localSheetId")) is not None:
            name.set("localSheetId", str(moved(int(place))))
    for view in _children(root, "bookViews"):
        for key in ("activeTab", "firstSheet"):
            if view.get(key) is not None or key == "activeTab":
                view.set(key, str(max(0, moved(int(view.get(key, "0"))))))

"""The workbook that goes back to the clerk: notes in the cells, and a first sheet 处理单 (pure).

What a validation found and what a reviewer wrote is put where it belongs; the clerk corrects the
same workbook and drops it on the page. `annotate` makes it of the original bytes, `read_back` takes
our sheet and notes away again, so that what is left is the department's table and nothing else.
The cells themselves are never changed here: who gets the workbook handed them in.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from html import escape
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from ..quality.privacy import NOTE, PrivacyFinding
from ..tables import Limits
from ..tables.archive import weigh_archive
from ..tables.delimited import Dialect, raw_rows
from .notes import Cell, add_notes, legal, remove_notes
from .ooxml import MEDIA, OFFICE, PACKAGE, Book, SheetPart, column_letters, merged_areas

Json = dict[str, Any]
# What a workbook with notes can be made of.
FORMATS = ("csv", "xlsx")
SHEET = "处理单"
# Stands in the first cell of our sheet, so that a department's own sheet 处理单 is left alone.
HEADING = "处理单（安康市公共数据开放平台）"
COLUMNS = ("编号", "来源", "行", "列", "问题与处理办法", "怎样处理的（请填写）")
WIDTHS = (8, 12, 8, 20, 80, 40)
HOW = "请在本工作簿里改正表格，需要说明的写在最后一列，保存后把整个工作簿拖回草稿页面。本表和批注不会公开。"
FINDING, REASON = "校验", "审核意见"
OURS = "xl/worksheets/sheetAnkang.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LONGEST = 32_000
ROW_IN_WORDS = re.compile(r"第\s*(\d{1,7})\s*行")
QUOTED = re.compile(r"[“「]([^”」]{1,200})[”」]")


@dataclass(frozen=True)
class Mark:
    """One thing to put right: where it is (from 1; None: no cell), its sentence and its source."""

    sentence: str
    row: int | None = None
    column: int | None = None
    title: str = ""
    kind: str = ""
    cell: str = ""
    source: str = FINDING


def marks_of(report: Json, findings: Iterable[PrivacyFinding], facts: Json) -> list[Mark]:
    """What a validation found, in the order of the file.

    Sentences are as the report keeps them: covered where they would tell personal data. Mere hints
    on personal data hold nothing up and ask for no answer.
    """
    titles = [str(column["title"]) for column in facts.get("columns", [])]
    tasks = [error for task in report.get("tasks", []) for error in task.get("errors", [])]
    found = [_of_error(error) for error in [*report.get("errors", []), *tasks]]
    for finding in findings:
        if finding.severity == NOTE:
            continue
        column = titles.index(finding.title) + 1 if finding.title in titles else None
        rows: list[int | None] = [*finding.rows] or [None]
        found += [Mark(finding.sentence, row, column, finding.title, finding.kind) for row in rows]
    return sorted(found, key=lambda mark: (mark.row or 0, mark.column or 0))


def marks_of_reasons(reasons: Iterable[str], titles: Sequence[str]) -> list[Mark]:
    """What reviewers wrote, line by line; 第 213 行 and “登记日期” in it name the cell."""
    lines = [line.strip() for reason in reasons for line in reason.splitlines() if line.strip()]
    return [_of_reason(line, titles) for line in lines]


def still_open(before: Sequence[Mark], after: Sequence[Mark]) -> tuple[list[Mark], list[Mark]]:
    """Which findings a new version answers, and which of them are still there.

    Rows move when one is deleted: what counts is the kind, the column and what stood in the cell.
    """
    left = Counter(_essence(mark) for mark in after)
    answered, remaining = [], []
    for mark in before:
        if left[_essence(mark)] > 0:
            left[_essence(mark)] -= 1
            remaining.append(mark)
        else:
            answered.append(mark)
    return answered, remaining


def annotate(path: str, target: str, facts: Json, marks: list[Json], reference: str) -> int:
    """Write the workbook of a file with its notes and its sheet 处理单; how many notes it has.

    Runs in the fence: arguments are plain data. `reference` says to which draft and version it
    belongs. Raises TableError where the file is no honest workbook.
    """
    found = [Mark(**mark) for mark in marks]
    if facts.get("format") == "xlsx":
        weigh_archive(Path(path), str(facts.get("name", path)), Limits())
    else:
        _write_table(Path(path), Path(target), facts)
        path = target
    book = Book(Path(path))
    sheets = book.sheets()
    sheet = next((one for one in sheets if one.name == facts.get("sheet")), sheets[0])
    areas = merged_areas(book.read(sheet.part))
    notes: dict[Cell, list[str]] = {}
    for number, mark in enumerate(found, start=1):
        if (place := _place(mark, facts, areas)) is not None:
            notes.setdefault(place, []).append(f"{number}. {mark.sentence}")
    add_notes(book, sheet, {cell: "\n".join(said)[:LONGEST] for cell, said in notes.items()})
    taken = {one.name for one in sheets}
    names = (f"{SHEET}{number or ''}" for number in range(len(taken) + 1))
    name = next(name for name in names if name not in taken)
    book.add_first_sheet(name, OURS, _listing(found, reference))
    partial = Path(target).with_suffix(".part")
    book.save(partial)
    partial.replace(target)
    return len(notes)


def read_back(path: str, target: str, originals: Json, name: str) -> Json:
    """Take our sheet and notes out of a workbook that came back: {ours, reference, answers, name}.

    The table is written to `target` in the form of its original: `originals` are the facts of the
    draft's files by the last part of their references, and a CSV becomes CSV again. Without a sheet
    of ours nothing is written. Runs in the fence.
    """
    if not zipfile.is_zipfile(path):
        return {"ours": False}
    weigh_archive(Path(path), name, Limits())
    book = Book(Path(path))
    mine = _our_sheet(path, book.sheets())
    if mine is None:
        return {"ours": False}
    sheet, reference, answers = mine
    book.remove_sheet(sheet)
    for other in book.sheets():
        remove_notes(book, other)
    book.save(Path(target))
    facts = originals.get(reference.rpartition("/")[2], {})
    if facts.get("format") == "csv":
        name = f"{Path(name).stem}.csv"
        _write_text(Path(target), facts)
    return {"ours": True, "reference": reference, "answers": answers, "name": name}


def as_json(marks: Iterable[Mark]) -> list[Json]:
    """Marks as they cross the fence."""
    return [asdict(mark) for mark in marks]


def _of_error(error: Json) -> Mark:
    return Mark(
        str(error.get("message", "")),
        error.get("rowNumber"),
        error.get("fieldNumber"),
        str(error.get("fieldName") or error.get("label") or ""),
        str(error.get("type", "")),
        str(error.get("cell") or ""),
    )


def _of_reason(line: str, titles: Sequence[str]) -> Mark:
    row = ROW_IN_WORDS.search(line)
    named = next((word for word in QUOTED.findall(line) if word in titles), "")
    column = titles.index(named) + 1 if named else None
    return Mark(line, int(row[1]) if row else None, column, named, source=REASON)


def _essence(mark: Mark) -> tuple[str, str, str]:
    return mark.kind, mark.title, mark.cell or ("" if mark.row is None else mark.sentence)


def _place(mark: Mark, facts: Json, areas: list[tuple[int, int, int, int]]) -> Cell | None:
    """The cell of a mark: the header's where a column has no row, the first of a merged area."""
    if mark.row is None and mark.column is None:
        return None
    row = mark.row or int(facts.get("header_row") or 1)
    column = mark.column or 1
    for first, last, left, right in areas:
        if first <= row <= last and left <= column <= right:
            return first, left
    return row, column


def _listing(marks: Sequence[Mark], reference: str) -> bytes:
    lines: list[Sequence[str | int]] = [(HEADING, reference), (HOW,), COLUMNS]
    lines += [
        (number, mark.source, mark.row or "", mark.title, mark.sentence, "")
        for number, mark in enumerate(marks, start=1)
    ]
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(WIDTHS, start=1)
    )
    return b"".join(_sheet(lines, f"<cols>{columns}</cols>"))


def _sheet(
    lines: Iterable[Sequence[str | int | None]], head: str = "", style: str = ""
) -> Iterator[bytes]:
    """A sheet whose texts are texts and no formulas, whatever they begin with."""
    yield f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">{head}<sheetData>'.encode()
    for number, line in enumerate(lines, start=1):
        cells = "".join(
            _written(f"{column_letters(place)}{number}", cell, style)
            for place, cell in enumerate(line, start=1)
            if cell not in (None, "")
        )
        if cells:
            yield f'<row r="{number}">{cells}</row>'.encode()
    yield b"</sheetData></worksheet>"


def _written(reference: str, cell: str | int | None, style: str) -> str:
    if isinstance(cell, int):
        return f'<c r="{reference}"><v>{cell}</v></c>'
    text = escape(legal(str(cell)), quote=False)[:LONGEST]
    kept = f'<t xml:space="preserve">{text}</t>'
    return f'<c r="{reference}"{style} t="inlineStr"><is>{kept}</is></c>'


def _write_table(path: Path, target: Path, facts: Json) -> None:
    """Write a delimited file as a workbook of texts: row n of it is row n of the sheet."""
    rows = raw_rows(path, facts["encoding"], Dialect(**facts["dialect"]), [], Limits())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as out:
        for part, content in EMPTY_BOOK.items():
            out.writestr(part, content)
        with out.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for piece in _sheet(_numbered(rows), style=' s="1"'):
                sheet.write(piece)


def _numbered(rows: Iterable[Any]) -> Iterator[Sequence[str | None]]:
    """The rows with an empty one for each that could not be read."""
    expected = 1
    for row in rows:
        for _ in range(expected, row.number):
            yield ()
        expected = row.number + 1
        yield row


def _our_sheet(path: str, sheets: list[SheetPart]) -> tuple[SheetPart, str, list[Json]] | None:
    """Our sheet with its reference and what the clerk wrote: {asked, answer}."""
    likely = [sheet for sheet in sheets if sheet.name.startswith(SHEET)]
    if not likely:
        return None
    # By its bytes: openpyxl judges a path by its ending, and a stored version has none.
    with Path(path).open("rb") as stream:
        book = load_workbook(stream, read_only=True, data_only=True)
        for sheet in likely:
            lines = book[sheet.name].iter_rows(values_only=True)
            first = next(lines, ())
            if first and first[0] == HEADING:
                reference = str(first[1] or "") if len(first) > 1 else ""
                return sheet, reference, list(_answers(lines))
    return None


def _answers(lines: Iterable[Sequence[Any]]) -> Iterator[Json]:
    asked, answer = len(COLUMNS) - 2, len(COLUMNS) - 1
    for line in lines:
        if len(line) > answer and isinstance(line[0], int | float) and line[answer]:
            yield {"asked": str(line[asked] or ""), "answer": str(line[answer]).strip()[:LONGEST]}


def _write_text(target: Path, facts: Json) -> None:
    """Write the sheet of a workbook as CSV, in place of it."""
    partial = target.with_suffix(".csv.part")
    delimiter = str(facts.get("dialect", {}).get("delimiter") or ",")
    with (
        target.open("rb") as source,
        partial.open("w", encoding="utf-8-sig", newline="") as stream,
    ):
        book = load_workbook(source, read_only=True, data_only=True)
        writer = csv.writer(stream, delimiter=delimiter if len(delimiter) == 1 else ",")
        for line in book.worksheets[0].iter_rows(values_only=True):
            writer.writerow([_as_text(cell) for cell in line])
    partial.replace(target)


def _as_text(cell: Any) -> str:
    """A cell as text: what a spreadsheet program made a number or a day is written as people do."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _xml(body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{body}'


# The least that a workbook is: one sheet, and a style that keeps what is typed as text.
EMPTY_BOOK = {
    "[Content_Types].xml": _xml(
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{MEDIA}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{MEDIA}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{MEDIA}.styles+xml"/></Types>'
    ),
    "_rels/.rels": _xml(
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": _xml(
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews>'
        '<sheets><sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": _xml(
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": _xml(
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>'
    ),
}

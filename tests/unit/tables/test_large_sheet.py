"""A sheet as long as a sheet can be is read in the portal's room for one file (`deploy/test --drill`)."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROWS = 1_048_576
COLUMNS = "ABCDEFGH"
ROOM = 2 * 1024**3
MOST = 600 * 1024**2
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
READ = """
import json, resource, sys
room = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (room, room))
from ckanext.ankang.tables import read_table
table = read_table(sys.argv[1])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps([table.facts["rows"], [column.type for column in table.columns], peak]))
"""


def _row(number: int) -> str:
    if number == 1:
        texts = "".join(
            f'<c r="{letter}1" t="s"><v>{n}</v></c>' for n, letter in enumerate(COLUMNS)
        )
        return f'<row r="1">{texts}</row>'
    return (
        f'<row r="{number}"><c r="A{number}" t="s"><v>{number + 6}</v></c>'
        f'<c r="B{number}" t="s"><v>{number % 8}</v></c><c r="C{number}"><v>{number}</v></c>'
        f'<c r="D{number}"><v>{number}.25</v></c><c r="E{number}" s="1"><v>{40000 + number % 5000}</v></c>'
        f'<c r="F{number}" t="b"><v>{number % 2}</v></c><c r="G{number}"><v>{number * 7}</v></c>'
        f'<c r="H{number}" t="str"><f>A{number}</f><v>汉滨区{number % 97}</v></c></row>'
    )


def _write_book(path: Path) -> None:
    """As many different texts as rows, beside numbers, dates and values of formulas."""
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{kind}.xml"/>'
        for n, kind in enumerate(("worksheet", "sharedStrings", "styles"), start=1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr(
            "xl/workbook.xml",
            f'<workbook {NS} xmlns:r="{RELATIONS}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{relations}</Relationships>")
        book.writestr(
            "xl/styles.xml",
            f'<styleSheet {NS}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        )
        _write_member(
            book,
            "xl/sharedStrings.xml",
            f"<sst {NS}>",
            (f"<si><t>安康市事项第{n}号</t></si>" for n in range(ROWS + 8)),
            "</sst>",
        )
        _write_member(
            book,
            "xl/worksheet.xml",
            f"<worksheet {NS}><sheetData>",
            map(_row, range(1, ROWS + 1)),
            "</sheetData></worksheet>",
        )


def _write_member(book, name, opening, parts, closing) -> None:
    with book.open(name, "w", force_zip64=True) as member:
        member.write(opening.encode())
        for part in parts:
            member.write(part.encode())
        member.write(closing.encode())


@pytest.mark.skipif("ANKANG_DRILL" not in os.environ, reason="takes minutes: --drill")
def test_the_longest_sheet_is_read_in_little_memory(tmp_path):
    path = tmp_path / "longest.xlsx"
    _write_book(path)

    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(ROOM)], capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr[-500:]
    rows, types, peak = json.loads(done.stdout)
    assert rows == ROWS - 1
    assert types == [
        "string",
        "string",
        "integer",
        "number",
        "date",
        "boolean",
        "integer",
        "string",
    ]
    assert peak < MOST

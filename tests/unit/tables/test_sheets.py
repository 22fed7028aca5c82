"""The XLSX reader gives the cells that openpyxl gives, whoever wrote the book and however."""

import zipfile
from datetime import date, datetime, time

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.ankang.tables import Limits
from ckanext.ankang.tables.source import Source
from ckanext.ankang.tables.xlsx import xlsx_rows

ROOM = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TEXT = st.text(st.sampled_from("汉滨区 <>&\"'\n_x0aé𠮷"), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and "_x" not in text
)
NUMBERS = st.one_of(
    st.integers(-(10**14), 10**14),
    st.floats(-1e14, 1e14, allow_nan=False).filter(lambda number: abs(number) > 1e-9 or not number),
    st.decimals(-10000, 10000, places=3).map(float),
)
DATES = st.one_of(
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1900, 3, 1), datetime(2100, 1, 1)).map(
        lambda t: t.replace(microsecond=0)
    ),
)
CELLS = st.one_of(st.none(), TEXT, NUMBERS, st.booleans(), DATES)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=8).filter(
    lambda rows: any(cell is not None for row in rows for cell in row)
)


def write_by_openpyxl(path, rows, **options):
    book = openpyxl.Workbook(**options)
    sheet = book.create_sheet() if options else book.active
    for row in rows:
        sheet.append(row)
    book.save(path)


def write_by_xlsxwriter(path, rows):
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    dated = book.add_format({"num_format": 'yyyy"年"m"月"d"日" h:mm'})
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, place, cell, dated)
            elif isinstance(cell, str):
                sheet.write_string(number, place, cell)
            elif cell is not None:
                sheet.write(number, place, cell)
    book.close()


def prefix_the_sheet(path):
    """The same book in XML that is beyond the fast expression."""
    with zipfile.ZipFile(path) as book:
        members = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, content in members.items():
            if name.endswith(("sheet1.xml", "sharedStrings.xml")):
                content = content.replace(b"<row", b"<!-- --><row").replace(
                    b"<si>", b"<!-- --><si>"
                )
            book.writestr(name, content)


def by_openpyxl(path):
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
    sheet.reset_dimensions()
    rows = {
        number: [said(cell) for cell in cells]
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
    }
    return {number: trimmed(cells) for number, cells in rows.items() if any(cells)}


def said(cell):
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, int | float):
        return repr(float(cell))
    return cell


def trimmed(cells):
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def by_us(path):
    rows = xlsx_rows(Source(path, "t.xlsx", {}, [], Limits()))
    return {row.number: list(row) for row in rows}


def same_cell(ours, theirs):
    if ours == theirs:
        return True
    try:
        return float(ours) == float(theirs)
    except (TypeError, ValueError):
        return False


def assert_same(path):
    ours, theirs = by_us(path), by_openpyxl(path)
    assert ours.keys() == theirs.keys()
    for number, cells in ours.items():
        assert len(cells) == len(theirs[number])
        assert all(map(same_cell, cells, theirs[number])), (cells, theirs[number])


@ROOM
@given(rows=TABLES)
def test_books_of_openpyxl_give_the_cells_it_reads(tmp_path, rows):
    write_by_openpyxl(tmp_path / "t.xlsx", rows)

    assert_same(tmp_path / "t.xlsx")


@ROOM
@given(rows=TABLES)
def test_books_with_inline_strings_give_the_cells_openpyxl_reads(tmp_path, rows):
    write_by_openpyxl(tmp_path / "t.xlsx", rows, write_only=True)

    assert_same(tmp_path / "t.xlsx")


@ROOM
@given(rows=TABLES)
def test_books_of_xlsxwriter_give_the_cells_openpyxl_reads(tmp_path, rows):
    write_by_xlsxwriter(tmp_path / "t.xlsx", rows)

    assert_same(tmp_path / "t.xlsx")


@ROOM
@given(rows=TABLES)
def test_xml_beyond_the_fast_way_gives_the_same_cells(tmp_path, rows):
    write_by_xlsxwriter(tmp_path / "t.xlsx", rows)
    fast = by_us(tmp_path / "t.xlsx")
    prefix_the_sheet(tmp_path / "t.xlsx")

    assert by_us(tmp_path / "t.xlsx") == fast

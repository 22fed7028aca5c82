"""A scan tells the same rows as the csv module, in the same order, whatever the text holds."""

import csv
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ckanext.ankang.tables import TableError, read_table
from ckanext.ankang.tables.plain import Broken, PlainText, Run, scan

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"
ROOM = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TEXT = st.text(st.sampled_from('区1a,;"\n\r\x00 '), max_size=60)
INTEGER = rb"(?:0|[1-9][0-9]{0,3}+)"


def by_csv(path):
    """What the csv module tells, one reader for the whole file."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader, number, rows = csv.reader(stream, strict=True), 0, []
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return rows
            except csv.Error as error:
                rows.append((number, str(error)))
                continue
            if any(cells):
                rows.append((number, [cell or None for cell in cells]))


def by_scan(text, cells=None):
    told = []
    for found in scan(text, cells):
        if isinstance(found, Run):
            told.extend((row.number, list(row)) for row in found.rows())
        elif isinstance(found, Broken):
            told.append((found.number, found.message))
        else:
            told.append((found.number, list(found)))
    return told


@ROOM
@example(content='a,"b\n1,2\n')
@example(content="1,2\r3,4\n5,6")
@example(content='1,"2"\n"3",4\n"5"x,6\n')
@given(content=TEXT)
def test_a_scan_tells_what_the_csv_module_tells(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content.encode())
    plain = PlainText(path, width=2, first=1, last=1_000)

    told, expected = by_scan(plain), by_csv(path)

    assert told == expected


@ROOM
@given(content=st.lists(st.sampled_from(["1,2", '"3",4', "x,5", "", ",", '"a\n,b",6', "7"])))
def test_cells_that_do_not_match_come_as_rows_of_their_own(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes("\n".join(content).encode())
    plain = PlainText(path, width=2, first=1, last=1_000)

    proved = [run for run in scan(plain, [INTEGER, INTEGER]) if isinstance(run, Run)]

    assert by_scan(plain, [INTEGER, INTEGER]) == by_csv(path)
    assert all(
        cell.isdigit() for run in proved for column in run.columns([0, 1]) for cell in column
    )


def test_the_plain_form_of_any_sample_tells_its_rows():
    for path in sorted(set(SAMPLES.iterdir()) - {SAMPLES / "make.py"}):
        try:
            table = read_table(path)
        except TableError:
            continue

        whole = [(number, told) for number, told in by_scan(table.plain) if isinstance(told, list)]
        assert whole == [(row.number, list(row)) for row in table.rows], path.name

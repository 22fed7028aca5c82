"""A scan tells the same rows as the csv module, in the same order, whatever the text holds."""

import csv
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ckanext.ankang.tables import TableError, read_table
from ckanext.ankang.tables.plain import Broken, Layout, PlainText, Row, Run, rows_of, scan
from ckanext.ankang.tables.spool import spool

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"
ROOM = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TEXT = st.text(st.sampled_from('区1a,;"\n\r\x00 '), max_size=60)
INTEGERS = ("integer", "integer")


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


def by_scan(text):
    told = []
    for found in scan(text):
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
    plain = PlainText(path, Layout(2))

    told, expected = by_scan(plain), by_csv(path)

    assert told == expected


@ROOM
@given(content=st.lists(st.sampled_from(["1,2", '"3",4', "x,5", "", ",", '"a\n,b",6', "7"])))
def test_cells_that_do_not_match_come_as_rows_of_their_own(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes("\n".join(content).encode())
    plain = PlainText(path, Layout(2), kinds=INTEGERS)

    proved = [run for run in scan(plain) if isinstance(run, Run)]

    assert by_scan(plain) == by_csv(path)
    assert all(
        not cell or cell.isdigit()
        for run in proved
        for column in run.columns([0, 1])
        for cell in column
    )


@ROOM
@given(content=st.lists(st.sampled_from(["1,2", '"3",4', "x,5", "", '"a\n,b",6', "7"])))
def test_what_was_proved_once_is_told_again_without_proof(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(b"\xef\xbb\xbf" + "\n".join(content).encode())
    once = PlainText(path, Layout(2), kinds=INTEGERS)
    proved = [run for run in scan(once) if isinstance(run, Run)]

    again = replace(once, stretches=tuple(run.stretch for run in proved))

    assert [run for run in scan(again) if isinstance(run, Run)] == proved
    assert by_scan(again) == by_scan(once)


@ROOM
@given(count=st.integers(1, 9), start=st.integers(0, 9), stop=st.integers(0, 9))
def test_a_part_of_a_run_is_the_run_of_these_records(tmp_path, count, start, stop):
    path = tmp_path / "t.csv"
    path.write_text("".join(f"{n},{n * 7}\n" for n in range(count)))
    (run,) = scan(PlainText(path, Layout(2)))
    start, stop = sorted([min(start, count - 1), min(stop, count)])

    part = run.part(start, stop)

    assert part.data == path.read_bytes()[part.offset : part.offset + len(part.data)]
    assert [list(row) for row in part.rows()] == [list(r) for r in run.rows(range(start, stop))]
    assert [row.number for row in part.rows()] == list(range(start + 1, stop + 1))


CELL = st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


@ROOM
@example(rows=[("a\rb", None), ("\r", "c")])
@given(rows=st.lists(st.tuples(CELL, CELL).filter(any)))
def test_rows_written_down_are_told_again(tmp_path, rows):
    text = spool([Row(number, cells) for number, cells in enumerate(rows, 1)], Layout(2))

    assert [tuple(row) for row in rows_of(text)] == rows


def test_the_plain_form_of_any_sample_tells_its_rows():
    for path in sorted(set(SAMPLES.iterdir()) - {SAMPLES / "make.py"}):
        try:
            table = read_table(path)
        except TableError:
            continue

        whole = [(number, told) for number, told in by_scan(table.plain) if isinstance(told, list)]
        assert whole == [(row.number, list(row)) for row in table.rows], path.name

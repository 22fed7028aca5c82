"""The walk by runs finds what a look at every single cell would find."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.ankang.tables import read_table
from ckanext.ankang.tables.types import Guess

TITLES = ["甲", "乙"]
NUMBERS = st.sampled_from(["1", "20", "1.5", "-3", "0", "", "007", "1e3"])
DATES = st.sampled_from(["2024-01-31", "2024-02-29", "2024-02-30", "2024/1/5", "2024.1.5", ""])
WORDS = st.sampled_from(["村", "true", "false", "", "2024-01-31 08:30", "12", '引"号', "多\n行"])
KINDS = st.sampled_from([NUMBERS, DATES, WORDS])
ROOM = settings(max_examples=300, deadline=None)


@st.composite
def tables(draw):
    kinds = draw(st.tuples(KINDS, KINDS))
    head = draw(st.lists(st.tuples(*kinds), min_size=1, max_size=4))
    return head * draw(st.sampled_from([1, 1, 40])) + draw(st.lists(st.tuples(*kinds), max_size=6))


def read(rows):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([TITLES, *rows])
        table = read_table(path)
        return table, [list(row) for row in table.rows]


@ROOM
@given(tables())
def test_types_are_those_on_which_all_cells_agree(rows):
    guesses = [Guess(title) for title in TITLES]
    for row in rows:
        for guess, cell in zip(guesses, row, strict=True):
            guess.see(cell or None)

    table, _delivered = read(rows)

    assert [column.type for column in table.columns] == [guess.type for guess in guesses]


@ROOM
@given(tables())
def test_every_row_that_is_not_blank_is_counted_and_delivered(rows):
    filled = [row for row in rows if any(row)]

    table, delivered = read(rows)

    assert table.facts["rows"] == len(delivered) == len(filled)
    assert table.facts["blank_rows"] <= len(rows) - len(filled)

"""What holds for any table: encodings, dialects and repeated reading lose nothing."""

import csv
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.ankang.tables import read_table
from ckanext.ankang.tables.names import column_id
from ckanext.ankang.tables.types import to_date

WORDS = [
    "汉滨区",
    "旬阳市",
    "城市公交线路",
    "登记日期",
    "行政许可",
    "老城街道办事处",
    "石泉县",
    "户数",
]
CELLS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("".join)
TEXT = st.text(st.sampled_from('汉滨区，"; |\n,abc01'), min_size=1).filter(lambda t: t.strip() == t)
ROOM = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def written(path, rows, encoding="utf-8", delimiter=","):
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return path


@ROOM
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=20),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_encodings_come_back_as_written(tmp_path, rows, encoding):
    path = written(tmp_path / "t.csv", [["甲", "乙", "丙"], *rows], encoding)

    assert [list(row) for row in read_table(path).rows] == rows


@ROOM
@given(
    rows=st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=3, max_size=9),
    delimiter=st.sampled_from(",\t;|"),
)
def test_quoted_cells_come_back_whatever_they_hold(tmp_path, rows, delimiter):
    rows = [["x" + cell + "x" for cell in row] for row in rows]
    path = written(tmp_path / "t.csv", [["甲", "乙", "丙"], *rows], delimiter=delimiter)

    assert [list(row) for row in read_table(path).rows] == rows


@ROOM
@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=9))
def test_the_same_bytes_give_the_same_table(tmp_path, rows):
    path = written(tmp_path / "t.csv", [["甲", "乙"], *rows])

    first, second = read_table(path), read_table(path)

    assert first.to_facts() == second.to_facts()
    assert [list(row) for row in first.rows] == [list(row) for row in second.rows]


@given(title=st.text(max_size=80))
def test_a_column_id_is_short_ascii_and_stable(title):
    name = column_id(title)

    assert name.isascii()
    assert len(name) <= 40
    assert name[0].isalpha()
    assert name == column_id(title)


@given(day=st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_dates_in_every_form_are_one_day(day):
    forms = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y/%m/%d}",
    ]

    assert {to_date(form) for form in forms} == {day.isoformat()}

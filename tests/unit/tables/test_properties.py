"""What holds for any table: encodings, dialects and repeated reading lose nothing."""

import csv
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.ankang.tables import read_table
from ckanext.ankang.tables.names import column_id, name_columns
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


TITLES = st.one_of(
    st.none(),
    st.text(max_size=230),
    st.sampled_from(["名称", "名 称", "明称", "name", "name_2", "xmin", "_id", "安康市汉滨区" * 9]),
)


@settings(deadline=None)
@given(versions=st.lists(st.lists(TITLES, min_size=1, max_size=8), min_size=1, max_size=6))
def test_a_column_id_belongs_to_one_title_for_the_life_of_a_resource(versions):
    register = {}
    for labels in versions:
        columns = name_columns(labels, {}, register)
        named = {column.title: column.id for column in columns}

        assert len(set(named.values())) == len(labels)
        assert all(name.isascii() and len(name) <= 40 for name in named.values())
        assert {title: named[title] for title in register if title in named}.items() <= (
            register.items()
        )
        register |= named
        assert len(set(register.values())) == len(register)


def test_an_id_that_a_vanished_column_had_is_not_given_again(tmp_path):
    path = written(tmp_path / "t.csv", [["明称", "户数", "xmin"], ["甲", "1", "2"]])

    table = read_table(path, ids={"名称": "ming_cheng", "户数": "households"})

    assert [column.id for column in table.columns] == ["ming_cheng_2", "households", "xmin_2"]
    assert table.facts["new_columns"] == ["明称", "xmin"]
    assert table.facts["absent_columns"] == ["名称"]


@given(day=st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_dates_in_every_form_are_one_day(day):
    forms = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y/%m/%d}",
    ]

    assert {to_date(form) for form in forms} == {day.isoformat()}

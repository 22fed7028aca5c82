"""Differences of tables: the same as a naive comparison says, and quick on large ones."""

import csv
import gzip
import io
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.ankang.files.differences import compare_files, metadata_changes

LIMITS = {}
CELLS = st.text("甲乙丙a", max_size=2)
ROWS = st.lists(st.tuples(CELLS, CELLS), max_size=12)
TITLES = {"编号": "bian_hao", "名称": "ming_cheng", "区县": "qu_xian"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("differences")


def written(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, quoting=csv.QUOTE_MINIMAL)
        lines.writerow(header)
        lines.writerows(rows)
    types = dict.fromkeys(header, "string")
    return {"path": str(path), "name": path.name, "ids": TITLES, "types": types}


def compared(folder, old, new, key=(), headers=(("编号", "名称"),) * 2, listed=100):
    target = folder / "difference.csv.gz"
    found = compare_files(
        written(folder / "旧.csv", headers[0], old),
        written(folder / "新.csv", headers[1], new),
        target,
        primary_key=key,
        listed=listed,
        limits=LIMITS,
    )
    text = gzip.decompress(target.read_bytes()).decode("utf-8-sig")
    return found, list(csv.reader(io.StringIO(text)))[1:]


def keyed(rows):
    return [(f"K{number}", *cells) for number, cells in rows.items()]


TABLES = st.dictionaries(st.integers(0, 15), st.tuples(CELLS), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(TABLES, TABLES)
def test_keyed_tables_differ_as_a_naive_comparison_says(folder, old, new):
    found, rows = compared(folder, keyed(old), keyed(new), key=["bian_hao"])
    changed = {key for key in old.keys() & new.keys() if old[key] != new[key]}
    assert (found["added"], found["removed"], found["changed"]) == (
        *(len(new.keys() - old.keys()), len(old.keys() - new.keys())),
        len(changed),
    )
    told = [tuple(row) for row in rows]
    expected = [("新增", "新", f"K{k}", *new[k]) for k in new.keys() - old.keys()]
    expected += [("删除", "旧", f"K{k}", *old[k]) for k in old.keys() - new.keys()]
    expected += [("修改", "旧", f"K{k}", *old[k]) for k in changed]
    expected += [("修改", "新", f"K{k}", *new[k]) for k in changed]
    assert Counter(told) == Counter(expected)


@settings(max_examples=60, deadline=None)
@given(ROWS, ROWS)
def test_tables_without_a_key_differ_as_multisets(folder, old, new):
    # A doubled row in both leaves no column to recognise rows by.
    twice = [("x", "y"), ("x", "y")]
    old, new = (
        [row for row in rows if any(cell.strip() for cell in row)] + twice for rows in (old, new)
    )
    found, rows = compared(folder, old, new)
    before, after = Counter(old), Counter(new)
    assert found["key"] == []
    assert Counter(tuple(row[2:]) for row in rows if row[0] == "新增") == after - before
    assert Counter(tuple(row[2:]) for row in rows if row[0] == "删除") == before - after


def test_quotes_and_order_of_columns_are_no_change(folder):
    old = [("1", "甲,乙"), ("2", "丙")]
    new = [("甲,乙", "1"), ("丙", "2")]
    found, rows = compared(folder, old, new, headers=(("编号", "名称"), ("名称", "编号")))
    assert (found["added"], found["removed"], found["changed"], found["unchanged"]) == (0, 0, 0, 2)
    assert rows == []


def test_columns_that_came_and_went_are_named_and_change_no_row(folder):
    headers = (("编号", "名称"), ("编号", "区县"))
    found, _ = compared(folder, [("1", "甲"), ("2", "乙")], [("1", "丙"), ("2", "丁")], (), headers)
    assert found["columns_removed"] == [["ming_cheng", "名称"]]
    assert found["columns_added"] == [["qu_xian", "区县"]]
    assert (found["changed"], found["unchanged"]) == (0, 2)


def test_a_renamed_column_is_one_column(folder):
    old = written(folder / "旧.csv", ("编号", "名称"), [("1", "甲")])
    new = written(folder / "新.csv", ("编号", "站名"), [("1", "甲")])
    new["ids"] = {"编号": "bian_hao", "站名": "ming_cheng"}
    target = folder / "renamed.csv.gz"
    found = compare_files(old, new, target, primary_key=[], listed=9, limits=LIMITS)
    assert found["columns_renamed"] == [["ming_cheng", "名称", "站名"]]
    assert found["changed"] == 0


def test_no_more_rows_are_listed_than_asked_but_all_are_counted(folder):
    old = [(str(n), "甲") for n in range(50)]
    new = [(str(n), "乙") for n in range(50)]
    found, rows = compared(folder, old, new, key=["bian_hao"], listed=7)
    assert (found["changed"], found["listed"], len(rows)) == (50, 7, 14)


def test_the_same_rows_in_another_order_are_no_change(folder):
    rows = [(str(n), f"站{n}") for n in range(30)]
    found, told = compared(folder, rows, rows[::-1])
    assert (found["unchanged"], told) == (30, [])


def test_37_edits_in_100000_rows_are_exactly_those(folder):
    old = [(f"A{n:06}", f"站{n}") for n in range(100_000)]
    new = [(key, "改过") if n % 2703 == 5 else (key, name) for n, (key, name) in enumerate(old)]
    edited = {key for (key, before), (_, after) in zip(old, new, strict=True) if before != after}
    assert len(edited) == 37
    found, rows = compared(folder, old, new)
    assert (found["added"], found["removed"], found["changed"]) == (0, 0, 37)
    assert found["key"] == ["编号"]
    assert {row[2] for row in rows} == edited


def test_metadata_that_changed_is_named():
    old, new = {"title": "甲", "notes": "", "x": 1}, {"title": "乙", "notes": None, "x": 2}
    assert metadata_changes(old, new, ["title", "notes"]) == [
        {"field": "title", "old": "甲", "new": "乙"}
    ]

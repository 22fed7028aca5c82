"""The fast way tells what the slow way tells."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.ankang.quality.fast import Suspects, grammar
from ckanext.ankang.quality.privacy import PrivacyScan, identity_check_digit
from ckanext.ankang.quality.validation import validate_table
from ckanext.ankang.tables import read_table

TITLES = ["名称", "户数", "金额", "登记日期"]
TYPES = ["string", "integer", "number", "date"]
FIELDS = [{"name": n, "type": t} for n, t in zip(TITLES, TYPES, strict=True)]
# Empty constraints say nothing, but are no bare field: the whole table goes the slow way.
SLOW = {"fields": [{**entry, "constraints": {}} for entry in FIELDS]}
FAST = {"fields": FIELDS}
IDENTITY = "61090219900307123" + identity_check_digit("61090219900307123")
GOOD = st.tuples(
    st.sampled_from(["甲村", "乙,镇", "锟", "", "13812345678"]),
    st.integers(-(10**6), 10**6).map(str),
    st.decimals(-999, 999, places=2).map(str),
    st.dates().map(str),
)
ODD = st.sampled_from(
    [
        "",
        " ",
        "7 ",
        "1_000",
        "１２",
        "NaN",
        "1e5",
        "+3",
        "9" * 19,
        "9" * 30,
        "1.",
        ".5",
        "2023-02-29",
        "2024-02-29",
        "0000-01-01",
        "2024-1-2",
        "2024-02-30\n",
        "锟斤拷",
        "\ufffd",
        '"',
        "a\r\nb",
        "1,5",
        IDENTITY,
        f"证{IDENTITY}号",
        "138 1234 5678",
        "６２２２０２０２００００００００００９",
    ]
)
ROW = st.one_of(GOOD.map(list), GOOD.map(list), st.lists(ODD, min_size=0, max_size=6))


def written(rows, end, quoting):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end, quoting=quoting)
    writer.writerows([TITLES, ["甲村", "1", "1.5", "2024-01-02"], *rows])
    return text.getvalue()


def told(path, schema):
    validation = validate_table(path, schema=schema)
    for part in [validation.report, *validation.report["tasks"]]:
        part["stats"].pop("seconds", None)
    facts = {**validation.facts, "schema": None}
    return (validation.report, validation.verdict, validation.sentence, validation.findings, facts)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(ROW, max_size=12),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_report_and_findings_are_those_of_the_slow_way(rows, end, quoting, encoding):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(written(rows, end, quoting).encode(encoding))

        assert told(path, FAST) == told(path, SLOW)


def test_clean_rows_but_the_first_are_only_counted(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(written([["乙", "2", "2.5", "2024-01-03"]] * 50, "\n", csv.QUOTE_MINIMAL))
    table = read_table(path)
    suspects = Suspects(table, grammar(table, FAST, {"broken-text"}), PrivacyScan([("a", "a")] * 4))

    assert [row.number for row in suspects] == [2]
    assert suspects.proved == 50


def test_constraints_and_unknown_checks_go_the_slow_way_whole(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(written([], "\n", csv.QUOTE_MINIMAL))
    table = read_table(path)

    assert grammar(table, SLOW, set()) is None
    assert grammar(table, FAST, {"duplicate-row"}) is None
    assert grammar(table, {**FAST, "primaryKey": ["名称"]}, set()) is None

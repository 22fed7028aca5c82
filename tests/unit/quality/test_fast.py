"""The fast way reports what plain Frictionless reports on the same rows."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from frictionless import Checklist, Schema
from frictionless.resources import TableResource
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.ankang.quality.checks import read_damage, some_rows
from ckanext.ankang.quality.counting import CountingChecklist
from ckanext.ankang.quality.fast import Suspects, fast_forms
from ckanext.ankang.quality.privacy import PrivacyScan, identity_check_digit
from ckanext.ankang.quality.validation import SourceRows, judge
from ckanext.ankang.tables import Row, read_table

TITLES = ["名称", "户数", "金额", "登记日期"]
TYPES = ["string", "integer", "number", "date"]
FIELDS = [{"name": n, "type": t} for n, t in zip(TITLES, TYPES, strict=True)]
CHECKS = ["broken-text", "database-value", "duplicate-row"]
IDENTITY = "61090219900307123" + identity_check_digit("61090219900307123")
GOOD = st.tuples(
    st.sampled_from(["甲村", "乙,镇", "锟", "", "13812345678", "无"]),
    st.integers(-9, 9).map(str),
    st.decimals(-9, 9, places=1).map(str),
    st.sampled_from(["2024-01-02", "2024-01-31", "2024-02-29", "1999-12-31"]),
)
ODD = st.sampled_from(
    [
        "",
        " ",
        "7 ",
        "07",
        "-0",
        "1_000",
        "１２",
        "NaN",
        "1e5",
        "+3",
        "9" * 19,
        "9" * 30,
        "1.",
        ".5",
        "1.50",
        "0.0000000001",
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
        "无",
        IDENTITY,
        f"证{IDENTITY}号",
        "138 1234 5678",
        "６２２２０２０２００００００００００９",
    ]
)
ROW = st.one_of(GOOD.map(list), GOOD.map(list), st.lists(ODD, min_size=0, max_size=6))
CONSTRAINTS = st.sampled_from(
    [
        {},
        {},
        {"constraints": {"required": True}},
        {"constraints": {"unique": True}},
        {"constraints": {"required": True, "unique": True}},
        {"missingValues": ["", "无", "7"]},
    ]
)
OWN = {
    "string": st.sampled_from(
        [
            {},
            {"constraints": {"enum": ["甲村", "乙,镇", "无"]}},
            {"constraints": {"pattern": "[甲乙].*", "maxLength": 3}},
        ]
    ),
    "integer": st.sampled_from(
        [{}, {"constraints": {"minimum": -2, "maximum": 5}}, {"bareNumber": False}]
    ),
    "number": st.sampled_from([{}, {"decimalChar": ","}, {"constraints": {"minimum": 0}}]),
    "date": st.sampled_from([{}, {"format": "any"}, {"constraints": {"minimum": "2000-01-01"}}]),
}


@st.composite
def schemas(draw):
    fields = []
    for bare in FIELDS:
        kind = draw(st.sampled_from([bare["type"], bare["type"], "string"]))
        common, own = draw(CONSTRAINTS), draw(OWN[kind])
        constraints = common.get("constraints", {}) | own.get("constraints", {})
        field = {"name": bare["name"], "type": kind, **common, **own}
        fields.append({**field, "constraints": constraints} if constraints else field)
    key = draw(
        st.sampled_from([None, None, ["名称"], ["户数"], ["户数", "名称"], ["登记日期", "金额"]])
    )
    return {"fields": fields, **({"primaryKey": key} if key else {})}


def written(rows, end, quoting):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end, quoting=quoting)
    writer.writerows([TITLES, ["甲村", "1", "1.5", "2024-01-02"], *rows])
    return text.getvalue()


def checklist(kind, checks):
    return kind.from_descriptor({"checks": [{"type": check} for check in checks]})


def by_frictionless(table, schema, checks):
    """Plain Frictionless on the rows that were delivered, and the scan of each of them."""
    titles = [column.title for column in table.columns]
    scan = PrivacyScan([(column.id, column.title) for column in table.columns])
    scan.see_header(1, titles)
    for row in table.rows:
        scan.see(row.number, row)
    checks = checklist(Checklist, checks)
    checks.add_check(some_rows())
    checks.add_check(read_damage(damages=table.damages))
    resource = TableResource(
        name="table",
        data=[Row(0, titles), *table.rows],
        schema=Schema.from_descriptor(schema),
        dialect=SourceRows(header_rows=[1]),
    )
    return dict(resource.validate(checks, limit_errors=0).to_descriptor()), scan.findings()


def by_portal(table, schema, checks):
    scan = PrivacyScan([(column.id, column.title) for column in table.columns])
    checks = checklist(CountingChecklist, checks)
    checks.kept = 1 << 30
    return judge(table, schema, checks, scan), scan.findings()


def told(report):
    for part in [report, *report["tasks"]]:
        part["stats"].pop("seconds", None)
    return report


@settings(deadline=None, max_examples=300)
@given(
    st.lists(ROW, max_size=14),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
    schemas(),
    st.lists(st.sampled_from(CHECKS), unique=True),
)
def test_report_and_findings_are_those_of_plain_frictionless(
    rows, end, quoting, encoding, schema, checks
):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(written(rows, end, quoting).encode(encoding))
        types = {field["name"]: field["type"] for field in schema["fields"]}
        table = read_table(path, types=types)

        report, findings = by_portal(table, schema, checks)
        expected, expected_findings = by_frictionless(table, schema, checks)

        assert told(report) == told(expected)
        assert findings == expected_findings


def suspects_of(tmp_path, schema, rows, checks=("broken-text",)):
    path = tmp_path / "t.csv"
    path.write_text(written(rows, "\n", csv.QUOTE_MINIMAL))
    table = read_table(path)
    forms = fast_forms(table, Schema.from_descriptor(schema), checklist(Checklist, checks))
    suspects = Suspects(table, forms, PrivacyScan([("a", "a")] * 4))
    return [row.number for row in suspects], suspects.proved


def test_clean_rows_but_the_first_are_only_counted(tmp_path):
    numbers, proved = suspects_of(
        tmp_path, {"fields": FIELDS}, [["乙", "2", "2.5", "2024-01-03"]] * 50
    )

    assert (numbers, proved) == ([2], 50)


def test_of_rows_with_unique_keys_only_the_doubled_are_judged(tmp_path):
    schema = {"fields": FIELDS, "primaryKey": ["户数"]}
    rows = [["乙", str(number), "2.5", "2024-01-03"] for number in [*range(2, 50), 7]]

    numbers, _proved = suspects_of(tmp_path, schema, rows)

    assert numbers == [2, 8, 51]


def test_a_constraint_sends_only_the_rows_that_break_it(tmp_path):
    fields = [{**FIELDS[0], "constraints": {"enum": ["甲村", "乙"]}}, *FIELDS[1:]]
    rows = [["乙", "2", "2.5", "2024-01-03"]] * 20 + [["丙", "2", "2.5", "2024-01-03"]]

    numbers, _proved = suspects_of(tmp_path, {"fields": fields}, rows)

    assert numbers == [2, 23]


def test_a_check_without_a_fast_form_sends_the_whole_table_the_slow_way(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(written([], "\n", csv.QUOTE_MINIMAL))
    schema = Schema.from_descriptor({"fields": FIELDS})
    checks = Checklist.from_descriptor(
        {"checks": [{"type": "row-constraint", "formula": "户数 > 0"}]}
    )

    assert fast_forms(read_table(path), schema, checks) is None

"""What holds for any text: dialect, encoding and line ends change nothing, and no row shifts."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from ckanext.ankang.tables import UndecidedEncoding, read_table
from ckanext.ankang.tables.encoding import decide_encoding
from ckanext.ankang.tables.header import Header
from ckanext.ankang.tables.plain import Layout, Row, Run
from ckanext.ankang.tables.script import common_characters
from ckanext.ankang.tables.structure import Structure
from ckanext.ankang.tables.types import MISSING, to_number

ROOM = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
HEADER = ["名称", "登记机关", "户数"]
WORDS = st.lists(
    st.sampled_from(
        ["汉滨区", "旬阳市", "城市公交线路", "行政许可", "老城街道办事处", "石泉县城关镇"]
    ),
    min_size=1,
    max_size=3,
).map("".join)
SPECIAL = st.text(st.sampled_from("汉滨区城关镇，;|'\"\t、\\ab1"), min_size=1).map(
    lambda text: f"县{text}县"
)
COUNTS = st.integers(0, 10**6).map(str)
TABLES = st.lists(st.tuples(WORDS, WORDS, COUNTS).map(list), min_size=2, max_size=15)
ODD_TABLES = st.lists(st.tuples(SPECIAL, WORDS, COUNTS).map(list), min_size=2, max_size=15)


def text_of(rows, delimiter=",", line_end="\n", **dialect):
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=line_end, **dialect).writerows(rows)
    return stream.getvalue()


def cells(table):
    return [list(row) for row in table.rows]


@ROOM
@given(
    rows=TABLES,
    delimiter=st.sampled_from(",\t;|，"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-32"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_the_same_table_in_any_dialect_reads_equal(
    tmp_path, rows, delimiter, encoding, line_end, quoting
):
    path = tmp_path / "t.csv"
    text = text_of([HEADER, *rows], delimiter, line_end, quoting=quoting)
    path.write_bytes(text.encode(encoding))

    table = read_table(path)

    assert [column.title for column in table.columns] == HEADER
    assert cells(table) == rows
    assert table.damages == []


@ROOM
@given(
    rows=ODD_TABLES,
    delimiter=st.sampled_from(",\t;|"),
    doubled=st.booleans(),
)
def test_special_characters_inside_quotes_stay(tmp_path, rows, delimiter, doubled):
    path = tmp_path / "t.csv"
    escape = {} if doubled else {"doublequote": False, "escapechar": "\\"}
    text = text_of([HEADER, *rows], delimiter, quoting=csv.QUOTE_ALL, **escape)
    # Without a quote in a cell nothing tells that backslashes escape.
    assume(doubled or '\\"' in text)
    path.write_text(text, encoding="utf-8", newline="")

    assert cells(read_table(path)) == rows


@ROOM
@given(rows=ODD_TABLES)
def test_a_clean_file_comes_back_byte_for_byte(tmp_path, rows):
    path = tmp_path / "t.csv"
    content = text_of([HEADER, *rows]).encode()
    path.write_bytes(content)

    table = read_table(path)

    titles = [column.title for column in table.columns]
    assert text_of([titles, *cells(table)]).encode() == content


BREAKAGES = {
    "misplaced-quote": lambda row: [f'"{row[0]}"街', *row[1:]],
    "wide": lambda row: [*row, "多出"],
    "narrow": lambda row: row[:2],
}


@ROOM
@given(
    rows=st.lists(st.tuples(WORDS, WORDS, COUNTS).map(list), min_size=12, max_size=40),
    broken=st.dictionaries(st.integers(0, 11), st.sampled_from(sorted(BREAKAGES)), max_size=5),
)
def test_broken_rows_are_named_and_no_other(tmp_path, rows, broken):
    path = tmp_path / "t.csv"
    written = [BREAKAGES[broken[n]](row) if n in broken else row for n, row in enumerate(rows)]
    path.write_text("".join(",".join(row) + "\n" for row in [HEADER, *written]), encoding="utf-8")

    table = read_table(path)

    quotes = sorted(n + 2 for n, kind in broken.items() if kind == "misplaced-quote")
    ragged = sorted(n + 2 for n, kind in broken.items() if kind != "misplaced-quote")
    assert [damage.row for damage in table.damages] == quotes
    assert table.facts["ragged_rows"] == ragged
    sound = {n + 2: row for n, row in enumerate(rows) if n not in broken}
    assert {row.number: list(row) for row in table.rows if row.number not in ragged} == sound


@ROOM
@given(content=st.text(st.sampled_from('区合计小:：;,，|"\n\r\t# 12.%万—'), max_size=200))
def test_the_same_bytes_give_the_same_facts(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_text("名称,户数\n甲,1\n" + content, encoding="utf-8", newline="")

    assert read_table(path).to_facts() == read_table(path).to_facts()


CHINESE = st.text(st.sampled_from(sorted(c for c in common_characters() if "一" <= c <= "龥")))


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=CHINESE.filter(lambda text: len(text) >= 4),
    encoding=st.sampled_from(["utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be", "utf-32-le"]),
)
def test_an_encoding_is_told_or_held_and_never_wrong(tmp_path, text, encoding):
    try:
        content = f"名称,说明\n{text},1\n".encode(encoding)
    except UnicodeEncodeError:
        return
    path = tmp_path / "t.csv"
    path.write_bytes(content)

    try:
        found, _ = decide_encoding(path, "t.csv")
    except UndecidedEncoding:
        return

    assert content.decode(found) == f"名称,说明\n{text},1\n"


PIECES = [
    "合计",
    "小 计",
    "汉滨区小计",
    "注：",
    "单位：万元",
    "第 2 页",
    "# 甲",
    "名称",
    "12",
    "甲",
    "￥3",
]


@settings(max_examples=400, deadline=None)
@example(row=["(单位：元)", "", ""])
@given(
    row=st.lists(
        st.one_of(
            st.sampled_from([*PIECES, ""]),
            st.text(st.sampled_from("合计注：:—-1 页第#（"), max_size=8),
        ),
        min_size=3,
        max_size=3,
    )
)
def test_the_hint_finds_every_row_that_may_be_no_data(row):
    title = Row(1, ["2023年户数表", None, None])
    structure = Structure(Header(HEADER, [Row(2, HEADER)], [title]))
    data = ("甲,乙,3\n" + ",".join(row) + "\n丙,丁,4\n").encode()
    run = Run(3, 3, data, Layout(3))

    places = list(structure.places(run))

    assert structure.kind(Row(4, [cell or None for cell in row])) is None or 1 in places


@settings(deadline=None)
@given(
    number=st.decimals(min_value=-(10**12), max_value=10**12, places=2),
    form=st.sampled_from(["grouped", "brackets", "triangle", "wide", "money"]),
)
def test_a_written_number_is_read_exactly(number, form):
    plain = f"{abs(number):,.2f}"
    sign = "-" if number < 0 else ""
    written = {
        "grouped": sign + plain,
        "brackets": f"({plain})" if sign else plain,
        "triangle": f"△{plain}" if sign else plain,
        "wide": (sign + plain).translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)}),
        "money": f"{sign}￥{plain}",
    }[form]

    assert Decimal(to_number(written, "元" if form == "money" else "") or "nan") == number


@settings(deadline=None)
@given(number=st.decimals(min_value=0, max_value=10**6, places=3), places=st.sampled_from([4, 8]))
def test_ten_thousands_are_multiplied_exactly(number, places):
    written = f"{number}{'万' if places == 4 else '亿'}"

    assert Decimal(to_number(written, scaled=True) or "nan") == number * 10**places


GROUPS = st.lists(st.lists(st.integers(1, 999), min_size=1, max_size=4), min_size=2, max_size=5)


@ROOM
@given(groups=GROUPS)
def test_subtotals_are_left_out_and_nothing_else(tmp_path, groups):
    rows, towns = [], []
    for n, group in enumerate(groups):
        members = [[f"第{n}组", f"镇{n}之{m}", str(count)] for m, count in enumerate(group)]
        towns += members
        rows += [*members, ["小计", "", str(sum(group))]]
    path = tmp_path / "t.csv"
    path.write_text(text_of([["组", "镇", "户数"], *rows]), encoding="utf-8", newline="")

    table = read_table(path)

    assert cells(table) == towns
    assert len(table.facts["dropped_rows"]) == len(groups)


@ROOM
@given(years=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=2, max_size=6))
def test_a_category_called_total_stays(tmp_path, years):
    rows = [
        [kind, str(2000 + n), str(count)]
        for n, (men, women) in enumerate(years)
        for kind, count in (("男", men), ("女", women), ("合计", men + women))
    ]
    path = tmp_path / "t.csv"
    path.write_text(text_of([["性别", "年份", "人数"], *rows]), encoding="utf-8", newline="")

    assert cells(read_table(path)) == rows


@pytest.mark.parametrize("mark", sorted(MISSING))
def test_marks_for_missing_are_emptied_only_where_a_type_is_agreed(tmp_path, mark):
    path = tmp_path / "t.csv"
    path.write_text(text_of([["名称", "户数"], [mark, "1"], ["甲", mark]]), encoding="utf-8")

    table = read_table(path)

    assert cells(table) == [[mark, "1"], ["甲", None]]
    assert table.facts["transforms"][0]["values"] == {mark: 1}


@ROOM
@given(
    counts=st.lists(
        st.sampled_from(["7", "0", "1,200", "/", "－3", "12"]), min_size=1, max_size=60
    ),
    delimiter=st.sampled_from(",\t;"),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_cells_are_changed_and_whole_runs_are_not(tmp_path, counts, delimiter, line_end):
    stored = {"1,200": "1200", "/": None, "－3": "-3"}
    rows = [
        [str(n), count, "甲\n乙" if n % 7 == 3 else "甲"] for n, count in enumerate(counts, start=1)
    ]
    path = tmp_path / "t.csv"
    content = text_of([["序号", "户数", "名称"], ["0", "5", "甲"], *rows], delimiter, line_end)
    path.write_text(content, encoding="utf-8", newline="")

    table = read_table(path)

    expected = [stored.get(count, count) for count in counts]
    assert [row[1] for row in table.rows] == ["5", *expected]
    assert [row.number for row in table.rows] == list(range(2, len(counts) + 3))
    changed = sum(one["cells"] for one in table.facts["transforms"])
    assert changed == sum(count in stored for count in counts)

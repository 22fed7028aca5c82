"""Workbooks that go back to the clerk with notes, and come back corrected."""

import io
import time
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from ckanext.ankang.drafts.notes import MARK
from ckanext.ankang.drafts.ooxml import MEDIA, PACKAGE
from ckanext.ankang.drafts.workbook import (
    HEADING,
    REASON,
    Mark,
    annotate,
    as_json,
    marks_of,
    marks_of_reasons,
    read_back,
    still_open,
)
from ckanext.ankang.quality.validation import validate_table

TABLES = Path(__file__).parents[2] / "samples/tables"
WRONG = "第 2 行“登记日期”是“2022.13.1”，不是日期。请改为 2022-12-01 这样的形式。"
TOKEN = "draft/version"


@pytest.fixture
def there(tmp_path):
    """Where the annotated workbook is written."""
    return tmp_path / "annotated.xlsx"


def a_book(tmp_path, change=lambda book: None, name="原表.xlsx"):
    book = Workbook()
    sheet = book.active
    sheet.title = "线路"
    for line in (["编号", "登记日期"], ["1", "2022.13.1"], ["2", "2022-12-02"]):
        sheet.append(line)
    change(book)
    path = tmp_path / name
    book.save(path)
    return path


def complete(sample, tmp_path):
    """The samples leave out what only spreadsheet programs ask for."""
    path = tmp_path / sample.name
    book = f'<Override PartName="/xl/workbook.xml" ContentType="{MEDIA}.sheet.main+xml"/>'
    listed = f'<Types xmlns="{PACKAGE}/content-types">{book}</Types>'
    with zipfile.ZipFile(sample) as source, zipfile.ZipFile(path, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name))
        if "[Content_Types].xml" not in source.namelist():
            copy.writestr("[Content_Types].xml", listed)
    return path


def annotated(path, there, *marks, **facts):
    said = {"format": "xlsx", "header_row": 1, "name": path.name, **facts}
    return annotate(str(path), str(there), said, as_json(marks), TOKEN)


def back(there, tmp_path, name="原表.xlsx", **facts):
    target = tmp_path / "corrected.xlsx"
    found = read_back(str(there), str(target), {"version": {"format": "xlsx", **facts}}, name)
    return found, target


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_finding_stands_in_its_cell_and_on_the_first_sheet(tmp_path, there):
    annotated(a_book(tmp_path), there, Mark(WRONG, 2, 2, "登记日期"))
    book = load_workbook(there)
    assert book.sheetnames == ["处理单", "线路"]
    assert book["线路"]["B2"].comment.text == f"{MARK}1. {WRONG}"
    listed = list(book["处理单"].iter_rows(min_row=4, values_only=True))
    assert listed == [(1, "校验", 2, "登记日期", WRONG, None)]


def test_the_table_itself_is_not_touched(tmp_path, there):
    path = a_book(tmp_path)
    before = parts(path)
    annotated(path, there, Mark(WRONG, 2, 2))
    after = parts(there)
    sheet = "xl/worksheets/sheet1.xml"
    assert after["xl/styles.xml"] == before["xl/styles.xml"]
    rows = after[sheet].split(b"<legacyDrawing")[0]
    assert before[sheet].startswith(rows)


def test_what_comes_back_unchanged_is_the_original_again(tmp_path, there):
    path = a_book(tmp_path)
    annotated(path, there, Mark(WRONG, 2, 2))
    found, target = back(there, tmp_path)
    assert found == {"ours": True, "reference": TOKEN, "answers": [], "name": "原表.xlsx"}
    same = parts(target)
    for part, content in parts(path).items():
        if part.startswith("xl/worksheets/sheet") or part in ("xl/styles.xml",):
            assert same[part] == content, part
    assert not [part for part in same if "omment" in part or "Ankang" in part]


def test_a_workbook_saved_by_another_program_comes_back_without_our_traces(tmp_path, there):
    annotated(a_book(tmp_path), there, Mark(WRONG, 2, 2))
    book = load_workbook(there)
    book["线路"]["B2"] = "2022-12-01"
    book["处理单"]["F4"] = "已核对登记簿"
    book.save(there)
    found, target = back(there, tmp_path)
    assert (found["reference"], found["answers"]) == (
        TOKEN,
        [{"asked": WRONG, "answer": "已核对登记簿"}],
    )
    corrected = load_workbook(target)
    assert corrected.sheetnames == ["线路"]
    assert corrected["线路"]["B2"].value == "2022-12-01"
    assert not [cell for row in corrected["线路"] for cell in row if cell.comment]


def test_somebodys_own_comments_stay(tmp_path, there):
    def comment(book):
        book.active["B2"].comment = Comment("李：待核", "李")
        book.active["A3"].comment = Comment("王：已核", "王")

    annotated(a_book(tmp_path, comment), there, Mark(WRONG, 2, 2), Mark("看这里", 3, 2))
    noted = load_workbook(there)["线路"]
    assert noted["B2"].comment.text == f"李：待核\n{MARK}1. {WRONG}"
    assert noted["A3"].comment.text == "王：已核"
    _, target = back(there, tmp_path)
    left = load_workbook(target)["线路"]
    assert left["B2"].comment.text.strip() == "李：待核"
    assert left["A3"].comment.text == "王：已核"
    assert left["B3"].comment is None


def test_a_note_in_a_merged_area_stands_in_its_first_cell(tmp_path, there):
    path = a_book(tmp_path, lambda book: book.active.merge_cells("A2:B3"))
    annotated(path, there, Mark(WRONG, 3, 2))
    assert load_workbook(there)["线路"]["A2"].comment


def test_charts_names_and_a_sheet_of_the_same_name_stay(tmp_path, there):
    def furnish(book):
        chart = BarChart()
        chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=3))
        book.active.add_chart(chart, "D2")
        own = book.create_sheet("处理单")
        own["A1"] = "本单位自己的处理单"
        own.defined_names["范围"] = DefinedName("范围", attr_text="处理单!$A$1")

    path = a_book(tmp_path, furnish)
    annotated(path, there, Mark(WRONG, 2, 2))
    assert load_workbook(there).sheetnames == ["处理单1", "线路", "处理单"]
    _, target = back(there, tmp_path)
    left = load_workbook(target)
    assert left.sheetnames == ["线路", "处理单"]
    assert left["处理单"].defined_names["范围"].attr_text == "处理单!$A$1"
    assert parts(target)["xl/charts/chart1.xml"] == parts(path)["xl/charts/chart1.xml"]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "@SUM(1)", "-2", "\x07<&>"])
def test_no_sentence_and_no_cell_becomes_a_formula(tmp_path, there, text):
    path = tmp_path / "表.csv"
    path.write_text(f'编号,说明\n1,"{text}"\n', "utf-8")
    facts = {"format": "csv", "encoding": "utf-8", "dialect": {}}
    annotated(path, there, Mark(text, 2, 2), **facts)
    book = load_workbook(there)
    cells = [book["处理单"]["E4"], book["数据"]["B2"]]
    assert [cell.data_type for cell in cells] == ["s", "s"]


def test_a_csv_comes_back_as_csv_with_its_zeros(tmp_path, there):
    path = tmp_path / "表.csv"
    path.write_text("编号;名称\n\n007;旬阳\n", "gb18030")
    facts = {"format": "csv", "encoding": "gb18030", "dialect": {"delimiter": ";"}}
    annotated(path, there, Mark("看这里", 3, 2), **facts)
    book = load_workbook(there)
    assert book["数据"]["B3"].comment
    book["数据"]["B3"] = "旬阳市"
    book.save(there)
    found, target = back(there, tmp_path, "表 处理.xlsx", **facts)
    assert found["name"] == "表 处理.csv"
    assert target.read_text("utf-8-sig").splitlines()[-1] == "007;旬阳市"


def test_days_and_whole_numbers_that_a_program_made_are_written_as_before(tmp_path, there):
    path = tmp_path / "表.csv"
    path.write_text("编号,日期\n7,2022-12-01\n", "utf-8")
    facts = {"format": "csv", "encoding": "utf-8", "dialect": {}}
    annotated(path, there, **facts)
    book = load_workbook(there)
    book["数据"]["A2"], book["数据"]["B2"] = 8.0, datetime(2022, 12, 2)
    book.save(there)
    _, target = back(there, tmp_path, "表.xlsx", **facts)
    assert target.read_text("utf-8-sig").splitlines()[1] == "8,2022-12-02"


def test_a_workbook_without_our_sheet_is_none_of_ours(tmp_path):
    own = a_book(tmp_path, lambda book: book.create_sheet("处理单"))
    assert back(own, tmp_path)[0] == {"ours": False}


def test_a_csv_dropped_instead_is_none_of_ours(tmp_path):
    path = tmp_path / "改好.csv"
    path.write_text("编号\n1\n", "utf-8")
    assert back(path, tmp_path)[0] == {"ours": False}


def test_a_private_number_stays_out_of_the_notes_and_in_the_clerks_cell(tmp_path, there):
    number = "612401198001010017"
    path = tmp_path / "名单.csv"
    path.write_text(f"姓名,身份证号\n张三,{number}\n李四,\n", "utf-8")
    found = validate_table(path)
    marks = marks_of(found.report, found.findings, found.facts)
    annotate(str(path), str(there), found.facts, as_json(marks), TOKEN)
    book = load_workbook(there)
    sheet = book["数据"]
    said = [c.comment.text for row in sheet for c in row if c.comment]
    said += [str(c.value) for row in book["处理单"] for c in row if c.value]
    assert sheet["B2"].value == number
    assert sheet["B2"].comment
    assert not [text for text in said if number in text]


def test_a_reviewers_line_finds_its_cell():
    (mark,) = marks_of_reasons(["第 213 行“登记日期”写错了"], ["编号", "登记日期"])
    assert (mark.row, mark.column, mark.source) == (213, 2, REASON)


def test_what_is_put_right_is_answered_though_rows_moved():
    first = Mark("甲", 2, 1, "日期", "type-error", "2022.13.1")
    second = Mark("乙", 9, 1, "日期", "type-error", "2022.14.1")
    now = Mark("乙", 8, 1, "日期", "type-error", "2022.14.1")
    assert still_open([first, second], [now]) == ([first], [second])


@pytest.mark.parametrize(
    "name",
    [
        "merged_cells_below_the_header",
        "rich_text_and_phonetics",
        "comments_inside_a_sheet",
        "second_sheet_with_data",
        "hidden_rows_and_columns",
        "very_hidden_first_sheet",
        "formula_values",
        "prefixed_namespace",
        "wrong_dimension",
    ],
)
def test_nasty_workbooks_go_and_come_back_with_the_same_data(tmp_path, there, name):
    path = complete(TABLES / f"{name}.xlsx", tmp_path)
    found = validate_table(path)
    marks = [Mark("看这里", 2, 1)]
    annotate(str(path), str(there), found.facts, as_json(marks), TOKEN)
    assert HEADING.encode() in parts(there)["xl/worksheets/sheetAnkang.xml"]
    result, target = back(there, tmp_path, path.name)
    again = validate_table(target, name=path.name)
    assert result["ours"]
    assert (again.rows, again.schema, again.verdict) == (found.rows, found.schema, found.verdict)


def test_a_hundred_thousand_rows_go_and_come_back_in_time(tmp_path, there):
    path = tmp_path / "大表.csv"
    lines = [
        f"{n},安康市第{n}号,2022-12-0{1 + n % 9},{n}.5,备注{n % 7},旬阳市" for n in range(100_000)
    ]
    path.write_text("\n".join(["编号,名称,日期,金额,备注,县区", *lines]), "utf-8")
    facts = {"format": "csv", "encoding": "utf-8", "dialect": {}, "header_row": 1}
    marks = [Mark(f"第 {n} 行有错", n, 3, "日期") for n in range(2, 1_002)]
    started = time.process_time()
    assert annotated(path, there, *marks, **facts) == 1_000
    gone = time.process_time() - started
    found, _ = back(there, tmp_path, "大表.xlsx", **{**facts, "format": "xlsx"})
    came = time.process_time() - started - gone
    print(f"annotated in {gone:.1f} s, read back in {came:.1f} s, {there.stat().st_size} bytes")
    assert found["ours"]
    assert gone < 20
    assert came < 20


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5), CELLS)
def test_any_table_of_texts_goes_and_comes_back(tmp_path_factory, rows, sentence):
    folder = tmp_path_factory.mktemp("any")
    book = Workbook()
    for row in rows:
        book.active.append([f"·{cell}" for cell in row])
    book.save(folder / "表.xlsx")
    there = folder / "annotated.xlsx"
    annotated(folder / "表.xlsx", there, Mark(sentence, 1, 2), Mark(sentence))
    _, target = back(there, folder)
    listed = load_workbook(io.BytesIO(target.read_bytes())).active.iter_rows(values_only=True)
    assert [list(row) for row in listed] == [[f"·{cell}" for cell in row] for row in rows]

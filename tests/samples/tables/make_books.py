"""Make the nasty workbooks, records and archives: one defect each, named by it, from the real rows.

Every byte is written here, so that the same rows give the same files.
"""

import csv
import io
import struct
import zipfile
import zlib
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Rows = list[list[str]]


def make_all() -> None:
    """Write every sample."""
    with (HERE / "clean_utf8.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    for makers in (_xlsx, _broken_xlsx, _ods, _old, _records, _zips, _others):
        for name, content in makers(rows).items():
            (HERE / name).write_bytes(content)
    _parquets(rows)


def archive(members: dict[str, str | bytes], *, utf8: bool = True) -> bytes:
    """A ZIP archive whose bytes depend on nothing but its members; names are GBK unless `utf8`."""
    out = io.BytesIO()
    stand_ins = {name: name if utf8 else "x" * len(name.encode("gbk")) for name in members}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            member = zipfile.ZipInfo(stand_ins[name], (2026, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, content)
    made = out.getvalue()
    for name, stand_in in stand_ins.items():
        made = made if utf8 else made.replace(stand_in.encode(), name.encode("gbk"))
    return made


def book(
    *sheets: str,
    strings: str = "",
    styles: str = "",
    states: tuple[str, ...] = (),
    settings: str = "",
) -> dict[str, str | bytes]:
    """The members of a workbook; each sheet is the XML of a whole worksheet."""
    listed = "".join(
        f'<sheet name="表{n}" sheetId="{n}" state="{state}" r:id="rId{n}"/>'
        for n, state in enumerate((*states, *["visible"] * (len(sheets) - len(states))), start=1)
    )
    parts = {f"worksheets/sheet{n}.xml": "worksheet" for n in range(1, len(sheets) + 1)}
    parts |= {"sharedStrings.xml": "sharedStrings", "styles.xml": "styles"}
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (target, kind) in enumerate(parts.items(), start=1)
    )
    return {
        "xl/workbook.xml": f'<workbook {NS} xmlns:r="{RELATIONS}">{settings}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
        **{f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, start=1)},
        "xl/sharedStrings.xml": f"<sst {NS}>{strings}</sst>",
        "xl/styles.xml": f"<styleSheet {NS}>{styles}</styleSheet>",
    }


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    """The XML of a worksheet."""
    return f"<worksheet {NS}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def inline(text: str, reference: str = "", attributes: str = "") -> str:
    """The XML of a cell that holds its own text."""
    place = f' r="{reference}"' if reference else ""
    return f'<c{place}{attributes} t="inlineStr"><is><t>{escape(text, quote=False)}</t></is></c>'


def sheet_rows(rows: Rows, *, first: int = 1, references: bool = True) -> str:
    """Rows of text cells; what stands in the third column is a number."""
    made = []
    for number, cells in enumerate(rows, start=first):
        r = [f"{letter}{number}" if references else "" for letter in "ABCDEF"]
        xml = "".join(
            f'<c r="{r[n]}"><v>{cell}</v></c>' if cell.isdigit() and n == 2 and references
            else f"<c><v>{cell}</v></c>" if cell.isdigit() and n == 2
            else inline(cell, r[n])
            for n, cell in enumerate(cells)
        )  # fmt: skip
        made.append(f'<row r="{number}">{xml}</row>' if references else f"<row>{xml}</row>")
    return "".join(made)


def numbers(*cells: tuple[str, int | None]) -> str:
    """Rows with one number each in column B beside a name, from row 2 on; each with its style."""
    head = '<row r="1">' + inline("名称", "A1") + inline("数", "B1") + "</row>"
    return head + "".join(
        f'<row r="{n}">{inline(f"第{n}", f"A{n}")}<c r="B{n}" s="{style or 0}"><v>{value}</v></c></row>'
        for n, (value, style) in enumerate(cells, start=2)
    )


def styles(*codes: str | int) -> str:
    """Number formats by their code or built-in number; style 0 is the general one."""
    own = {164 + n: code for n, code in enumerate(codes) if isinstance(code, str)}
    formats = "".join(
        f'<numFmt numFmtId="{n}" formatCode="{escape(code)}"/>' for n, code in own.items()
    )
    used = [0, *(164 + n if isinstance(code, str) else code for n, code in enumerate(codes))]
    return f"<numFmts>{formats}</numFmts><cellXfs>" + "".join(
        f'<xf numFmtId="{n}"/>' for n in used
    ) + "</cellXfs>"  # fmt: skip


def _xlsx(rows: Rows) -> dict[str, bytes]:
    plain = sheet_rows(rows)
    words = list(dict.fromkeys(cell for row in rows for cell in row))
    shared = "".join(
        f"<si><r><rPr><b/></rPr><t>{word[:1]}</t></r><r><t>{word[1:]}</t></r>"
        f'<rPh sb="0" eb="1"><t>ānkāng</t></rPh><phoneticPr fontId="1"/></si>'
        for word in words
    )
    by_index = "".join(
        f'<row r="{n}">'
        + "".join(
            f'<c r="{"ABC"[i]}{n}" t="s"><v>{words.index(c)}</v></c>' for i, c in enumerate(row)
        )
        + "</row>"
        for n, row in enumerate(rows, start=1)
    )
    prefixed = (
        sheet(plain)
        .replace("<", "<x:")
        .replace("<x:/", "</x:")
        .replace(f"worksheet {NS}", f"worksheet {NS.replace('xmlns', 'xmlns:x')}")
    )
    merged = sheet(plain, after='<mergeCells count="1"><mergeCell ref="A3:A4"/></mergeCells>')
    hiding = plain.replace('<row r="3"', '<row r="3" hidden="1"')
    errors = plain.replace(
        f"<v>{rows[4][2]}</v>", "<f>1/0</f><v>#DIV/0!</v>"
    ).replace('<c r="C5">', '<c r="C5" t="e">')  # fmt: skip
    dates = numbers(
        ("45000", 1), ("45000", 2), ("45000", 3), ("45000.5", 4), ("1.5", 5), ("0.5", 4)
    )
    makers = {
        "rich_text_and_phonetics.xlsx": book(sheet(by_index), strings=shared),
        "no_cell_references.xlsx": book(sheet(sheet_rows(rows, references=False))),
        "prefixed_namespace.xlsx": book(prefixed),
        "comments_inside_a_sheet.xlsx": book(sheet(plain.replace("<row", "<!-- 行 --><row"))),
        "wrong_dimension.xlsx": book(sheet(plain, before='<dimension ref="A1"/>')),
        "rows_far_apart.xlsx": book(sheet(_apart(rows))),
        "days_since_1904.xlsx": book(
            sheet(numbers(("43538", 1))), styles=styles(14), settings='<workbookPr date1904="1"/>'
        ),
        "chinese_date_formats.xlsx": book(
            sheet(dates),
            styles=styles(
                'yyyy"年"m"月"d"日"', "[$-804]yyyy年m月d日;@", 31, "yyyy-mm-dd hh:mm", "[h]:mm"
            ),
        ),
        "false_leap_day_of_1900.xlsx": book(
            sheet(numbers(("1", 1), ("59", 1), ("61", 1))), styles=styles(14)
        ),
        "formats_that_are_no_dates.xlsx": book(
            sheet(numbers(("1200", 1), ("0.25", 2), ("7", 3))),
            styles=styles('#,##0"days"', "0.00%", "[Red]0_);\\d0"),
        ),
        "formula_errors.xlsx": book(sheet(errors)),
        "hidden_rows_and_columns.xlsx": book(
            sheet(hiding, before='<cols><col min="2" max="2" hidden="1"/></cols>')
        ),
        "merged_cells_below_the_header.xlsx": book(merged),
        "second_sheet_with_data.xlsx": book(sheet(plain), sheet(""), sheet(plain)),
        "very_hidden_first_sheet.xlsx": book(
            sheet(sheet_rows([["草稿"]])), sheet(plain), states=("veryHidden",)
        ),
        "escaped_line_ends.xlsx": book(
            sheet(sheet_rows([["名称", "地址"], ["甲", "一_x000D_\n二_x005F_"]]))
        ),
        "formula_values.xlsx": book(
            sheet(
                sheet_rows([["名称", "有效"]])
                + '<row r="2"><c r="A2" t="str"><f>"汉"&amp;"滨"</f><v>汉滨 &amp; 旬阳</v></c>'
                '<c r="B2" t="b"><v>1</v></c></row>'
            )
        ),
        "rounded_numbers.xlsx": book(
            sheet(
                numbers(("612401199001010000", None), ("6.1240119900101E+17", None), ("12", None))
            )
        ),
        "no_visible_sheet.xlsx": book(sheet(plain), states=("hidden",)),
        "rows_out_of_order.xlsx": book(
            sheet(sheet_rows(rows[:2], first=5) + sheet_rows(rows[2:4]))
        ),
        "string_that_is_not_there.xlsx": book(
            sheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')
        ),
    }
    return {name: archive(members) for name, members in makers.items()}


def _apart(rows: Rows) -> str:
    return sheet_rows(rows[:4]) + sheet_rows(rows[4:], first=1_048_576 - len(rows[4:]) + 1)


def _broken_xlsx(rows: Rows) -> dict[str, bytes]:
    good = archive(book(sheet(sheet_rows(rows))))
    lying = bytearray(good)
    place = good.index(b"xl/worksheets/sheet1.xml", good.index(b"PK\x01\x02")) - 46
    lying[place + 24 : place + 28] = struct.pack("<I", 64)
    overlapping = bytearray(good)
    other = good.index(b"xl/styles.xml", good.index(b"PK\x01\x02")) - 46
    overlapping[other + 42 : other + 46] = good[place + 42 : place + 46]
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "哈">{laughs}]>' + sheet("<row><c><v>&l9;</v></c></row>")
    return {
        "declared_size_lies.xlsx": bytes(lying),
        "overlapping_members.xlsx": bytes(overlapping),
        "billion_laughs.xlsx": archive(book(bomb)),
        "binary_workbook.xlsx": archive({"xl/workbook.bin": b"\x83\x01"}),
        "word_document.xlsx": archive({"word/document.xml": "<w/>"}),
    }


def ods(body: str, *, automatic: str = "", extra: dict[str, str] | None = None) -> bytes:
    """An OpenDocument workbook."""
    spaces = " ".join(f'xmlns:{p}="{ODF}:{p}:1.0"' for p in ("office", "table", "text", "style"))
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return archive({"mimetype": mimetype, "content.xml": content, **(extra or {})})


def _ods_table(rows: Rows, *, name: str = "镇办", style: str = "", after: str = "") -> str:
    made = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
            if n == 2 and cell.isdigit()
            else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for n, cell in enumerate(row)
        )
        + '<table:table-cell table:number-columns-repeated="16381"/></table:table-row>'
        for row in rows
    )
    named = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{named}>{made}{after}</table:table>'


def _ods(rows: Rows) -> dict[str, bytes]:
    rest = '<table:table-row table:number-rows-repeated="1048563"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    hidden = '<style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>'
    cell = '<table:table-cell office:value-type="{}" {}><text:p>{}</text:p></table:table-cell>'
    typed = "".join(
        f"<table:table-row>{cell.format('string', '', name)}{value}</table:table-row>"
        for name, value in {
            "项目": cell.format("string", "", "值"),
            "日期": cell.format("date", 'office:date-value="2026-07-03"', "26/7/3"),
            "时刻": cell.format("date", 'office:date-value="2026-07-03T08:30:00"', "26/7/3"),
            "钟点": cell.format("time", 'office:time-value="PT08H05M00S"', "8:05"),
            "真假": cell.format("boolean", 'office:boolean-value="true"', "是"),
            "比例": cell.format("percentage", 'office:value="0.255"', "25.5%"),
            "文字": '<table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation>'
            '<text:p>汉<text:s text:c="2"/>滨</text:p><text:p>第<text:span>二</text:span>段</text:p></table:table-cell>',
        }.items()
    )
    bomb = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="1000" office:value-type="string"><text:p>满</text:p></table:table-cell></table:table-row>'
    wrap = '<table:table table:name="表">{}</table:table>'.format
    failed = '<table:table-row><table:table-cell office:value-type="string"><text:p>#N/A</text:p></table:table-cell></table:table-row>'
    locked = {
        "META-INF/manifest.xml": "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    }
    return {
        "filled_up_with_empty_cells.ods": ods(_ods_table(rows, after=rest)),
        "hidden_sheet.ods": ods(
            _ods_table([["草稿"]], name="底稿", style="ta1") + _ods_table(rows), automatic=hidden
        ),
        "dates_booleans_and_comment.ods": ods(wrap(typed)),
        "repeated_cells_bomb.ods": ods(wrap(bomb)),
        "formula_error.ods": ods(_ods_table(rows[:3], after=failed)),
        "password.ods": ods(_ods_table(rows), extra=locked),
        "text_document.ods": archive(
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}
        ),
        "cut_off_inside.ods": archive({"content.xml": "<office:document-content"}),
    }


def ole(streams: dict[str, bytes]) -> bytes:
    """A compound file (MS-CFB, version 3) with all streams in its root."""
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    padded = {name: content + b"\0" * (-len(content) % 512) for name, content in padded.items()}
    fat, start, entries = [0xFFFFFFFD, 0xFFFFFFFE], 2, b""
    entries += _ole_entry("Root Entry", 5, child=1, start=0xFFFFFFFE, size=0)
    for n, (name, content) in enumerate(padded.items(), start=1):
        sectors = len(content) // 512
        fat += [*range(start + 1, start + sectors), 0xFFFFFFFE]
        following = n + 1 if n < len(padded) else 0xFFFFFFFF
        entries += _ole_entry(name, 2, right=following, start=start, size=len(content))
        start += sectors
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    head = OLE + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    head += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    return head.ljust(512, b"\xff") + table + entries.ljust(512, b"\0") + b"".join(padded.values())


def _ole_entry(
    name: str, kind: int, *, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, right, child)
    return raw.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", start, size)


def _biff(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def xls(*sheets: tuple[str, int, bytes], before: bytes = b"", mode: int = 0) -> bytes:
    """A workbook of Excel 97 (MS-XLS); each sheet has a name, a state and its cell records."""
    styles = b"".join(_biff(0xE0, struct.pack("<HHH", 0, form, 0) + b"\0" * 14) for form in (0, 14))
    head = _biff(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + before
    head += _biff(0x22, struct.pack("<H", mode)) + styles
    named = [(name.encode("utf-16-le"), len(name), state) for name, state, _ in sheets]
    offset = len(head) + sum(4 + 8 + len(raw) for raw, *_ in named) + 4
    bodies = [
        _biff(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 6)) + cells + _biff(0x0A)
        for *_, cells in sheets
    ]
    for (raw, size, state), body in zip(named, bodies, strict=True):
        head += _biff(0x85, struct.pack("<IBBBB", offset, state, 0, size, 1) + raw)
        offset += len(body)
    return ole({"Workbook": head + _biff(0x0A) + b"".join(bodies)})


def _label(row: int, column: int, text: str) -> bytes:
    head = struct.pack("<HHHHB", row, column, 0, len(text), 1)
    return _biff(0x204, head + text.encode("utf-16-le"))


def _double(row: int, column: int, number: float, style: int = 0) -> bytes:
    return _biff(0x203, struct.pack("<HHHd", row, column, style, number))


def _xls_cells(rows: Rows) -> bytes:
    return b"".join(
        _double(r, c, float(cell)) if c == 2 and cell.isdigit() else _label(r, c, cell)
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
    )


def _old(rows: Rows) -> dict[str, bytes]:
    cells = _xls_cells(rows)
    dated = (
        _label(0, 0, "名称") + _label(0, 1, "日期") + _label(1, 0, "甲") + _double(1, 1, 45000, 1)
    )
    failed = _biff(0x205, struct.pack("<HHHBB", 4, 2, 0, 7, 1))
    tabs = "\n".join("\t".join(row) for row in rows) + "\n"
    table = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return {
        "hidden_first_sheet.xls": xls(("底稿", 1, _label(0, 0, "草稿")), ("镇办", 0, cells)),
        "date_by_its_format.xls": xls(("表", 0, dated)),
        "days_since_1904.xls": xls(("表", 0, dated), mode=1),
        "formula_error.xls": xls(("表", 0, cells + failed)),
        "rounded_number.xls": xls(
            (
                "表",
                0,
                _label(0, 0, "名称")
                + _label(0, 1, "证号")
                + _label(1, 0, "甲")
                + _double(1, 1, 6.124e17),
            )
        ),
        "password.xls": xls(("表", 0, cells), before=_biff(0x2F, b"\0" * 6)),
        "cut_off_inside.xls": ole(
            {"Workbook": b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\xff" * 100}
        ),
        "word_document.xls": ole({"WordDocument": b"\xec\xa5"}),
        "presentation.xls": ole({"PowerPoint Document": b"\0"}),
        "tab_separated_text.xls": tabs.encode("gb18030"),
        "html_table.xls": f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>{table}</table></html>'.encode(),
        "web_archive.xls": b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n",
        "xml_of_excel_2003.xls": _spreadsheetml(rows).encode(),
        "xml_of_excel_2003_in_gb2312.xls": _spreadsheetml(rows)
        .replace("UTF-8", "gb2312")
        .encode("gb18030"),
    }


def _spreadsheetml(rows: Rows) -> str:
    def cell(text: str, place: int) -> str:
        kind = "Number" if place == 2 and text.isdigit() else "String"
        return f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>'

    def table(name: str, content: Rows, state: str) -> str:
        made = "".join(
            "<Row>" + "".join(cell(text, n) for n, text in enumerate(row)) + "</Row>"
            for row in content
        )
        options = f"<x:WorksheetOptions><x:Visible>{state}</x:Visible></x:WorksheetOptions>"
        return f'<Worksheet ss:Name="{name}"><Table>{made}</Table>{options}</Worksheet>'

    space = "urn:schemas-microsoft-com:office:"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{space}spreadsheet" xmlns:ss="{space}spreadsheet" xmlns:x="{space}excel">'
        + table("底稿", [["草稿"]], "SheetHidden")
        + table("镇办", rows, "SheetVisible")
        + "</Workbook>"
    )


def _records(rows: Rows) -> dict[str, bytes]:
    header, *body = rows
    lines = [
        "{"
        + ", ".join(
            f'"{k}": {v if k == header[2] else chr(34) + v + chr(34)}'
            for k, v in zip(header, row, strict=True)
        )
        + "}"
        for row in body
    ]
    bad = [*lines[:2], lines[2][:20], "[1, 2]", '{"户数": NaN}', *lines[3:]]
    items = "".join(
        "<镇办>" + "".join(f"<{k}>{v}</{k}>" for k, v in zip(header, row, strict=True)) + "</镇办>"
        for row in body
    )
    listed = (
        f'<?xml version="1.0" encoding="{{}}"?>\n<结果><代码>0</代码><数据>{items}</数据></结果>'
    )
    spaced = (
        '<a:list xmlns:a="urn:a" xmlns:b="urn:b">'
        '<a:item code="610902"><b:name lang="zh">汉滨区</b:name><b:tag>市辖区</b:tag></a:item>'
        '<a:item code="610981"><b:name lang="zh">旬阳市</b:name><b:tag>县级</b:tag><b:tag>市</b:tag>'
        "<b:seat><b:x>109.36</b:x></b:seat></a:item></a:list>"
    )
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return {
        "lines_with_blank_ones.jsonl": "\n\n".join(lines).encode(),
        "lines_under_another_name.json": "\n".join(lines).encode(),
        "bad_lines.jsonl": "\n".join(bad).encode(),
        "list_inside_an_answer.xml": listed.format("UTF-8").encode(),
        "declared_gb2312.xml": listed.format("GB2312").encode("gb18030"),
        "namespaces_attributes_and_nested.xml": spaced.encode(),
        "external_entity.xml": f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x><r a="1">&e;</r>{items}</x>'.encode(),
        "billion_laughs.xml": f'<!DOCTYPE x [<!ENTITY l0 "哈">{laughs}]><x><r><c>&l9;</c></r></x>'.encode(),
        "two_lists.xml": '<x><甲 a="1"/><甲 a="2"/><乙 b="1"/><乙 b="2"/></x>'.encode(),
        "nothing_repeats.xml": "<x><甲>1</甲></x>".encode(),
        "cut_off.xml": listed.format("UTF-8").encode()[:400],
        "xhtml_with_declaration.xml": b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x" "y">\n<html xmlns="http://www.w3.org/1999/xhtml"/>',
    }


def _parquets(rows: Rows) -> None:
    header, *body = rows
    columns = [list(column) for column in zip(*body, strict=True)]
    same = {header[0]: columns[0], header[1]: columns[1], header[2]: [int(v) for v in columns[2]]}
    pq.write_table(pa.table(same), HERE / "integers_and_text.parquet")
    typed = {
        "日期": pa.array([date(2026, 7, 3), None]),
        "时刻": pa.array([datetime(2026, 7, 3, 8, 30), None], pa.timestamp("ns")),
        "金额": pa.array([Decimal("12.50"), None], pa.decimal128(10, 2)),
        "有效": pa.array([True, False]),
        "面积": pa.array([0.1, None], pa.float32()),
        "坐标": pa.array([{"x": 109.5, "标签": ["市"]}, None]),
    }
    pq.write_table(pa.table(typed), HERE / "dates_decimals_and_nested.parquet")
    whole = (HERE / "integers_and_text.parquet").read_bytes()
    (HERE / "cut_off.parquet").write_bytes(whole[: len(whole) // 2])


def _zips(rows: Rows) -> dict[str, bytes]:
    text = (HERE / "clean_utf8.csv").read_bytes()
    workbook = archive(book(sheet(sheet_rows(rows))))
    locked = bytearray(archive({"镇办.csv": text}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    return {
        "table_beside_litter.zip": archive(
            {"__MACOSX/._镇办.csv": b"\0", ".DS_Store": b"\0", "镇办.csv": text, "说明.txt": "说明"}
        ),
        "gbk_member_name.zip": archive({"镇办户数.csv": text}, utf8=False),
        "workbook_inside.zip": archive({"数据/镇办.xlsx": workbook}),
        "two_tables.zip": archive({"甲.csv": text, "乙.csv": text}),
        "shapefile.zip": archive({"镇界.shp": b"\0", "镇界.dbf": b"\0", "镇界.shx": b"\0"}),
        "zip_inside.zip": archive({"内层.zip": archive({"镇办.csv": text})}),
        "zip_under_a_table_name.zip": archive({"镇办.csv": archive({"镇办.csv": text})}),
        "password.zip": bytes(locked),
        "no_table.zip": archive({"照片.jpg": b"\xff\xd8\xff", "合同.pdf": b"%PDF-"}),
        "page_inside.zip": archive({"镇办.csv": "<html><body>请先登录</body></html>"}),
    }


def _others(rows: Rows) -> dict[str, bytes]:
    return {
        "gzip.csv": b"\x1f\x8b\x08" + b"\0" * 7 + zlib.compress(b"x"),
        "seven_zip.xlsx": b"7z\xbc\xaf\x27\x1c" + b"\0" * 26,
        "rar.zip": b"Rar!\x1a\x07\x01\x00",
        "png.xlsx": b"\x89PNG\r\n\x1a\n" + b"\0" * 16,
        "access.xls": b"\x00\x01\x00\x00Standard Jet DB\x00",
    }


if __name__ == "__main__":
    make_all()

"""Make the nasty files: one defect each, named by it, out of real rows of Ankang's townships."""

import csv
import io
import json
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
TOWNS = HERE.parents[2] / "deploy/demonstration/rows/divisions/towns.csv"


def make_all() -> None:
    """Write every sample; the same rows give the same bytes, XLSX aside."""
    with TOWNS.open(encoding="utf-8") as stream:
        towns = list(csv.reader(stream))[1:13]
    rows = [
        ["区划代码", "名称", "户数"],
        *([code, name, str(100 + i)] for i, (code, name, _) in enumerate(towns)),
    ]
    text = _csv(rows)
    for name, content in (
        _texts(text, rows)
        | _dialects(text, rows)
        | _encodings(text, rows)
        | _structures(text, rows)
        | _cells(rows)
        | _others(text)
    ).items():
        (HERE / name).write_bytes(content)
    _workbook(rows)
    _geojson(rows)


def _csv(rows: list[list[str]], delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _texts(text: str, rows: list[list[str]]) -> dict[str, bytes]:
    lines = text.splitlines(keepends=True)
    ragged = [*rows[:4], [*rows[4], "多出"], *rows[5:7], rows[7][:2], *rows[8:]]
    late = "编号,说明\n" + "1,ascii only\n" * 12_000
    return {
        "clean_utf8.csv": text.encode(),
        "utf8_with_bom.csv": text.encode("utf-8-sig"),
        "gb18030.csv": text.encode("gb18030"),
        "big5.csv": "區劃代碼,名稱,戶數\n610902,漢濱區,110\n610921,漢陰縣,92\n610925,嵐皋縣,52\n610927,鎮坪縣,18\n".encode(
            "big5"
        ),
        "utf16_with_mark.csv": text.encode("utf-16"),
        "utf16_without_mark.csv": text.encode("utf-16-le"),
        "chinese_after_100_kb_of_ascii.csv": (late + "2,安康市汉滨区老城街道办事处\n").encode(
            "gb18030"
        ),
        "one_undecodable_byte.csv": text.encode()[:90] + b"\xff" + text.encode()[90:],
        "semicolon.csv": _csv(rows, ";").encode(),
        "tab.tsv": _csv(rows, "\t").encode(),
        "pipe.txt": _csv(rows, "|").encode(),
        "cr_only.csv": text.replace("\n", "\r").encode(),
        "newline_in_quotes.csv": text.replace(
            rows[2][1], f'"{rows[2][1][:2]}\n{rows[2][1][2:]}"'
        ).encode(),
        "cut_off_in_a_row.csv": text.encode("gb18030")[
            : len("".join(lines[:8]).encode("gb18030")) + 9
        ],
        "open_quote.csv": text.replace(rows[5][1], f'"{rows[5][1]}').encode(),
        "text_after_quote.csv": text.replace(rows[5][1], f'"{rows[5][1]}"街').encode(),
        "ragged_rows.csv": _csv(ragged).encode(),
        "title_unit_and_total.csv": (
            "安康市镇办户数表,,\n单位：户,,\n" + text + "\n合 计,,1278\n注：2023 年区划,,\n"
        ).encode(),
        "blank_doubled_and_reserved_headers.csv": b"_id,,name,name\n1,2,3,4\n",
        "leading_zeros_and_long_ids.csv": "序号,内码,流水\n1,007,202301010000001\n2,012,202301010000002\n".encode(),
        "one_bad_date.csv": "名称,登记日期\n甲,2022-12-01\n乙,2022.13.1\n".encode(),
        "dates_in_chinese_forms.csv": "名称,登记日期\n甲,2022年7月3日\n乙,2022.7.13\n丙,2022/8/1\n".encode(),
        "header_only.csv": lines[0].encode(),
        "broken_text.csv": text.replace(rows[3][1], "锟斤拷锟斤拷").encode(),
    }


def _dialects(text: str, rows: list[list[str]]) -> dict[str, bytes]:
    lines = text.splitlines()
    quoted = [[f"'{cell}'" for cell in row] for row in rows]
    widths = [max(len(row[n]) for row in rows) + 3 for n in range(3)]
    fixed = (
        "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
    )
    return {
        "full_width_comma.csv": text.replace(",", "，").encode(),
        "enumeration_comma.txt": text.replace(",", "、").encode(),
        "fixed_width.txt": "".join(line.rstrip() + "\n" for line in fixed).encode(),
        "one_space.txt": text.replace(",", " ").encode(),
        "single_quotes.csv": _joined(quoted).encode(),
        "backslash_escapes.csv": (
            '名称,别名,路径\n"汉滨区","又称\\"汉阴\\"",C:\\temp\n"旬阳市","又称\\"洵阳\\"",D:\\新\n'
        ).encode(),
        "separator_named_for_excel.csv": ("sep=;\r\n" + _csv(rows, ";")).encode(),
        "crlf.csv": text.replace("\n", "\r\n").encode(),
        "line_ends_of_three_kinds.csv": "".join(
            line + ("\n", "\r\n", "\r")[n % 3] for n, line in enumerate(lines)
        ).encode(),
        "comments_above.csv": f"# 来源：民政局，2023\n# 更新：每年\n{text}".encode(),
        "comment_inside.csv": "\n".join(
            [*lines[:5], "# 以下为 2023 年新设", *lines[5:], ""]
        ).encode(),
        "decimal_commas.csv": "名称;面积\n汉滨区;3644,5\n旬阳市;3554,2\n岚皋县;1956,1\n".encode(),
        "blank_lines_between.csv": text.replace("\n", "\n\n").encode(),
        "no_line_end_at_the_end.csv": text.rstrip("\n").encode(),
        "one_column.csv": "".join(f"{row[1]}\n" for row in rows).encode(),
    }


def _encodings(text: str, rows: list[list[str]]) -> dict[str, bytes]:
    names = [row[1] for row in rows[1:]]
    lines = text.encode("gb18030").splitlines(keepends=True)
    utf8 = text.encode().splitlines(keepends=True)
    return {
        "utf16_of_chinese_only.csv": "\n".join(
            f"{name}，{name}" for name in ["名称", *names]
        ).encode("utf-16-le"),
        "utf16_big_endian.csv": text.encode("utf-16-be"),
        "utf32_with_mark.csv": text.encode("utf-32"),
        "utf32_without_mark.csv": text.encode("utf-32-le"),
        "hz.csv": text.encode("hz"),
        "one_line_of_utf8_in_gb18030.csv": b"".join([*lines[:4], utf8[4], *lines[5:]]),
        "one_line_of_gb18030_in_utf8.csv": b"".join([*utf8[:4], lines[4], *utf8[5:]]),
        "mark_in_the_middle.csv": text.replace(rows[4][1], "\ufeff" + rows[4][1]).encode(),
        "two_files_joined.csv": text.encode("utf-8-sig")
        + _csv([rows[0], rows[1]]).encode("utf-8-sig"),
        "nul_after_64_kb.csv": ("编号,说明\n" + "1,甲\n" * 11_000 + "2,乙\x00\n").encode(),
    }


def _structures(text: str, rows: list[list[str]]) -> dict[str, bytes]:
    header, *towns = rows
    total = ["合计", "", str(sum(int(row[2]) for row in towns))]
    some = ["小计", "", str(sum(int(row[2]) for row in towns[:4]))]
    rest = ["小计", "", str(sum(int(row[2]) for row in towns[4:]))]
    title = ["安康市镇办户数表", "", ""]
    return {
        "header_on_every_page.csv": _csv(
            [
                *[title, header, *towns[:6], ["第 1 页 共 2 页", "", ""]],
                *[title, header, *towns[6:], ["第 2 页 共 2 页", "", ""]],
            ]
        ).encode(),
        "another_table_below.csv": (text + "\n村名,户数\n木竹桥村,312\n三官村,205\n").encode(),
        "another_table_with_a_title.csv": (
            text + "\n表二 村名录,,\n村名,负责人,面积\n木竹桥村,张三,3.2\n三官村,李四,2.5\n"
        ).encode(),
        "header_of_two_rows.csv": (
            "区划,人口,,户数\n,男,女,\n汉滨区,451000,430000,290000\n旬阳市,230000,219000,151000\n"
        ).encode(),
        "header_of_three_rows.csv": (
            "指标,2022年,,2023年,\n,人数,金额,人数,金额\n,（人）,（万元）,（人）,（万元）\n"
            "低保,1,2,3,4\n特困,2,3,4,5\n"
        ).encode(),
        "body_and_unit_above.csv": ("填报单位：民政局,,单位：户\n" + text).encode(),
        "subtotals_by_name.csv": (
            "县区,镇,户数\n汉滨区,老城街道,5\n汉滨区,新城街道,6\n汉滨区小计,,11\n旬阳市,城关镇,7\n"
        ).encode(),
        "subtotals_inside.csv": _csv([header, *towns[:4], some, *towns[4:], rest, total]).encode(),
        "total_above.csv": _csv([header, total, *towns]).encode(),
        "total_as_category.csv": (
            "性别,年份,人数\n男,2021,10\n女,2021,12\n合计,2021,22\n"
            "男,2022,11\n女,2022,12\n合计,2022,23\n"
        ).encode(),
        "total_without_sum_inside.csv": (
            "单位,件数\n汉滨区,10\n合计,7\n旬阳市,12\n岚皋县,5\n"
        ).encode(),
        "unit_below_header.csv": _csv([header, ["单位：户", "", ""], *towns]).encode(),
        "footnote_inside.csv": _csv(
            [header, *towns[:5], ["注：以上为汉滨区", "", ""], *towns[5:]]
        ).encode(),
        "signatures_below.csv": (text + "\n填表人：王某,审核人：李某,\n").encode(),
        "filled_in_by_above.csv": ("填报单位：民政局,填报日期：2023年3月,\n" + text).encode(),
        "line_break_in_header.csv": text.replace("区划代码", '"区划\n代码"').encode(),
        "units_in_headers.csv": "名称,面积（平方公里）,产值(万元)\n汉滨区,3644.5,12\n旬阳市,3554.2,9\n".encode(),
        "header_of_300_characters.csv": text.replace("名称", "名称" * 150).encode(),
    }


def _cells(rows: list[list[str]]) -> dict[str, bytes]:
    def column(title: str, *cells: str) -> bytes:
        pairs = zip((row[1] for row in rows[1:]), cells, strict=False)
        return _csv([["名称", title], *map(list, pairs)]).encode()

    return {
        "thousands_separators.csv": column("金额", "12,345.60", "999.00", "1,200,000.05"),
        "ten_thousands.csv": column("浏览量", "1.2万", "3亿", "12.05万"),
        "ten_thousands_twice.csv": column("金额（万元）", "1.2万", "3万"),
        "percent.csv": column("比例", "12.5%", "100％", "0.03%"),
        "percent_on_some.csv": column("比例", "12.5%", "0.13"),
        "negative_in_brackets.csv": column("增减", "(1,200)", "△15", "－3", "40"),
        "money.csv": column("价款", "￥12.50", "¥1,000", "20元"),
        "full_width_digits.csv": column("户数", "１２３", "４５６"),
        "dates_of_eight_digits.csv": column("登记日期", "20220713", "20221201"),
        "eight_digits_that_are_no_date.csv": column("登记日期", "20220713", "20221301"),
        "months.csv": column("统计月份", "2022年7月", "2022-08", "202209"),
        "dates_in_chinese_numerals.csv": column(
            "发文日期", "二〇二二年七月十三日", "二○二二年十二月三十一日"
        ),
        "times_of_oracle.csv": column("更新时间", "2022-07-13 08:05:00.0", "2022/7/14 9:30"),
        "marks_for_missing.csv": column("户数", "12", "/", "—", "无", "30"),
        "only_marks_for_missing.csv": column("户数", "/", "/", "/"),
        "ids_shown_by_excel.csv": column("证照", "6.10902E+17", "612401198001011234"),
        "ids_filled_with_zeros.csv": column(
            "证照", "610902198001011000", "610902198001012000", "610902198001013000"
        ),
    }


def _joined(rows: list[list[str]]) -> str:
    return "".join(",".join(row) + "\n" for row in rows)


def _others(text: str) -> dict[str, bytes]:
    return {
        "empty.csv": b"",
        "blank.csv": b" \n\n",
        "html.csv": "<!DOCTYPE html><html><body>请先登录</body></html>".encode(),
        "pdf.csv": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        "exe.csv": b"MZ\x90\x00\x03\x00\x00\x00",
        "binary.csv": bytes(range(256)) * 4,
        "old_excel.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64,
        "cut_off.xlsx": b"PK\x03\x04" + b"\x14\x00" * 40,
        "records.json": '{"total": 2, "data": [{"名称": "汉滨区", "户数": 1.50}, {"名称": "旬阳市", "标签": ["市"]}]}'.encode(),
        "cut_off.json": '[{"名称": "汉滨区"}, {"名称": "旬'.encode(),
        "double_key.json": '[{"名称": "汉滨区", "名称": "旬阳市"}]'.encode(),
        "not_a_number.json": '[{"户数": NaN}]'.encode(),
        "nested_too_deep.json": b"[" + b"[" * 100_000,
        "no_records.json": b'{"message": "error"}',
    }


def _workbook(rows: list[list[str]]) -> None:
    workbook = openpyxl.Workbook()
    hidden = workbook.active
    hidden.title, hidden.sheet_state = "底稿", "hidden"
    hidden.append(["草稿"])
    sheet = workbook.create_sheet("镇办")
    sheet.append(["安康市镇（街道）户数统计表"])
    sheet.merge_cells("A1:C1")
    sheet.append(rows[0])
    for code, name, count in rows[1:]:
        sheet.append([code, name, int(count)])
    sheet.append(["合计", None, 1278])
    workbook.save(HERE / "merged_title_total_and_hidden_sheet.xlsx")


def _geojson(rows: list[list[str]]) -> None:
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"name": name},
            "geometry": {"type": "Point", "coordinates": [109.03, 32.7]},
        }
        for code, name, _ in rows[1:4]
    ]
    content = {"type": "FeatureCollection", "features": features}
    (HERE / "features.geojson").write_text(json.dumps(content, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    make_all()

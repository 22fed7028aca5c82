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
    for name, content in {**_texts(text, rows), **_others(text)}.items():
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

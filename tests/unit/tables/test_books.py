"""Workbooks: which sheet is read, what a sheet lost before it came, what is refused."""

import zipfile

import openpyxl
import pytest

from ckanext.ankang.tables import NotATable, read_table


def test_the_first_visible_sheet_that_holds_data_is_read(tmp_path):
    path = tmp_path / "blank_first_sheet.xlsx"
    workbook = openpyxl.Workbook()
    data = workbook.create_sheet("镇办")
    data.append(["编码", "名称"])
    data.append(["A1", "新城街道"])
    workbook.save(path)

    table = read_table(path)

    assert [list(row) for row in table.rows] == [["A1", "新城街道"]]
    assert table.facts["sheet"] == "镇办"


def test_numbers_that_excel_rounded_are_named_by_column_and_row(tmp_path):
    path = tmp_path / "rounded.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["名称", "证件编号", "数量"])
    sheet.append(["甲", 612401199001010000, 999_999_999_999_999])
    sheet.append(["乙", "612401199001010011", 1])
    sheet.append(["丙", 6.12401199001e17, 2])
    workbook.save(path)

    table = read_table(path)

    assert table.facts["rounded_numbers"] == [{"column": "B", "rows": [2, 4], "count": 2}]
    assert [(damage.row, damage.kind) for damage in table.damages] == [(2, "rounded-number")]


def test_a_workbook_with_a_password_is_refused_with_its_own_sentence(tmp_path):
    path = tmp_path / "locked.xlsx"
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
    path.write_bytes(header + "EncryptedPackage".encode("utf-16-le").ljust(128, b"\x00"))

    with pytest.raises(NotATable, match="加了密码"):
        read_table(path)


def test_an_archive_with_an_encrypted_member_is_refused_before_it_is_opened(tmp_path):
    path = tmp_path / "encrypted_member.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "x")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)

    with pytest.raises(NotATable, match="加密的成员"):
        read_table(path)


@pytest.mark.parametrize("member", ["../xl/a.xml", "/xl/a.xml", "xl\\..\\..\\a.xml"])
def test_an_archive_whose_member_leaves_it_is_refused(tmp_path, member):
    path = tmp_path / "unsafe_name.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "x")
        archive.writestr(member, "x")

    with pytest.raises(NotATable, match="不安全的成员名"):
        read_table(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_with_two_members_of_one_name_is_refused(tmp_path):
    path = tmp_path / "doubled_member.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "x")
        archive.writestr("xl/workbook.xml", "y")

    with pytest.raises(NotATable, match="同名的成员"):
        read_table(path)

"""Archives: the one table in a ZIP is read, and bombs are refused at no cost."""

import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from ckanext.ankang.fence import FenceError, run_fenced
from ckanext.ankang.tables import NotATable, TableError, read_table

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"
CLEAN = read_table(SAMPLES / "clean_utf8.csv")
ROOM = {"memory_bytes": 512 * 1024**2, "seconds": 10}
MEMBERS = {
    "gbk_member_name.zip": "镇办户数.csv",
    "table_beside_litter.zip": "镇办.csv",
    "workbook_inside.zip": "数据/镇办.xlsx",
}
REFUSED = {
    "gzip.csv": "gzip",
    "no_table.zip": "照片.jpg、合同.pdf",
    "page_inside.zip": "网页",
    "password.zip": "加密的成员（镇办.csv）",
    "rar.zip": "RAR",
    "shapefile.zip": "地图数据",
    "two_tables.zip": "甲.csv、乙.csv",
    "zip_inside.zip": "压缩包里还是压缩包",
    "zip_under_a_table_name.zip": "压缩包里还是压缩包",
}


def bomb(path: Path, *, gigabytes: int, declared: int | None = None) -> None:
    """A workbook whose sheet unpacks to zeros; the declared size is the true one or a lie."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush nothing refers back, so the same bytes stand for the same zeros again.
    packed = first * (gigabytes << 10) + packer.flush(zlib.Z_FINISH)
    size = (gigabytes << 30) if declared is None else declared
    with path.open("wb") as file:
        entries = [
            _member(file, b"xl/workbook.xml", b"<workbook/>", 0, 11, 11),
            _member(file, b"xl/worksheets/sheet1.xml", packed, 8, len(packed), size),
        ]
        start = file.tell()
        file.writelines(entries)
        length = file.tell() - start
        file.write(struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 2, 2, length, start, 0))


def _member(file, name, content, method, packed, size) -> bytes:
    offset = file.tell()
    small = min(size, 0xFFFFFFFF)
    extra = struct.pack("<HHQ", 1, 8, size) if size > 0xFFFFFFFF else b""
    sizes = (method, 0, 0, 0, packed, small)
    file.write(struct.pack("<4s2H3H3I2H", b"PK\x03\x04", 45, 0, *sizes, len(name), 0) + name)
    file.write(content)
    head = struct.pack("<4s4H2H3I", b"PK\x01\x02", 45, 45, 0, *sizes)
    rest = struct.pack("<5H2I", len(name), len(extra), 0, 0, 0, 0, offset)
    return head + rest + name + extra


@pytest.mark.parametrize(("sample", "member"), MEMBERS.items())
def test_the_only_table_of_an_archive_is_read_and_named(sample, member):
    table = read_table(SAMPLES / sample)

    assert table.columns == CLEAN.columns
    assert [list(row) for row in table.rows] == [list(row) for row in CLEAN.rows]
    assert table.facts["member"] == member


def test_what_else_lay_in_the_archive_is_named():
    assert read_table(SAMPLES / "table_beside_litter.zip").facts["unread_members"] == ["说明.txt"]


@pytest.mark.parametrize(("sample", "words"), REFUSED.items())
def test_an_archive_without_one_open_table_is_refused_with_what_is_inside(sample, words):
    with pytest.raises(NotATable) as caught:
        read_table(SAMPLES / sample)

    assert words in caught.value.found


@pytest.mark.parametrize("name", ["bomb.xlsx", "bomb.zip"])
def test_ten_gigabytes_in_ten_megabytes_cost_nothing_and_give_a_sentence(tmp_path, name):
    path = tmp_path / name
    bomb(path, gigabytes=10)

    with pytest.raises(FenceError, match="大得不正常"):
        run_fenced(read_table, str(path), **ROOM)


def test_a_bomb_that_declares_little_is_stopped_at_what_it_declares(tmp_path):
    path = tmp_path / "bomb.xlsx"
    bomb(path, gigabytes=10, declared=1 << 20)

    with pytest.raises(FenceError, match="不完整或不安全"):
        run_fenced(read_table, str(path), **ROOM)


@pytest.mark.parametrize("sample", ["billion_laughs.xlsx", "billion_laughs.xml"])
def test_entities_that_grow_are_refused_in_a_small_room(sample):
    with pytest.raises(FenceError, match="不安全"):
        run_fenced(read_table, str(SAMPLES / sample), **ROOM)


def test_an_archive_that_holds_itself_is_not_followed(tmp_path):
    path = tmp_path / "quine.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("quine.zip", "PK\x03\x04")

    with pytest.raises(NotATable, match="还是压缩包"):
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


def test_any_cut_of_a_workbook_gives_a_sentence(tmp_path):
    whole = (SAMPLES / "rich_text_and_phonetics.xlsx").read_bytes()
    path = tmp_path / "cut.xlsx"

    for end in range(4, len(whole), 97):
        path.write_bytes(whole[:end])
        with pytest.raises(TableError):
            read_table(path)

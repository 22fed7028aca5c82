"""A folder of this machine: only what the configuration gave, and no link out of it."""

import os

import pytest

from harvesters.errors import BadSource, UnknownPlace
from harvesters.records import Failure, Known, KnownFile
from tests.unit.transports.sources import engine, make_source

NAMES = {"names": {"pattern": r"(?P<编号>\w+)_(?P<名称>[^_/]+)\.(csv|xlsx)", "identifier": "编号"}}
MANIFEST = {"manifest": {"file": "清单.csv", "identifier": "编号", "files": "文件"}}
LINES = "编号,名称,文件\n001,甲,一.csv；二/三.csv\n002,乙,四.csv\n"
IGNORING = {"ignore": ["编号", "更新"]}


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


@pytest.fixture
def harvest(tmp_path, share):
    """A function that harvests the folder by given rules."""

    def run(rules, address="share:/", **options):
        make_source(tmp_path, kind="folder", address=address, folder=rules, **IGNORING)
        harvester = engine(tmp_path, places={"share": f"file:{share}"}, **options)
        listing = harvester.listing()
        if listing.fault:
            raise listing.fault
        return list(harvester.records(listing, tmp_path / "files"))

    return run


def write(folder, name, text="a,b\n1,2\n", age=3600):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    moment = path.stat().st_mtime - age
    os.utime(path, (moment, moment))
    return path


def test_file_names_say_what_is_there(share, harvest):
    write(share, "01_学校.csv")
    write(share, "01_学校.xlsx")
    write(share, "02_医院.csv")
    write(share, "readme.txt")

    records = harvest(NAMES)

    assert [(r.identifier, r.title, [f.name for f in r.attachments]) for r in records] == [
        ("01", "学校", ["01_学校.csv", "01_学校.xlsx"]),
        ("02", "医院", ["02_医院.csv"]),
    ]


def test_a_manifest_says_what_is_there(share, harvest):
    write(share, "清单.csv", LINES)
    for name in ("一.csv", "二/三.csv", "四.csv"):
        write(share, name, f"{name}\n")

    records = harvest(MANIFEST)

    assert [(r.identifier, r.title, [f.name for f in r.attachments]) for r in records] == [
        ("001", "甲", ["一.csv", "三.csv"]),
        ("002", "乙", ["四.csv"]),
    ]
    assert records[0].attachments[1].path.read_text(encoding="utf-8") == "二/三.csv\n"


def test_a_manifest_in_yaml_keeps_what_it_says(share, harvest):
    write(share, "清单.yaml", "- {编号: 001, 名称: 甲, 更新: 2024-01-01, 文件: [一.csv]}\n")
    write(share, "一.csv")

    [record] = harvest({"manifest": {**MANIFEST["manifest"], "file": "清单.yaml"}})

    assert record.identifier == "001"


def test_the_newest_issue_is_taken(share, harvest):
    write(share, "01_学校_20230101.csv", "old\n")
    write(share, "01_学校_20240101.csv", "new\n")
    pattern = r"(?P<编号>\w+?)_(?P<名称>[^_/]+)_(?P<更新>\d{8})\.csv"

    [record] = harvest({"names": {"pattern": pattern, "identifier": "编号", "newest": "更新"}})

    assert [file.path.read_text() for file in record.attachments] == ["new\n"]


def test_names_that_contradict_each_other_are_an_error(share, harvest):
    write(share, "01_学校.csv")
    write(share, "01_医院.xlsx")

    [failure] = harvest(NAMES)

    assert isinstance(failure, Failure)
    assert "名称" in failure.reason


@pytest.mark.parametrize(
    "name", ["不在.csv", "../secret.csv", "/etc/passwd", "链接.csv", "夹/x.csv"]
)
def test_a_manifest_leads_nowhere_else(share, harvest, tmp_path, name):
    write(tmp_path, "secret.csv", "secret")
    write(tmp_path, "other/x.csv", "secret")
    (share / "链接.csv").symlink_to(tmp_path / "secret.csv")
    (share / "夹").symlink_to(tmp_path / "other")
    write(share, "清单.csv", f"编号,名称,文件\n1,甲,{name}\n2,乙,好.csv\n")
    write(share, "好.csv")

    failure, good = harvest(MANIFEST)

    assert "不在 share:" in failure.reason
    assert good.title == "乙"


def test_links_and_pipes_are_not_in_the_folder(share, harvest, tmp_path):
    secret = write(tmp_path, "secret.csv", "secret")
    (share / "01_链接.csv").symlink_to(secret)
    os.mkfifo(share / "02_管道.csv")
    write(share, ".03_隐藏.csv")
    write(share, "04_好.csv")

    assert [record.title for record in harvest(NAMES)] == ["好"]


def test_a_folder_that_is_a_link_is_refused(tmp_path, share, harvest):
    write(tmp_path, "other/01_甲.csv")
    (share / "夹").symlink_to(tmp_path / "other")

    with pytest.raises(Exception, match="读不出来"):
        harvest(NAMES, address="share:/夹")


def test_the_way_up_is_refused(harvest):
    with pytest.raises(Exception, match=r"不能有“\.\.”"):
        harvest(NAMES, address="share:/../other")


@pytest.mark.parametrize("address", ["file:/etc", "elsewhere:/x"])
def test_a_folder_that_the_configuration_does_not_give_is_refused(harvest, address):
    with pytest.raises(UnknownPlace):
        harvest(NAMES, address=address)


def test_an_unchanged_file_is_not_read(share, harvest):
    path = write(share, "01_学校.csv")
    [first] = harvest(NAMES)
    [file] = first.attachments
    seen = KnownFile(file.sha256, file.size, file.etag, file.last_modified)
    known = {"01": Known("", files={file.url: seen})}
    path.chmod(0)

    [second] = harvest(NAMES, known=known)

    assert second.attachments[0].unchanged
    assert second.content_hash == first.content_hash


def test_a_file_written_just_now_is_read_again(share, harvest):
    write(share, "01_学校.csv", age=0)

    [record] = harvest(NAMES)

    assert record.attachments[0].etag == ""


def test_a_file_beyond_the_cap_is_dropped(share, harvest):
    from harvesters.dialler import Limits

    write(share, "01_大.csv", "x" * 1001)

    [failure] = harvest(NAMES, limits=Limits(file_bytes=1000))

    assert "超过 1000 字节" in failure.reason


def test_where_the_folder_lies_is_not_told(share, harvest):
    write(share, "01_学校.csv")

    [record] = harvest(NAMES)

    assert str(share) not in repr([(f.url, f.name) for f in record.attachments]) + record.url


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ({}, "manifest 与 names"),
        ({**NAMES, **MANIFEST}, "manifest 与 names"),
        ({"names": {"pattern": "(", "identifier": "x"}}, "正则"),
        ({"names": {"pattern": "a", "identifier": "x"}}, "没有名为“x”的组"),
        ({**NAMES, "login": {"host_key": "md5:xx"}}, "host_key"),
    ],
)
def test_rules_that_say_nothing_are_refused(harvest, rules, reason):
    with pytest.raises(BadSource, match=reason):
        harvest(rules)

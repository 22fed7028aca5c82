"""A folder behind Debian's sshd."""

import getpass
import os
from dataclasses import replace

import pytest

from harvesters.dialler import Dialler, Limits
from harvesters.errors import AddressRefused, LoginRefused, TimedOut, Unreachable
from harvesters.file_rules import FolderRules
from harvesters.transports.folders import open_folder
from tests.unit.transports.conftest import LOOPBACK, ONCE
from tests.unit.transports.servers import free_port, sshd
from tests.unit.transports.sources import engine, make_source

NAMES = {"pattern": r"(?P<编号>\d+)_(?P<名称>[^_/]+)\.csv", "identifier": "编号"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with sshd(tmp_path_factory.mktemp("sshd")) as found:
        yield found


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    for name in ("01_学校.csv", "02_医院.csv", "notes.txt"):
        (folder / name).write_text(f"名称\n{name}\n", encoding="utf-8")
        os.utime(folder / name, (1, 1))
    return folder


def rules(server, **login):
    _, fingerprint, _ = server
    said = {"user": getpass.getuser(), "key": {"secret": "KEY"}, "host_key": fingerprint, **login}
    return {"names": NAMES, "login": said}


def opened(server, share, said, limits=ONCE, networks=(LOOPBACK,)):
    port, _, key = server
    dialler = Dialler(limits=limits, networks=networks, secrets={"KEY": str(key)})
    address = f"sftp://127.0.0.1:{port}{share}"
    return open_folder(address, address, FolderRules.model_validate(said), dialler)


def test_a_folder_is_harvested_over_ssh(server, share, tmp_path):
    port, _, key = server
    said = {"address": "ssh:/", "folder": rules(server), "ignore": ["编号"]}
    make_source(tmp_path, kind="folder", **said)
    places = {"ssh": f"sftp://127.0.0.1:{port}{share}"}

    harvester = engine(tmp_path, places=places, secrets={"KEY": str(key)})
    records = list(harvester.records(harvester.listing(), tmp_path / "files"))

    assert [(r.identifier, r.title) for r in records] == [("01", "学校"), ("02", "医院")]
    [file] = records[0].attachments
    assert file.path.read_text(encoding="utf-8") == "名称\n01_学校.csv\n"
    assert file.etag


def test_folders_are_walked_and_links_are_not(server, share, tmp_path):
    (share / "二").mkdir()
    (share / "二" / "三.csv").write_text("x")
    (share / "链接.csv").symlink_to("/etc/passwd")
    (share / "夹").symlink_to("/etc")

    found = [file.path for file in opened(server, share, rules(server)).files()]

    assert found == ["01_学校.csv", "02_医院.csv", "notes.txt", "二/三.csv"]


def test_an_unchanged_file_is_known_from_the_list(server, share, tmp_path):
    folder = opened(server, share, rules(server))
    first = folder.files()[0]
    (share / first.path).unlink()

    assert folder.fetch(first, tmp_path / "a", first.validators).unchanged


def test_a_large_file_comes_whole(server, share, tmp_path):
    content = os.urandom(3_000_001)
    (share / "large.bin").write_bytes(content)
    folder = opened(server, share, rules(server))
    [large] = [file for file in folder.files() if file.path == "large.bin"]

    folder.fetch(large, tmp_path / "large", None)

    assert (tmp_path / "large").read_bytes() == content


def test_another_server_is_not_believed(server, share):
    said = rules(server, host_key="SHA256:" + "A" * 43)

    with pytest.raises(LoginRefused, match="host_key 不符"):
        opened(server, share, said).files()


def test_a_server_whose_key_is_not_written_down_is_not_believed(server, share):
    with pytest.raises(LoginRefused):
        opened(server, share, rules(server, host_key=None)).files()


def test_a_stranger_is_not_let_in(server, share):
    said = rules(server, key=None, password={"secret": "KEY"})

    with pytest.raises(LoginRefused, match="用户名"):
        opened(server, share, said).files()


def test_the_policy_holds_for_ssh(server, share):
    with pytest.raises(AddressRefused, match="本机地址"):
        opened(server, share, rules(server), networks=()).files()


def test_a_closed_port_is_unreachable(server, share):
    _, fingerprint, key = server

    with pytest.raises(Unreachable):
        opened((free_port(), fingerprint, key), share, rules(server)).files()


def test_a_silent_server_ends_at_the_deadline(server, share):
    import socket

    _, fingerprint, key = server
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        said = (silent.getsockname()[1], fingerprint, key)

        with pytest.raises((TimedOut, Unreachable)):
            opened(
                said, share, rules(server), replace(ONCE, read_seconds=1, total_seconds=2)
            ).files()


def test_a_file_beyond_the_cap_is_dropped(server, share, tmp_path):
    from harvesters.errors import TooLarge

    (share / "large.csv").write_bytes(b"x" * 200_000)
    folder = opened(server, share, rules(server), Limits(tries=1, file_bytes=100_000))
    [large] = [file for file in folder.files() if file.path == "large.csv"]

    with pytest.raises(TooLarge):
        folder.fetch(large, tmp_path / "large", None)
    assert (tmp_path / "large").stat().st_size <= 100_000

"""A folder behind pyftpdlib, with TLS and without."""

import os
import threading

import pytest
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import ThreadedFTPServer

from harvesters.dialler import Dialler
from harvesters.errors import AddressRefused, LoginRefused, Unreachable
from harvesters.file_rules import FolderRules
from harvesters.transports.folders import open_folder
from tests.unit.transports.conftest import LOOPBACK, ONCE
from tests.unit.transports.servers import certificate

LOGIN = {"user": "reader", "password": {"secret": "WORD"}}


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "share"
    (folder / "二").mkdir(parents=True)
    for name in ("01_学校.csv", "二/02_医院.csv"):
        (folder / name).write_text(f"{name}\n", encoding="utf-8")
        os.utime(folder / name, (1, 1))
    return folder


@pytest.fixture
def serve(share):
    """A function that opens the server with a handler, and tells its port."""
    servers = []

    def make(kind=FTPHandler, **options):
        authorizer = DummyAuthorizer()
        authorizer.add_user("reader", "opensesame", str(share), perm="elr")
        handler = type("Handler", (kind,), {"authorizer": authorizer, **options})
        # By default all servers of a process share a loop, which the end of one test closes under the next.
        server = ThreadedFTPServer(("127.0.0.1", 0), handler, ioloop=IOLoop())
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server.socket.getsockname()[1]

    yield make
    for server in servers:
        server.close_all()


def opened(address, networks=(LOOPBACK,), word="opensesame"):
    rules = {"login": LOGIN, "names": {"pattern": "(?P<a>.*)", "identifier": "a"}}
    dialler = Dialler(limits=ONCE, networks=networks, secrets={"WORD": word})
    return open_folder(address, address, FolderRules.model_validate(rules), dialler)


def test_a_folder_is_read(serve, tmp_path):
    folder = opened(f"ftp://127.0.0.1:{serve()}/")

    files = folder.files()
    folder.fetch(files[1], tmp_path / "a", None)

    assert [file.path for file in files] == ["01_学校.csv", "二/02_医院.csv"]
    assert (tmp_path / "a").read_text(encoding="utf-8") == "二/02_医院.csv\n"
    assert folder.fetch(files[0], tmp_path / "b", files[0].validators).unchanged


def test_another_address_for_data_is_not_called(serve, tmp_path):
    """The server names a private address of somebody else (FTP bounce): data comes from itself."""
    folder = opened(f"ftp://127.0.0.1:{serve(masquerade_address='10.1.2.3')}/")

    folder.fetch(folder.files()[0], tmp_path / "a", None)

    assert (tmp_path / "a").read_text(encoding="utf-8") == "01_学校.csv\n"


def test_a_wrong_password_stops_the_source(serve):
    with pytest.raises(LoginRefused):
        opened(f"ftp://127.0.0.1:{serve(auth_failed_timeout=0)}/", word="wrong").files()


def test_the_policy_holds_for_ftp(serve):
    with pytest.raises(AddressRefused, match="本机地址"):
        opened(f"ftp://127.0.0.1:{serve()}/", networks=()).files()


def test_a_folder_is_read_over_tls(serve, tmp_path, monkeypatch):
    path = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    both = str(path.with_suffix(".both"))
    secured = {"certfile": both, "tls_control_required": True, "tls_data_required": True}
    folder = opened(f"ftps://localhost:{serve(TLS_FTPHandler, **secured)}/", [LOOPBACK])

    folder.fetch(folder.files()[0], tmp_path / "a", None)

    assert (tmp_path / "a").read_text(encoding="utf-8") == "01_学校.csv\n"


def test_a_strange_certificate_is_not_believed(serve, tmp_path):
    both = str(certificate(tmp_path, "localhost").with_suffix(".both"))

    with pytest.raises(Unreachable, match="证书不可信"):
        opened(f"ftps://localhost:{serve(TLS_FTPHandler, certfile=both)}/").files()

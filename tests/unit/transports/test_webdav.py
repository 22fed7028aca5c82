"""A folder behind wsgidav."""

import threading

import pytest
from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter
from wsgidav.wsgidav_app import WsgiDAVApp

from harvesters.dialler import Dialler
from harvesters.errors import AddressRefused, BadStatus, Unreachable
from harvesters.file_rules import FolderRules
from harvesters.transports.folders import open_folder
from tests.unit.transports.conftest import LOOPBACK, ONCE
from tests.unit.transports.servers import certificate

LOGIN = {"user": "reader", "password": {"secret": "WORD"}}


@pytest.fixture
def serve(tmp_path):
    """A function that opens the folder, over TLS with a certificate, and tells its host and port."""
    share = tmp_path / "share"
    (share / "开放 数据" / "二").mkdir(parents=True)
    for name in ("01_学校.csv", "二/02_医院.csv"):
        (share / "开放 数据" / name).write_text(f"{name}\n", encoding="utf-8")
    (share / "别处.csv").write_text("no")
    application = WsgiDAVApp(
        {
            "provider_mapping": {"/": {"root": str(share), "readonly": True}},
            "simple_dc": {"user_mapping": {"*": {"reader": {"password": "opensesame"}}}},
            "http_authenticator": {
                "accept_basic": True,
                "accept_digest": False,
                "default_to_digest": False,
            },
            "verbose": 0,
        }
    )
    servers = []

    def make(known=None):
        server = wsgi.Server(("127.0.0.1", 0), application)
        if known:
            server.ssl_adapter = BuiltinSSLAdapter(str(known), str(known.with_suffix(".key")))
        server.prepare()
        threading.Thread(target=server.serve, daemon=True).start()
        servers.append(server)
        return f"127.0.0.1:{server.bind_addr[1]}"

    yield make
    for server in servers:
        server.stop()


@pytest.fixture
def address(serve):
    return f"dav://{serve()}/开放%20数据"


def opened(address, networks=(LOOPBACK,), word="opensesame"):
    rules = {"login": LOGIN, "names": {"pattern": "(?P<a>.*)", "identifier": "a"}}
    dialler = Dialler(limits=ONCE, networks=networks, secrets={"WORD": word})
    return open_folder(address, address, FolderRules.model_validate(rules), dialler)


def test_a_folder_is_read(address, tmp_path):
    folder = opened(address)

    files = folder.files()
    folder.fetch(files[1], tmp_path / "a", None)

    assert [file.path for file in files] == ["01_学校.csv", "二/02_医院.csv"]
    assert (tmp_path / "a").read_text(encoding="utf-8") == "二/02_医院.csv\n"


def test_an_unchanged_file_is_known_from_the_list(address, tmp_path):
    folder = opened(address)
    [file, _] = folder.files()

    assert file.validators.etag
    assert folder.fetch(file, tmp_path / "a", file.validators).unchanged


def test_a_wrong_password_is_said(address):
    with pytest.raises(BadStatus, match="401"):
        opened(address, word="wrong").files()


def test_the_policy_holds_for_webdav(address):
    with pytest.raises(AddressRefused, match="本机地址"):
        opened(address, networks=()).files()


def test_a_folder_is_read_over_tls_with_a_certificate_that_this_machine_knows(
    serve, tmp_path, monkeypatch
):
    known = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(known))

    folder = opened(f"davs://{serve(known)}/开放%20数据")
    folder.fetch(folder.files()[0], tmp_path / "a", None)

    assert (tmp_path / "a").read_text(encoding="utf-8") == "01_学校.csv\n"


def test_a_strange_certificate_is_not_believed(serve, tmp_path):
    address = serve(certificate(tmp_path))

    with pytest.raises(Unreachable, match="证书不可信"):
        opened(f"davs://{address}/开放%20数据").files()

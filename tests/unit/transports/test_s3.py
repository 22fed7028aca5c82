"""A folder in a bucket of S3Proxy, and the signature of Amazon's own example."""

import hashlib
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from harvesters.dialler import Dialler
from harvesters.errors import AddressRefused, BadStatus, Unreachable
from harvesters.file_rules import FolderRules
from harvesters.transports.folders import open_folder
from harvesters.transports.s3 import Signature
from tests.unit.transports.conftest import LOOPBACK, ONCE
from tests.unit.transports.servers import certificate, free_port, listens, running

RECIPE = Path(__file__).parent / "s3"
CACHE = Path(__file__).parents[3] / "var" / "test"
LOGIN = {"user": "reader", "password": {"secret": "WORD"}}
NAMES = {"pattern": "(?P<a>.*)", "identifier": "a"}


@pytest.fixture(scope="module")
def jars() -> Path:
    """S3Proxy from Maven Central, held against the locked hashes."""
    folder = CACHE / "s3-lib"
    pom, cache = RECIPE / "pom.xml", CACHE / "cache" / "maven"
    bring = ["mvn", "-q", "-B", "-f", str(pom), f"-Dmaven.repo.local={cache}"]
    bring += ["dependency:copy-dependencies", "-DincludeScope=runtime"]
    subprocess.run([*bring, f"-DoutputDirectory={folder}"], check=True)
    locked = {line.split()[1]: line.split()[0] for line in (RECIPE / "jars.sha256").open()}
    found = {j.name: hashlib.sha256(j.read_bytes()).hexdigest() for j in folder.glob("*.jar")}
    assert found == locked
    return folder


@pytest.fixture(scope="module")
def server(jars, tmp_path_factory):
    """A bucket with four objects: its address, the same over TLS, and the certificate of that."""
    home, port, secure = tmp_path_factory.mktemp("s3"), free_port(), free_port()
    known = certificate(home)
    pack = ["openssl", "pkcs12", "-export", "-in", str(known.with_suffix(".both"))]
    pack += ["-out", str(home / "keys"), "-passout", "pass:opensesame"]
    subprocess.run(pack, check=True, capture_output=True)
    (home / "s3.conf").write_text(
        f"s3proxy.endpoint=http://127.0.0.1:{port}\ns3proxy.authorization=aws-v4\n"
        f"s3proxy.secure-endpoint=https://127.0.0.1:{secure}\n"
        f"s3proxy.keystore-path={home}/keys\ns3proxy.keystore-password=opensesame\n"
        "s3proxy.identity=reader\ns3proxy.credential=opensesame\n"
        "jclouds.provider=transient-nio2\njclouds.identity=any\njclouds.credential=any\n"
    )
    (home / "logback.xml").write_text('<configuration><root level="OFF"/></configuration>')
    command = ["java", f"-Dlogback.configurationFile={home}/logback.xml", "-cp", f"{jars}/*"]
    command += ["org.gaul.s3proxy.Main", "--properties", str(home / "s3.conf")]
    with running(command, listens(port), home / "log"):
        base, key = (
            f"http://127.0.0.1:{port}/opendata",
            Signature("reader", "opensesame", "us-east-1"),
        )
        for path in ("", "/open/01_a.csv", "/open/deep/02_b%20c.csv", "/open/deep/", "/other.csv"):
            body = path.encode() if path and not path.endswith("/") else b""
            requests.put(base + path, data=body, auth=key, timeout=30).raise_for_status()
        safe = f"s3+https://127.0.0.1:{secure}/opendata/open"
        yield SimpleNamespace(address=f"s3+{base}/open", secure=safe, certificate=known)


def opened(address, networks=(LOOPBACK,), word="opensesame"):
    rules = FolderRules.model_validate({"login": LOGIN, "names": NAMES})
    dialler = Dialler(limits=ONCE, networks=networks, secrets={"WORD": word})
    return open_folder(address, address, rules, dialler)


def test_a_folder_is_read(server, tmp_path):
    folder = opened(server.address)

    files = folder.files()
    folder.fetch(files[1], tmp_path / "a", None)

    assert [file.path for file in files] == ["01_a.csv", "deep/02_b c.csv"]
    assert (tmp_path / "a").read_bytes() == b"/open/deep/02_b%20c.csv"


def test_an_unchanged_file_is_known_from_the_list(server, tmp_path):
    folder = opened(server.address)
    first = folder.files()[0]

    assert first.validators.etag
    assert folder.fetch(first, tmp_path / "a", first.validators).unchanged


def test_a_wrong_key_is_said(server):
    with pytest.raises(BadStatus, match="403"):
        opened(server.address, word="wrong").files()


def test_the_policy_holds_for_s3(server):
    with pytest.raises(AddressRefused, match="本机地址"):
        opened(server.address, networks=()).files()


def test_a_folder_is_read_over_tls_with_a_certificate_that_this_machine_knows(
    server, tmp_path, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))

    folder = opened(server.secure)
    folder.fetch(folder.files()[0], tmp_path / "a", None)

    assert (tmp_path / "a").read_bytes() == b"/open/01_a.csv"


def test_a_strange_certificate_is_not_believed(server):
    with pytest.raises(Unreachable, match="证书不可信"):
        opened(server.secure).files()


def test_the_signature_is_that_of_amazons_example():
    """Amazon S3 API Reference, «Authenticating Requests: Using the Authorization Header», GET Bucket."""
    request = requests.Request(
        "GET", "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J"
    ).prepare()
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    moment = datetime(2013, 5, 24, tzinfo=UTC)

    Signature("AKIAIOSFODNN7EXAMPLE", secret, "us-east-1", moment)(request)

    assert request.headers["Authorization"].endswith(
        "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
    )

"""The production form: a really started nginx with TLS in front of the running portal."""

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
NAME = "data.example.test"
MAIN = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/ankang.conf;
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Nginx:
    """One nginx of our own, on loopback, in a folder of its own."""

    def __init__(self, folder: Path, upstream: str) -> None:
        self.folder, self.http, self.https = folder, free_port(), free_port()
        self.command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]  # fmt: skip
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={NAME}",
             "-keyout", str(key), "-out", str(certificate)],
            check=True, capture_output=True,
        )  # fmt: skip
        rendered = subprocess.run(
            [str(CHECKOUT / "deploy/nginx/render"), "--name", NAME, "--certificate", str(certificate),
             "--key", str(key), "--upstream", upstream, "--cache", str(folder / "cache"),
             "--http", str(self.http), "--https", str(self.https), "--address", "127.0.0.1", *ipv6()],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        (folder / "ankang.conf").write_text(rendered.stdout, "utf-8")
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder), "utf-8")

    def start(self) -> subprocess.Popen[bytes]:
        # One process: the folder is ours alone, and nginx's workers would run under another account.
        process = subprocess.Popen([*self.command, "-g", "daemon off; master_process off;"])
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.https)) == 0:
                    return process
            time.sleep(0.1)
        process.terminate()
        raise AssertionError((self.folder / "error.log").read_text())

    def ask(
        self, path: str, *options: str, scheme: str = "https"
    ) -> subprocess.CompletedProcess[str]:
        """Headers of an answer, by curl."""
        port = self.https if scheme == "https" else self.http
        return subprocess.run(
            ["curl", "-sk", "--max-time", "60", "-D", "-", "-o", str(self.folder / "body.out"),
             "--resolve", f"{NAME}:{port}:127.0.0.1", *options, f"{scheme}://{NAME}:{port}{path}"],
            capture_output=True, text=True,
        )  # fmt: skip

    def body(self) -> str:
        return (self.folder / "body.out").read_text("utf-8")


def ipv6() -> list[str]:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return []
    return ["--address", "[::1]"]


def headers(answer: subprocess.CompletedProcess[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in answer.stdout.splitlines()[1:]:
        name, _, value = line.partition(":")
        found.setdefault(name.lower(), []).append(value.strip())
    return found


def running(upstream: str) -> Iterator[Nginx]:
    folder = Path(tempfile.mkdtemp(prefix="ankang-nginx-"))
    nginx = Nginx(folder, upstream)
    process = nginx.start()
    yield nginx
    process.terminate()
    process.wait(10)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def nginx() -> Iterator[Nginx]:
    """nginx before the running portal."""
    yield from running(os.environ["ANKANG_URL"].removeprefix("http://").rstrip("/"))


@pytest.fixture(scope="module")
def lonely() -> Iterator[Nginx]:
    """nginx before a portal that does not run."""
    yield from running(f"127.0.0.1:{free_port()}")


def test_nginx_takes_the_configuration(nginx: Nginx) -> None:
    checked = subprocess.run([*nginx.command, "-t"], capture_output=True, text=True)

    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


def test_the_home_page_comes_over_http2(nginx: Nginx) -> None:
    answer = nginx.ask("/", "--http2")

    assert answer.stdout.startswith("HTTP/2 200"), answer.stdout
    assert "安康" in nginx.body()


@pytest.mark.skipif(not ipv6(), reason="this machine has no IPv6 loopback")
def test_it_answers_on_ipv6(nginx: Nginx) -> None:
    answer = nginx.ask("/", "--resolve", f"{NAME}:{nginx.https}:[::1]")

    assert answer.stdout.startswith("HTTP/2 200")


@pytest.mark.parametrize(("version", "accepted"), [("1.1", False), ("1.2", True), ("1.3", True)])
def test_only_current_tls_is_spoken(nginx: Nginx, version: str, accepted: bool) -> None:
    answer = nginx.ask("/about", f"--tlsv{version}", "--tls-max", version)

    assert (answer.returncode == 0) is accepted


def test_http_is_sent_to_https_with_path_and_question(nginx: Nginx) -> None:
    answer = nginx.ask("/dataset/?q=%E5%85%AC%E4%BA%A4", scheme="http")

    assert answer.stdout.startswith("HTTP/1.1 301")
    assert headers(answer)["location"] == [
        f"https://{NAME}:{nginx.https}/dataset/?q=%E5%85%AC%E4%BA%A4"
    ]


@pytest.mark.parametrize("path", ["/", "/dataset/", "/api/3/action/status_show", "/nowhere"])
def test_each_security_header_comes_once(nginx: Nginx, path: str) -> None:
    found = headers(nginx.ask(path))

    for name in (
        "strict-transport-security", "x-content-type-options", "content-security-policy",
        "x-frame-options", "referrer-policy", "permissions-policy",
    ):  # fmt: skip
        assert len(found.get(name, [])) == 1, name


def test_the_version_is_hidden(nginx: Nginx) -> None:
    assert headers(nginx.ask("/"))["server"] == ["nginx"]


@pytest.mark.parametrize("path", ["/", "/api/3/action/package_search?rows=20"])
def test_text_is_compressed(nginx: Nginx, path: str) -> None:
    plain = nginx.ask(path, "-w", "%{size_download}").stdout.splitlines()[-1]
    packed = nginx.ask(path, "-H", "Accept-Encoding: gzip", "-w", "%{size_download}")

    assert headers(packed)["content-encoding"] == ["gzip"]
    assert int(packed.stdout.splitlines()[-1]) < int(plain) / 2


@pytest.mark.parametrize("kind", ["CSV", "GeoJSON"])
def test_tables_are_compressed(nginx: Nginx, kind: str) -> None:
    nginx.ask(f"/api/3/action/package_search?fq=res_format:{kind}&rows=50")
    found = json.loads(nginx.body())["result"]["results"]
    addresses = [
        resource["url"]
        for package in found
        for resource in package["resources"]
        if resource["format"] == kind and (resource["size"] or 0) > 2048
    ]
    if not addresses:
        pytest.skip(f"the portal shows no {kind} of more than 2 KB")

    path = re.sub(r"^https?://[^/]+", "", addresses[0])

    assert headers(nginx.ask(path, "-H", "Accept-Encoding: gzip"))["content-encoding"] == ["gzip"]


def test_style_sheets_are_kept_by_browsers_and_by_nginx(nginx: Nginx) -> None:
    nginx.ask("/")
    [path, *_] = re.findall(r"/webassets/[^\"]+\.css", nginx.body())

    found = headers(nginx.ask(path))

    assert found["cache-control"] == ["max-age=31536000"]
    assert "set-cookie" not in found
    assert list((nginx.folder / "cache").rglob("*"))


def test_many_sign_ins_are_slowed_down_and_reading_is_not(lonely: Nginx) -> None:
    """Before no portal: real failed logins would lock this address out of the drills."""
    answers = [lonely.ask("/user/login", "-d", "login=x&password=y") for _ in range(12)]
    said = lonely.body()
    reading = lonely.ask("/user/login")

    assert answers[0].stdout.startswith("HTTP/2 503")
    assert answers[-1].stdout.startswith("HTTP/2 429")
    assert "请求太频繁" in said
    assert reading.stdout.startswith("HTTP/2 503")


def test_too_large_an_upload_is_refused_in_chinese(nginx: Nginx) -> None:
    answer = nginx.ask("/dataset/new", "-X", "POST", "-H", "Content-Length: 700000000", "--http1.1")

    assert answer.stdout.startswith("HTTP/1.1 413")
    assert "文件太大" in nginx.body()


def test_a_portal_that_is_away_is_said_in_chinese(lonely: Nginx) -> None:
    answer = lonely.ask("/")

    assert answer.stdout.startswith("HTTP/2 503")
    assert "暂时无法访问" in lonely.body()
    assert headers(answer)["x-content-type-options"] == ["nosniff"]


def test_a_certificate_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    words = [
        "--name",
        NAME,
        "--certificate",
        str(tmp_path / "no.pem"),
        "--key",
        str(tmp_path / "no.key"),
    ]
    done = subprocess.run([str(CHECKOUT / "deploy/nginx/render"), *words], capture_output=True, text=True)  # fmt: skip

    assert done.returncode == 1
    assert "no.pem" in done.stderr
    assert done.stdout == ""

"""CVE-2026-41132, against a real SMTP server with a certificate nobody vouches for."""

import smtplib
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from ckanext.ankang.security import mail

CoreSMTP = smtplib.SMTP
ANSWERS = {
    "EHLO": b"250-hello\r\n250 STARTTLS\r\n",
    "STARTTLS": b"220 go\r\n",
    "QUIT": b"221 bye\r\n",
}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pem = tmp_path_factory.mktemp("tls") / "server.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(pem), "-out", str(pem.with_suffix(".crt"))),
        ],
        check=True,
        capture_output=True,
    )
    pem.write_text(pem.read_text() + pem.with_suffix(".crt").read_text())
    return pem


def _speak(listener: socket.socket, certificate: Path, heard: list[str]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    connection, _ = listener.accept()
    try:
        connection.sendall(b"220 ready\r\n")
        while line := connection.recv(1000):
            heard.append(line.decode().strip().split()[0].upper())
            connection.sendall(ANSWERS[heard[-1]])
            if heard[-1] == "STARTTLS":
                connection = context.wrap_socket(connection, server_side=True)
                heard.append("TLS")
    except OSError:
        pass
    finally:
        connection.close()


@pytest.fixture
def server(certificate: Path) -> Iterator[tuple[int, list[str]]]:
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=_speak, args=(listener, certificate, heard), daemon=True)
        thread.start()
        yield listener.getsockname()[1], heard
        thread.join(5)


def test_core_talks_to_a_server_with_any_certificate(server: tuple[int, list[str]]) -> None:
    port, heard = server
    with CoreSMTP("localhost", port) as connection:
        connection.ehlo()
        connection.starttls()
    assert "TLS" in heard


def test_a_certificate_nobody_vouches_for_is_refused(server: tuple[int, list[str]]) -> None:
    port, heard = server
    connection = mail.VerifyingSMTP("localhost", port)
    connection.ehlo()
    with pytest.raises(smtplib.SMTPException, match="CERTIFICATE_VERIFY_FAILED"):
        connection.starttls()
    assert connection.quit() == (221, b"")
    assert heard == ["EHLO", "STARTTLS"]


def test_a_trusted_certificate_is_accepted(
    server: tuple[int, list[str]], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, heard = server
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
    with mail.VerifyingSMTP("localhost", port) as connection:
        connection.ehlo()
        connection.starttls()
    assert "TLS" in heard


def test_the_shim_reaches_every_user_of_smtplib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtplib, "SMTP", CoreSMTP)
    mail.verify_certificates()
    assert smtplib.SMTP is mail.VerifyingSMTP


def test_no_server_in_our_own_network_is_called_but_the_one_that_is_configured(
    server: tuple[int, list[str]],
) -> None:
    port, heard = server
    with pytest.raises(smtplib.SMTPConnectError, match=r"127\.0\.0\.1 是本机地址"):
        mail.VerifyingSMTP("127.0.0.1", port)
    mail.VerifyingSMTP("localhost", port).quit()
    assert heard == ["QUIT"]

"""Real servers on the loopback network, each for one test module."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], ready: Callable[[], bool], log: Path) -> Iterator[None]:
    """A server process, from its first answer to the end of the block."""
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as server:
        try:
            _await(server, ready, log)
            yield
        finally:
            server.terminate()


def _await(server: subprocess.Popen[bytes], ready: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not ready():
        if server.poll() is not None or time.monotonic() > end:
            raise RuntimeError(log.read_text(errors="replace")[-2000:])
        time.sleep(0.05)


def listens(port: int) -> Callable[[], bool]:
    """Whether somebody listens on a port."""

    def ask() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    return ask


def certificate(home: Path, host: str = "127.0.0.1") -> Path:
    """A certificate for a host that signs itself, and beside it its key (`.key`) and both in one file (`.both`)."""
    kind = "IP" if host[0].isdigit() else "DNS"
    path = home / f"{host}.crt"
    make = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={host}"
    make += f" -addext subjectAltName={kind}:{host}"
    command = [*make.split(), "-keyout", str(path.with_suffix(".key")), "-out", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    both = path.with_suffix(".key").read_text() + path.read_text()
    path.with_suffix(".both").write_text(both)
    return path


def _handed(certificate: Path, home: Path, account: str) -> tuple[Path, Path]:
    """Certificate and key as the server's account may read them, and nobody else."""
    found = []
    for name in (certificate, certificate.with_suffix(".key")):
        copy = home / name.name
        shutil.copyfile(name, copy)
        copy.chmod(0o600)
        if os.geteuid() == 0:
            shutil.chown(copy, account)
        found.append(copy)
    return found[0], found[1]


@contextmanager
def sshd(home: Path) -> Iterator[tuple[int, str, Path]]:
    """Debian's sshd: its port, its fingerprint and the private key of its one user."""
    home.mkdir(exist_ok=True)
    for name in ("host", "user"):
        make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)]
        subprocess.run(make, check=True)
    shown = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(home / "host.pub")],
        capture_output=True,
        text=True,
        check=True,
    )
    port = free_port()
    (home / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {home}/host\nPidFile none\n"
        f"AuthorizedKeysFile {home}/user.pub\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nSubsystem sftp internal-sftp\n"
    )
    if os.geteuid() == 0:
        # Where sshd drops its rights; a package does not make it while no service starts.
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    command = [
        str(shutil.which("sshd", path="/usr/sbin:/usr/bin")),
        "-D",
        "-e",
        "-f",
        str(home / "config"),
    ]
    with running(command, listens(port), home / "log"):
        yield port, shown.stdout.split()[1], home / "user"


def _as(account: str, command: list[str]) -> list[str]:
    """The command of a server that refuses to be root."""
    return ["runuser", "-u", account, "--", *command] if os.geteuid() == 0 else command


@contextmanager
def _home(account: str) -> Iterator[Path]:
    """A folder of the server's account; pytest's own are closed to other accounts."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if os.geteuid() == 0:
            shutil.chown(home, account)
        yield home


@contextmanager
def postgresql(certificate: Path | None = None) -> Iterator[int]:
    """Debian's PostgreSQL: a database `postgres`, its administrator `admin` with the word `secret`."""
    programs = Path("/usr/lib/postgresql/15/bin")
    with _home("postgres") as home:
        (home / "word").write_text("secret")
        (home / "word").chmod(0o644)
        make = [
            "initdb",
            "-D",
            str(home / "data"),
            "-U",
            "admin",
            "-A",
            "scram-sha-256",
            "--no-sync",
        ]
        make = [str(programs / make[0]), *make[1:], "--pwfile", str(home / "word"), "-E", "UTF8"]
        subprocess.run(_as("postgres", make), check=True, capture_output=True, cwd=home)
        port = free_port()
        serve = [str(programs / "postgres"), "-D", str(home / "data"), "-p", str(port)]
        serve += ["-k", str(home), "-c", "fsync=off", "-c", "listen_addresses=127.0.0.1"]
        if certificate:
            public, private = _handed(certificate, home, "postgres")
            serve += ["-c", "ssl=on", "-c", f"ssl_cert_file={public}"]
            serve += ["-c", f"ssl_key_file={private}"]
        ask = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        is_ready = lambda: subprocess.run(ask).returncode == 0  # noqa: E731
        with running(_as("postgres", serve), is_ready, home / "log"):
            yield port


@contextmanager
def mariadb(certificate: Path | None = None) -> Iterator[int]:
    """Debian's MariaDB: an empty database `open`, its administrator `admin` with the word `secret`."""
    with _home("mysql") as home:
        make = [
            "mariadb-install-db",
            f"--datadir={home}/data",
            "--auth-root-authentication-method=normal",
        ]
        subprocess.run(
            _as("mysql", [*make, "--skip-test-db"]), check=True, capture_output=True, cwd=home
        )
        (home / "init.sql").write_text(
            "CREATE DATABASE open CHARACTER SET utf8mb4;\n"
            "CREATE USER admin@'127.0.0.1' IDENTIFIED BY 'secret';\n"
            "GRANT ALL ON *.* TO admin@'127.0.0.1';\n"
        )
        (home / "init.sql").chmod(0o644)
        port = free_port()
        serve = ["/usr/sbin/mariadbd", "--no-defaults", f"--datadir={home}/data", f"--port={port}"]
        serve += [
            f"--socket={home}/socket",
            "--bind-address=127.0.0.1",
            f"--init-file={home}/init.sql",
        ]
        serve += [
            f"--pid-file={home}/pid",
            "--skip-name-resolve",
            "--innodb-flush-log-at-trx-commit=0",
        ]
        if certificate:
            public, private = _handed(certificate, home, "mysql")
            serve += [f"--ssl-cert={public}", f"--ssl-key={private}"]
        with running(_as("mysql", serve), listens(port), home / "log"):
            yield port

"""Real servers on the loopback network, each for one test module."""

import os
import shutil
import socket
import subprocess
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


@contextmanager
def sshd(home: Path) -> Iterator[tuple[int, str, Path]]:
    """Debian's sshd: its port, its fingerprint and the private key of its one user."""
    home.mkdir(exist_ok=True)
    for name in ("host", "user"):
        make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)]
        subprocess.run(make, check=True)
    shown = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(home / "host.pub")], capture_output=True, text=True, check=True
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
    command = [str(shutil.which("sshd", path="/usr/sbin:/usr/bin")), "-D", "-e", "-f", str(home / "config")]
    with running(command, listens(port), home / "log"):
        yield port, shown.stdout.split()[1], home / "user"

"""How an order reaches the fork server: a message on a socket, and descriptors with it.

The first descriptor is the leash. On it the server says that it began and, later, the exit code; a
client that lets go of its end, or dies, ends the work.
"""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Hashable, Sequence
from contextlib import suppress
from pathlib import Path

BEGUN = b"+"
MODULE_BYTES = 256
# Leash, order, answer, errors, board.
DESCRIPTORS = 5
BEGINNING_SECONDS = 30


class NotBegun(RuntimeError):
    """No fork server took the order."""


class Server:
    """A fork server that this process started."""

    def __init__(self) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "ckanext.ankang.fence.forkserver"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                env=_environment(),
            )

    def give(self, module: str, descriptors: Sequence[int]) -> socket.socket | None:
        """Return the leash of the order; None if this server has ended.

        Raises TimeoutError where it does not begin.
        """
        leash, theirs = socket.socketpair()
        leash.settimeout(BEGINNING_SECONDS)
        with theirs, suppress(BrokenPipeError, ConnectionResetError):
            all_five = [theirs.fileno(), *descriptors]
            socket.send_fds(self.control, [module.encode()], all_five)
        with suppress(ConnectionResetError):
            if leash.recv(1) == BEGUN:
                return leash
        leash.close()
        return None

    def bury(self) -> None:
        """Take leave of a server that has ended."""
        # Not closed: another thread may be about to give it an order, and is told that it has ended.
        self.control.shutdown(socket.SHUT_RDWR)
        self.process.wait()


_lock = threading.Lock()
# A server keeps the environment and the folder that it was started in.
_servers: dict[Hashable, Server] = {}


def place(module: str, descriptors: Sequence[int]) -> socket.socket:
    """Have the order in these descriptors carried out by a function of this module; return the leash.

    Raises NotBegun where a new server does not take it either.
    """
    ended: Server | None = None
    for _ in range(2):
        server = _running(ended)
        leash = server.give(module, descriptors)
        if leash:
            return leash
        ended = server
    raise NotBegun


def _running(ended: Server | None) -> Server:
    # What the kernel knows, even if it is gone, or closed to an account that was put here by another.
    here = Path("/proc/self/cwd").readlink()
    key = (*_environment().items(), here)
    with _lock:
        server = _servers.get(key)
        if server is None or server is ended:
            if server:
                server.bury()
            server = _servers[key] = Server()
        return server


def _environment() -> dict[str, str]:
    """Only what Python needs: the secrets of a web process stay outside the fence.

    No PYTHONPATH: inside CKAN `sys.path` holds CKAN's own folder, whose `types` would hide Python's.
    """
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "TMPDIR") if key in os.environ}
    return {**kept, "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"}

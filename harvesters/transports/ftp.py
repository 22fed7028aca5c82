"""A folder behind FTP, with TLS (`ftps:`) or without."""

import ftplib
import socket
import ssl
from calendar import timegm
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harvesters.dialler import CHUNK, Answer, Line, Validators, received
from harvesters.errors import BadListing, LoginRefused, Unreachable
from harvesters.transports.folder import Folder, Found, marked

PORT = 21
NOT_LOGGED_IN = "530"


class _Guarded(ftplib.FTP):
    """FTP whose control and data connections are opened by the dialler.

    Data connections go to the server itself, whatever address it names (the FTP bounce).
    """

    line: Line

    def open_control(self, host: str, port: int, timeout: float) -> None:
        """What `connect` does, over a connection of the dialler."""
        self.host, self.port, self.timeout = host, port, timeout
        self.sock = self.line.open(host, port)
        self.af = self.sock.family
        self.file = self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()

    def ntransfercmd(
        self, cmd: str, rest: int | str | None = None
    ) -> tuple[socket.socket, int | None]:
        """Begin a transfer, the server waiting for us."""
        _, port = self.makepasv()
        wire = self.protected(self.line.open(self.host, port))
        answer = self.sendcmd(cmd)
        if not answer.startswith("1"):
            raise ftplib.error_reply(answer)
        return wire, None

    def protected(self, wire: socket.socket) -> socket.socket:
        """The data connection as the control connection asks."""
        return wire


class _GuardedTLS(_Guarded, ftplib.FTP_TLS):
    """The same over TLS, the certificate checked."""

    def protected(self, wire: socket.socket) -> socket.socket:
        """Data over TLS, in the session of the control connection as many servers demand."""
        session = getattr(self.sock, "session", None)
        return self.context.wrap_socket(wire, server_hostname=self.host, session=session)


class FtpFolder(Folder):
    """Lists by MLSD, which says type, size and time exactly."""

    def walk(self) -> Iterator[Found]:
        """Yield what lies below the folder."""
        yield from self.dialler.persist(self.address, self._listed)

    def _listed(self) -> list[Found]:
        with self._session() as session:
            return list(self._below(session, "", self.depth))

    def _below(self, session: ftplib.FTP, path: str, depth: int) -> Iterator[Found]:
        try:
            entries = list(session.mlsd(str(self.root / path), ["type", "size", "modify"]))
        except ftplib.error_perm as error:
            raise BadListing(url=self.shown, reason=str(error)) from error
        for name, facts in entries:
            where, kind = f"{path}{name}", facts.get("type", "").lower()
            if kind == "dir" and depth > 1:
                yield from self._below(session, f"{where}/", depth - 1)
            elif kind == "file" and (found := _found(where, facts)):
                yield found

    def bring(self, file: Found, target: Path, validators: Validators | None) -> Answer:
        """Read a file as it is, byte for byte."""
        return self.dialler.persist(self.address, lambda: self._read(file, target))

    def _read(self, file: Found, target: Path) -> Answer:
        url, cap = self.url(file.path), self.dialler.limits.file_bytes
        with self._session() as session, target.open("wb") as copy:
            session.voidcmd("TYPE I")
            with session.transfercmd(f"RETR {self.root / file.path}") as wire:
                chunks = iter(lambda: wire.recv(CHUNK), b"")
                size, digest = received(chunks, copy, cap, url)
            session.voidresp()
        return Answer(url, {}, b"", size, digest)

    @contextmanager
    def _session(self) -> Iterator[ftplib.FTP]:
        """A session over connections of the dialler."""
        with self.dialler.line(self.address) as line:
            session = self._client()
            session.line = line
            try:
                seconds = self.dialler.limits.read_seconds
                session.open_control(self.host, self.port or PORT, seconds)
                self._log_in(session)
                yield session
            except (ftplib.Error, EOFError) as error:
                raise Unreachable(url=self.shown, reason=str(error)) from error
            finally:
                session.close()

    def _client(self) -> Any:
        if self.scheme == "ftps":
            return _GuardedTLS(context=ssl.create_default_context())
        return _Guarded()

    def _log_in(self, session: ftplib.FTP) -> None:
        password = self.login.password
        word = self.dialler.secret(password.secret) if password else ""
        try:
            session.login(self.login.user, word)
            if isinstance(session, ftplib.FTP_TLS):
                session.prot_p()
        except ftplib.error_perm as error:
            if not str(error).startswith(NOT_LOGGED_IN):
                raise
            raise LoginRefused(url=self.shown, reason="用户名或口令不对") from error


def _found(path: str, facts: dict[str, str]) -> Found | None:
    """A file as MLSD shows it: the time is UTC, YYYYMMDDHHMMSS (RFC 3659, 2.3)."""
    said = facts.get("modify", "")[:14]
    modified = (
        timegm((int(said[:4]), *(int(said[n : n + 2]) for n in range(4, 14, 2)))) if said else None
    )
    return marked(path, None, int(facts["size"]), modified)

"""A folder behind SSH."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import paramiko

from harvesters.dialler import CHUNK, Answer, Validators, received
from harvesters.errors import LoginRefused, Unreachable
from harvesters.transports.folder import Folder, Found, marked

PORT = 22


class SftpFolder(Folder):
    """Logs in once for the list, and once for each file that has changed."""

    def walk(self) -> Iterator[Found]:
        """Yield what lies below the folder."""
        yield from self.dialler.persist(self.address, self._listed)

    def _listed(self) -> list[Found]:
        with self._session() as session:
            return list(self._below(session, "", self.depth))

    def _below(self, session: paramiko.SFTPClient, path: str, depth: int) -> Iterator[Found]:
        for entry in session.listdir_attr(str(self.root / path)):
            where, mode = f"{path}{entry.filename}", entry.st_mode or 0
            if stat.S_ISDIR(mode) and depth > 1:
                yield from self._below(session, f"{where}/", depth - 1)
            elif found := marked(where, mode, entry.st_size, entry.st_mtime):
                yield found

    def bring(self, file: Found, target: Path, validators: Validators | None) -> Answer:
        """Read a file, many blocks asked for at once."""
        return self.dialler.persist(self.address, lambda: self._read(file, target))

    def _read(self, file: Found, target: Path) -> Answer:
        url, cap = self.url(file.path), self.dialler.limits.file_bytes
        where = str(self.root / file.path)
        with (
            self._session() as session,
            session.open(where, "rb") as handle,
            target.open("wb") as copy,
        ):
            handle.prefetch(min(file.size, cap + 1), max_concurrent_requests=64)
            size, digest = received(iter(lambda: handle.read(CHUNK), b""), copy, cap, url)
        return Answer(url, {}, b"", size, digest)

    @contextmanager
    def _session(self) -> Iterator[paramiko.SFTPClient]:
        """A session over a connection of the dialler, with the one server that is known."""
        with self.dialler.line(self.address) as line:
            transport = paramiko.Transport(line.open(self.host, self.port or PORT))
            try:
                yield self._greeted(transport)
            except (paramiko.SSHException, EOFError) as error:
                raise Unreachable(url=self.shown, reason=type(error).__name__) from error
            finally:
                transport.close()

    def _greeted(self, transport: paramiko.Transport) -> paramiko.SFTPClient:
        seconds = self.dialler.limits.read_seconds
        transport.banner_timeout = transport.auth_timeout = seconds
        transport.start_client(timeout=seconds)
        shown = transport.get_remote_server_key().fingerprint
        if shown != self.login.host_key:
            raise LoginRefused(url=self.shown, reason=f"服务器的公钥是 {shown}，与 host_key 不符")
        try:
            self._log_in(transport)
        except paramiko.AuthenticationException as error:
            raise LoginRefused(url=self.shown, reason="用户名、口令或密钥不对") from error
        session = paramiko.SFTPClient.from_transport(transport)
        channel = session.get_channel() if session else None
        if session is None or channel is None:
            raise Unreachable(url=self.shown, reason="没有 SFTP 服务")
        channel.settimeout(seconds)
        return session

    def _log_in(self, transport: paramiko.Transport) -> None:
        login, secret = self.login, self.dialler.secret
        if login.key:
            key = paramiko.PKey.from_path(Path(secret(login.key.secret)))
            transport.auth_publickey(login.user, key)
        else:
            password = secret(login.password.secret) if login.password else ""
            transport.auth_password(login.user, password)

"""The one way out of the machine: checked addresses, deadlines and byte caps under every protocol.

`Dialler.get`, `post` and `download` speak HTTP; SFTP, FTP and SQL speak over the connections of
`Dialler.line`. All of them begin in `connect`, as does the mail of the portal.
"""

import hashlib
import io
import socket
import ssl
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from urllib3.connection import HTTPConnection

from harvesters import addresses
from harvesters.errors import (
    AddressRefused,
    BadStatus,
    ComeLater,
    HarvestError,
    HostSilent,
    Retry,
    RunTooLong,
    ServerBusy,
    TimedOut,
    TooLarge,
    TooManyRedirects,
    UnknownSecret,
    Unreachable,
)
from harvesters.pace import Pace
from harvesters.transports.pools import guarded_session

USER_AGENT = "AnkangOpenData/1.0 (government open data portal of Ankang, Shaanxi)"
REDIRECTS = {301, 302, 303, 307, 308}
KEEPING_METHOD = {307, 308}
BUSY = {408, 429, 499, 500, 502, 503, 504}
SUCCESS = {200, 207}
NOT_MODIFIED = 304
# What may be said to another host after a redirect: app keys have many names, harmless headers few.
HARMLESS = {
    "accept",
    "accept-language",
    "content-type",
    "if-none-match",
    "if-modified-since",
    "range",
}
CHUNK = 65536
Found = TypeVar("Found")


@dataclass(frozen=True)
class Limits:
    """How long and how much one request may take."""

    connect_seconds: float = 5
    read_seconds: float = 30
    total_seconds: float = 300
    page_bytes: int = 20_000_000
    file_bytes: int = 500_000_000
    redirects: int = 5
    tries: int = 3
    longest_wait: float = 60
    # How often in a row a host may fail to answer, and how long one run may go on calling.
    silences: int = 5
    run_seconds: float = 43_200


@dataclass(frozen=True)
class Validators:
    """How a server tells whether something changed (RFC 9110, 8.8); other protocols make their own."""

    etag: str = ""
    last_modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a conditional request."""
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True)
class Answer:
    """What a server answered; `body` is empty when it went to a file or nothing has changed."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    size: int
    sha256: str
    unchanged: bool = False
    validators: Validators = Validators()

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


class Refused(Exception):
    """The policy's no, carried through urllib3, which turns OSErrors into retries."""


def connect(
    host: str,
    port: int,
    timeout: float | None,
    *,
    exempt: bool = False,
    networks: Collection[addresses.Network] = (),
) -> socket.socket:
    """Resolve once, check each address, and connect to that very address (no rebinding).

    Whatever the protocol, connections that leave the machine begin here (design, rule 5).
    """
    fault: OSError | None = None
    for family, kind, protocol, _, address in _resolved(host, port):
        named = exempt or addresses.within(str(address[0]), networks)
        reason = None if named else addresses.refusal(str(address[0]))
        if reason:
            raise Refused(reason)
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(timeout)
        try:
            connection.connect(address)
        except OSError as error:
            connection.close()
            fault = error
            continue
        return connection
    raise fault or OSError(f"{host}: no address")


def _resolved(host: str, port: int) -> list[Any]:
    """The addresses of a host; a name that cannot be one (`a..b`) has none."""
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host}: no host name") from error


def received(chunks: Iterable[bytes], target: BinaryIO, cap: int, url: str) -> tuple[int, str]:
    """Write what comes to `target`; its size, which must not pass the cap, and its hash."""
    size, digest = 0, hashlib.sha256()
    for chunk in chunks:
        size += len(chunk)
        if size > cap:
            raise TooLarge(url=url, limit=cap)
        digest.update(chunk)
        target.write(chunk)
    return size, digest.hexdigest()


@dataclass
class Line:
    """Connections of one exchange in a protocol other than HTTP."""

    opener: Callable[[str, int], socket.socket]
    # Second handles: TLS takes the first ones away.
    wires: list[socket.socket] = field(default_factory=list)

    def open(self, host: str, port: int) -> socket.socket:
        """A connection that is cut when the exchange takes too long."""
        wire = self.opener(host, port)
        self.wires.append(wire.dup())
        return wire


@dataclass
class Dialler:
    """Calls out for one source.

    `allowed` names the host:port pairs outside the policy that the configuration itself gave,
    `networks` those that the source names and the configuration allows.
    """

    allowed: Collection[str] = ()
    limits: Limits = field(default_factory=Limits)
    delay_seconds: float = 0
    sleep: Callable[[float], None] = time.sleep
    networks: Collection[addresses.Network] = ()
    pace: Pace = field(default_factory=Pace)
    secrets: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A second handle on each open connection: TLS takes the first one away.
        self._wires: weakref.WeakKeyDictionary[HTTPConnection, socket.socket] = (
            weakref.WeakKeyDictionary()
        )
        self._session = guarded_session(self._open, USER_AGENT)
        self._silences: Counter[str] = Counter()
        self._began = time.monotonic()

    def get(self, url: str, *, validators: Validators | None = None, **request: Any) -> Answer:
        """The answer to a request for a page, read into memory."""
        return self._page("GET", url, _conditional(request, validators))

    def post(self, url: str, **request: Any) -> Answer:
        """The answer to a request that says more than an address can."""
        return self._page("POST", url, request)

    def ask(self, method: str, url: str, **request: Any) -> Answer:
        """The answer to a request by another method, such as WebDAV has."""
        return self._page(method, url, request)

    def download(
        self, url: str, path: Path, *, validators: Validators | None = None, **request: Any
    ) -> Answer:
        """The answer to a request for a file, streamed to `path`."""
        options = _conditional(request, validators)
        with path.open("wb") as target:
            return self._request("GET", url, target, self.limits.file_bytes, options)

    def secret(self, name: str) -> str:
        """A password or key that the source only names."""
        if name not in self.secrets:
            raise UnknownSecret(name=name)
        return self.secrets[name]

    def persist(self, url: str, attempt: Callable[[], Found]) -> Found:
        """Try again what may succeed, waiting longer each time; note which hosts do not answer."""
        host = addresses.host_port(url)
        self._check_patience(host)
        try:
            found = self._tried(attempt)
        except (TimedOut, Unreachable):
            self._silences[host] += 1
            raise
        except HarvestError:
            del self._silences[host]
            raise
        del self._silences[host]
        return found

    def _tried(self, attempt: Callable[[], Found]) -> Found:
        for number in range(1, self.limits.tries):
            try:
                return attempt()
            except Retry as fault:
                wait = fault.wait if fault.wait is not None else float(2 ** (number - 1))
                self.sleep(min(wait, self.limits.longest_wait))
        return attempt()

    def _check_patience(self, host: str) -> None:
        """Stop where a worker would be held for hours: a host that is away, a source without end."""
        if time.monotonic() - self._began > self.limits.run_seconds:
            raise RunTooLong(host=host, seconds=self.limits.run_seconds)
        if self._silences[host] >= self.limits.silences:
            raise HostSilent(host=host, count=self.limits.silences)

    @contextmanager
    def line(self, url: str) -> Iterator[Line]:
        """Connections for an exchange with the host of `url` in a protocol other than HTTP."""
        line = Line(self._call)
        self._be_polite(url)
        try:
            with self._deadline(url, lambda: line.wires), _translated(url, self.limits):
                yield line
        finally:
            for wire in line.wires:
                wire.close()

    def _page(self, method: str, url: str, options: dict[str, Any]) -> Answer:
        return self._request(method, url, io.BytesIO(), self.limits.page_bytes, options)

    def _request(
        self, method: str, url: str, target: BinaryIO, cap: int, options: dict[str, Any]
    ) -> Answer:
        def attempt() -> Answer:
            target.seek(0)
            target.truncate()
            return self._follow(url, target, cap, {"method": method, **options})

        self._check_url(url)
        return self.persist(url, attempt)

    def _follow(self, url: str, target: BinaryIO, cap: int, request: dict[str, Any]) -> Answer:
        """One request with its redirects, all within one deadline."""
        with self._deadline(url, self._wires.values), self._tidied():
            place, options = url, dict(request)
            for _ in range(self.limits.redirects + 1):
                self._check_url(place)
                self._be_polite(place)
                with self._send(place, options) as response:
                    onward = response.headers.get("Location")
                    if response.status_code not in REDIRECTS or not onward:
                        return self._receive(response, place, target, cap)
                    place, options = _redirected(place, urljoin(place, onward), response, options)
            raise TooManyRedirects(url=url, limit=self.limits.redirects)

    @contextmanager
    def _deadline(self, url: str, wires: Callable[[], Iterable[socket.socket]]) -> Iterator[None]:
        """Cut every connection when the whole exchange has taken too long, dripping headers included."""
        over = threading.Event()

        def cut() -> None:
            over.set()
            for wire in list(wires()):
                _shut(wire)

        timer = threading.Timer(self.limits.total_seconds, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except HarvestError as fault:
            if over.is_set() and not isinstance(fault, TimedOut):
                raise TimedOut(url=url, seconds=self.limits.total_seconds) from fault
            raise
        finally:
            timer.cancel()
        if over.is_set():
            raise TimedOut(url=url, seconds=self.limits.total_seconds)

    @contextmanager
    def _tidied(self) -> Iterator[None]:
        """Close our handles on connections that are closed."""
        try:
            yield
        finally:
            for connection, wire in list(self._wires.items()):
                if connection.sock is None:
                    wire.close()
                    del self._wires[connection]

    def _check_url(self, url: str) -> None:
        try:
            parts, _port = urlsplit(url), urlsplit(url).port
        except ValueError as error:
            raise AddressRefused(url=url, reason="网址的写法不对") from error
        if parts.scheme not in addresses.HTTP or not parts.hostname:
            raise AddressRefused(url=url, reason="只访问 http 和 https 网址")
        if parts.username or parts.password:
            raise AddressRefused(url=parts.hostname, reason="网址中带有用户名或密码")

    def _be_polite(self, url: str) -> None:
        """Leave the source's delay between two requests to one host."""
        pause = self.pace.pause(addresses.host_port(url), self.delay_seconds)
        if pause > 0:
            self.sleep(pause)

    def _send(self, url: str, options: dict[str, Any]) -> requests.Response:
        timeout = (self.limits.connect_seconds, self.limits.read_seconds)
        with _translated(url, self.limits):
            return self._session.request(
                url=url, timeout=timeout, allow_redirects=False, stream=True, **options
            )

    def _receive(self, response: requests.Response, url: str, target: BinaryIO, cap: int) -> Answer:
        """Read a body to its end, counting bytes after decompression."""
        validators = Validators(
            response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
        )
        if response.status_code == NOT_MODIFIED and _was_conditional(response):
            return Answer(url, response.headers, b"", 0, "", True, validators)
        if response.status_code in BUSY:
            wait = _retry_after(response.headers.get("Retry-After"))
            if wait is not None and wait > self.limits.longest_wait:
                raise ComeLater(url=url, status=response.status_code, seconds=wait)
            raise ServerBusy(url=url, status=response.status_code, wait=wait)
        part = response.status_code == 206 and "Range" in response.request.headers
        if response.status_code not in SUCCESS and not part:
            raise BadStatus(url=url, status=response.status_code)
        with _translated(url, self.limits):
            size, digest = received(response.iter_content(CHUNK), target, cap, url)
        body = target.getvalue() if isinstance(target, io.BytesIO) else b""
        return Answer(url, response.headers, body, size, digest, validators=validators)

    def _call(self, host: str, port: int) -> socket.socket:
        """A connection by the rules of this source; reading from it times out, too."""
        exempt = f"{host}:{port}" in self.allowed
        seconds = self.limits.connect_seconds
        wire = connect(host, port, seconds, exempt=exempt, networks=self.networks)
        wire.settimeout(self.limits.read_seconds)
        return wire

    def _open(self, connection: HTTPConnection) -> socket.socket:
        """The socket of one connection, in the words urllib3 expects."""
        try:
            wire = self._call(connection.host.strip("[]"), connection.port or 0)
        except TimeoutError as error:
            raise urllib3.exceptions.ConnectTimeoutError(connection, str(error)) from error
        except OSError as error:
            raise urllib3.exceptions.NewConnectionError(connection, str(error)) from error
        self._wires[connection] = wire.dup()
        return wire


def _conditional(request: dict[str, Any], validators: Validators | None) -> dict[str, Any]:
    """A request that is answered only if something has changed."""
    if validators is None:
        return request
    return {**request, "headers": {**(request.get("headers") or {}), **validators.headers}}


def _was_conditional(response: requests.Response) -> bool:
    return bool({"If-None-Match", "If-Modified-Since"} & set(response.request.headers))


def _shut(open_socket: socket.socket) -> None:
    """Wake up whoever reads from a socket."""
    try:
        open_socket.shutdown(socket.SHUT_RDWR)
    except OSError:
        # Already closed by the other side: nobody waits on it.
        return


@contextmanager
def _translated(url: str, limits: Limits) -> Iterator[None]:
    """Say in our words what went wrong in requests and urllib3."""
    try:
        yield
    except Refused as error:
        raise AddressRefused(url=url, reason=str(error)) from error
    except requests.Timeout as error:
        raise TimedOut(url=url, seconds=limits.read_seconds) from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise Unreachable(url=url, reason=broken(error)) from error


def broken(error: BaseException, otherwise: str = "") -> str:
    """What became of a connection; what has no words of ours is called `otherwise`, or by its type."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return "对方的证书不可信。请核对网址；签发机构可信的，请把它的证书装入本机的证书库"
    match error:
        case requests.exceptions.SSLError() | ssl.SSLError():
            return "加密的连接不成"
        case requests.exceptions.ChunkedEncodingError() | urllib3.exceptions.ProtocolError():
            return "没有传完就断开"
        case requests.exceptions.ContentDecodingError() | urllib3.exceptions.DecodeError():
            return "压缩的内容解不开"
        case requests.ConnectionError():
            return "连接不上，或中途断开"
    return otherwise or type(error).__name__


def _redirected(
    old: str, new: str, response: requests.Response, options: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    """The next request: credentials stay behind when the host changes, bodies as RFC 9110 says."""
    # The new address carries its own query.
    kept = {name: value for name, value in options.items() if name != "params"}
    if response.status_code not in KEEPING_METHOD and kept["method"] == "POST":
        kept = {name: value for name, value in kept.items() if name not in ("json", "data")}
        kept["method"] = "GET"
    if addresses.origin(old) == addresses.origin(new):
        return new, kept
    if kept["method"] != "GET":
        raise AddressRefused(url=new, reason="转向到另一台主机的请求不带内容")
    kept.pop("auth", None)
    headers = kept.get("headers") or {}
    kept["headers"] = {k: v for k, v in headers.items() if k.lower() in HARMLESS}
    return new, kept


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait, given as a number or as a date (RFC 9110, 10.2.3)."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())

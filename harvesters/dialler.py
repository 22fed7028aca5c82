"""The one way out of the machine: HTTP with checked addresses, deadlines and byte caps."""

import hashlib
import io
import socket
import threading
import time
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from harvesters import addresses
from harvesters.errors import (
    AddressRefused,
    BadStatus,
    HarvestError,
    Retry,
    ServerBusy,
    TimedOut,
    TooLarge,
    TooManyRedirects,
    Unreachable,
)

USER_AGENT = "AnkangOpenData/1.0 (government open data portal of Ankang, Shaanxi)"
REDIRECTS = {301, 302, 303, 307, 308}
BUSY = {408, 429, 499, 500, 502, 503, 504}
CREDENTIALS = {"authorization", "cookie"}
CHUNK = 65536


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


@dataclass(frozen=True)
class Answer:
    """What a server answered; `body` is empty when it went to a file."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


class Refused(Exception):
    """The policy's no, carried through urllib3, which turns OSErrors into retries."""


def connect(host: str, port: int, timeout: float | None, *, exempt: bool = False) -> socket.socket:
    """Resolve once, check each address, and connect to that very address (no rebinding).

    Whatever the protocol, connections that leave the machine begin here (design, rule 5).
    """
    fault: OSError | None = None
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        reason = None if exempt else addresses.refusal(str(address[0]))
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


@dataclass
class Dialler:
    """Makes requests for one source; `allowed` names the host:port pairs outside the policy."""

    allowed: Collection[str] = ()
    limits: Limits = field(default_factory=Limits)
    delay_seconds: float = 0
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        # A second handle on each open connection: TLS takes the first one away.
        self._wires: weakref.WeakKeyDictionary[HTTPConnection, socket.socket] = (
            weakref.WeakKeyDictionary()
        )
        self._last: dict[str, float] = {}
        self._session = requests.Session()
        # Proxy variables and .netrc would lead round the guard.
        self._session.trust_env = False
        self._session.headers["User-Agent"] = USER_AGENT
        adapter = _GuardedAdapter(self._open)
        self._session.adapters.clear()
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def get(self, url: str, **request: Any) -> Answer:
        """The answer to a request for a page, read into memory."""
        buffer = io.BytesIO()
        return self._persist(url, buffer, self.limits.page_bytes, request)

    def head(self, url: str) -> Answer:
        """The answer to a request for the headers alone."""
        return self._persist(url, io.BytesIO(), 0, {"method": "HEAD"})

    def download(self, url: str, path: Path) -> Answer:
        """The answer to a request for a file, streamed to `path`."""
        with path.open("wb") as target:
            return self._persist(url, target, self.limits.file_bytes, {})

    def _persist(self, url: str, target: BinaryIO, cap: int, request: dict[str, Any]) -> Answer:
        """Try again what may succeed, waiting longer each time."""
        for attempt in range(1, self.limits.tries + 1):
            target.seek(0)
            target.truncate()
            try:
                return self._follow(url, target, cap, request)
            except Retry as fault:
                if attempt == self.limits.tries:
                    raise
                wait = fault.wait if fault.wait is not None else float(2 ** (attempt - 1))
                self.sleep(min(wait, self.limits.longest_wait))
        raise AssertionError("a try returns or raises")

    def _follow(self, url: str, target: BinaryIO, cap: int, request: dict[str, Any]) -> Answer:
        """One request with its redirects, all within one deadline."""
        with self._deadline(url):
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
    def _deadline(self, url: str) -> Iterator[None]:
        """Cut every connection when the whole request has taken too long, dripping headers included."""
        over = threading.Event()

        def cut() -> None:
            over.set()
            for wire in list(self._wires.values()):
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
            self._let_go()
        if over.is_set():
            raise TimedOut(url=url, seconds=self.limits.total_seconds)

    def _let_go(self) -> None:
        """Close our handles on connections that are closed."""
        for connection, wire in list(self._wires.items()):
            if connection.sock is None:
                wire.close()
                del self._wires[connection]

    def _check_url(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in addresses.DEFAULT_PORTS or not parts.hostname:
            raise AddressRefused(url=url, reason="只访问 http 和 https 网址")
        if parts.username or parts.password:
            raise AddressRefused(url=parts.hostname, reason="网址中带有用户名或密码")

    def _be_polite(self, url: str) -> None:
        """Leave the source's delay between two requests to one host."""
        host = addresses.host_port(url)
        pause = self._last.get(host, 0) + self.delay_seconds - time.monotonic()
        if pause > 0:
            self.sleep(pause)
        self._last[host] = time.monotonic()

    def _send(self, url: str, options: dict[str, Any]) -> requests.Response:
        timeout = (self.limits.connect_seconds, self.limits.read_seconds)
        method = "POST" if options.get("json") or options.get("data") else "GET"
        asked = {"method": method, "timeout": timeout, "allow_redirects": False, **options}
        with _translated(url, self.limits):
            return self._session.request(url=url, stream=True, **asked)

    def _receive(self, response: requests.Response, url: str, target: BinaryIO, cap: int) -> Answer:
        """Read a body to its end, counting bytes after decompression."""
        if response.status_code in BUSY:
            wait = _retry_after(response.headers.get("Retry-After"))
            raise ServerBusy(url=url, status=response.status_code, wait=wait)
        part = response.status_code == 206 and "Range" in response.request.headers
        if response.status_code != 200 and not part:
            raise BadStatus(url=url, status=response.status_code)
        size, digest = 0, hashlib.sha256()
        with _translated(url, self.limits):
            for chunk in response.iter_content(CHUNK):
                size += len(chunk)
                if size > cap:
                    raise TooLarge(url=url, limit=cap)
                digest.update(chunk)
                target.write(chunk)
        body = target.getvalue() if isinstance(target, io.BytesIO) else b""
        return Answer(url, response.headers, body, size, digest.hexdigest())

    def _open(self, connection: HTTPConnection) -> socket.socket:
        """The socket of one connection, in the words urllib3 expects."""
        host = connection.host.strip("[]")
        try:
            port = connection.port or 0
            exempt = f"{host}:{port}" in self.allowed
            wire = connect(host, port, connection.timeout, exempt=exempt)
        except TimeoutError as error:
            raise urllib3.exceptions.ConnectTimeoutError(connection, str(error)) from error
        except OSError as error:
            raise urllib3.exceptions.NewConnectionError(connection, str(error)) from error
        self._wires[connection] = wire.dup()
        return wire


class _GuardedAdapter(HTTPAdapter):
    """An adapter whose every connection is opened by the dialler."""

    def __init__(self, opener: Callable[[HTTPConnection], socket.socket]) -> None:
        self._opener = opener
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Use pools that know only guarded connections."""
        manager = urllib3.PoolManager(num_pools=8, maxsize=1)
        manager.pool_classes_by_scheme = _guarded_pools(self._opener)
        self.poolmanager = manager


def _guarded_pools(opener: Callable[[HTTPConnection], socket.socket]) -> dict[str, Any]:
    """urllib3's pools with connections opened by `opener`."""

    class GuardedHTTP(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return opener(self)

    class GuardedHTTPS(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return opener(self)

    class Plain(HTTPConnectionPool):
        ConnectionCls = GuardedHTTP

    class Secure(HTTPSConnectionPool):
        ConnectionCls = GuardedHTTPS

    return {"http": Plain, "https": Secure}


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
        raise Unreachable(url=url, reason=type(error).__name__) from error


def _redirected(
    old: str, new: str, response: requests.Response, options: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    """The next request: credentials stay behind when the host changes, bodies as RFC 9110 says."""
    kept = dict(options)
    if addresses.host_port(old) != addresses.host_port(new):
        headers = kept.get("headers") or {}
        kept["headers"] = {k: v for k, v in headers.items() if k.lower() not in CREDENTIALS}
    if response.status_code not in (307, 308):
        kept.pop("json", None)
        kept.pop("data", None)
    # The new address carries its own query.
    kept.pop("params", None)
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

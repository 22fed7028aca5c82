"""requests and urllib3 with connections that somebody else opens."""

import socket
import ssl
from collections.abc import Callable
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

Opener = Callable[[HTTPConnection], socket.socket]


def guarded_session(opener: Opener, agent: str) -> requests.Session:
    """A session whose every connection is opened by `opener`."""
    session = requests.Session()
    # Proxy variables and .netrc would lead round the guard.
    session.trust_env = False
    session.headers["User-Agent"] = agent
    session.adapters.clear()
    for scheme in ("http://", "https://"):
        session.mount(scheme, _GuardedAdapter(opener))
    return session


class _GuardedAdapter(HTTPAdapter):
    """An adapter whose every connection is opened by the dialler."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Use pools that know only guarded connections."""
        # As for FTP and databases: the authorities that this machine knows, beside those of certifi.
        known = ssl.create_default_context()
        manager = urllib3.PoolManager(num_pools=8, maxsize=1, ssl_context=known)
        manager.pool_classes_by_scheme = _guarded_pools(self._opener)
        self.poolmanager = manager


def _guarded_pools(opener: Opener) -> dict[str, Any]:
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

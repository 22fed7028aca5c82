"""The program of test_namespace.py: builds the network, calls by every protocol, tells what happened."""

import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from ipaddress import ip_network
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

PUBLIC, PRIVATE = "93.184.216.34", "10.20.30.40"
PORT, PROXY_PORT = 8080, 8081
ANSWERS = {
    "public.test": [[PUBLIC]],
    "both.test": [[PUBLIC, "127.0.0.1"]],
    "inside.test": [[PRIVATE]],
    "rebinding.test": [[PUBLIC], ["127.0.0.1"]],
}
callers: list[str] = []
proxied: list[str] = []


def main(home: Path) -> None:
    make_network(home)
    for address in (PUBLIC, PRIVATE, "127.0.0.1"):
        serve(address, PORT)
    serve("127.0.0.1", PROXY_PORT)
    threading.Thread(target=resolve, daemon=True).start()
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "ftp_proxy"):
        os.environ[name] = f"http://127.0.0.1:{PROXY_PORT}"
    print(json.dumps(tell(home)))


def make_network(home: Path) -> None:
    """A loopback, a public and a private address, and a name server of our own."""
    for command in (
        "ip link set lo up",
        # On the loopback device, for not every kernel has dummy ones; to sockets it is the same.
        f"ip addr add {PUBLIC}/32 dev lo",
        f"ip addr add {PRIVATE}/32 dev lo",
    ):
        subprocess.run(command.split(), check=True)
    for name, text in (
        ("resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"),
        ("nsswitch.conf", "hosts: dns\n"),
    ):
        (home / name).write_text(text)
        subprocess.run(["mount", "--bind", str(home / name), f"/etc/{name}"], check=True)


def serve(address: str, port: int) -> None:
    """A server that answers everybody as HTTP, and notes who should not have come."""
    listener = socket.create_server((address, port))

    def answer() -> None:
        while True:
            wire, _ = listener.accept()
            if address != PUBLIC:
                (proxied if port == PROXY_PORT else callers).append(f"{address}:{port}")
            asked = wire.recv(65536)
            onward = b"Location: http://inside.test:8080/\r\n" if b"/inward" in asked else b""
            status = b"302 Found" if onward else b"200 OK"
            wire.sendall(b"HTTP/1.1 %s\r\n%sContent-Length: 6\r\n\r\npublic" % (status, onward))
            wire.close()

    threading.Thread(target=answer, daemon=True).start()


def resolve() -> None:
    """A name server: A records from ANSWERS, one list after the other, never to be kept."""
    asked: dict[str, int] = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("127.0.0.1", 53))
        while True:
            query, asker = wire.recvfrom(512)
            name, end = _name(query)
            (kind,) = struct.unpack("!H", query[end : end + 2])
            lists = ANSWERS.get(name, [[]]) if kind == 1 else [[]]
            turn = asked.get(name, 0)
            if kind == 1:
                asked[name] = turn + 1
            addresses = lists[turn % len(lists)]
            head = query[:2] + struct.pack("!HHHHH", 0x8580, 1, len(addresses), 0, 0)
            records = (
                b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 0, 4) + socket.inet_aton(address)
                for address in addresses
            )
            wire.sendto(head + query[12 : end + 4] + b"".join(records), asker)


def _name(query: bytes) -> tuple[str, int]:
    labels, place = [], 12
    while query[place]:
        labels.append(query[place + 1 : place + 1 + query[place]].decode())
        place += query[place] + 1
    return ".".join(labels).lower(), place + 1


def tell(home: Path) -> dict[str, Any]:
    """Try everything, and say how each ended."""
    from harvesters.dialler import Dialler, Limits

    limits = Limits(tries=1, connect_seconds=2, read_seconds=2, total_seconds=5)

    def get(url: str, **options: Any) -> str:
        dialler = Dialler(limits=limits, **options)
        try:
            return repr(dialler.get(url).body)
        except Exception as error:
            return type(error).__name__

    return {
        "public": get(f"http://public.test:{PORT}/"),
        "rebinding": [get(f"http://rebinding.test:{PORT}/") for _ in range(6)],
        "both": get(f"http://both.test:{PORT}/"),
        "redirect": get(f"http://public.test:{PORT}/inward"),
        "inward": {"http": get(f"http://inside.test:{PORT}/"), **inward(home), "smtp": mail()},
        "callers": list(callers),
        "proxied": list(proxied),
        # At last the same call with leave to make it, which shows that the server was there.
        "named": get(f"http://inside.test:{PORT}/", networks=[ip_network(f"{PRIVATE}/32")]),
    }


def inward(home: Path) -> dict[str, str]:
    """One source of every protocol whose name leads inside."""
    from harvesters.dialler import Limits
    from harvesters.records import Failure
    from tests.unit.transports.sources import engine, make_source

    names = {"pattern": "(?P<名称>.*)", "identifier": "名称"}
    login = {"user": "u", "password": {"secret": "W"}}
    view = {"view": "v", "key": ["a"], "values": {"名称": "v"}}
    ended = {}
    for scheme in ("sftp", "ftp", "ftps", "dav", "s3+http", "postgresql", "mysql"):
        is_sql = scheme in ("postgresql", "mysql")
        rules = {"views": [view]} if is_sql else {"names": names}
        kind = "sql" if is_sql else "folder"
        address = f"{scheme}://inside.test:{PORT}/a/b"
        make_source(home, kind=kind, address=address, **{kind: {"login": login, **rules}})
        harvester = engine(home, secrets={"W": "w" * 9}, limits=Limits(tries=1, total_seconds=5))
        listing = harvester.listing()
        fault: Any = listing.fault
        with tempfile.TemporaryDirectory() as folder:
            for outcome in harvester.records(listing, Path(folder)):
                fault = outcome.error if isinstance(outcome, Failure) else outcome
        ended[scheme] = type(fault).__name__
    return ended


def mail() -> str:
    """The portal's mail to a server that nobody configured."""
    from ckanext.ankang.security.mail import VerifyingSMTP

    try:
        VerifyingSMTP("inside.test", PORT, timeout=2)
    except Exception as error:
        return type(error).__name__
    return "connected"


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Where everything lies: paths, ports and accounts of one running set of services."""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from .console import WRONG_PLACE, Refusal

CHECKOUT = Path(__file__).resolve().parents[2]
MARKER = "由deploy-up建立.txt"

# Standard ports of other people's PostgreSQL, Solr and web servers are left alone.
DEFAULT_PORTS = {"web": 5080, "postgres": 5480, "solr": 8980, "demonstration": 5081}
SECRETS = (
    "secret_key",
    "session_key",
    "postgres_admin",
    "postgres_portal",
    "postgres_reader",
    "administrator-password",
    "audit.key",
)


def public_path(path: Path) -> bool:
    """Whether accounts other than the owner can enter every folder on the way to `path`."""
    return all(folder.stat().st_mode & 0o001 for folder in path.parents if folder.exists())


def default_var() -> Path:
    """`ANKANG_VAR`, or `var/` in the checkout, or /var/lib/ankang if others cannot enter there."""
    if chosen := os.environ.get("ANKANG_VAR"):
        return Path(chosen).resolve()
    if os.geteuid() == 0 and not public_path(CHECKOUT / "var"):
        return Path("/var/lib/ankang")
    return CHECKOUT / "var"


@dataclass(frozen=True)
class Layout:
    """Paths and ports of one set of services.

    `var` holds its data; `shared` holds what several sets can use together: the Python
    environment and the Solr jars.
    """

    var: Path
    shared: Path
    environment: Path

    @classmethod
    def portal(cls) -> Layout:
        """The running portal's own layout; `ANKANG_SHARED` lets tests use one environment for several."""
        var = default_var()
        shared = Path(os.environ.get("ANKANG_SHARED", var)).resolve()
        return cls(var, shared, shared / "venv")

    @property
    def etc(self) -> Path:
        return self.var / "etc"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def storage(self) -> Path:
        return self.var / "storage"

    @property
    def ini(self) -> Path:
        return self.etc / "ckan.ini"

    @property
    def marker(self) -> Path:
        return self.var / MARKER

    @property
    def ports(self) -> dict[str, int]:
        """The ports this set was given when it was made."""
        return dict(json.loads((self.etc / "ports.json").read_text()))

    @property
    def site_url(self) -> str:
        """The public address: what `ANKANG_SITE_URL` once said, else this machine's own."""
        kept = self.etc / "site_url"
        return (
            kept.read_text().strip() if kept.exists() else f"http://127.0.0.1:{self.ports['web']}"
        )

    @property
    def redis_socket(self) -> Path:
        return self.var / "redis" / "redis.sock"

    def secret(self, name: str) -> str:
        return (self.var / "secrets" / name).read_text().strip()

    def python(self, program: str = "python") -> str:
        """A program of the Python environment, as a command."""
        return str(self.environment / "bin" / program)


def choose_ports(layout: Layout, *, free: bool) -> None:
    """Write the ports once: any free ones for a test set, else the defaults or `ANKANG_PORT_<NAME>`."""
    target = layout.etc / "ports.json"
    if target.exists():
        return
    ports = {name: _port(name, default, free) for name, default in DEFAULT_PORTS.items()}
    unfinished = target.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(ports, indent=2) + "\n")
    unfinished.rename(target)


def _port(name: str, default: int, free: bool) -> int:
    if free:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])
    key = f"ANKANG_PORT_{name.upper()}"
    given = os.environ.get(key, str(default))
    if not given.isdigit() or not 1024 <= int(given) <= 65535:
        raise Refusal(f"环境变量 {key} 的值是“{given}”，应为 1024 到 65535 之间的整数。")
    return int(given)


def keep_site_url(layout: Layout) -> None:
    """Keep the public address, so that a later `up` need not be told again."""
    if given := os.environ.get("ANKANG_SITE_URL"):
        if not given.startswith(("http://", "https://")):
            raise Refusal(
                f"环境变量 ANKANG_SITE_URL 的值是“{given}”，应以 http:// 或 https:// 开头。"
            )
        (layout.etc / "site_url").write_text(given.rstrip("/") + "\n")


def make_secrets(layout: Layout) -> None:
    """Make each secret once, readable by its owner alone."""
    folder = layout.var / "secrets"
    folder.mkdir(exist_ok=True)
    for name in SECRETS:
        target = folder / name
        if not target.exists():
            unfinished = folder / f"{name}.unfinished"
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(32) + "\n")
            unfinished.rename(target)


def require_marker(layout: Layout) -> None:
    """Refuse to act on a directory that `up` did not make (ckan-2.12.md 11)."""
    if not layout.marker.exists():
        raise Refusal(
            f"{layout.var} 里没有 deploy/up 写下的标记文件，因此不动它。"
            "请先运行 deploy/up，或用 ANKANG_VAR 指明正确的目录。",
            WRONG_PLACE,
        )

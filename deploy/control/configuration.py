"""Writes what the processes read: ckan.ini, redis.conf and the rest, from deploy/ and the secrets."""

from __future__ import annotations

import shutil
import string
from pathlib import Path

from . import postgres, solr
from .layout import CHECKOUT, Layout, choose_ports, keep_site_url, make_secrets
from .machine import as_root, group, own


def prepare(layout: Layout, *, free_ports: bool = False) -> None:
    """Make the folders, the marker, the ports and the secrets."""
    layout.var.mkdir(parents=True, exist_ok=True)
    layout.var.chmod(0o755)
    if not layout.marker.exists():
        layout.marker.write_text("deploy/reset 只删除带有本文件的目录。\n")
    for folder in (layout.etc, layout.log, layout.shared):
        folder.mkdir(parents=True, exist_ok=True)
    own(layout.run, "worker", 0o770, shared=True)
    for folder in (layout.storage, layout.var / "webassets", layout.var / "audit"):
        own(folder, "web", 0o2770, shared=True)
    own(layout.var / "redis", "redis", 0o2750, shared=True)
    choose_ports(layout, free=free_ports)
    keep_site_url(layout)
    make_secrets(layout)
    _share_key(layout)


def _share_key(layout: Layout) -> None:
    """The audit key is read by web and worker: root's, for their group, and for nobody else."""
    folder = layout.var / "secrets"
    folder.chmod(0o711)
    key = folder / "audit.key"
    if as_root():
        shutil.chown(key, None, group())
        key.chmod(0o640)


def write(layout: Layout) -> bool:
    """Write every configuration file from its template; say whether Solr's schema changed."""
    postgres.configure(layout)
    schema_changed = solr.configure(layout)
    _fill(CHECKOUT / "deploy" / "redis.conf", layout.etc / "redis.conf", {
        "socket": layout.redis_socket, "folder": layout.var / "redis",
    })  # fmt: skip
    _fill(CHECKOUT / "deploy" / "ckan.ini", layout.ini, _values(layout))
    _append_local(layout)
    if as_root():
        shutil.chown(layout.ini, None, group())
    layout.ini.chmod(0o640)
    demonstration = layout.var / "demonstration"
    shutil.copytree(CHECKOUT / "deploy" / "demonstration", demonstration, dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("__pycache__", "content"))  # fmt: skip
    own(demonstration / "content", "demonstration", 0o755)
    return schema_changed


def _fill(template: Path, target: Path, values: dict[str, object]) -> None:
    target.write_text(string.Template(template.read_text()).substitute(values))


def _append_local(layout: Layout) -> None:
    """The operator's own settings replace ours of the same key: CKAN refuses a key that stands twice."""
    local = layout.etc / "local.ini"
    if not local.exists():
        return
    own = {_key(line) for line in local.read_text().splitlines()} - {""}
    lines = [line for line in layout.ini.read_text().splitlines() if _key(line) not in own]
    place = lines.index("[loggers]")
    lines[place:place] = ["# --- etc/local.ini", *local.read_text().splitlines(), ""]
    layout.ini.write_text("\n".join(lines) + "\n")


def _key(line: str) -> str:
    """The key of a `key = value` line; empty for a comment, a heading or a blank line."""
    return "" if line.lstrip().startswith(("#", ";", "[")) else line.partition("=")[0].strip()


def _values(layout: Layout) -> dict[str, object]:
    ports = layout.ports
    return {
        "secret_key": layout.secret("secret_key"),
        "session_key": layout.secret("session_key"),
        "site_url": layout.site_url,
        "secure": str(layout.site_url.startswith("https://")).lower(),
        "database_url": postgres.url(layout, "ckan"),
        "datastore_write_url": postgres.url(layout, "datastore"),
        "datastore_read_url": postgres.url(layout, "datastore", postgres.READER, "postgres_reader"),
        "solr_url": f"http://127.0.0.1:{ports['solr']}/solr/ckan",
        "redis_socket": layout.redis_socket,
        "storage": layout.storage,
        "webassets": layout.var / "webassets",
        "audit_key": layout.var / "secrets" / "audit.key",
        "audit_head": layout.var / "audit" / "head.log",
        "demonstration_url": f"http://127.0.0.1:{ports['demonstration']}",
    }

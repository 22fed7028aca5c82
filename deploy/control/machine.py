"""The machine under the portal: Debian packages, accounts, room for disk and memory, ports."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path

from .console import MISSING_RIGHT, PORT_IN_USE, TOO_LITTLE_SPACE, Refusal, run, step
from .layout import Layout

# What the portal runs on, and what only its tests need.
PORTAL_PACKAGES = (
    "python3.11", "python3.11-venv", "python3.11-dev", "gcc", "libpq-dev", "libmagic1",
    "postgresql-15", "redis-server", "openjdk-17-jre-headless", "maven", "util-linux", "procps",
    # Documents: Word and WPS files are read by LibreOffice, PDF by poppler; WeasyPrint prints with pango.
    "libreoffice-writer-nogui", "poppler-utils", "poppler-data", "fonts-noto-cjk", "libpangoft2-1.0-0",
)  # fmt: skip
# The last two serve the tests of harvesting: real SFTP and MySQL servers.
TEST_PACKAGES = (
    "chromium", "nginx-light", "openssl", "git", "curl", "iproute2", "openssh-server", "mariadb-server",
)  # fmt: skip
POSTGRES = Path("/usr/lib/postgresql/15/bin")

# One account a kind of process; `ankang` is the group of those that share files and Redis.
GROUP = "ankang"
ACCOUNTS = {
    "web": "ankang-web",
    "worker": "ankang-worker",
    "solr": "ankang-solr",
    "postgres": "ankang-pg",
    "redis": "ankang-redis",
    "demonstration": "ankang-demo",
}
SHARING = ("web", "worker", "redis")


def as_root() -> bool:
    return os.geteuid() == 0


def account(role: str) -> str:
    """The account a role runs under: its own if root set it up, else whoever runs `up`."""
    return ACCOUNTS[role] if as_root() else pwd.getpwuid(os.geteuid()).pw_name


def group() -> str:
    return GROUP if as_root() else grp.getgrgid(os.getegid()).gr_name


def install_packages(names: tuple[str, ...]) -> None:
    """Install missing Debian packages in such a way that none of them starts a service."""
    missing = [name for name in names if not _installed(name)]
    if not missing:
        return
    prefix = [] if as_root() else ["sudo", "-n"]
    if not as_root() and (
        not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"]).returncode
    ):
        raise Refusal(
            f"还缺 Debian 软件包：{' '.join(missing)}。请用 root 或可免密 sudo 的账号运行，或先自行安装它们。",
            MISSING_RIGHT,
        )
    with step(f"安装 Debian 软件包：{' '.join(missing)}"), _nothing_starts(prefix):
        apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
        run([*apt, "update"], what="更新软件包列表")
        run([*apt, "install", "--no-install-recommends", *missing], what="安装软件包")


def _installed(package: str) -> bool:
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}", package]
    return subprocess.run(query, capture_output=True, text=True).stdout == "installed"


class _nothing_starts:
    """While open, apt starts no service and makes no PostgreSQL cluster (ckan-2.12.md 39)."""

    policy = Path("/usr/sbin/policy-rc.d")
    cluster = Path("/etc/postgresql-common/createcluster.conf")

    def __init__(self, prefix: list[str]) -> None:
        self.prefix = prefix
        self.made: list[Path] = []

    def __enter__(self) -> None:
        for path, text in (
            (self.policy, "#!/bin/sh\nexit 101\n"),
            (self.cluster, "create_main_cluster = false\n"),
        ):
            if not path.exists():
                run([*self.prefix, "mkdir", "-p", str(path.parent)], what="准备安装")
                run([*self.prefix, "tee", str(path)], what="准备安装", input=text)
                run([*self.prefix, "chmod", "755", str(path)], what="准备安装")
                self.made.append(path)

    def __exit__(self, *_: object) -> None:
        # A cluster file of ours would be a conffile conflict later: both go again.
        for path in self.made:
            run([*self.prefix, "rm", "-f", str(path)], what="安装收尾")


def make_accounts() -> None:
    """Make the unprivileged accounts, when root sets the portal up."""
    if not as_root():
        return
    _unless_there(["getent", "group", GROUP], ["groupadd", "--system", GROUP])
    for role, name in ACCOUNTS.items():
        primary = ["--gid", GROUP] if role in SHARING else ["--user-group"]
        make = [
            "useradd",
            "--system",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            *primary,
            name,
        ]
        _unless_there(["getent", "passwd", name], make)


def _unless_there(query: list[str], make: list[str]) -> None:
    if subprocess.run(query, capture_output=True).returncode:
        run(make, what="建立系统账号")


def own(path: Path, role: str, mode: int, *, shared: bool = False) -> None:
    """Make the folder `path` and give it to the account of `role`."""
    path.mkdir(parents=True, exist_ok=True)
    if as_root():
        shutil.chown(path, account(role), group() if shared else None)
    path.chmod(mode)


def demote(role: str) -> dict[str, object]:
    """Options for subprocess that run a command under the account of `role`."""
    if not as_root():
        return {}
    entry = pwd.getpwnam(account(role))
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "umask": 0o007}


def check_room(layout: Layout, *, gigabytes: float = 3.0, memory: float = 2.0) -> None:
    """Refuse when disk or memory cannot hold the portal."""
    nearest = next(folder for folder in (layout.var, *layout.var.parents) if folder.exists())
    free = shutil.disk_usage(nearest).free / 1e9
    if free < gigabytes:
        raise Refusal(
            f"{nearest} 所在磁盘只剩 {free:.1f} GB，至少需要 {gigabytes:.0f} GB。请清理磁盘，或用 ANKANG_VAR 另选目录。",
            TOO_LITTLE_SPACE,
        )
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    if total < memory:
        raise Refusal(
            f"这台机器只有 {total:.1f} GB 内存，至少需要 {memory:.0f} GB。", TOO_LITTLE_SPACE
        )


def check_entry(layout: Layout) -> None:
    """Refuse when the database's account could not reach its own folder."""
    if as_root() and not all(
        folder.stat().st_mode & 0o001 for folder in layout.var.parents if folder.exists()
    ):
        raise Refusal(
            f"数据库账号 {account('postgres')} 进不了 {layout.var} 的上级目录。"
            "请用 ANKANG_VAR 另选一个其他账号也能进入的目录，例如 ANKANG_VAR=/var/lib/ankang。",
            MISSING_RIGHT,
        )


def check_ports(ports: dict[str, int]) -> None:
    """Refuse when a port that we need is taken by somebody else."""
    for name, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise Refusal(
                    f"端口 {port}（{name}）已被别的程序占用。请停掉那个程序，或在第一次运行前用 "
                    f"ANKANG_PORT_{name.upper()} 另选端口；已运行过的，请改 etc/ports.json。",
                    PORT_IN_USE,
                ) from error


def has_ipv6() -> bool:
    """Whether the loopback has an IPv6 address."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True

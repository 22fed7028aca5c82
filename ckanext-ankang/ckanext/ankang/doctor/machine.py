"""The machine under the portal: programs, secrets, disk, fence."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ckanext.ankang.fence import isolates

from .findings import Finding, error, note, well

SHORTEST_KEY = 32
LEAST_GIGABYTES, FEW_GIGABYTES = 1, 5
TIMEZONE = "Asia/Shanghai"


def versions() -> Iterator[Finding]:
    """What runs here."""
    python = ".".join(map(str, sys.version_info[:3]))
    ours, ckan = version("ckanext-ankang"), version("ckan")
    yield well("版本", f"本平台 {ours}，CKAN {ckan}，Python {python}")
    if not ckan.startswith("2.12."):
        yield error(
            "版本", f"CKAN 是 {ckan}，本平台为 2.12 编写。", "请运行 deploy/up 装回锁定的版本。"
        )


def secrets(config: Mapping[str, Any], ini: Path) -> Iterator[Finding]:
    """The files with secrets: there, long enough, and closed to other accounts."""
    key = Path(config.get("ckanext.ankang.review.audit_key_file") or "")
    yield _audit_key(key)
    exposed = [path for path in (ini, *_secret_files(key)) if path.stat().st_mode & 0o007]
    for path in exposed:
        yield error("密钥", f"{path} 对其他账号开放。", f"请运行 chmod o= {path}。")
    if not exposed:
        yield well("密钥", "配置文件与密钥文件不对其他账号开放")


def _secret_files(key: Path) -> list[Path]:
    """Those that lie beside the audit key, as deploy/up puts them."""
    try:
        return [path for path in key.parent.iterdir() if path.is_file()] if key.name else []
    except OSError:
        # Only root may list the folder: then nobody else can read what is in it by guessing either.
        return [key] if key.is_file() else []


def _audit_key(path: Path) -> Finding:
    subject = "审计密钥"
    try:
        length = len(path.read_bytes().strip())
    except OSError as failure:
        return error(
            subject,
            f"读不到 {path}（{failure.strerror}）。",
            "请从备份恢复它，或检查它的所有者和权限。",
        )
    if length < SHORTEST_KEY:
        return error(
            subject,
            f"{path} 只有 {length} 个字节，至少需要 {SHORTEST_KEY} 个。",
            "请从备份恢复它。",
        )
    return well(subject, "存在，长度足够")


def disk(config: Mapping[str, Any]) -> Finding:
    """Room for more files."""
    folder = Path(config.get("ckan.storage_path") or "")
    if not folder.is_dir():
        return error(
            "磁盘",
            f"文件目录 {folder} 不存在。",
            "请检查配置项 ckan.storage_path，或运行 deploy/up。",
        )
    free = shutil.disk_usage(folder).free / 1e9
    advice = "请清理磁盘，或把数据移到更大的磁盘。"
    if free < LEAST_GIGABYTES:
        return error("磁盘", f"只剩 {free:.1f} GB。", advice)
    if free < FEW_GIGABYTES:
        return note("磁盘", f"只剩 {free:.1f} GB。", advice)
    return well("磁盘", f"剩余 {free:.1f} GB")


def timezone(config: Mapping[str, Any]) -> Finding:
    """Pages speak the time of Ankang."""
    found = config.get("ckan.display_timezone")
    if found != TIMEZONE:
        return note(
            "时区", f"页面用的时区是“{found}”。", f"请把 ckan.display_timezone 设为 {TIMEZONE}。"
        )
    return well("时区", f"页面用 {TIMEZONE}")


def fence() -> Finding:
    """Whether the processes that read untrusted files can be cut off from the network and from others."""
    if isolates():
        return well("隔离", "读取文件的子进程没有网络，也不能留下别的进程")
    return note(
        "隔离",
        "这台机器不允许子进程离开网络，读取文件时只限内存和时间。",
        "请允许普通账号建立命名空间（内核参数 user.max_user_namespaces 大于 0，"
        "Debian 另有 kernel.unprivileged_userns_clone=1；容器须放行 unshare）。",
    )

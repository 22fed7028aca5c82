"""deploy/restore DIR: a backup onto an empty `var/`; the index is rebuilt."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from . import configuration, machine, portal, postgres, processes, up
from .backup import MANIFEST, digest
from .console import WRONG_PLACE, Refusal, run, say, step
from .layout import Layout
from .machine import POSTGRES, account, as_root, group


def main(words: list[str]) -> int:
    """Restore a backup; refuse to write over existing data."""
    if len(words) != 1:
        raise Refusal("用法：deploy/restore 目录（deploy/backup 写下的目录）")
    source, layout = Path(words[0]).resolve(), Layout.portal()
    check(source)
    if (layout.var / "postgres").exists():
        raise Refusal(
            f"{layout.var} 里已有数据，恢复不覆盖任何东西。请先 deploy/reset，或用 ANKANG_VAR 另选目录。",
            WRONG_PLACE,
        )
    up.install(layout)
    bring_files(layout, source)
    configuration.write(layout)
    processes.configure(layout, processes.programs(layout))
    processes.start_supervisor(layout)
    stores = processes.services(layout)
    processes.start(layout, stores)
    processes.await_health(layout, stores, "启动数据库、缓存与检索")
    bring_databases(layout, source)
    up.start(layout)
    with step("重建检索索引"):
        portal.ckan(layout, "search-index", "rebuild", "-q", what="重建检索索引")
        portal.ckan(layout, "ankang-search", "rebuild", what="重建文件库的检索索引")
    say(f"已恢复。门户地址：{layout.site_url}")
    return 0


def check(source: Path) -> None:
    """Refuse a backup that is not whole."""
    if not (source / MANIFEST).exists():
        raise Refusal(
            f"{source} 里没有 {MANIFEST}，不是 deploy/backup 写下的完整备份。", WRONG_PLACE
        )
    for name, expected in json.loads((source / MANIFEST).read_text())["files"].items():
        if not (source / name).exists() or digest(source / name) != expected:
            raise Refusal(f"备份中的文件 {name} 缺失或已损坏，没有恢复任何东西。请换一份备份。")


def bring_files(layout: Layout, source: Path) -> None:
    """Files, secrets and settings, under the accounts of this machine."""
    with step("恢复文件、密钥与设置"):
        for folder in ("storage", "secrets", "audit"):
            shutil.copytree(source / folder, layout.var / folder, dirs_exist_ok=True)
        for secret in (layout.var / "secrets").iterdir():
            secret.chmod(0o600)
        for name in ("local.ini", "demonstration.txt"):
            if (source / name).exists():
                shutil.copy(source / name, layout.etc / name)
        for folder in ("storage", "audit"):
            for path in (layout.var / folder).rglob("*"):
                # Web and worker share these; a copy that came through an archive may have lost that.
                path.chmod(0o2770 if path.is_dir() else 0o660)
                if as_root():
                    shutil.chown(path, account("web"), group())
        configuration.prepare(layout)
        machine.check_ports(layout.ports)


def bring_databases(layout: Layout, source: Path) -> None:
    postgres.make_databases(layout)
    for database in postgres.DATABASES:
        with step(f"恢复数据库 {database}"):
            run([str(POSTGRES / "pg_restore"), "--exit-on-error",
                 "-d", database, str(source / f"{database}.dump")],
                what=f"恢复数据库 {database}", env=postgres.environment(layout))  # fmt: skip

"""deploy/backup DIR: both databases, files and secrets, consistent while people work."""

from __future__ import annotations

import datetime
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from . import environment, postgres, processes
from .console import MISSING_RIGHT, Refusal, run, say, step
from .layout import Layout, require_marker
from .machine import POSTGRES

MANIFEST = "manifest.json"


def main(words: list[str]) -> int:
    """Back the running portal up into a new directory."""
    if len(words) != 1:
        raise Refusal("用法：deploy/backup 目录（一个尚不存在或空的目录）")
    layout = Layout.portal()
    require_marker(layout)
    back_up(layout, Path(words[0]).resolve())
    return 0


def back_up(layout: Layout, target: Path) -> None:
    """Databases first, then files.

    A file version's bytes are written before its row and never change or go, so files copied
    after the dump hold everything the dump speaks of.
    """
    if target.exists() and any(target.iterdir()):
        raise Refusal(f"{target} 不是空目录，备份不覆盖任何东西。请换一个目录。", MISSING_RIGHT)
    if not processes.alive(layout):
        raise Refusal("门户没有运行，无法导出数据库。请先运行 deploy/up。")
    target.mkdir(parents=True, exist_ok=True)
    target.chmod(0o700)
    for database in postgres.DATABASES:
        with step(f"导出数据库 {database}"):
            # Half-made tables of the DataStore are made again by the job that left them.
            run([str(POSTGRES / "pg_dump"), "-Fc", "--exclude-schema", postgres.LOADING,
                 "-f", str(target / f"{database}.dump"), database],
                what=f"导出数据库 {database}", env=postgres.environment(layout))  # fmt: skip
    with step("复制文件、密钥与设置"):
        for folder in ("storage", "secrets", "audit"):
            shutil.copytree(layout.var / folder, target / folder, ignore=_derived(layout))
        for name in ("local.ini", "demonstration.txt"):
            if (layout.etc / name).exists():
                shutil.copy(layout.etc / name, target / name)
    _seal(target)
    say(f"备份在 {target}。恢复：deploy/restore {target}（到空的 var/）。")


def _derived(layout: Layout) -> Callable[[str, list[str]], list[str]]:
    """Leave out what `up` makes again: the translations of the pages' scripts."""
    return lambda folder, names: ["i18n"] if Path(folder) == layout.storage else []


def _seal(target: Path) -> None:
    files = {
        str(path.relative_to(target)): digest(path)
        for path in sorted(target.rglob("*"))
        if path.is_file()
    }
    facts = {
        "made": datetime.datetime.now(datetime.UTC).isoformat(),
        "release": environment.source_digest(),
        "files": files,
    }
    (target / MANIFEST).write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")


def digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

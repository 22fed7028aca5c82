"""deploy/status: every process, its port, its health; disk used."""

from __future__ import annotations

import shutil
import subprocess

from . import processes
from .console import say
from .layout import Layout, require_marker
from .machine import demote

FOLDERS = {
    "数据库": "postgres",
    "文件": "storage",
    "检索": "solr",
    "日志": "log",
    "Python 环境": "venv",
}


def main(words: list[str]) -> int:
    """Print the state; the exit code is 1 when a process is not well."""
    layout = Layout.portal()
    require_marker(layout)
    if not processes.alive(layout):
        say("门户没有运行。启动：deploy/up")
        return 1
    wells = [_line(layout, program) for program in processes.programs(layout)]
    say()
    for title, folder in FOLDERS.items():
        say(f"{title:　<10}{_used(layout, folder)}")
    say(f"{'文件隔离':　<10}{_isolation(layout)}")
    free = shutil.disk_usage(layout.var).free / 1e9
    say(f"{'磁盘剩余':　<10}{free:.1f} GB")
    return 0 if all(wells) else 1


def _line(layout: Layout, program: processes.Program) -> bool:
    state = processes.state(layout, program.name)
    well = state["statename"] == "RUNNING" and processes.healthy(layout, program.name)
    place = f"127.0.0.1:{layout.ports[program.port]}" if program.port else "—"
    word = "正常" if well else f"异常（{state['statename']}，日志 {layout.log / program.name}.log）"
    say(f"{program.name:<14} {place:<16} pid {state['pid']:<8} {word}  {program.title}")
    return well


def _isolation(layout: Layout) -> str:
    """Whether untrusted files are read without network, under the worker's account."""
    look = "from ckanext.ankang.fence import isolates; print(isolates())"
    done = subprocess.run([layout.python(), "-P", "-c", look], capture_output=True, text=True, cwd="/",
                          env=processes.plain_environment(), **demote("worker"))  # type: ignore[call-overload] # fmt: skip
    if done.stdout.strip() == "True":
        return "读取文件的子进程没有网络"
    return "系统不允许读取文件的子进程离开网络，请看 ankang doctor"


def _used(layout: Layout, folder: str) -> str:
    done = subprocess.run(["du", "-sh", str(layout.var / folder)], capture_output=True, text=True)
    return done.stdout.split()[0] if done.stdout else "0"

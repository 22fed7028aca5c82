"""deploy/reset: remove everything `up` made, and nothing else."""

from __future__ import annotations

import shutil
import sys

from . import processes
from .console import Refusal, say, step
from .layout import Layout, require_marker


def main(words: list[str]) -> int:
    """Ask, stop, remove the directory that holds the marker."""
    layout = Layout.portal()
    require_marker(layout)
    if "--yes" not in words:
        question = f"将删除 {layout.var} 及其中全部数据（数据库、文件、密码）。确认请输入“删除”："
        print(question, end="", flush=True)
        if sys.stdin.readline().strip() != "删除":
            raise Refusal("没有删除任何东西。")
    with step(f"停止进程并删除 {layout.var}"):
        processes.stop_supervisor(layout)
        shutil.rmtree(layout.var)
    say("已删除。重新开始：deploy/up")
    return 0

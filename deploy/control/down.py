"""deploy/down: stop every process; nothing is removed."""

from __future__ import annotations

from . import processes
from .console import say, step
from .layout import Layout, require_marker


def main(words: list[str]) -> int:
    """Stop the portal."""
    layout = Layout.portal()
    require_marker(layout)
    with step("停止全部进程"):
        processes.stop_supervisor(layout)
    say(f"已停止。数据仍在 {layout.var}；再次启动：deploy/up。")
    return 0

"""deploy/bench [NAME]: runs tests/bench/, each figure a ratio within one run, as a table."""

from __future__ import annotations

import json
import os
import subprocess

from . import processes
from .console import BROKEN_STEP, Refusal, say, step
from .layout import CHECKOUT, Layout, require_marker

FOLDER = CHECKOUT / "tests" / "bench"


def main(words: list[str]) -> int:
    """Run one bench, or all, against the running portal."""
    known = sorted(path.stem for path in FOLDER.glob("*.py"))
    if unknown := [word for word in words if word not in known]:
        raise Refusal(f"没有名为 {unknown[0]} 的测量。现有：{'、'.join(known)}")
    layout = Layout.portal()
    require_marker(layout)
    if not processes.alive(layout):
        raise Refusal("测量要用到运行中的门户。请先运行 deploy/up。")
    figures = [figure for name in words or known for figure in _figures(layout, name)]
    say(f"\n{'我们':>12} {'对照':>12} {'比值':>8}  单位    内容")
    for figure in figures:
        say(_line(figure))
    return 0


def _figures(layout: Layout, name: str) -> list[dict[str, object]]:
    with step(f"测量 {name}"):
        done = subprocess.run(
            [layout.python(), str(FOLDER / f"{name}.py")],
            cwd=CHECKOUT,
            env=processes.plain_environment() | _sizes() | {"CKAN_INI": str(layout.ini)},
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise Refusal(f"测量 {name} 没有完成：{done.stderr[-800:]}", BROKEN_STEP)
    return list(json.loads(done.stdout))


def _sizes() -> dict[str, str]:
    """How much to measure with, if somebody wants less or more than usual."""
    return {name: value for name, value in os.environ.items() if name.startswith("ANKANG_BENCH_")}


def _line(figure: dict[str, object]) -> str:
    ours, theirs = float(str(figure["ours"])), float(str(figure["theirs"]))
    ratio = f"{ours / theirs:.2f}" if theirs else "—"
    return f"{ours:>12,.0f} {theirs:>12,.0f} {ratio:>8}  {figure['unit']}    {figure['what']}"

"""deploy/bench [NAME]: runs tests/bench/, each figure a ratio within one run."""

from __future__ import annotations

import subprocess

from .console import Refusal, say
from .layout import CHECKOUT, Layout


def main(words: list[str]) -> int:
    """Run one bench, or all."""
    folder = CHECKOUT / "tests" / "bench"
    known = sorted(path.stem for path in folder.glob("*.py"))
    unknown = [word for word in words if word not in known]
    if unknown:
        raise Refusal(f"没有名为 {unknown[0]} 的测量。现有：{'、'.join(known)}")
    layout = Layout.portal()
    for name in words or known:
        say(f"=== {name}")
        subprocess.run([layout.python(), str(folder / f"{name}.py")], cwd=CHECKOUT, check=True)
    return 0

"""The portal tests side by side: which rooms go together, and how the shards run, speak and end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from .console import say
from .layout import CHECKOUT, Layout

PORTAL = CHECKOUT / "tests" / "portal"
# How long the tests of each room took in a whole run; only the proportions matter.
SECONDS = PORTAL / "seconds.json"
# A shard takes a core and about 2 GB: PostgreSQL, Redis, Solr, pytest, now and then LibreOffice.
MOST = 2
# When the longest shard takes so much longer than the mean, the command asks for newer seconds.
UNEVEN = 1.15
# pytest takes down its own servers after Ctrl-C; one that hangs is killed.
GRACE = 30


@dataclass(frozen=True)
class Shard:
    """Some of the rooms, and the services that are theirs alone."""

    layout: Layout
    rooms: list[str]

    @property
    def output(self) -> Path:
        return self.layout.log / "portal-tests.log"

    @property
    def results(self) -> Path:
        return self.layout.log / "portal-tests.xml"


def layouts(first: Layout, number: int) -> list[Layout]:
    """The folders of the shards; single tests run in the first one's."""
    others = (first.var / f"shard-{count}" for count in range(2, number + 1))
    return [first, *(Layout(var, first.shared, first.environment) for var in others)]


def number() -> int:
    """As many shards as there are cores for them."""
    return max(1, min(len(os.sched_getaffinity(0)), MOST))


def rooms() -> list[str]:
    """Everything below tests/portal that has tests."""
    return sorted(
        entry.name
        for entry in PORTAL.iterdir()
        if entry.match("test_*.py") or any(entry.rglob("test_*.py"))
    )


def recorded() -> dict[str, float]:
    """The seconds of every room; one that is not recorded yet counts as a middling one."""
    known = json.loads(SECONDS.read_text())
    middling = sum(known.values()) / len(known)
    return {room: known.get(room, middling) for room in rooms()}


def divide(seconds: dict[str, float], number: int) -> list[list[str]]:
    """Longest first, each room whole into the shard that has least; alphabetical within a shard."""
    divided: list[list[str]] = [[] for _ in range(number)]
    for room in sorted(seconds, key=lambda name: (-seconds[name], name)):
        min(divided, key=lambda share: sum(seconds[name] for name in share)).append(room)
    return [sorted(share) for share in divided]


def make(first: Layout) -> list[Shard]:
    """The shards of a whole run."""
    divided = divide(recorded(), number())
    return [
        Shard(layout, share)
        for layout, share in zip(layouts(first, len(divided)), divided, strict=True)
    ]


def run(shards: list[Shard], variables: dict[str, str]) -> bool:
    """Run the shards side by side and print the output of each whole when it ends; say whether all passed."""
    started: dict[subprocess.Popen[bytes], Shard] = {}
    try:
        for shard in shards:
            started[_start(shard, variables)] = shard
            say(f"· {len(started)}/{len(shards)}：{' '.join(shard.rooms)}（输出 {shard.output}）")
        codes = [_report(process.returncode, started[process]) for process in _ended(started)]
    finally:
        _stop(started)
    return not any(codes)


def _start(shard: Shard, variables: dict[str, str]) -> subprocess.Popen[bytes]:
    """Begin a shard in a process group of its own, so that Ctrl-C reaches it once, through us."""
    command = [shard.layout.python("pytest"), "-q", f"--junit-xml={shard.results}"]
    own = {
        "CKAN_INI": str(shard.layout.ini),
        # Each shard remembers its own failures for --last-failed.
        "PYTEST_ADDOPTS": f"-o cache_dir={shard.layout.run / 'pytest-cache'}",
    }
    with shard.output.open("wb") as output:
        return subprocess.Popen(
            [*command, *(f"tests/portal/{room}" for room in shard.rooms)],
            cwd=CHECKOUT,
            env={**variables, **own},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )


def _ended(started: dict[subprocess.Popen[bytes], Shard]) -> Iterator[subprocess.Popen[bytes]]:
    """The processes in the order in which they end."""
    waiting = list(started)
    while waiting:
        for process in [process for process in waiting if process.poll() is not None]:
            waiting.remove(process)
            yield process
        time.sleep(0.2)


def _report(code: int, shard: Shard) -> int:
    say(f"\n--- {' '.join(shard.rooms)}\n{shard.output.read_text(errors='replace').rstrip()}")
    return code


def _stop(started: dict[subprocess.Popen[bytes], Shard]) -> None:
    """End what still runs, as Ctrl-C would."""
    left = [process for process in started if process.poll() is None]
    for process in left:
        os.killpg(process.pid, signal.SIGINT)
    deadline = time.monotonic() + GRACE
    while any(process.poll() is None for process in left) and time.monotonic() < deadline:
        time.sleep(0.1)
    for process in left:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def measured(results: list[Path]) -> dict[str, float]:
    """The seconds of each room, set-up and taking down included, by what pytest wrote."""
    seconds: dict[str, float] = defaultdict(float)
    for case in (case for path in results for case in ElementTree.parse(path).iter("testcase")):
        _, _, room, *_ = str(case.get("classname")).split(".")
        seconds[room] += float(case.get("time", 0))
    return {room: round(seconds[room], 1) for room in sorted(seconds)}


def unevenness(shares: list[list[str]], seconds: dict[str, float]) -> float:
    """How much longer the longest shard takes than all of them in the mean."""
    sums = [sum(seconds[room] for room in share) for share in shares]
    return max(sums) * len(sums) / sum(sums)


def remember(shards: list[Shard]) -> None:
    """Keep what a good run measured, and ask for it to be recorded once the shards have become uneven."""
    seconds = measured([shard.results for shard in shards])
    target = shards[0].layout.var / SECONDS.name
    target.write_text(json.dumps(seconds, indent=2) + "\n")
    if (uneven := unevenness([shard.rooms for shard in shards], seconds)) > UNEVEN:
        say(
            f"各分片用时已不均（最长的是平均的 {uneven:.2f} 倍）：请用 {target} 替换 {SECONDS}，一并提交。"
        )

"""Validating many small files: ours in forks of one server against a new interpreter for each."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ckanext.ankang.fence import run_fenced
from ckanext.ankang.quality.validation import validate_table

FILES = 40
ROOM = {"memory_bytes": 1 << 30, "seconds": 60}
THEIRS = (
    "import sys; from ckanext.ankang.quality.validation import validate_table; "
    "assert validate_table(sys.argv[1]).verdict == 'valid'"
)


def _make(folder: Path) -> list[Path]:
    paths = [folder / f"{number}.csv" for number in range(FILES)]
    for number, path in enumerate(paths):
        rows = "".join(f"{n},镇办{n},{number}\n" for n in range(100))
        path.write_text(f"编号,名称,数量\n{rows}", encoding="utf-8")
    return paths


def _ours(path: Path) -> None:
    assert run_fenced(validate_table, path, **ROOM)["verdict"] == "valid"


def _theirs(path: Path) -> None:
    """What the fence did before, without its limits and namespaces."""
    subprocess.run([sys.executable, "-P", "-c", THEIRS, str(path)], check=True)


def main() -> None:
    """Print the figure as JSON; the server's own start counts with ours."""
    with tempfile.TemporaryDirectory() as folder:
        paths = _make(Path(folder))
        seconds = []
        for validate in (_ours, _theirs):
            start = time.perf_counter()
            for path in paths:
                validate(path)
            seconds.append(time.perf_counter() - start)
    ours, theirs = seconds
    figure = {
        "what": f"一个接一个校验 {FILES} 个小文件，各在自己的围栏进程里（我们 {ours / FILES:.3f} 秒一个，含启动；"
        f"对照：每个文件新起解释器，不设限制，{theirs / FILES:.3f} 秒）",
        "unit": "文件/秒",
        "ours": FILES / ours,
        "theirs": FILES / theirs,
    }
    json.dump([figure], sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()

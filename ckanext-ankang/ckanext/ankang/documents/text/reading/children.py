"""Programs that read a file for us: children of the fenced process, and limited like it.

Time, memory, network and their end with ours come from the fence, which they inherit; here they
get a folder and a home of their own and a ceiling on what they write.
"""

import os
import resource
import subprocess
from pathlib import Path

from .errors import DamagedDocument


def run_tool(command: list[str], folder: Path, name: str, written_bytes: int) -> str:
    """What a program prints; DamagedDocument when it breaks down over the file."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (written_bytes, written_bytes))

    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        preexec_fn=limited,
        check=False,
    )
    if done.returncode != 0:
        reason = "读取程序打不开它，内容不完整或不合规范。请重新导出后提交。"
        raise DamagedDocument(name=name, reason=reason)
    return done.stdout.decode("utf-8", "replace")

"""The Python environment: Debian's python3.11, every dependency by hash, our own wheel."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

from .console import run, step
from .layout import CHECKOUT, Layout

LOCK = CHECKOUT / "deploy" / "requirements.txt"
TEST_LOCK = CHECKOUT / "deploy" / "requirements-test.txt"
# A pyenv Python under /root could not be run by the portal's accounts (ckan-2.12.md 38).
PYTHON = "/usr/bin/python3.11"


def install(layout: Layout, *, tests: bool = False) -> None:
    """Make the environment and bring it to the lock; nothing happens if it is there already."""
    # pip comes last into a new environment: where it is missing, the making was cut off.
    if not Path(layout.python("pip")).exists():
        with step("建立 Python 环境"):
            run([PYTHON, "-m", "venv", "--clear", str(layout.environment)], what="建立 Python 环境")
    for lock in (LOCK, TEST_LOCK) if tests else (LOCK,):
        stamp = layout.environment / f".{lock.name}"
        digest = hashlib.sha256(lock.read_bytes()).hexdigest()
        if not stamp.exists() or stamp.read_text() != digest:
            with step(f"安装 Python 依赖（{lock.name}，按哈希锁定）"):
                _pip(layout, "--require-hashes", "--no-deps", "-r", str(lock))
            stamp.write_text(digest)


def _pip(layout: Layout, *arguments: str) -> None:
    command = [layout.python("pip"), "install", "-q", "--disable-pip-version-check", *arguments]
    run(command, what="安装 Python 依赖", cwd="/")


def source_digest() -> str:
    """A hash over everything that goes into our wheel."""
    digest = hashlib.sha256()
    for folder in ("ckanext-ankang", "harvesters", "schemas"):
        for path in sorted((CHECKOUT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and "egg-info" not in str(path):
                digest.update(str(path.relative_to(CHECKOUT)).encode() + b"\0" + path.read_bytes())
    for name in ("setup.py", "pyproject.toml"):
        digest.update((CHECKOUT / name).read_bytes())
    return digest.hexdigest()


def install_ourselves(layout: Layout) -> bool:
    """Install our wheel if the sources changed; say whether it was installed.

    The wheel is built in a copy: `build/` in the checkout would keep deleted files and ship them.
    """
    stamp, digest = layout.environment / ".ankang", source_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return False
    with step("安装平台自身"), tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "ankang"
        copy.mkdir()
        hidden = shutil.ignore_patterns("__pycache__", "*.egg-info")
        for folder in ("ckanext-ankang", "harvesters", "schemas"):
            shutil.copytree(CHECKOUT / folder, copy / folder, ignore=hidden)
        for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(CHECKOUT / name, copy / name)
        _pip(layout, "--no-deps", "--no-build-isolation", "--force-reinstall", str(copy))
    stamp.write_text(digest)
    return True

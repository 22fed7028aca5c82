"""Which backups still hold what was erased: a list for the operator, who destroys or rewrites them."""

from __future__ import annotations

import json
from pathlib import Path

from . import config

MANIFEST = "manifest.json"


def holding(since: str) -> list[str]:
    """The folders of backups made at or after a moment (ISO 8601, UTC)."""
    root = config.backup_folder()
    if root is None or not root.is_dir():
        return []
    return sorted(str(path.parent) for path in root.glob(f"*/{MANIFEST}") if _made(path) >= since)


def _made(manifest: Path) -> str:
    return str(json.loads(manifest.read_text("utf-8"))["made"])

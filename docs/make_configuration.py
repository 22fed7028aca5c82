"""Writes docs/configuration.md from what the rooms declare: python docs/make_configuration.py."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

CHECKOUT = Path(__file__).resolve().parents[1]
ROOMS = CHECKOUT / "ckanext-ankang" / "ckanext" / "ankang"
sys.path.insert(0, str(ROOMS / "doctor"))

import settings  # noqa: E402

HEAD = """\
# Settings

Written by `docs/make_configuration.py` from the `config_declaration.yaml` of the rooms; a test holds both equal.

Own values go into `var/etc/local.ini` as `key = value` lines; `deploy/up` takes them over. A value that is not allowed
stops the start with the key, the value and what is allowed (错误的值会使启动停止); `ankang doctor` prints them all.
CKAN's own settings are in `deploy/ckan.ini`, each with its reason where it differs from CKAN's default.
"""


def page() -> str:
    """The whole page."""
    return "\n".join(
        [HEAD, *(_room(path) for path in sorted(ROOMS.glob("*/config_declaration.yaml")))]
    )


def _room(path: Path) -> str:
    groups = yaml.safe_load(path.read_text("utf-8"))["groups"]
    rows = [_row(option) for group in groups for option in group["options"]]
    head = "| key | default | allowed | what it is |\n|---|---|---|---|"
    return "\n".join([f"## {path.parent.name}\n", head, *rows, ""])


def _row(option: dict[str, Any]) -> str:
    default = option.get("default", "")
    shown = f"`{default}`" if default != "" else "required" if option.get("required") else "empty"
    description = " ".join(option["description"].split())
    return f"| `{option['key']}` | {shown} | {_allowed(option)} | {description} |"


def _allowed(option: dict[str, Any]) -> str:
    if limits := settings.LIMITS.get(option["key"].removeprefix(settings.PREFIX)):
        return f"{limits[0]} to {limits[1]}"
    return "words, separated by spaces" if option.get("type") == "list" else "text"


if __name__ == "__main__":
    (CHECKOUT / "docs" / "configuration.md").write_text(page(), "utf-8")

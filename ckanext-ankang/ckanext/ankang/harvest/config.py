"""Typed readers of this room's settings."""

from pathlib import Path

import ckan.plugins.toolkit as tk

from harvesters.dialler import Limits
from harvesters.source import HOME

PREFIX = "ckanext.ankang.harvest."


def places() -> dict[str, str]:
    """The addresses that sources only name."""
    address = str(tk.config[PREFIX + "demonstration_url"])
    return {"demonstration": address} if address else {}


def home() -> Path:
    """The folder that holds the source folders."""
    return Path(tk.config[PREFIX + "home"] or HOME)


def batch_size() -> int:
    """How many items go into one case."""
    return int(tk.config[PREFIX + "batch_size"])


def case_items() -> int:
    """How many guarded items a person decides on together."""
    return int(tk.config[PREFIX + "case_items"])


def vanished_days() -> int:
    """After how many days an item that its source lists no more is withdrawn."""
    return int(tk.config[PREFIX + "vanished_days"])


def retention_days() -> int:
    """How long runs and records are kept that nothing published stands on."""
    return int(tk.config[PREFIX + "retention_days"])


def limits() -> Limits:
    """What one request may take."""
    return Limits(
        page_bytes=int(tk.config[PREFIX + "page_bytes"]),
        file_bytes=int(tk.config[PREFIX + "file_bytes"]),
        total_seconds=int(tk.config[PREFIX + "request_seconds"]),
    )

"""Typed readers of this room's settings."""

import os
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk

from harvesters.addresses import Network, named_networks, named_places
from harvesters.dialler import Limits
from harvesters.pace import Pace
from harvesters.secrets import read_secrets
from harvesters.source import HOME

PREFIX = "ckanext.ankang.harvest."


def places() -> dict[str, str]:
    """The addresses that sources only name."""
    words, address = (
        str(tk.config[PREFIX + name] or "") for name in ("places", "demonstration_url")
    )
    return named_places(words, address)


def engine_options() -> dict[str, Any]:
    """All that the configuration gives an engine beside its source and the folding of values."""
    return {
        "places": places(),
        "limits": limits(),
        "networks": networks(),
        "secrets": secrets(),
        "pace": pace(),
    }


def networks() -> dict[str, list[Network]]:
    """The networks outside the public ones that a source may name."""
    return named_networks(str(tk.config[PREFIX + "networks"] or ""))


def secrets() -> dict[str, str]:
    """The passwords and keys that sources name."""
    path = str(tk.config[PREFIX + "secrets_file"])
    return read_secrets(Path(path) if path else None, os.environ)


def pace() -> Pace:
    """The distance that all processes keep which call out, whatever their room."""
    return Pace(storage() / "pace")


def storage() -> Path:
    """Where the harvester keeps what is no upload."""
    return Path(tk.config["ckan.storage_path"]) / "harvest"


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
    """What requests and the calls of a whole run may take."""
    return Limits(
        page_bytes=int(tk.config[PREFIX + "page_bytes"]),
        file_bytes=int(tk.config[PREFIX + "file_bytes"]),
        connect_seconds=int(tk.config[PREFIX + "connect_seconds"]),
        read_seconds=int(tk.config[PREFIX + "read_seconds"]),
        total_seconds=int(tk.config[PREFIX + "request_seconds"]),
        redirects=int(tk.config[PREFIX + "redirects"]),
        tries=int(tk.config[PREFIX + "tries"]),
        longest_wait=int(tk.config[PREFIX + "wait_seconds"]),
        silences=int(tk.config[PREFIX + "silences"]),
        run_seconds=int(tk.config[PREFIX + "run_seconds"]),
    )


def tell() -> str:
    """When runs are told of where nobody chose for their source."""
    return str(tk.config[PREFIX + "tell"])


def metrics_token() -> str:
    """What a monitor on another machine says to read the figures; empty means that none may."""
    return str(tk.config[PREFIX + "metrics_token"] or "")

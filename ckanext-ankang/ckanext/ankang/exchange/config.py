"""The settings of the room `exchange`, spelled here and nowhere else."""

from pathlib import Path

import ckan.plugins.toolkit as tk


def change_rows() -> int:
    """How many changes one answer holds."""
    return int(tk.config["ckanext.ankang.exchange.change_rows"])


def feed_entries() -> int:
    """How many entries a feed holds."""
    return int(tk.config["ckanext.ankang.exchange.feed_entries"])


def feed_days() -> int:
    """Of how many days a feed tells what changed."""
    return int(tk.config["ckanext.ankang.exchange.feed_days"])


def catalogue_rows() -> int:
    """How many datasets and documents one page of the catalogue holds."""
    return int(tk.config["ckanext.ankang.exchange.catalogue_rows"])


def tombstones() -> int:
    """How many tombstones the first page of what changed holds."""
    return int(tk.config["ckanext.ankang.exchange.tombstones"])


def hour() -> int:
    """The hour at which the whole library is packed."""
    return int(tk.config["ckanext.ankang.exchange.hour"])


def folder() -> Path:
    """Where the package of the whole library lies: web and worker share it."""
    return Path(tk.config["ckan.storage_path"]) / "library"

"""The settings of the room `documents`, spelled here and nowhere else."""

from pathlib import Path

import ckan.plugins.toolkit as tk

from .text.reading import ReadingLimits


def reading_seconds() -> int:
    """How long one file may take to be read."""
    return int(tk.config["ckanext.ankang.documents.reading_seconds"])


def reading_memory_bytes() -> int:
    """How much memory reading one file may use."""
    return int(tk.config["ckanext.ankang.documents.reading_memory_bytes"])


def reading_limits() -> ReadingLimits:
    """How much of a file may be read."""
    names = ("characters", "pages")
    said = {name: int(tk.config[f"ckanext.ankang.documents.{name}"]) for name in names}
    return ReadingLimits(**said)


def originals_folder() -> Path:
    """Where originals lie that were printed as PDF to be compared; the web processes share it."""
    return Path(tk.config["ckan.storage_path"]) / "originals"


def files_at_once() -> int:
    """How many files one page may bring in."""
    return int(tk.config["ckanext.ankang.documents.files_at_once"])


def backlog_share() -> int:
    """The percentage of a backlog case that is compared with the originals."""
    return int(tk.config["ckanext.ankang.documents.backlog_share"])


def compared_pieces() -> int:
    """How many pieces a text may have to be compared: the time grows with its square."""
    number: int = tk.config["ckanext.ankang.documents.compared_pieces"]
    return number

"""The settings of the room `files`, spelled here and nowhere else."""

from pathlib import Path

import ckan.plugins.toolkit as tk


def max_bytes() -> int:
    """How many bytes one version may have."""
    return int(tk.config["ckanext.ankang.files.max_bytes"])


def backup_folder() -> Path | None:
    """Where the operator keeps backups, one folder each; None where the portal may not look."""
    folder = tk.config.get("ckanext.ankang.files.backup_folder")
    return Path(folder) if folder else None


def fixity_days() -> int:
    """Within how many days every file is read again."""
    return int(tk.config["ckanext.ankang.files.fixity_days"])


def difference_rows() -> int:
    """How many rows that differ are kept of a comparison."""
    return int(tk.config["ckanext.ankang.files.difference_rows"])


def difference_memory_bytes() -> int:
    """How much memory one comparison may use."""
    return int(tk.config["ckanext.ankang.files.difference_memory_bytes"])


def difference_seconds() -> int:
    """How long one comparison may take."""
    return int(tk.config["ckanext.ankang.files.difference_seconds"])

"""The settings of the room `review`, spelled here and nowhere else."""

from pathlib import Path

import ckan.plugins.toolkit as tk


def audit_key_file() -> Path:
    """The file with the key of the audit log."""
    return Path(tk.config["ckanext.ankang.review.audit_key_file"])


def audit_head_file() -> Path:
    """The append-only file with the heads of the audit log; beside the key if not set."""
    path = tk.config["ckanext.ankang.review.audit_head_file"]
    return Path(path) if path else audit_key_file().with_suffix(".heads")


def case_items() -> int:
    """How many items one case may have."""
    return int(tk.config["ckanext.ankang.review.case_items"])


def case_sample() -> int:
    """How many items of a larger case are opened before it is signed."""
    return int(tk.config["ckanext.ankang.review.case_sample"])

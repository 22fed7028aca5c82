"""The settings of the room `drafts`, spelled here and nowhere else."""

import ckan.plugins.toolkit as tk


def workbook_seconds() -> int:
    """How long one workbook may take to be annotated or taken back."""
    return int(tk.config["ckanext.ankang.drafts.workbook_seconds"])


def workbook_memory_bytes() -> int:
    """How much memory that may use."""
    return int(tk.config["ckanext.ankang.drafts.workbook_memory_bytes"])


def files_at_once() -> int:
    """How many files may be dropped at once."""
    return int(tk.config["ckanext.ankang.drafts.files_at_once"])

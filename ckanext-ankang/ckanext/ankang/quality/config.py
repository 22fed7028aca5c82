"""The settings of the room `quality`, spelled here and nowhere else."""

import ckan.plugins.toolkit as tk


def seconds() -> int:
    """How long one validation may take."""
    return int(tk.config["ckanext.ankang.quality.seconds"])


def memory_bytes() -> int:
    """How much memory one validation may use."""
    return int(tk.config["ckanext.ankang.quality.memory_bytes"])


def excerpt_rows() -> int:
    """How many faulty rows the report page shows."""
    return int(tk.config["ckanext.ankang.quality.excerpt_rows"])

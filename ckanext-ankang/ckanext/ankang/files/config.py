"""The settings of the room `files`, spelled here and nowhere else."""

import ckan.plugins.toolkit as tk


def max_bytes() -> int:
    """How many bytes one version may have."""
    return int(tk.config["ckanext.ankang.files.max_bytes"])

"""The settings of the room `renditions`, spelled here and nowhere else."""

import ckan.plugins.toolkit as tk


def max_characters() -> int:
    """The longest text that is made into files."""
    return int(tk.config["ckanext.ankang.renditions.max_characters"])

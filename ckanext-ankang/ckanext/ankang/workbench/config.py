"""The settings of the room `workbench`, spelled here and nowhere else."""

import ckan.plugins.toolkit as tk


def entries() -> int:
    """How many entries of a section the workbench shows."""
    return int(tk.config["ckanext.ankang.workbench.entries"])

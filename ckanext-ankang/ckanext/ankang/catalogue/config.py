"""The settings of the room `catalogue`, spelled here and nowhere else."""

import ckan.plugins.toolkit as tk


def import_rows() -> int:
    """How many rows an imported file may have."""
    return int(tk.config["ckanext.ankang.catalogue.import_rows"])


def import_bytes() -> int:
    """How many bytes an imported file may have."""
    return int(tk.config["ckanext.ankang.catalogue.import_bytes"])


def export_page() -> int:
    """How many datasets the export reads at once."""
    return int(tk.config["ckanext.ankang.catalogue.export_page"])

"""Settings of `citations`, each with its only reader."""

from ckan.plugins import toolkit as tk


def unresolved_rows() -> int:
    """How many unresolved names one page or one answer lists at most."""
    number: int = tk.config["ckanext.ankang.citations.unresolved_rows"]
    return number

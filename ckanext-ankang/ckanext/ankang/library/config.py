"""Settings of `library`, each with its only reader."""

from ckan.plugins import toolkit as tk


def documents_per_page() -> int:
    """How many documents one page of the library lists."""
    number: int = tk.config["ckanext.ankang.library.per_page"]
    return number

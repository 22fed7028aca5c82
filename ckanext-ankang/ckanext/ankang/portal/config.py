"""The settings of the room `portal`, spelled here and nowhere else."""

import ckan.plugins.toolkit as tk


def example_words() -> list[str]:
    """Words that find something, offered on the home page."""
    return list(tk.config["ckanext.ankang.portal.example_words"])


def notice() -> str:
    """The line above every page."""
    return str(tk.config["ckanext.ankang.portal.notice"])


def latest() -> int:
    """How many of the latest datasets and documents the home page lists."""
    return int(tk.config["ckanext.ankang.portal.latest"])


def preview_rows() -> int:
    """How many rows of a table a dataset page shows."""
    return int(tk.config["ckanext.ankang.portal.preview_rows"])


def previews() -> int:
    """How many tables of a dataset are shown on its page."""
    return int(tk.config["ckanext.ankang.portal.previews"])

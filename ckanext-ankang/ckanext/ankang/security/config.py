"""The settings of the room `security`, spelled here and nowhere else."""

import ckan.plugins.toolkit as tk


def login_failures() -> int:
    """How many failed logins an account or an address has in one window."""
    return int(tk.config["ckanext.ankang.security.login_failures"])


def login_window() -> int:
    """How many seconds failed logins are remembered."""
    return int(tk.config["ckanext.ankang.security.login_window"])


def trusted_proxies() -> int:
    """How many proxies of ours stand in front and name the visitor's address."""
    return int(tk.config["ckanext.ankang.security.trusted_proxies"])


def second_factor() -> bool:
    """Whether who signs must have shown a second factor."""
    return bool(tk.config["ckanext.ankang.security.second_factor"])

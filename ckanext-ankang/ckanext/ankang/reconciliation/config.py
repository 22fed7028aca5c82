"""The settings of the room `reconciliation`, spelled here and nowhere else."""

import ckan.plugins.toolkit as tk

PREFIX = "ckanext.ankang.reconciliation."


def hour() -> int:
    """The hour of the day at which it is done."""
    return int(tk.config[PREFIX + "hour"])


def days() -> int:
    """How many days lie between two."""
    return int(tk.config[PREFIX + "days"])


def findings() -> int:
    """How many findings are kept one by one."""
    return int(tk.config[PREFIX + "findings"])

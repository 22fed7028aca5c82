"""The settings of the room `validity`, spelled here and nowhere else."""

import ckan.plugins.toolkit as tk


def turn_hour() -> int:
    """The hour (of Asia/Shanghai) at which the changes of a day are indexed and told."""
    return int(tk.config["ckanext.ankang.validity.turn_hour"])


def decision_days() -> int:
    """In how many working days a proposed event is to be decided."""
    return int(tk.config["ckanext.ankang.validity.decision_days"])

"""The settings of the room `proofreading`, spelled here and nowhere else."""

from functools import cache
from pathlib import Path

import ckan.plugins.toolkit as tk

from .finding import Book
from .leaders import read_leader
from .rules import rules_of_file, standard_rules


def characters() -> int:
    """How much of one text, or of the cells of one table, is checked."""
    return int(tk.config["ckanext.ankang.proofreading.characters"])


def book() -> Book:
    """The rules that ship, the city's own, and the titles of its leaders."""
    return _book(
        tk.config["ckanext.ankang.proofreading.rules"],
        tuple(tk.config["ckanext.ankang.proofreading.leaders"]),
    )


@cache
def _book(path: str, leaders: tuple[str, ...]) -> Book:
    own = rules_of_file(Path(path)) if path else ()
    return Book((*standard_rules(), *own), tuple(read_leader(leader) for leader in leaders))

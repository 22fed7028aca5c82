"""The settings of this room, typed."""

import ckan.plugins.toolkit as tk


def question_words() -> int:
    """Return how many words of a question count."""
    return int(tk.config["ckanext.ankang.search.question_words"])


def related_below() -> int:
    """Return the number of answers under which related results are looked for."""
    return int(tk.config["ckanext.ankang.search.related_below"])


def related_rows() -> int:
    """Return how many related results are shown."""
    return int(tk.config["ckanext.ankang.search.related_rows"])

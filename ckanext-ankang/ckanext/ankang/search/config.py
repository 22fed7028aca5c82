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


def library_core() -> str:
    """Return the name of Solr's core that holds the library, beside that of CKAN."""
    return str(tk.config["ckanext.ankang.search.library_core"])


def library_rows() -> int:
    """Return how many documents one answer of the library may hold."""
    return int(tk.config["ckanext.ankang.search.library_rows"])


def library_hits() -> int:
    """Return how many articles are shown of each document found."""
    return int(tk.config["ckanext.ankang.search.library_hits"])

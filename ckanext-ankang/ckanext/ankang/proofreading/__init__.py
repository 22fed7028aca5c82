"""Wrong and sensitive wording, found by rule files and without any connection; pure but for the doors."""

from .finding import Book, Hit, find, standard_book

__all__ = ["Book", "Hit", "find", "standard_book"]

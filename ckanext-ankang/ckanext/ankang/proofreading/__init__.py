"""Wrong and sensitive wording, found by rule files and without any connection; pure but for the doors."""

from .fields import CellHit, CellHits, FieldHit, find_in_package, find_in_rows
from .finding import Book, Hit, find, standard_book

__all__ = [
    "Book",
    "CellHit",
    "CellHits",
    "FieldHit",
    "Hit",
    "find",
    "find_in_package",
    "find_in_rows",
    "standard_book",
]

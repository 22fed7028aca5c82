"""What became of each article of one text in another; pure."""

from .alignment import RELATIONS, Row, compare
from .words import Piece, differences

__all__ = ["RELATIONS", "Piece", "Row", "compare", "differences"]

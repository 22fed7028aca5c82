"""Reading files as tables: what a file is, how it is encoded, where its header stands."""

from .errors import DamagedTable, NotATable, TableError, UndecidedEncoding
from .limits import Limits
from .plain import Row
from .reading import read_table
from .table import Column, Damage, DamageKind, Table

__all__ = [
    "Column",
    "Damage",
    "DamageKind",
    "DamagedTable",
    "Limits",
    "NotATable",
    "Row",
    "Table",
    "TableError",
    "UndecidedEncoding",
    "read_table",
]

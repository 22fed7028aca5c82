"""What changed between two versions of a table (pure: imports no CKAN)."""

from .comparing import compare_files
from .difference import Change, Difference
from .metadata import metadata_changes

__all__ = ["Change", "Difference", "compare_files", "metadata_changes"]

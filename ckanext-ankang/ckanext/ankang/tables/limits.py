"""How much of a file is read before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The ceilings of one reading; the portal fills them from its configuration."""

    archive_members: int = 1_000
    archive_bytes: int = 2 * 1024**3
    archive_ratio: int = 200
    shared_text_bytes: int = 512 * 1024**2
    repeated_cells: int = 20_000_000
    json_bytes: int = 200 * 1024**2
    cell_characters: int = 1_000_000
    columns: int = 5_000

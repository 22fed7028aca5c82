"""What stands behind the commands of deploy/, imported as they import it."""

import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[3]
sys.path.insert(0, str(CHECKOUT / "deploy"))

from control.layout import Layout  # noqa: E402


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A layout in an empty folder."""
    made = Layout(tmp_path / "var", tmp_path / "var", tmp_path / "var" / "venv")
    made.etc.mkdir(parents=True)
    return made

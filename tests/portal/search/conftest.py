"""All plugins of the ini, which CKAN's pytest plugin unloads before the first test."""

import ckan.plugins as p
import pytest


@pytest.fixture(autouse=True, scope="session")
def all_plugins() -> None:
    """Load them as the portal does."""
    p.load_all()

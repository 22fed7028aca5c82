"""Values that follow from others, so that nobody has to remember them in the configuration file."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

ALLOWED_FUNCTIONS = Path(__file__).with_name("allowed_functions.txt")
FUNCTIONS_KEY = "ckan.datastore.sqlsearch.allowed_functions_file"


def apply(config: MutableMapping[str, Any]) -> None:
    """Mark cookies for https only where the portal is https, and take our list of SQL functions."""
    secure = str(config["ckan.site_url"]).startswith("https:")
    config["SESSION_COOKIE_SECURE"] = secure
    config["REMEMBER_COOKIE_SECURE"] = secure
    # CVE-2026-42031: CKAN's list allows ts_rewrite, which runs SQL nobody checks, and memory bombs.
    config[FUNCTIONS_KEY] = str(ALLOWED_FUNCTIONS)

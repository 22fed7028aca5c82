"""Values the room derives by itself."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from ckanext.ankang.security import defaults, passwords

BOMBS = {"ts_rewrite", "repeat", "generate_series", "lpad", "rpad"}


@pytest.mark.parametrize(
    ("site_url", "secure"), [("http://127.0.0.1:8080", False), ("https://data.example", True)]
)
def test_cookies_are_marked_secure_where_the_portal_is(site_url: str, secure: bool) -> None:
    config = {"ckan.site_url": site_url}
    defaults.apply(config)
    assert config["SESSION_COOKIE_SECURE"] is config["REMEMBER_COOKIE_SECURE"] is secure


def test_the_sql_functions_are_those_of_ckan_without_the_dangerous_ones() -> None:
    core = Path(find_spec("ckanext.datastore").origin).with_name("allowed_functions.txt")
    assert set(core.read_text().split()) >= BOMBS
    assert (
        set(defaults.ALLOWED_FUNCTIONS.read_text().split()) == set(core.read_text().split()) - BOMBS
    )


def test_passwords_are_hashed_with_the_rounds_asked_today() -> None:
    assert passwords.STRONG.from_string(passwords.STRONG.hash("x")).rounds >= 210_000

"""The portal refuses secrets everybody knows."""

import pytest

from ckanext.ankang.security.configuration import refusals

GOOD = {"SECRET_KEY": "k" * 43, "sqlalchemy.url": "postgresql://ankang:q8s@127.0.0.1/ankang"}


def test_generated_secrets_are_accepted() -> None:
    assert refusals(GOOD) == []


@pytest.mark.parametrize(
    "value", ["", None, "CHANGE_ME", "short", "please-change_me-please-please-please"]
)
def test_a_secret_everybody_knows_is_named(value: str | None) -> None:
    (sentence,) = refusals({**GOOD, "SECRET_KEY": value})
    assert "SECRET_KEY" in sentence
    assert "至少 24 个字符" in sentence


def test_a_token_secret_is_held_to_the_same_rule() -> None:
    (sentence,) = refusals({**GOOD, "api_token.jwt.encode.secret": "string:abc"})
    assert "api_token.jwt.encode.secret" in sentence
    assert "“abc”" in sentence


def test_a_secret_kept_in_a_file_is_not_judged_by_its_path() -> None:
    assert refusals({**GOOD, "api_token.jwt.encode.secret": "file:/k"}) == []


def test_the_example_password_of_the_database_is_named() -> None:
    (sentence,) = refusals({**GOOD, "ckan.datastore.read_url": "postgresql://ro:pass@localhost/ds"})
    assert "ckan.datastore.read_url" in sentence


def test_a_long_secret_is_not_shown_whole() -> None:
    (sentence,) = refusals({**GOOD, "SECRET_KEY": "changeme-0123456789-0123456789-0123456789"})
    assert "0123456789-0123456789" not in sentence

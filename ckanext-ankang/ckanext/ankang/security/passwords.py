"""Password hashing as strong as OWASP asks today; CKAN's comes from 2010 (25,000 rounds)."""

from passlib.hash import pbkdf2_sha512  # type: ignore[import-untyped]

ROUNDS = 210_000
STRONG = pbkdf2_sha512.using(rounds=ROUNDS)


def strengthen() -> None:
    """Hash new passwords with more rounds; CKAN renews an old hash at its owner's next login."""
    from ckan.model import user  # type: ignore[import-untyped]

    user.pbkdf2_sha512 = STRONG


def spend_the_time(password: str) -> None:
    """Work as long as for a real account, so that the time does not tell which names exist."""
    STRONG.hash(password)

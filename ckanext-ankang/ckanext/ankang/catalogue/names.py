"""Names in addresses: a Chinese title becomes readable pinyin where core makes `__` of it."""

import hashlib
from base64 import b32encode

from ckanext.ankang.catalogue.pinyin import pinyin_words

MAX_LENGTH = 100
# CKAN's name_validator refuses these (logic/validators.py).
_RESERVED = {"new", "edit", "search"}
_MARK_LENGTH = 8


def package_name(title: str, identifier: str) -> str:
    """Return a name of 2 to 100 characters; equal titles differ when their identifiers do.

    The identifier's mark is always appended: a pure function cannot know which names are taken,
    and a name must not change when a second dataset of the same title appears.
    """
    return _join(title, _mark(identifier))


def short_name(title: str) -> str:
    """Return the name without a mark, for whoever checks himself that it is free."""
    return _join(title, "")


def _join(title: str, mark: str) -> str:
    room = MAX_LENGTH - len(mark) - 1 if mark else MAX_LENGTH
    base = _fit(pinyin_words(title), room)
    return f"{base}-{mark}" if mark else base


def _fit(words: list[str], room: int) -> str:
    """Join as many whole words as there is room for; a name without any says 数据."""
    name = words[0][:room] if words else ""
    for word in words[1:]:
        if len(name) + 1 + len(word) > room:
            break
        name = f"{name}-{word}"
    return f"shuju-{name}".rstrip("-") if len(name) < 2 or name in _RESERVED else name


def _mark(identifier: str) -> str:
    digest = hashlib.sha256(identifier.encode()).digest()
    return b32encode(digest).decode().lower()[:_MARK_LENGTH]

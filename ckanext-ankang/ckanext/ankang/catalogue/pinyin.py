"""Pinyin of words and titles, and the key that puts Chinese titles in order."""

import re
import unicodedata
from functools import cache, lru_cache

from pypinyin import Style, lazy_pinyin, load_phrases_dict

from ckanext.ankang.catalogue.words import HAN, read_lines, short_words

_PIECE = re.compile(f"(?P<han>[{HAN}]+)|(?P<digits>[0-9]+)|(?P<latin>[a-z]+)")
# Long enough for any number in a title; 第2批 must come before 第10批.
_DIGITS = 12


@cache
def _load_readings() -> None:
    """Teach pypinyin the readings it lacks, once (岚皋 and the like, ckan-2.12.md 33)."""
    lines = [line.split() for line in read_lines("ckanext.ankang.catalogue", "pinyin.txt")]
    load_phrases_dict({word: [[syllable] for syllable in rest] for word, *rest in lines})


# Titles are made of the same words.
@lru_cache(maxsize=20_000)
def _spoken(text: str, style: Style) -> tuple[str, ...]:
    _load_readings()
    found = lazy_pinyin(text, style=style, errors="ignore", neutral_tone_with_five=True)
    return tuple(syllable for syllable in found if syllable.isascii())


def syllables(text: str, style: Style = Style.NORMAL) -> list[str]:
    """Return the syllables of the Chinese characters in `text`, in lower-case ASCII."""
    return list(_spoken(text, style))


def plain(text: str) -> str:
    """Return `text` in lower case, full width and accents folded away."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))
    return "".join(char for char in folded if not unicodedata.combining(char)).lower()


def pinyin_words(text: str) -> list[str]:
    """Return `text` word by word in ASCII: 安康市公交线路 is ankangshi, gongjiao, xianlu."""
    words: list[str] = []
    for piece in _PIECE.finditer(plain(text)):
        if piece["han"]:
            words += ["".join(syllables(word)) for word in short_words(piece["han"])]
        else:
            words.append(piece[0])
    return [word for word in words if word]


def sort_key(title: str) -> str:
    """Return a key that sorts titles as Chinese readers expect: digits, letters, then pinyin by tone."""
    keys: list[str] = []
    for piece in _PIECE.finditer(plain(title)):
        if piece["han"]:
            # "~" comes after every letter, so that a Chinese syllable follows Latin words.
            keys += [f"~{syllable}" for syllable in syllables(piece[0], Style.TONE3)]
        else:
            keys.append(piece[0].zfill(_DIGITS) if piece["digits"] else piece[0])
    # The title itself settles homophones, so that the order never depends on chance.
    return " ".join([*keys, title])

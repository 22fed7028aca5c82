"""Cutting Chinese into words, with the words of this city added to jieba's dictionary."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import rjieba

from ckanext.ankang.catalogue.vocabularies import departments, vocabulary

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_RUN = re.compile(f"[{HAN}]+")


def read_lines(package: str, name: str) -> list[str]:
    """Return the lines of a data file of ours, without comments and blanks."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return [line for line in map(str.strip, text.splitlines()) if line and line[0] != "#"]


def _user_words() -> Iterator[str]:
    yield from read_lines("ckanext.ankang.catalogue", "words.txt")
    for name in ("divisions", "themes", "document_kinds"):
        yield from vocabulary(name).names
    for department in departments():
        yield from department.names


@cache
def segmenter() -> rjieba.Jieba:
    """Return jieba with our words; made once, it costs a tenth of a second."""
    jieba = rjieba.Jieba()
    for word in sorted(set(_user_words())):
        if _HAN_RUN.fullmatch(word):
            jieba.add_word(word, None, None)
    return jieba


@cache
def _general() -> rjieba.Jieba:
    return rjieba.Jieba()


def all_words(text: str) -> list[str]:
    """Return every word in `text`, the ones inside longer words too: 公交线路 holds 公交 and 线路.

    The short words are always among them: what a question is cut into must be in the index.
    """
    words = [word for word in segmenter().cut_for_search(text) if word.strip()]
    return [*words, *sorted(set(short_words(text)) - set(words))]


def short_words(text: str) -> list[str]:
    """Return `text` as short words that cover it: 公交线路 is 公交 and 线路."""
    return [part for word in segmenter().cut(text) if word.strip() for part in _split(word)]


def _split(word: str) -> list[str]:
    """Split a long name at the general dictionary's words, and four characters into two known pairs."""
    if len(word) > 4:
        parts = _general().cut(word)
        return [short for part in parts for short in _split(part)] if len(parts) > 1 else [word]
    pair = [word[:2], word[2:]]
    return pair if len(word) == 4 and all(map(_general().has_word, pair)) else [word]

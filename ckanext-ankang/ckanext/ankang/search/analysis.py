"""What Chinese text becomes in the index, and what a question becomes as a query.

Words are cut by jieba on both sides and Solr only splits at spaces (reference/search.md).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from ckanext.ankang.catalogue.pinyin import sort_key, syllables
from ckanext.ankang.catalogue.vocabularies import vocabulary
from ckanext.ankang.catalogue.words import HAN, all_words, read_lines, short_words
from ckanext.ankang.search.numbers import split_numbers

_ROOM = "ckanext.ankang.search"
_PIECE = re.compile(f"(?P<han>[{HAN}]+)|(?P<latin>[a-z0-9]+(?:\\.[0-9]+)*)")
# Joined pinyin of this many neighbouring words is indexed; longer titles are found by their parts.
_JOINED = 4
_SHORT = 40
# A Solr term may hold 32,766 bytes; an exact title is far shorter than this.
_KEY_LENGTH = 300


@dataclass(frozen=True)
class Query:
    """A question as passes: `strict` words must (nearly) all match, `relaxed` ones need not.

    `abbreviation` holds the characters of a short question: 公交 is short for 公共交通.
    """

    strict: tuple[str, ...]
    relaxed: tuple[str, ...]
    abbreviation: tuple[str, ...]
    title_key: str


@cache
def _simplified() -> tuple[dict[int, str], list[tuple[str, str]]]:
    pairs: dict[int, str] = {}
    words: list[tuple[str, str]] = []
    for line in read_lines(_ROOM, "traditional.txt"):
        if " " in line:
            old, new = line.split()
            words.append((old, new))
        else:
            pairs |= {ord(line[i]): line[i + 1] for i in range(0, len(line), 2)}
    return pairs, words


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(read_lines(_ROOM, "stopwords.txt"))


def normalise(text: str) -> str:
    """Return `text` in lower case, half width and simplified characters."""
    folded = unicodedata.normalize("NFKC", text).lower()
    characters, words = _simplified()
    for old, new in words:
        folded = folded.replace(old, new)
    return folded.translate(characters)


def cut(text: str) -> list[str]:
    """Return the words of a text for the index: numbers as one token, words inside words too."""
    return list(_cut_again(text)) if len(text) <= _SHORT else _cut(text)


@lru_cache(maxsize=20_000)
def _cut_again(text: str) -> tuple[str, ...]:
    """The same for names of departments, themes and columns, which come again and again."""
    return tuple(_cut(text))


def _cut(text: str) -> list[str]:
    words: list[str] = []
    for stretch in split_numbers(normalise(text)):
        words += [*_words(stretch.text + stretch.issuer, all_words), *stretch.tokens]
    return words


def _question_words(text: str) -> Iterator[str]:
    """Yield the words of a question; of a number only its most exact token."""
    for stretch in split_numbers(normalise(text)):
        yield from _words(stretch.text, short_words)
        yield from stretch.tokens[:1]


def _words(text: str, cutter: Callable[[str], list[str]]) -> Iterator[str]:
    for found in _PIECE.finditer(text):
        yield from cutter(found["han"]) if found["han"] else (found[0],)


def title_key(title: str) -> str:
    """Return what two spellings of one title have in common: its letters and digits."""
    return "".join(re.findall(r"\w", normalise(title)))[:_KEY_LENGTH]


def _romanised(title: str) -> tuple[list[str], list[str]]:
    """Return the title word by word in pinyin and in initials."""
    full: list[str] = []
    initials: list[str] = []
    for found in _PIECE.finditer(normalise(title)):
        for word in short_words(found[0]) if found["han"] else [found[0]]:
            spoken = syllables(word) if found["han"] else [word]
            full.append("".join(spoken))
            initials.append("".join(s[0] for s in spoken) if found["han"] else word)
    return full, initials


def _neighbours(parts: list[str]) -> list[str]:
    """Return every run of neighbouring parts, joined: gongjiao, xianlu, gongjiaoxianlu."""
    runs = (
        "".join(parts[start:end])
        for start in range(len(parts))
        for end in range(start + 1, min(start + _JOINED, len(parts)) + 1)
    )
    return list(dict.fromkeys([*runs, "".join(parts)]))


def _join(words: Iterable[str]) -> str:
    return " ".join(word for word in words if word)


def index_fields(
    package: dict[str, Any], *, text: str = "", columns: Iterable[str] = ()
) -> dict[str, str]:
    """Return our Solr fields for a package dict, a document's text and its tables' columns."""
    title = package.get("title") or package.get("name") or ""
    full, initials = _romanised(title)
    words = [word for part in _described(package, columns) for word in cut(part)]
    return {
        "ankang_title": _join(cut(title)),
        "ankang_title_pinyin": _join(_neighbours(full)),
        "ankang_title_initials": _join(run for run in _neighbours(initials) if len(run) > 1),
        "ankang_title_characters": _join(re.findall(f"[{HAN}]", normalise(title))),
        "ankang_title_key": title_key(title),
        "ankang_numbers": _join(_numbers(package, title)),
        "ankang_words": _join(words),
        "ankang_text": _join(cut(text)),
        "title_sort": sort_key(title),
    }


def _numbers(package: dict[str, Any], title: str) -> list[str]:
    own = f"{package.get('document_number') or ''} {title}"
    return [token for stretch in split_numbers(normalise(own)) for token in stretch.tokens]


@cache
def _labels(name: str) -> dict[str, str]:
    return {value.code: value.label for value in vocabulary(name).values}


def _described(package: dict[str, Any], columns: Iterable[str]) -> Iterator[str]:
    """Yield every text of the package that a person may remember, but its title."""
    for field in ("name", "notes", "document_number", "issuer", "index_number", "source_name"):
        yield package.get(field) or ""
    yield from (tag.get("display_name") or tag.get("name", "") for tag in package.get("tags", ()))
    yield (package.get("organization") or {}).get("title") or ""
    for field, name in (("theme", "themes"), ("kind", "document_kinds"), ("region", "divisions")):
        yield _labels(name).get(package.get(field) or "", "")
    for resource in package.get("resources", ()):
        yield resource.get("name") or ""
        yield resource.get("description") or ""
    yield from columns


def query(text: str, *, limit: int = 64) -> Query:
    """Return the two passes of a question, of which the first `limit` words count."""
    words = list(dict.fromkeys(_question_words(text)))
    said = _spoken_as_one([word for word in words if word not in _stop_words()] or words)[:limit]
    return Query(
        tuple(said), tuple(dict.fromkeys(_widened(said))), _abbreviation(text), title_key(text)
    )


def _abbreviation(text: str) -> tuple[str, ...]:
    short = re.fullmatch(f"[{HAN}]{{2,4}}", normalise(text).strip())
    return tuple(short[0]) if short else ()


def _spoken_as_one(words: list[str]) -> list[str]:
    """Join pinyin that was typed syllable by syllable: gong jiao is gongjiao."""
    is_pinyin = len(words) > 1 and _known_syllables().issuperset(words)
    return ["".join(words)] if is_pinyin else words


@cache
def _known_syllables() -> frozenset[str]:
    """Return every syllable in use: the 6,763 characters of GB 2312 hold them all."""
    codes = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return frozenset(syllables("".join(code.decode("gb2312", errors="ignore") for code in codes)))


def _widened(words: list[str]) -> Iterator[str]:
    """Yield each word with its sound, so that 公郊 finds 公交, and each number without its issuer."""
    for word in words:
        yield word
        if found := re.fullmatch(f"[{HAN}]+([0-9]{{4}}n[0-9]+)", word):
            yield found[1]
        elif re.fullmatch(f"[{HAN}]{{2,}}", word) and (sound := "".join(syllables(word))):
            # Of rare characters no sound is known.
            yield sound

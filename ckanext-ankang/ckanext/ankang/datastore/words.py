"""Words as the search index of a table knows them: bigrams, because Chinese has no blanks.

PostgreSQL's parsers take a Chinese sentence for one word, and its trigrams miss words of two
characters (ckan-2.12.md 23). A run of letters and digits of ASCII is one word; in any other run of
letters each pair of neighbours is one, and its last character, so that each character begins a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

# What is neither: punctuation, blanks, and the line ends that part the cells of a row.
_RUNS = re.compile(r"([0-9a-z]+)|((?:(?![0-9a-z_])\w)+)")
# A tsvector holds under 1 MB (PostgreSQL 15, limits of text search); a word in it costs some bytes
# more than its letters. A row with more is found by its text.
LARGEST = 600_000
LONGEST = 500


@dataclass(frozen=True)
class Term:
    """One part of a question: words that a row must hold, and the form its text must have.

    `tsquery` narrows by the index, `pattern` (a regular expression of PostgreSQL, any case) decides.
    `exact` says that the words alone decide.
    """

    tsquery: str
    pattern: str
    exact: bool


def words(text: str) -> set[str]:
    """Return the words of a text."""
    found: set[str] = set()
    for latin, other in _RUNS.findall(text.lower()):
        if latin:
            found.add(latin[:LONGEST])
        else:
            found.update(map("".join, pairwise(other)))
            found.add(other[-1])
    return found


def vector(text: str) -> str | None:
    """Return a text's words as PostgreSQL reads a tsvector, or None where they are too many."""
    found = " ".join(words(text))
    return found if len(found.encode()) <= LARGEST else None


def terms(question: str, *, prefix: bool = False) -> list[Term]:
    """Return the parts of a question that are parted by blanks; parts without letters are none.

    With `prefix`, a part's last word may go on.
    """
    parts = (_term(part, prefix) for part in question.lower().split())
    return [part for part in parts if part]


def _term(part: str, prefix: bool) -> Term | None:
    runs = list(_RUNS.finditer(part))
    if not runs:
        return None
    queries = [query for run in runs for query in _queries(run, prefix and run is runs[-1])]
    inner = part[runs[0].start() : runs[-1].end()]
    before = "(?<![0-9a-z])" if runs[0][1] else ""
    after = "(?![0-9a-z])" if runs[-1][1] and not prefix else ""
    tsquery = " & ".join(dict.fromkeys(queries))
    long = any(len(run[0]) > LONGEST for run in runs)
    return Term(tsquery, before + _literal(inner) + after, len(queries) == 1 and not long)


def _queries(run: re.Match[str], prefix: bool) -> Iterable[str]:
    latin, other = run.groups()
    if latin:
        return [latin[:LONGEST] + (":*" if prefix or len(latin) > LONGEST else "")]
    if len(other) == 1:
        return [f"{other}:*"]
    return list(map("".join, pairwise(other)))


def _literal(text: str) -> str:
    """Return a text as a regular expression of PostgreSQL that matches only it."""
    return re.sub(r"([^\w\s])", r"\\\1", text, flags=re.UNICODE)

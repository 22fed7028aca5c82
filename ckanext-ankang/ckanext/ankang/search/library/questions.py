"""What a reader asks of the library, as parameters of Solr: one query for words, filters and counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ckanext.ankang.search.analysis import Query
from ckanext.ankang.search.library.entries import ARTICLE, TEXT

Params = dict[str, Any]

# The states of force, in the order in which they are shown (issue 7; choices: document_force).
STATES = (
    *("in_force", "partly", "not_yet", "suspended", "repealed", "lapsed", "revoked"),
    "unverified",
)
# «In force in lists and figures is in force in whole or part.»
EFFECTIVE = ("in_force", "partly")
FLAGS = ("needs_change", "ending", "under_review", "no_period")
FIELDS = ("section", "kind", "issuer", "topic", "year", "genre")

_TITLE = "ankang_title^4 ankang_title_pinyin^3 ankang_title_initials^2 ankang_title_characters^0.5"
SCOPES = {
    "all": f"ankang_numbers^20 {_TITLE} ankang_words^2 ankang_text",
    "title": _TITLE,
    "number": "ankang_numbers",
    "text": "ankang_text",
}
# The same passes as those of `package_search` (search.md, trap 2).
STRICT, RELAXED, ALL = "2<-1 5<80%", "1", "100%"
_ARTICLES = "ankang_numbers^20 ankang_text"

SORTS = {
    "newest": "published desc, title_sort asc, package asc",
    "oldest": "published asc, title_sort asc, package asc",
    "effective": "effective desc, title_sort asc, package asc",
    "title": "title_sort asc, package asc",
    "added": "added desc, package asc",
}
_BEST = f"score desc, {SORTS['newest']}"


@dataclass(frozen=True)
class Asked:
    """A question to the library: on which day, in which states, which values of which field."""

    day: date
    force: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    changed: tuple[date, date] | None = None
    scope: str = "all"
    sort: str = ""
    start: int = 0
    rows: int = 20


def states(force: Iterable[str]) -> tuple[str, ...]:
    """The states asked for; `effective` is in force in whole or part, `all` asks for none in particular."""
    if "all" in force:
        return ()
    named = {*force, *(EFFECTIVE if "effective" in force else ())}
    return tuple(state for state in STATES if state in named)


def documents(asked: Asked, passed: Params) -> Params:
    """The parameters that find the documents of a page, with the counts beside it."""
    return {
        **passed,
        "fq": [f"entity:{TEXT}", f"valid:{_on(asked.day)}", *_filters(asked)],
        "fl": "package,header",
        "sort": SORTS.get(asked.sort) or (_BEST if passed["q"] != "*:*" else SORTS["newest"]),
        "start": asked.start,
        "rows": asked.rows,
        "facet": "true",
        "facet.limit": -1,
        "facet.mincount": 1,
        "facet.field": [f"{{!ex={name}}}{name}" for name in FIELDS],
        "facet.query": [
            f"{{!ex=force key={state}}}force_{state}:{_on(asked.day)}" for state in STATES
        ],
    }


def passes(query: Query, scope: str) -> Iterator[Params]:
    """The ways to ask for these words: the first that finds something is the answer."""
    yield _pass(query.strict, STRICT, SCOPES[scope], query.title_key)
    if query.abbreviation and scope in ("all", "title"):
        yield _pass(query.abbreviation, ALL, "ankang_title_characters", query.title_key)
    yield _pass(query.relaxed, RELAXED, SCOPES[scope], query.title_key)


def everything() -> Params:
    """The pass of an empty question."""
    return {"q": "*:*"}


def _pass(words: Iterable[str], mm: str, fields: str, title_key: str) -> Params:
    return {
        "q": " ".join(words),
        "defType": "dismax",
        "qf": fields,
        "mm": mm,
        # A title typed in full comes first, however many others hold its words.
        "bf": f"product(100,termfreq(ankang_title_key,'{title_key}'))",
    }


def articles(query: Query, packages: Iterable[str], day: date, hits: int) -> Params:
    """The parameters that find the best articles of each of these documents, as they read on that day."""
    return {
        "q": " ".join(query.strict),
        "defType": "dismax",
        "qf": _ARTICLES,
        "mm": RELAXED,
        "fq": [f"entity:{ARTICLE}", f"valid:{_on(day)}", f"package:{_any(packages)}"],
        "fl": "package,anchor,heading,content",
        "sort": "score desc, position asc",
        "group": "true",
        "group.field": "package",
        "group.limit": hits,
        "rows": -1,
    }


def _filters(asked: Asked) -> Iterator[str]:
    if asked.force:
        states = " OR ".join(f"force_{state}:{_on(asked.day)}" for state in asked.force)
        yield f"{{!tag=force}}({states})"
    yield from (f"flag_{flag}:{_on(asked.day)}" for flag in asked.flags)
    if asked.changed:
        yield "changed:[{} TO {}]".format(*asked.changed)
    for name, values in asked.chosen.items():
        yield f"{{!tag={name}}}{name}:{_any(values)}"


def _on(day: date) -> str:
    return f'"{day.isoformat()}"'


def _any(values: Iterable[str]) -> str:
    quoted = ('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
    return f"({' OR '.join(quoted)})"

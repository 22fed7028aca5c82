"""`q` of `datastore_search` on our tables: words of two Chinese characters, and of one.

The question is made of terms (`words`). Where a row's words are indexed they narrow the
search; the row's text decides, so that the answer is the same before the index is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.types import Context
from ckanext.datastore.backend import postgres

from . import words
from .loading import row_text

Json = dict[str, Any]

# The comment of the table behind a name, which may be an alias: only our tables have one.
OURS = sa.text("""
    SELECT obj_description(coalesce(
        (SELECT refobjid FROM pg_rewrite JOIN pg_depend ON objid = pg_rewrite.oid
          WHERE ev_class = found AND refclassid = 'pg_class'::regclass AND refobjid <> ev_class LIMIT 1),
        found), 'pg_class')
    FROM to_regclass(:name) AS found
""")
CORE = ("_full_text @@", "to_tsvector(")


def is_ours(connection: Any, resource_id: str) -> bool:
    """Whether the DataStore's table of this name was loaded from a version."""
    name = f"public.{postgres.identifier(resource_id)}"
    return connection.scalar(OURS, {"name": name}) is not None


def search(context: Context, asked: Json, types: dict[str, Any], query: Json) -> Json:
    """Put our conditions and ranks in the place of those that core made of `q` and `full_text`."""
    questions = list(_questions(asked))
    if not questions or not is_ours(context["connection"], asked["resource_id"]):
        return query
    ranks = _core_ranks(asked)
    names = [name for name in types if name != "_id" and name not in ranks]
    numbers = count()
    query["where"] = [clause for clause in query["where"] if not clause[0].startswith(CORE)]
    for field, question in questions:
        text = f"CAST({postgres.identifier(field)} AS text)" if field else row_text(names)
        found = words.terms(_plain(question, asked), prefix=not asked.get("plain", True))
        conditions = [_clause(term, text, field, next(numbers)) for term in found]
        # A question of punctuation alone asks for no word, and no word is in no row.
        query["where"] += conditions or [("false", {})]
    query["ts_query"] = ""
    _rank(ranks, query, names)
    return query


def _questions(asked: Json) -> Iterator[tuple[str | None, str]]:
    full_text, q = asked.get("full_text"), asked.get("q")
    if whole := full_text or (q if isinstance(q, str) else None):
        yield None, str(whole)
    if isinstance(q, dict):
        yield from q.items()


def _plain(question: str, asked: Json) -> str:
    """Return the words of a question; of the syntax of `plain=False` only `&` and `:*` are known."""
    question = str(question)
    if asked.get("plain", True):
        return question
    if any(sign in question for sign in "|!()<>"):
        raise tk.ValidationError(
            {"q": [tk._("检索词里不能用 | ! ( ) < >。请用空格或 & 分开要同时出现的词。")]}
        )
    return question.replace(":*", " ").replace("&", " ")


def _clause(term: words.Term, text: str, field: str | None, number: int) -> tuple[str, Json]:
    has_words = f"_full_text @@ CAST(:words_{number} AS tsquery)"
    has_text = f"{text} ~* :pattern_{number}"
    values = {f"words_{number}": term.tsquery, f"pattern_{number}": term.pattern}
    if term.exact and field is None:
        return f"{has_words} OR (_full_text IS NULL AND {has_text})", values
    return f"({has_words} OR _full_text IS NULL) AND {has_text}", values


def _core_ranks(asked: Json) -> dict[str, str]:
    """Return the ranks that core computes, by the name of their column."""
    ranks: dict[str, str] = postgres._textsearch_query(
        postgres._fts_lang(asked.get("language")),
        asked.get("q"),
        asked.get("plain", True),
        asked.get("full_text"),
    )[1]
    return ranks


def _rank(ranks: dict[str, str], query: Json, names: list[str]) -> None:
    """Rank by how much of the text the question is: the exact cell or the shortest row first."""
    for alias, core in ranks.items():
        field = alias.removeprefix("rank ") if alias != "rank" else None
        text = f"CAST({postgres.identifier(field)} AS text)" if field else row_text(names)
        ours = f"CAST(1.0 / (1 + length({text})) AS real)"
        for part in ("select", "sort"):
            query[part] = [entry.replace(core, ours) for entry in query[part]]

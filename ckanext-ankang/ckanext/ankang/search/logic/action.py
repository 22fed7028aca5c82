"""Actions of `search`."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk

from .. import config as _config
from ..analysis import Query as _Query
from ..analysis import query as _query
from ..library import answers as _answers
from ..library import index as _index
from ..library import questions as _questions
from . import schema as _schema


@tk.side_effect_free
def ankang_library_search(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Search the public documents of the library, as they stand on a day.

    :param q: words, a title or a number in any form of its brackets; empty finds everything
    :param as_of: the day (ISO), today in Asia/Shanghai when left out
    :param force: one or several of ``in_force, partly, not_yet, suspended, repealed, lapsed, revoked,
        unverified``, or ``effective`` for in force in whole or part; ``all`` or left out, every state
    :param flag: one or several of ``needs_change, ending, under_review, no_period``
    :param section: ``library`` (what organs of Ankang issued), ``higher`` (law above the city), ``other``
    :param kind: one or several values; likewise ``issuer, topic, year, genre``; a topic of the first
        level stands for those of its second
    :param changed_from: with ``changed_to``, documents whose force or text changes on a day between these,
        both included
    :param scope: where the words are looked for: ``all`` (default), ``title``, ``number``, ``text``
    :param sort: ``newest, oldest, effective, title, added``; left out, the best first, without words the newest
    :param start: how many documents to leave out at the beginning
    :param rows: how many documents to return, 20 when left out
    :returns: ``{count, as_of, relaxed, results: [{id, name, title, …, force, flags, sentence, since, until,
        changes: [{day, what, …}], hits: [{anchor, heading, excerpt, marks}]}], facets: {force, section, kind,
        issuer, topic, year, genre: [{value, label, count}]}}``; ``relaxed`` says that nothing held all the
        words, and these some of them
    """
    tk.check_access("ankang_library_search", context, data_dict)
    data, errors = tk.navl_validate(data_dict, _schema.ankang_library_search(), context)
    if errors:
        raise tk.ValidationError(errors)
    asked = _asked(data)
    query = _query(data["q"], limit=_config.question_words())
    if data["q"].strip() and not query.strict:
        return _none(asked)
    found, relaxed = _found(asked, query)
    results = _answers.results(found.docs, asked.day)
    _add_hits(results, asked, query)
    return {
        "count": found.hits,
        "as_of": asked.day.isoformat(),
        "relaxed": relaxed,
        "results": results,
        "facets": _answers.facets(found.facets),
    }


def _asked(data: dict[str, Any]) -> _questions.Asked:
    day: datetime | None = data.get("as_of")
    chosen = {name: tuple(data[name]) for name in _questions.FIELDS if data[name]}
    return _questions.Asked(
        day=day.date() if day else datetime.now(ZoneInfo("Asia/Shanghai")).date(),
        force=_questions.states(data["force"]),
        flags=tuple(data["flag"]),
        chosen=chosen,
        changed=_changed(data),
        scope=data["scope"],
        sort=data["sort"],
        start=data["start"],
        rows=min(data["rows"], _config.library_rows()),
    )


def _changed(data: dict[str, Any]) -> tuple[date, date] | None:
    first, last = (data.get(f"changed_{end}") for end in ("from", "to"))
    if not first and not last:
        return None
    return (first or datetime.min).date(), (last or datetime.max).date()


def _none(asked: _questions.Asked) -> dict[str, Any]:
    """The answer to a question of signs alone."""
    empty: dict[str, Any] = {name: [] for name in ("force", *_questions.FIELDS)}
    return {"count": 0, "as_of": asked.day.isoformat(), "relaxed": False} | {
        "results": [],
        "facets": empty,
    }


def _found(asked: _questions.Asked, query: _Query) -> tuple[Any, bool]:
    """What the first pass finds that finds anything, and whether it was a later one."""
    for number, passed in enumerate(_passes(asked, query)):
        found = _index.ask(_questions.documents(asked, passed))
        if found.hits:
            return found, number > 0
    return found, False


def _passes(asked: _questions.Asked, query: _Query) -> Iterator[dict[str, Any]]:
    if not query.strict:
        yield _questions.everything()
    else:
        yield from _questions.passes(query, asked.scope)


def _add_hits(results: list[dict[str, Any]], asked: _questions.Asked, query: _Query) -> None:
    if not results or not query.strict or asked.scope in ("title", "number"):
        return
    ids = [result["id"] for result in results]
    found = _index.ask(_questions.articles(query, ids, asked.day, _config.library_hits()))
    hits = _answers.hits(found.grouped["package"]["groups"], query.strict)
    for result in results:
        result["hits"] = hits.get(result["id"], [])

"""The strict and the relaxed pass of `package_search`, for the API and the pages alike.

The door is CKAN's own white list: `defType`, `qf`, `mm`, `tie` and `bf` (reference/search.md, trap 4).
Words of ours hold no colon, at which CKAN would drop dismax (trap 1); edismax obeys CKAN's
`q.op=AND`, which the white list does not let us change, and then `mm` says nothing (trap 2).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import ckan.model as model
from ckan.lib import search as ckan_search

from ckanext.ankang.search import config
from ckanext.ankang.search.analysis import Query, query

Params = dict[str, Any]

_FIELDS = (
    "ankang_numbers^20 ankang_title^4 ankang_title_pinyin^3 ankang_title_initials^2 "
    "ankang_words^2 ankang_text ankang_title_characters^0.5"
)
# Three words may miss one, six and more a fifth; stop words are gone by then (search.md, trap 2).
_STRICT, _RELAXED, _ALL = "2<-1 5<80%", "1", "100%"
# Questions that name a Solr field are programs' own; they reach Solr as they are.
_FIELDED = re.compile(
    r"(?:^|[\s(+\-!])(?:\*|id|name|title|notes|tags|groups|organization|owner_org|license_id|author|"
    r"maintainer|creator_user_id|dataset_type|type|state|private|capacity|site_id|entity_type|text|"
    r"metadata_(?:created|modified)|(?:res|extras|vocab|ankang)_\w+|theme|kind|openness|region|"
    r"update_frequency|document_number|source_\w+|\w+_date):"
)
_QUESTION, _SORT = "ankang_question", "ankang_sort"


def ask_strictly(params: Params) -> Params:
    """Turn the question of `params` into words of ours; leave programs' own queries alone."""
    params = _sort_by_pinyin(params)
    question = params.get("q") or ""
    if not _is_question(question, params):
        return params
    asked = query(question, limit=config.question_words())
    if not asked.strict:
        return {**params, "abort_search": True}
    extras = {**(params.get("extras") or {}), _QUESTION: question}
    return {**params, **_pass(asked, asked.strict, _STRICT), "extras": extras}


def _is_question(question: str, params: Params) -> bool:
    own = question.strip() in ("", '""', "''") or "{!" in question or _FIELDED.search(question)
    return not own and not ({"defType", "qf"} & params.keys())


def _pass(asked: Query, words: tuple[str, ...], mm: str, fields: str = _FIELDS) -> Params:
    return {
        "q": " ".join(words),
        "defType": "dismax",
        "qf": fields,
        "mm": mm,
        # A title typed in full comes first, however many others hold its words.
        "bf": f"product(100,termfreq(ankang_title_key,'{asked.title_key}'))",
    }


def _sort_by_pinyin(params: Params) -> Params:
    sort = params.get("sort") or ""
    if "title_string" not in sort:
        return params
    extras = {**(params.get("extras") or {}), _SORT: sort}
    return {**params, "sort": sort.replace("title_string", "title_sort"), "extras": extras}


def add_related(results: Params, params: Params) -> Params:
    """Put what a few words alone would find into `ankang_related`, apart from the answers."""
    extras = params.get("extras") or {}
    if _SORT in extras:
        results["sort"] = extras[_SORT]
    results["ankang_related"] = []
    if _QUESTION in extras and _is_short_first_page(results, params):
        results["ankang_related"] = _related(extras[_QUESTION], results, params)
    return results


def _is_short_first_page(results: Params, params: Params) -> bool:
    shown = len(results["results"])
    is_first = int(params.get("start") or 0) == 0
    return is_first and results["count"] < config.related_below() and shown == results["count"]


def _related(question: str, results: Params, params: Params) -> list[dict[str, Any]]:
    source = "data_dict" if params["fl"].split() == ["id", "data_dict"] else "validated_data_dict"
    asked = query(question, limit=config.question_words())
    passes = [_pass(asked, asked.relaxed, _RELAXED)]
    if asked.abbreviation:
        passes.insert(0, _pass(asked, asked.abbreviation, _ALL, "ankang_title_characters"))
    related: dict[str, dict[str, Any]] = {}
    for attempt in passes:
        related.update(_found(attempt, source, results, params))
    return list(related.values())[: config.related_rows()]


def _found(
    attempt: Params, source: str, results: Params, params: Params
) -> Iterator[tuple[str, dict[str, Any]]]:
    search = ckan_search.query_for(model.Package)
    # The strict pass left its filters in `fq`: site, state and what this person may see.
    filters = [*params["fq"], *_without(results["results"])]
    options = {"fq_list": filters, "fl": f"id {source}", "rows": config.related_rows()}
    search.run({**attempt, **options, "facet": "false"})
    for found in search.results:
        yield found["id"], json.loads(found[source])


def _without(found: list[dict[str, Any]]) -> list[str]:
    ids = [package["id"] for package in found if "id" in package]
    return [f"-id:({' OR '.join(ids)})"] if ids else []

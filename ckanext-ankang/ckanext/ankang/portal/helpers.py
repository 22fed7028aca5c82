"""Template helpers of the room `portal`."""

import logging
import secrets
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.common import _
from ckan.lib.search import SearchError
from flask import g, request

from ckanext.ankang.catalogue import freshness

from . import config, facets, wording

__all__ = [
    "ankang_badges",
    "ankang_date",
    "ankang_departments",
    "ankang_error_id",
    "ankang_example_words",
    "ankang_facet_label",
    "ankang_home",
    "ankang_label",
    "ankang_labels",
    "ankang_moment",
    "ankang_notice",
    "ankang_number",
    "ankang_own_sentence",
    "ankang_previews",
    "ankang_related",
    "ankang_size",
    "ankang_sort_items",
]

log = logging.getLogger(__name__)

VOCABULARIES = {
    "region": "divisions",
    "industry": "industries",
    "scenario": "scenarios",
    "kind": "document_kinds",
    "vocab_validation_status": "validation_status",
}


def ankang_date(value: Any) -> str:
    """A day as 2026年11月23日."""
    return wording.day(value)


def ankang_moment(value: Any) -> str:
    """A moment as 2026年11月23日 08:05, in Asia/Shanghai."""
    return wording.moment(value)


def ankang_size(value: Any) -> str:
    """A number of bytes with its unit."""
    return wording.size(value)


def ankang_number(value: Any) -> str:
    """A count with thousands set apart."""
    return wording.number(value)


def ankang_labels(vocabulary: str) -> dict[str, str]:
    """The labels of a vocabulary by their codes."""
    return wording.labels(vocabulary)


def ankang_label(vocabulary: str, code: str | None) -> str:
    """The label of a code; an unknown code is shown as it is, never hidden."""
    return wording.labels(vocabulary).get(code or "", code or "")


def ankang_facet_label(facet: str, item: dict[str, Any]) -> str:
    """What a value of a facet is called."""
    if facet == "dataset_type":
        return _type_label(item["name"])
    vocabulary = VOCABULARIES.get(facet, facet)
    if vocabulary in {*VOCABULARIES.values(), "update_frequency", "openness"}:
        return ankang_label(vocabulary, item["name"])
    return str(item["display_name"])


def _type_label(name: str) -> str:
    labels = {"dataset": _("数据集"), "document": _("文件"), "interpretation": _("解读")}
    return labels.get(name, name)


def ankang_notice() -> str:
    """The line above every page."""
    return config.notice()


def ankang_example_words() -> list[str]:
    """Words that find something."""
    return config.example_words()


def ankang_own_sentence(text: Any) -> str:
    """The text of an error if it was written for our readers: Flask's own are English."""
    return str(text) if text and wording.is_chinese(str(text)) else ""


def ankang_error_id() -> str:
    """A number that a person can tell us; the log has it beside the failure just written there."""
    number = secrets.token_hex(4)
    log.error("error page %s for %s %s", number, request.method, request.path)
    return number


def ankang_related() -> list[dict[str, Any]]:
    """What the relaxed pass of the search found, apart from the hits."""
    related = g.get("ankang_related") or []
    return list(related["results"] if isinstance(related, dict) else related)


def ankang_sort_items() -> list[tuple[str, str]]:
    """The orders of a list, newest first."""
    return [
        (_("最相关"), "score desc, metadata_modified desc"),
        (_("最近更新"), "metadata_modified desc"),
        (_("名称拼音 A 到 Z"), "title_sort asc"),
        (_("名称拼音 Z 到 A"), "title_sort desc"),
    ]


def ankang_departments(query: str) -> list[dict[str, Any]]:
    """Departments whose name contains the query: the search box promises them."""
    if not query:
        return []
    return list(tk.get_action("organization_autocomplete")({}, {"q": query, "limit": 3}))


def ankang_home() -> dict[str, Any]:
    """What the home page lists, by two searches; empty lists while the index is away."""
    try:
        return {"data": _latest("dataset"), "documents": _latest("document"), "searchable": True}
    except SearchError:
        log.exception("the home page stands without the index")
        nothing = {"count": 0, "results": [], "search_facets": {}}
        return {"data": nothing, "documents": nothing, "searchable": False}


def _latest(package_type: str) -> dict[str, Any]:
    answer: dict[str, Any] = tk.get_action("package_search")(
        {},
        {
            "fq": f"dataset_type:{package_type}",
            "sort": "metadata_modified desc",
            "rows": config.latest(),
            "facet.field": list(facets.titles(package_type)),
            "facet.limit": -1,
        },
    )
    answer["counts"] = {
        field: {item["name"]: item["count"] for item in facet["items"]}
        for field, facet in answer["search_facets"].items()
    }
    return answer


def ankang_badges(package: dict[str, Any]) -> list[dict[str, str]]:
    """The openness, validation and update rhythm of a dataset, each a word with its meaning."""
    badges = []
    if openness := ankang_label("openness", package.get("openness")):
        badges.append({"state": "plain", "text": openness})
    badges += _validation_badge(package.get("resources", []))
    if rhythm := ankang_label("update_frequency", package.get("update_frequency")):
        badges.append(
            {"state": "plain", "text": _("{rhythm}更新").format(rhythm=rhythm.removesuffix("更新"))}
        )
    return badges + _freshness_badge(package)


def _freshness_badge(package: dict[str, Any]) -> list[dict[str, str]]:
    """Whether the data come as promised, by what the dataset says of itself; nothing where unknown."""
    found = freshness.of_package(package, wording.today())
    if not found.due:
        return []
    text, due = freshness.labels()[found.state], wording.day(found.due)
    if found.state == freshness.LATE:
        title = _("应在 {day} 前更新，已逾期 {days} 天").format(day=due, days=found.late)
        return [{"state": "error", "text": text, "title": title}]
    state = "ok" if found.state == freshness.ON_TIME else "notice"
    return [{"state": state, "text": text, "title": _("下次应在 {day} 前更新").format(day=due)}]


def _validation_badge(resources: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What the files say of themselves: a page of hits asks nobody else."""
    stated = [resource for resource in resources if resource.get("validation_status")]
    if not stated:
        return []
    failed = [
        r["validation_status"]
        for r in stated
        if r["validation_status"] not in ("valid", "released")
    ]
    if failed:
        sentence = _("{total} 个文件中有 {count} 个没有通过校验")
        title = sentence.format(total=len(stated), count=len(failed))
        text = ankang_label("validation_status", failed[0])
        return [{"state": "error", "text": text, "title": title}]
    when = wording.day(max(str(r.get("validation_time") or "") for r in stated))
    title = _("{total} 个文件全部通过校验").format(total=len(stated))
    return [{"state": "ok", "text": _("校验通过 {day}").format(day=when).strip(), "title": title}]


def ankang_previews(package: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The first rows of the first tables of a dataset, by resource id."""
    tables = [r for r in package.get("resources", []) if r.get("datastore_active")]
    found = {r["id"]: _first_rows(r["id"]) for r in tables[: config.previews()]}
    return {resource_id: preview for resource_id, preview in found.items() if preview}


def _first_rows(resource_id: str) -> dict[str, Any] | None:
    try:
        answer = tk.get_action("datastore_search")(
            {},
            {"resource_id": resource_id, "limit": config.preview_rows(), "include_total": False},
        )
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        # The table is being swapped or was taken away: the file can still be downloaded.
        return None
    columns = [_column(field) for field in answer["fields"] if field["id"] != "_id"]
    return {"columns": columns, "rows": answer["records"]}


def _column(field: dict[str, Any]) -> dict[str, Any]:
    info = field.get("info") or {}
    return {
        "id": field["id"],
        "title": info.get("title") or info.get("label") or field["id"],
        "unit": info.get("unit", ""),
        "numeric": field["type"] in {"int4", "int8", "numeric", "float8"},
    }

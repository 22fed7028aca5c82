"""Two stored texts compared: whose article is whose, as the actions answer it."""

from collections import Counter
from datetime import date
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.ankang.catalogue.days import today

from . import config
from .comparison import RELATIONS, Row, compare
from .comparison.alignment import DIVISIONS
from .comparison.successors import Step, trace
from .comparison.words import Piece
from .model import DocumentVersion
from .text.structure import Node

_ = tk._

# Comparisons kept in memory: a text is never altered, so what was found stays true.
_KEPT_COMPARISONS = 64


def version_of(package: dict[str, Any], number: int | None) -> DocumentVersion:
    """The text of a document by its number, without one the text that came last."""
    versions = _versions(package)
    if number is None:
        return _by_day(versions)[-1]
    found = next((version for version in versions if version.number == number), None)
    if found is None:
        sentence = _("“{title}”没有文本 {number}，本库收有 {count} 个文本。")
        fields = {"title": package["title"], "number": number, "count": len(versions)}
        raise tk.ObjectNotFound(sentence.format(**fields))
    return found


def sides(
    older: tuple[dict[str, Any], int | None], newer: tuple[dict[str, Any], int | None]
) -> list[tuple[dict[str, Any], DocumentVersion]]:
    """The two texts asked for; of one document without numbers, the newest and the one before it."""
    after = version_of(*newer)
    number = older[1]
    if number is None and older[0]["id"] == newer[0]["id"]:
        numbers = [version.number for version in _by_day(_versions(older[0]))]
        number = numbers[max(0, numbers.index(after.number) - 1)]
    return [(older[0], version_of(older[0], number)), (newer[0], after)]


def _versions(package: dict[str, Any]) -> list[DocumentVersion]:
    versions = DocumentVersion.all(package["id"]) if package["type"] == "document" else []
    if not versions:
        raise tk.ObjectNotFound(_("“{title}”没有正文。").format(title=package["title"]))
    return versions


def comparison(
    before: tuple[dict[str, Any], DocumentVersion], after: tuple[dict[str, Any], DocumentVersion]
) -> dict[str, Any]:
    """The answer of `ankang_document_comparison_show`."""
    for package, version in (before, after):
        _check_size(package, version)
    found = _compared(before[1].id, after[1].id)
    articles = [row for row in found if _first(row).kind not in DIVISIONS]
    count = Counter(row.relation for row in articles)
    return {
        "from": _described(*before),
        "to": _described(*after),
        "counts": {relation: count[relation] for relation in RELATIONS},
        "rows": [_as_dict(row) for row in found],
    }


def _check_size(package: dict[str, Any], version: DocumentVersion) -> None:
    if len(version.articles) > (most := config.compared_pieces()):
        sentence = _("“{title}”有 {count} 条、段，超过了可以比较的 {most} 条、段。请下载后比较。")
        fields = {"title": package["title"], "count": len(version.articles), "most": most}
        raise tk.ValidationError({"from": [sentence.format(**fields)]})


@lru_cache(_KEPT_COMPARISONS)
def _compared(before: str, after: str) -> tuple[Row, ...]:
    return tuple(compare(_nodes(before), _nodes(after)))


def _nodes(version_id: str) -> list[Node]:
    version = model.Session.get(DocumentVersion, version_id)
    return [
        Node(
            article.kind,
            article.number,
            article.heading,
            article.text,
            article.anchor,
            article.supplied,
            article.layer,
        )
        for article in version.articles
    ]


def _first(row: Row) -> Node:
    return (row.after or row.before)[0]


def _described(package: dict[str, Any], version: DocumentVersion) -> dict[str, Any]:
    said = {field: package[field] for field in ("id", "name", "title")}
    texts = [{"number": one.number, "day_from": _day_from(one)} for one in _versions(package)]
    own = {"number": version.number, "day_from": _day_from(version), "sha256": version.sha256}
    return {**said, **own, "texts": texts}


def _day_from(version: DocumentVersion) -> str | None:
    return version.day_from.isoformat() if version.day_from else None


def _as_dict(row: Row) -> dict[str, Any]:
    return {
        "relation": row.relation,
        "same_words": row.same_words,
        "before": [_named(node) for node in row.before],
        "after": [_named(node) for node in row.after],
        "pieces": [] if row.same_words else [_piece(piece) for piece in row.pieces],
    }


def _named(node: Node) -> dict[str, Any]:
    return {
        "kind": node.kind,
        "number": node.number,
        "heading": node.heading,
        "anchor": node.anchor,
        "text": node.text,
    }


def _piece(piece: Piece) -> dict[str, str]:
    return {"kind": piece.kind, "before": piece.before, "after": piece.after}


def successor(package: dict[str, Any], number: int, anchor: str) -> dict[str, Any]:
    """The answer of `ankang_document_article_successor_show`."""
    start = version_of(package, number)
    article = next((one for one in start.articles if one.anchor == anchor), None)
    if article is None:
        sentence = _("“{title}”的文本 {number} 没有“{anchor}”这一处。")
        fields = {"title": package["title"], "number": number, "anchor": anchor}
        raise tk.ObjectNotFound(sentence.format(**fields))
    versions = _by_day(_versions(package))
    later = versions[[version.id for version in versions].index(start.id) :]
    for version in later:
        _check_size(package, version)
    steps = trace((_compared(one.id, two.id) for one, two in pairwise(later)), anchor)
    told = [_step(step, version) for step, version in zip(steps, later[1:], strict=False)]
    here = {"kind": article.kind, "heading": article.heading, "anchor": anchor}
    return {
        "id": package["id"],
        "from": {"number": number, **here},
        "today": _reached(told, {"number": number, "articles": [here]}),
        "steps": told,
    }


def _by_day(versions: list[DocumentVersion]) -> list[DocumentVersion]:
    """In the order in which they hold; one without a day follows the one published before it."""
    days, last = {}, date.min
    for version in versions:
        last = version.day_from or version.day_published or last
        days[version.id] = (last, version.number)
    return sorted(versions, key=lambda version: days[version.id])


def _step(step: Step, version: DocumentVersion) -> dict[str, Any]:
    articles = [
        {"kind": node.kind, "heading": node.heading, "anchor": node.anchor} for node in step.after
    ]
    said = {"relation": step.relation, "same_words": step.same_words, "articles": articles}
    return {"number": version.number, "day_from": _day_from(version), **said}


def _reached(steps: list[dict[str, Any]], start: dict[str, Any]) -> dict[str, Any]:
    """Where the article stands today: a text that does not hold yet is not asked.

    `same_words` says whether they are those of the text that was asked about.
    """
    held = list(takewhile(lambda step: (step["day_from"] or "") <= today().isoformat(), steps))
    last = held[-1] if held else start
    return {
        "number": last["number"],
        "articles": last["articles"],
        "same_words": all(step["same_words"] for step in held),
    }

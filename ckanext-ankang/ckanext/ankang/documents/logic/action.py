"""Actions of `documents`."""

from typing import Any

import ckan.plugins.toolkit as tk

from .. import comparing
from ..model import DocumentVersion
from . import schema as _schema


@tk.side_effect_free
def ankang_document_text_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the text of a document as a structure.

    :param id: the id or name of the document
    :returns: ``{id, name, title, version: {number, sha256, complete, problems, repairs, …},
        nodes: [{kind, number, heading, text, anchor, supplied}]}``
    """
    tk.check_access("ankang_document_text_show", context, data_dict)
    data, errors = tk.navl_validate(data_dict, _schema.ankang_document_text_show(), context)
    if errors:
        raise tk.ValidationError(errors)
    package = tk.get_action("package_show")(context, {"id": data["id"]})
    version = DocumentVersion.latest(package["id"])
    if package["type"] != "document" or version is None:
        raise tk.ObjectNotFound(tk._("“{title}”没有正文。").format(title=package["title"]))
    return {
        "id": package["id"],
        "name": package["name"],
        "title": package["title"],
        "version": version.as_dict(),
        "nodes": [article.as_dict() for article in version.articles],
    }


@tk.side_effect_free
def ankang_document_comparison_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Compare two texts, of one document or of two, article by article.

    :param from: the older text: ``{id, number?}``, or in an address ``id`` or ``id@number``
    :param to: the newer text (optional, default: the newest of the same document)
    :returns: ``{from, to: {id, name, title, number, day_from, sha256}, counts: {relation: n},
        rows: [{relation, same_words, before, after: [{kind, number, heading, anchor, text}],
        pieces: [{kind: kept|deleted|inserted, before, after}]}]}``; a relation is one of same,
        renumbered, references, changed, moved, split, merged, added, removed
    """
    data, errors = tk.navl_validate(data_dict, _schema.ankang_document_comparison_show(), context)
    if errors:
        raise tk.ValidationError(errors)
    tk.check_access("ankang_document_comparison_show", context, data)
    texts = (data["from"], data.get("to") or {"id": data["from"]["id"], "number": None})
    older, newer = (
        (tk.get_action("package_show")(dict(context), {"id": text["id"]}), text["number"])
        for text in texts
    )
    return comparing.comparison(*comparing.sides(older, newer))


@tk.side_effect_free
def ankang_document_article_successor_show(
    context: Any, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Say what an article of a text is today, and whether its words are the same.

    :param id: the id or name of the document
    :param number: the number of the text
    :param anchor: the article: article-21
    :returns: ``{id, from, today: {number, articles, same_words}, steps: [{number, day_from,
        relation, same_words, articles: [{kind, heading, anchor}]}]}``; `articles` is empty where it
        was removed, several where it was split; `today` stops at the text that holds today
    """
    tk.check_access("ankang_document_article_successor_show", context, data_dict)
    schema = _schema.ankang_document_article_successor_show()
    data, errors = tk.navl_validate(data_dict, schema, context)
    if errors:
        raise tk.ValidationError(errors)
    package = tk.get_action("package_show")(dict(context), {"id": data["id"]})
    return comparing.successor(package, data["number"], data["anchor"])

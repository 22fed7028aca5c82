"""Actions of `citations`: what documents say of each other."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from .. import shown as _shown
from ..model import DocumentCitation as _Citation
from . import schema as _schema


@tk.side_effect_free
def ankang_document_relation_list(
    context: Context, data_dict: dict[str, Any]
) -> list[dict[str, Any]]:
    """List what a document does to others and what others do to it.

    :param id: the id or name of the document
    :param number: which of its texts; the one published last when not given
    :returns: ``[{code, verb, reverse_verb, direction: out|in, title, number,
        document: {id, name} | None, article, articles, url}]``; read «verb» out, «reverse_verb»
        in, where `articles` are those of the text asked about
    """
    tk.check_access("ankang_document_relation_list", context, data_dict)
    return _shown.related(*_text(context, data_dict))


@tk.side_effect_free
def ankang_document_citation_list(
    context: Context, data_dict: dict[str, Any]
) -> dict[str, list[dict[str, Any]]]:
    """List the citations in a text of a document by the anchors of its nodes.

    :param id: the id or name of the document
    :param number: which of its texts; the one published last when not given
    :returns: ``{anchor: [{start, end, words, kind, title, place, verb, document, number, url,
        note}]}``; `start` and `end` are positions in the text of the node
    """
    tk.check_access("ankang_document_citation_list", context, data_dict)
    id, number = _text(context, data_dict)
    rows = model.Session.query(_Citation).filter_by(package_id=id, number=number)
    return _shown.Spans(rows.order_by(_Citation.anchor, _Citation.start).all()).by_anchor()


@tk.side_effect_free
def ankang_document_citation_count(context: Context, data_dict: dict[str, Any]) -> dict[str, int]:
    """Count the public documents that cite a document, and each article of a text of it.

    :param id: the id or name of the document
    :param number: which of its texts; the one published last when not given
    :returns: ``{"": documents that cite it, "8": those that cite 第八条, …}``
    """
    tk.check_access("ankang_document_citation_count", context, data_dict)
    return _shown.counted(*_text(context, data_dict))


@tk.side_effect_free
def ankang_citation_unresolved_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List what is cited and found neither in the library nor in the register of laws.

    :param limit: how many names at most
    :param offset: how many to leave out first
    :returns: ``{count, results: [{name, reason: unknown|no-such-article|nothing-before, mentions,
        documents, example: {id, name, title} | None, anchor}]}``
    """
    tk.check_access("ankang_citation_unresolved_list", context, data_dict)
    data = _valid(context, data_dict, _schema.ankang_citation_unresolved_list())
    return _shown.unresolved(data["limit"], data["offset"])


def _valid(context: Context, data_dict: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, schema, context)
    if errors:
        raise tk.ValidationError(errors)
    return data


def _text(context: Context, data_dict: dict[str, Any]) -> tuple[str, int | None]:
    """The id of the document asked about, and the number of the text."""
    data = _valid(context, data_dict, _schema.text_of_document())
    package = tk.get_action("package_show")(context, {"id": data["id"]})
    if package["type"] != "document":
        raise tk.ObjectNotFound(tk._("“{title}”不是文件。").format(title=package["title"]))
    id = str(package["id"])
    return id, data.get("number") or _shown.newest([id]).get(id)

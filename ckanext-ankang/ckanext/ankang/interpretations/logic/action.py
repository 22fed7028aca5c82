"""Actions of `interpretations`: the links between documents, interpretations and datasets."""

from typing import Any

import ckan.plugins.toolkit as tk

from .. import shown as _shown
from . import schema as _schema


@tk.side_effect_free
def ankang_interpretation_list(context: Any, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """The public interpretations of a document, the first published first.

    :param document: the id or name of the document
    :returns: ``[{id, name, title, type, form, form_label, date_published, organ, interpreters: [{name,
        post}], url}]``
    """
    tk.check_access("ankang_interpretation_list", context, data_dict)
    return _shown.interpretations(_document(context, data_dict))


@tk.side_effect_free
def ankang_document_basis_list(context: Any, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """The public datasets that rest on a document, by title.

    :param document: the id or name of the document
    :returns: ``[{id, name, title, type, article, url}]``
    """
    tk.check_access("ankang_document_basis_list", context, data_dict)
    return _shown.datasets(_document(context, data_dict))


@tk.side_effect_free
def ankang_basis_list(context: Any, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """The documents that a dataset rests on, or that an interpretation interprets, with their force today.

    :param id: the id or name of the dataset or interpretation
    :returns: ``[{role, words, article, document: {id, name, title, type, url} | None, force: {state,
        label} | None, out_of_force}]``
    """
    tk.check_access("ankang_basis_list", context, data_dict)
    data = _valid(context, data_dict, _schema.package())
    return _shown.documents(tk.get_action("package_show")(dict(context), {"id": data["id"]}))


def _document(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    data = _valid(context, data_dict, _schema.document())
    package: dict[str, Any] = tk.get_action("package_show")(dict(context), {"id": data["document"]})
    return package


def _valid(context: Any, data_dict: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, rules, context)
    if errors:
        raise tk.ValidationError(errors)
    return dict(data)

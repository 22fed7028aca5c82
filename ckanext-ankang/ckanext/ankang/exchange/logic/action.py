"""Actions of `exchange`: what changed in the library between two days."""

from typing import Any

import ckan.plugins.toolkit as tk

from .. import config as _config
from .. import happened as _happened
from . import schema as _schema

_FILTERS = ("section", "issuer", "kind")


@tk.side_effect_free
def ankang_document_list_changes(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List what changed in the library between two days, both included, the earliest first.

    :param from: the first day (ISO)
    :param to: the last day, which may lie ahead
    :param section: ``library``, ``higher`` or ``other``; likewise ``issuer`` and ``kind``
    :param start: how many changes to leave out at the beginning
    :param rows: how many to return, 100 when left out
    :returns: ``{count, results: [{day, what: force|text, old, new, sentence, event_id, number,
        document: {id, name, title, document_number, kind, issuer, uri}}]}``; `old` and `new` are states
        of force, `number` is that of the text that counts from this day
    """
    tk.check_access("ankang_document_list_changes", context, data_dict)
    data = _valid(context, data_dict)
    return _page(_changes(data), data)


@tk.side_effect_free
def ankang_document_list_repealed(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List what ceased to be in force between two days: repealed, lapsed or revoked.

    Parameters and answer are those of `ankang_document_list_changes`; `new` says which of the three.
    """
    tk.check_access("ankang_document_list_repealed", context, data_dict)
    data = _valid(context, data_dict)
    return _page(_happened.ended(_changes(data)), data)


def _changes(data: dict[str, Any]) -> list[dict[str, Any]]:
    asked = {name: data[name] for name in _FILTERS if data.get(name)}
    return _happened.found(data["from"], data["to"], **asked)


def _page(changes: list[dict[str, Any]], data: dict[str, Any]) -> dict[str, Any]:
    end = data["start"] + min(data["rows"], _config.change_rows())
    return {"count": len(changes), "results": changes[data["start"] : end]}


def _valid(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, _schema.between(), context)
    if not errors and data["from"] > data["to"]:
        errors = {"to": [tk._("结束日期早于开始日期。请交换两个日期。")]}
    if errors:
        raise tk.ValidationError(errors)
    return data

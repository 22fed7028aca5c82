"""Actions of `validity`: the force of documents on any day, and the events it follows from."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.ankang.catalogue.days import today as _today

from .. import deciding as _deciding
from .. import keepers as _keepers
from .. import listing as _listing
from .. import records as _records
from .. import shown as _shown
from ..checks import problems as _problems
from ..events import PROPOSED as _PROPOSED
from ..force import answer as _answer
from ..force import placed as _placed
from ..model import DocumentEvent as _DocumentEvent
from . import schema as _schema


@tk.side_effect_free
def ankang_document_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """A document and whether it is in force: today or `as_of` a day, as was known at `known_at`.

    Answers the header fields and ``force {state, label, valid, sentence, since, cause, evidence}``,
    ``flags [{code, label, sentence}]``, ``last_day``, ``version {number, day_from, state}``,
    ``next_version``, ``versions``, ``timeline`` (events), ``problems``, ``as_of``, ``known_at``.
    """
    data = _valid(context, data_dict, _schema.document_show())
    tk.check_access("ankang_document_show", context, data)
    package = tk.get_action("package_show")(context, {"id": data["id"]})
    if package["type"] != "document":
        raise tk.ObjectNotFound(tk._("“{id}”不是文件。").format(id=data["id"]))
    day, known_at = data.get("as_of") or _today(), data.get("known_at")
    document, rows = _records.document(package), _records.rows(package["id"])
    life = [row.event for row in rows]
    found, texts = _answer(document, life, day, known_at), _placed(document.texts, life)
    return {
        **_shown.header(package),
        **_shown.answer(found),
        "version": _shown.version(texts, found.version, found),
        "next_version": _shown.version(texts, found.next_version, found),
        "versions": [_shown.version(texts, one.number, found) for one in texts],
        "timeline": _shown.timeline(rows, known_at),
        "problems": [_shown.problem(one) for one in _problems(document, life)],
        "as_of": day.isoformat(),
        "known_at": _shown.iso(known_at),
    }


@tk.side_effect_free
def ankang_document_force_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """The force of all public documents (or those of `ids`, or in `state`) on a day, today or `as_of`.

    Answers ``[{id, state, flags, since, until, last_day, version, event_id}]``; `until` is the first
    day on which something changes. One query.
    """
    tk.check_access("ankang_document_force_list", context, data_dict)
    data = _valid(context, data_dict, _schema.document_force_list())
    day = data.get("as_of") or _today()
    return _listing.force(day, data.get("ids"), data.get("state"))


@tk.side_effect_free
def ankang_document_event_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """The events of a document, or of all (`state` alone; those who keep the status).

    With `origin` instead of `id`: what the text of that document does to others, as a 清理 notice does by
    its lists; `document` is empty where the library has not the one that is named (`subject`).
    Proposals and rejections are shown to those who keep the status and to the document's department.
    """
    tk.check_access("ankang_document_event_list", context, data_dict)
    data = _valid(context, data_dict, _schema.document_event_list())
    named = data.get("id") or data.get("origin")
    package = _records.shown(named) if named else None
    inside = _keepers.proposes(context.get("user"), package.get("owner_org") if package else None)
    state = data.get("state") or (None if inside else "accepted")
    if state != "accepted" and not inside:
        raise tk.NotAuthorized(tk._("尚未采纳的事件只有市司法局和文件所属部门可以查看。"))
    if data.get("origin") and package:
        rows = [row for row in _listing.deeds(package["id"]) if state in (None, row.state)]
    else:
        rows = _listing.events(package["id"] if package else None, state, data.get("retracted"))
    return [_shown.event(row, people=inside) for row in rows]


def ankang_document_event_propose(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Propose an event of a document, with its evidence (`source`); 市司法局 decides."""
    data = _valid(context, data_dict, _schema.document_event_propose())
    said = {
        "acting": _valid(context, data.get("acting") or {}, _schema.acting()),
        "detail": _valid(context, data.get("detail") or {}, _schema.detail()),
    }
    tk.check_access("ankang_document_event_propose", context, data)
    package = _records.shown(data["id"])
    person = str(context.get("user") or "")
    _must(
        _keepers.proposes(person, package.get("owner_org")),
        tk._("文件效力事件由文件所属部门的在岗人员提出，市司法局效力登记员决定。"),
    )
    row = _deciding.propose(package, {**data, **said}, person)
    model.Session.commit()
    return _shown.event(row, people=True)


def ankang_document_event_decide(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Accept or reject a proposed event; a rejection says why."""
    data = _valid(context, data_dict, _schema.document_event_decide())
    tk.check_access("ankang_document_event_decide", context, data)
    person = str(context.get("user") or "")
    _must(_keepers.decides(person), tk._("文件效力事件只由市司法局的效力登记员决定。"))
    row = _row(data["id"])
    _deciding.decide(row, data["decision"], data.get("reason") or "", person)
    model.Session.commit()
    return _shown.event(row, people=True)


def ankang_document_event_retract(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Take an event back, with the reason; what the library said until now stays answerable."""
    data = _valid(context, data_dict, _schema.document_event_retract())
    tk.check_access("ankang_document_event_retract", context, data)
    person = str(context.get("user") or "")
    row = _row(data["id"])
    own = row.state == _PROPOSED and row.proposed_by == person
    _must(own or _keepers.decides(person), tk._("已采纳的事件只由市司法局的效力登记员撤回。"))
    _deciding.retract(row, data["reason"], person)
    model.Session.commit()
    return _shown.event(row, people=True)


def _row(event_id: str) -> _DocumentEvent:
    row = model.Session.get(_DocumentEvent, event_id, with_for_update=True)
    if row is None:
        raise tk.ObjectNotFound(tk._("没有编号为“{id}”的事件。").format(id=event_id))
    return row


def _must(allowed: bool, otherwise: str) -> None:
    if not allowed:
        raise tk.NotAuthorized(otherwise)


def _valid(context: Context, data_dict: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, rules, context)
    if errors:
        raise tk.ValidationError(errors)
    return {name: data[name] for name in rules if name in data}

"""The page of a document's events: what the record says, proposals, decisions."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, request
from werkzeug.datastructures import MultiDict

from ckanext.ankang.catalogue.vocabularies import vocabulary

from . import keepers

__all__ = ["ankang_validity"]

ankang_validity = Blueprint("ankang_validity", __name__)

ACTING = ("title", "number", "organ", "article")
DETAIL = ("last_day", "outcome", "ground")


@ankang_validity.get("/document/<id>/events")
def events(id: str) -> Any:
    """The events of a document; proposals and the form for those whom they concern."""
    return _page(id, {}, {})


@ankang_validity.post("/document/<id>/events")
def propose(id: str) -> Any:
    """Propose an event from the form; what is wrong stands beside what was typed."""
    said = _said(id, request.form)
    try:
        tk.get_action("ankang_document_event_propose")({}, said)
    except tk.ValidationError as error:
        return _page(id, dict(request.form), error.error_dict), 400
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    tk.h.flash_success(tk._("已经提交，由市司法局效力登记员决定。"))
    return tk.redirect_to("ankang_validity.events", id=id)


@ankang_validity.post("/document/<id>/events/<event>/decide")
def decide(id: str, event: str) -> Any:
    """Accept or reject a proposal."""
    said = {"id": event, "decision": request.form.get("decision", "")}
    return _done(id, "ankang_document_event_decide", said, tk._("已经决定。"))


@ankang_validity.post("/document/<id>/events/<event>/retract")
def retract(id: str, event: str) -> Any:
    """Take an event back."""
    return _done(id, "ankang_document_event_retract", {"id": event}, tk._("已经撤回。"))


def _done(id: str, action: str, said: dict[str, Any], sentence: str) -> Any:
    try:
        tk.get_action(action)({}, {**said, "reason": request.form.get("reason", "").strip()})
        tk.h.flash_success(sentence)
    except tk.ValidationError as error:
        for problem in error.error_dict.values():
            tk.h.flash_error("".join(problem) if isinstance(problem, list) else str(problem))
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error))
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    return tk.redirect_to("ankang_validity.events", id=id)


def _page(id: str, typed: dict[str, Any], errors: dict[str, Any]) -> Any:
    try:
        document = tk.get_action("ankang_document_show")({}, {"id": id})
        found = tk.get_action("ankang_document_event_list")({}, {"id": id, "retracted": True})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("没有找到这份文件，或者它还没有公开。"))
    deeds = tk.get_action("ankang_document_event_list")({}, {"origin": id})
    person = tk.current_user.name if tk.current_user.is_authenticated else ""
    shown = {
        "document": document,
        "events": [one for one in found if one["state"] != "proposed" or one["retracted"]],
        "waiting": [one for one in found if one["state"] == "proposed" and not one["retracted"]],
        "deeds": deeds,
        "decides": keepers.decides(person),
        "proposes": keepers.proposes(person, document.get("owner_org")),
        "person": person,
        "kinds": vocabulary("document_events").values,
        "typed": typed,
        "errors": errors,
    }
    return tk.render("ankang/validity/events.html", shown)


def _said(id: str, form: MultiDict[str, str]) -> dict[str, Any]:
    """What the form says, without what was left empty."""
    given = {name: value.strip() for name, value in form.items() if value.strip()}
    plain: dict[str, Any] = {
        name: given[name] for name in ("kind", "day", "source", "clause") if name in given
    }
    detail: dict[str, Any] = {name: given[name] for name in DETAIL if name in given}
    if articles := given.get("articles"):
        detail["articles"] = [one for one in articles.replace("，", "、").split("、") if one]
    acting = {name: given[f"acting_{name}"] for name in ACTING if f"acting_{name}" in given}
    return {"id": id, **plain, "acting": acting, "detail": detail}

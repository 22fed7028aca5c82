"""Actions of `cleanup`: what ends, what clean-ups decide, what a year amounts to."""

from __future__ import annotations

from dataclasses import asdict as _asdict
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.ankang.catalogue.days import today as _today
from ckanext.ankang.validity import organs as _organs

from .. import cleaning as _cleaning
from .. import ending as _ending
from .. import filings as _filings
from .. import forecast as _forecast
from .. import library as _library
from .. import reporting as _reporting
from .. import rights as _rights
from .. import ways as _ways
from ..campaigns import TOLD as _TOLD
from ..holdings import Held as _Held
from ..model import DECIDED as _DECIDED
from ..model import DECIDING as _DECIDING
from ..model import OPEN as _OPEN
from ..model import Campaign as _Campaign
from . import schema as _schema

Json = dict[str, Any]


@tk.side_effect_free
def ankang_ending_list(context: Context, data_dict: Json) -> Json:
    """What ends within 180 days and what has no period, of all departments or of `department`.

    Answers {day, windows, departments [{department, title, counts {30, 90, 180}}], endings [{id,
    name, title, number, issuer, department, last_day, days_left, window, ends_as, way}], no_period};
    `ends_as` is lapsed, repealed or revoked; the way chosen is shown to the department and to 市司法局.
    """
    tk.check_access("ankang_ending_list", context, data_dict)
    data = _valid(context, data_dict, _schema.ending_list())
    department = _department(data.get("department"))
    endings, silent = _ending.found(_today())
    mine = [one for one in endings if department in (None, one.document.department)]
    titles = _library.department_titles()
    chosen = _ending.chosen([one.document.id for one in mine])
    person = context.get("user")
    own, keeps = _rights.works_for(person), _rights.keeps(person)
    return {
        "day": _today().isoformat(),
        "windows": list(_ways.windows()),
        "departments": [
            {
                "department": one.department,
                "title": titles.get(one.department),
                "counts": one.counts,
            }
            for one in _forecast.by_department(mine, _ways.windows())
        ],
        "endings": [
            {
                **_cleaning.brief(one.document),
                "last_day": one.last_day.isoformat(),
                "days_left": one.days_left,
                "window": one.window,
                "ends_as": one.document.ends_as,
                "way": _way(chosen.get((one.document.id, one.last_day)))
                if keeps or one.document.department in own
                else None,
            }
            for one in mine
        ],
        "no_period": [
            _cleaning.brief(one) for one in silent if department in (None, one.department)
        ],
    }


def ankang_ending_choose(context: Context, data_dict: Json) -> Json:
    """Say what the department does about a document that ends: evaluate, extend, republish or drop."""
    tk.check_access("ankang_ending_choose", context, data_dict)
    data = _valid(context, data_dict, _schema.ending_choose())
    document, person = _document(data["id"]), str(context.get("user") or "")
    _must_act_for(person, document)
    one = _ending.of(document.id, _today())
    if one is None or not one.lapses:
        sentence = tk._("《{title}》半年内不到期，不用选择办法。").format(title=document.title)
        raise tk.ValidationError({"id": [sentence]})
    _ending.choose(one, data["way"], data["note"], person)
    model.Session.commit()
    return {"id": document.id, "last_day": one.last_day.isoformat(), "way": data["way"]}


@tk.side_effect_free
def ankang_filing_list(context: Context, data_dict: Json) -> Json:
    """What is in force with where it was filed, by region: 市司法局 sees all, a department its own.

    Answers {day, regions [{region, filed, waiting, late}], documents [{id, name, title, number, issuer,
    department, filed, due, late}]}; what waits comes first.
    """
    tk.check_access("ankang_filing_list", context, data_dict)
    person, day = str(context.get("user") or ""), _today()
    own, all_ = _rights.works_for(person), _rights.keeps(person)
    held = (one for one in _library.on(day) if all_ or one.department in own)
    found = _filings.filings(held, _ways.filing_days())
    return {
        "day": day.isoformat(),
        "regions": [_asdict(one) for one in _filings.by_region(found, _organs.region, day)],
        "documents": [
            {
                **_cleaning.brief(one.document),
                "filed": list(one.document.filed),
                "due": one.due.isoformat() if one.due else None,
                "late": one.late(day),
            }
            for one in found
        ],
    }


@tk.side_effect_free
def ankang_cleanup_list(context: Context, data_dict: Json) -> list[Json]:
    """Clean-ups, the newest first; those that are not decided for those with a post."""
    tk.check_access("ankang_cleanup_list", context, data_dict)
    states = (_OPEN, _DECIDING, _DECIDED) if _inside(context) else (_DECIDED,)
    return [_cleaning.as_dict(one) for one in _cleaning.campaigns(*states)]


@tk.side_effect_free
def ankang_cleanup_show(context: Context, data_dict: Json) -> Json:
    """A clean-up: its scope, the three catalogues, what each organ said, and what is wrong with them."""
    tk.check_access("ankang_cleanup_show", context, data_dict)
    campaign = _campaign(_valid(context, data_dict, _schema.reference())["id"])
    inside = _inside(context)
    if campaign.state != _DECIDED and not inside:
        raise tk.ObjectNotFound(tk._("没有这次清理，或者它还没有公布。"))
    shown = _cleaning.shown(campaign)
    if inside:
        return shown
    # What each organ said is its own; what was left out everybody can see from the lists.
    told = [one for one in shown["findings"] if one["code"] in _TOLD]
    return {**shown, "entries": [], "findings": told}


def ankang_cleanup_open(context: Context, data_dict: Json) -> Json:
    """Begin a clean-up by date (`issued_from`, `issued_until`) or subject (`topic`, `words`)."""
    tk.check_access("ankang_cleanup_open", context, data_dict)
    person = str(context.get("user") or "")
    _must(_rights.keeps(person))
    data = _valid(context, data_dict, _schema.campaign_open())
    begin, end = data.get("issued_from"), data.get("issued_until")
    if begin and end and begin > end:
        raise tk.ValidationError({"issued_until": [tk._("成文日期的止日早于起日。")]})
    campaign = _cleaning.open_(data, person)
    model.Session.commit()
    return _cleaning.as_dict(campaign)


def ankang_cleanup_entry_set(context: Context, data_dict: Json) -> Json:
    """Put a document on a list of an open clean-up (`outcome`), or take it off (no outcome)."""
    tk.check_access("ankang_cleanup_entry_set", context, data_dict)
    data = _valid(context, data_dict, _schema.entry_set())
    campaign, document = _campaign(data["id"]), _document(data["document"])
    person = str(context.get("user") or "")
    _must_act_for(person, document)
    _cleaning.say(campaign, document, data["outcome"], data["reason"], person)
    model.Session.commit()
    return {"id": campaign.id, "document": document.id, "outcome": data["outcome"]}


def ankang_cleanup_decide(context: Context, data_dict: Json) -> Json:
    """Decide a clean-up by its notice (title, number, organ, day): its lists become events."""
    tk.check_access("ankang_cleanup_decide", context, data_dict)
    person = str(context.get("user") or "")
    _must(_rights.keeps(person))
    data = _valid(context, data_dict, _schema.campaign_decide())
    campaign = _campaign(data.pop("id"))
    notice = {name: str(value) for name, value in data.items()}
    _cleaning.decide(campaign, notice, person)
    model.Session.commit()
    return _cleaning.as_dict(campaign)


@tk.side_effect_free
def ankang_annual_report_show(context: Context, data_dict: Json) -> Json:
    """Table 2 of a year: figures of today by organ, kind and place, the lists behind them, reports.

    市司法局 sees all organs, a department its own; the figures of this year are those until today.
    """
    tk.check_access("ankang_annual_report_show", context, data_dict)
    data = _valid(context, data_dict, _schema.report_show())
    person = str(context.get("user") or "")
    own = None if _rights.keeps(person) else _own_organs(person)
    asked = {data["organ"]} if data.get("organ") else None
    only = asked if own is None else own if asked is None else own & asked
    return _reporting.show(data["year"], only)


def ankang_annual_report_freeze(context: Context, data_dict: Json) -> Json:
    """Keep an organ's figures of a year that is over as reported, with the list behind each."""
    tk.check_access("ankang_annual_report_freeze", context, data_dict)
    data = _valid(context, data_dict, _schema.report_freeze())
    person = str(context.get("user") or "")
    department = _reporting.department_of(data["organ"])
    if not _rights.reports_for(person, department):
        raise tk.NotAuthorized(tk._("年度数据由本机关负责人或者市司法局效力登记员上报。"))
    row = _reporting.freeze(data["year"], data["organ"], person)
    model.Session.commit()
    return {"year": row.year, "organ": row.organ, "rows": row.rows, "documents": row.documents}


def _own_organs(person: str) -> set[str]:
    titles = _library.department_titles()
    return {titles[one] for one in _rights.works_for(person) if one in titles}


def _inside(context: Context) -> bool:
    person = context.get("user")
    return bool(_rights.works_for(person)) or _rights.keeps(person)


def _must(allowed: bool) -> None:
    if not allowed:
        raise tk.NotAuthorized(tk._("清理由市司法局效力登记员发起和决定。"))


def _must_act_for(person: str, document: _Held) -> None:
    if not _rights.acts_for(person, document.department):
        raise tk.NotAuthorized(tk._("只有文件所属部门的在岗人员和市司法局可以填写。"))


def _document(reference: str) -> _Held:
    found = _library.one(reference, _library.on(_today()))
    if found is None:
        sentence = tk._("文件库里没有“{id}”这份公开的规章或者行政规范性文件。")
        raise tk.ObjectNotFound(sentence.format(id=reference))
    return found


def _campaign(campaign_id: str) -> _Campaign:
    found: _Campaign | None = model.Session.get(_Campaign, campaign_id)
    if found is None:
        raise tk.ObjectNotFound(tk._("没有这次清理，或者它还没有公布。"))
    return found


def _department(reference: str | None) -> str | None:
    if reference is None:
        return None
    found = model.Group.get(reference)
    if found is None or not found.is_organization:
        raise tk.ObjectNotFound(tk._("没有部门“{id}”。").format(id=reference))
    return str(found.id)


def _way(row: Any) -> Json | None:
    if row is None:
        return None
    return {"way": row.way, "note": row.note, "chosen": row.chosen.isoformat()}


def _valid(context: Context, data_dict: Json, rules: Json) -> Json:
    data, errors = tk.navl_validate(data_dict, rules, context)
    if errors:
        raise tk.ValidationError(errors)
    return {name: data[name] for name in rules if name in data}

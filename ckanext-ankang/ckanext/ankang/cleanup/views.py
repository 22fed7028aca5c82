"""The pages of what ends, of clean-ups and of the yearly figures."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import quote

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, make_response, request
from werkzeug.datastructures import FileStorage

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.catalogue.vocabularies import label, vocabulary
from ckanext.ankang.files import names
from ckanext.ankang.files.storage import HEADERS

from . import annual, ending, library, papers, rights, ways
from .campaigns import CATALOGUES
from .model import OPEN

__all__ = ["ankang_cleanup"]

ankang_cleanup = Blueprint("ankang_cleanup", __name__, url_prefix="/cleanup")
Json = dict[str, Any]


@ankang_cleanup.get("/ending")
def endings() -> Any:
    """What ends within half a year, and what its department hands in."""
    return _endings()


@ankang_cleanup.post("/ending/<id>")
def choose(id: str) -> Any:
    """Say what becomes of a document that ends."""
    said = {"id": id, "way": _typed("way"), "note": _typed("note")}
    return _done("ankang_ending_choose", said, lambda _answer: _to("endings", _anchor=id), _endings)


@ankang_cleanup.get("/ending/<id>/<way>.docx")
def form(id: str, way: str) -> Any:
    """The template of a way, filled with the document."""
    one = ending.of(id, today())
    if way not in ways.ways() or one is None:
        return tk.abort(404, tk._("没有这份范本：文件半年内不到期，或者不在文件库里。"))
    chosen = ways.ways()[way]
    return _file(papers.form(chosen, one), f"{chosen.label}：{one.document.title}.docx")


@ankang_cleanup.get("/campaign")
def campaigns() -> Any:
    """Clean-ups."""
    return _campaigns()


@ankang_cleanup.post("/campaign")
def open_campaign() -> Any:
    """Begin a clean-up."""
    fields = ("title", "issued_from", "issued_until", "topic", "words", "asked_until")
    said = {name: value for name in fields if (value := _typed(name))}
    return _done(
        "ankang_cleanup_open", said, lambda found: _to("campaign", id=found["id"]), _campaigns
    )


@ankang_cleanup.get("/campaign/<id>")
def campaign(id: str) -> Any:
    """A clean-up: lists, findings, and the forms for those whom they concern."""
    return _campaign(id)


@ankang_cleanup.post("/campaign/<id>/entry")
def enter(id: str) -> Any:
    """Put one document on a list, or take it off."""
    document = _typed("document")
    said = {
        "id": id,
        "document": document,
        "outcome": _typed("outcome"),
        "reason": _typed("reason"),
    }
    return _done(
        "ankang_cleanup_entry_set",
        said,
        lambda _answer: _to("campaign", id=id, _anchor=document),
        lambda error: _campaign(id, error),
    )


@ankang_cleanup.post("/campaign/<id>/decide")
def decide(id: str) -> Any:
    """Decide a clean-up by its notice."""
    fields = ("title", "number", "organ", "day", "change_until")
    said = {"id": id} | {name: value for name in fields if (value := _typed(name))}
    return _done(
        "ankang_cleanup_decide",
        said,
        lambda _answer: _to("campaign", id=id),
        lambda error: _campaign(id, error),
    )


@ankang_cleanup.get("/campaign/<id>/<any(keep, change, end):catalogue>.<any(csv, docx):format>")
def catalogue(id: str, catalogue: str, format: str) -> Any:
    """One of the three catalogues as a file."""
    found = _asked("ankang_cleanup_show", {"id": id})
    title = f"{found['title']}：{_catalogues()[catalogue]}"
    if format == "csv":
        return _file(papers.table(found, catalogue), f"{title}.csv")
    return _file(papers.catalogue(found, catalogue, title), f"{title}.docx")


@ankang_cleanup.post("/campaign/<id>/<any(keep, change, end):catalogue>/draft")
def draft_catalogue(id: str, catalogue: str) -> Any:
    """Begin the publication of a catalogue: a draft of a document of 市司法局, read from the catalogue's file."""
    found = _asked("ankang_cleanup_show", {"id": id})
    title = f"{found['title']}：{_catalogues()[catalogue]}"
    content = BytesIO(papers.catalogue(found, catalogue, title))
    upload = FileStorage(content, filename=f"{names.clean_name(title)}.docx")
    said = {"owner_org": ways.receiver(), "kind": "other", "text_source": "issuer"}
    return _done(
        "ankang_document_import",
        {**said, "upload": upload},
        lambda answer: _to_draft(answer["files"][0]),
        lambda error: _campaign(id, error),
    )


@ankang_cleanup.get("/filing")
def filing() -> Any:
    """What was filed with the organ above, and what waits."""
    found = _asked("ankang_filing_list", {})
    regions = {one.code: one.label for one in vocabulary("divisions").values}
    page = {"found": found, "regions": regions, "days": ways.filing_days()}
    return tk.render("ankang/cleanup/filing.html", page)


@ankang_cleanup.get("/annual")
@ankang_cleanup.get("/annual/<int:year>")
def report(year: int | None = None) -> Any:
    """Table 2 of a year with the lists behind it."""
    return _report(year or today().year)


@ankang_cleanup.get("/annual/<int:year>.csv")
def report_file(year: int) -> Any:
    """The same as a file."""
    found = _asked("ankang_annual_report_show", {"year": year})
    name = tk._("{year}年规章和行政规范性文件统计").format(year=year)
    return _file(papers.figures(found, _columns()), f"{name}.csv")


@ankang_cleanup.post("/annual/<int:year>")
def freeze(year: int) -> Any:
    """Keep an organ's figures as reported."""
    said = {"year": year, "organ": _typed("organ")}
    return _done(
        "ankang_annual_report_freeze",
        said,
        lambda _answer: _to("report", year=year),
        lambda error: _report(year, error),
    )


def _endings(error: str = "") -> Any:
    found = tk.get_action("ankang_ending_list")({}, {})
    own = rights.works_for(_person())
    keeps = rights.keeps(_person())
    mine = [one for one in found["endings"] if one["department"] in own]
    receiver = tk.h.url_for("organization.read", id=ways.receiver())
    page = {
        "found": found,
        "mine": mine,
        "others": [one for one in found["endings"] if one not in mine],
        "own": own,
        "keeps": keeps,
        "ways": ways.ways(),
        "receiver": receiver,
        "titles": library.department_titles(),
        "error": error,
    }
    return tk.render("ankang/cleanup/endings.html", page)


def _campaigns(error: str = "") -> Any:
    page = {
        "campaigns": tk.get_action("ankang_cleanup_list")({}, {}),
        "keeps": rights.keeps(_person()),
        "topics": vocabulary("document_topics").values,
        "states": _states(),
        "error": error,
    }
    return tk.render("ankang/cleanup/campaigns.html", page)


def _campaign(id: str, error: str = "") -> Any:
    found = _asked("ankang_cleanup_show", {"id": id})
    own, keeps = rights.works_for(_person()), rights.keeps(_person())
    said: dict[str, list[Json]] = {}
    for entry in found["entries"]:
        said.setdefault(entry["package_id"], []).append(entry)
    page = {
        "campaign": found,
        "said": said,
        "own": own,
        "keeps": keeps,
        "inside": bool(own) or keeps,
        "open": found["state"] == OPEN,
        "catalogues": _catalogues(),
        "outcomes": vocabulary("cleanup_results").values,
        "finding_labels": _findings(),
        "titles": library.department_titles(),
        "topic": label("document_topics", found["topic"]) if found["topic"] else "",
        "states": _states(),
        "error": error,
    }
    return tk.render("ankang/cleanup/campaign.html", page)


def _report(year: int, error: str = "") -> Any:
    found = _asked("ankang_annual_report_show", {"year": year})
    reported = {one["organ"] for one in found["reports"]}
    page = {
        "report": found,
        "columns": _columns(),
        "kinds": annual.rules().kinds,
        "source": annual.rules().source,
        "reported": reported,
        "waiting": sorted({row["organ"] for row in found["rows"]} - reported),
        "regions": {one.code: one.label for one in vocabulary("divisions").values},
        "error": error,
    }
    return tk.render("ankang/cleanup/report.html", page)


def _columns() -> Json:
    """The columns of table 2 in the order of the report, what ended shown apart."""
    rules = annual.rules()
    apart = {one.code: tk._("其中{label}").format(label=one.label) for one in rules.endings}
    made, valid, unverified = (rules.columns[name] for name in ("made", "valid", "unverified"))
    return {"made": made, "ended": rules.ended, **apart, "valid": valid, "unverified": unverified}


def _catalogues() -> dict[str, str]:
    labels = (tk._("继续有效目录"), tk._("需修改目录"), tk._("宣布失效和废止目录"))
    return dict(zip(CATALOGUES, labels, strict=True))


def _findings() -> dict[str, str]:
    return {
        "on_two": tk._("列入两个目录，意见不一致"),
        "on_none": tk._("在清理范围内，没有列入任何目录"),
        "partly": tk._("部分失效，请核对列入的目录"),
        "ended": tk._("列入目录，但已经不再有效"),
        "outside": tk._("列入目录，但不在清理范围内"),
    }


def _states() -> dict[str, str]:
    return {
        "open": tk._("征集意见"),
        "deciding": tk._("正在登记结果"),
        "decided": tk._("已公布"),
    }


def _asked(action: str, said: Json) -> Json:
    """What an action answers, or the page that says why not."""
    try:
        found: Json = tk.get_action(action)({}, said)
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error))
    except tk.ValidationError as error:
        return tk.abort(404, _sentence(error))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("这一页供各部门有岗位的人和市司法局使用。"))
    return found


def _done(action: str, said: Json, then: Callable[[Json], Any], again: Callable[[str], Any]) -> Any:
    """Do what a form asks and go on, or show the page again with what is wrong."""
    try:
        answer = tk.get_action(action)({}, said)
    except tk.ValidationError as error:
        return again(_sentence(error)), 400
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error))
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    return then(answer)


def _sentence(error: tk.ValidationError) -> str:
    return "".join(str(one) for one in error.error_summary.values())


def _to_draft(brought: Json) -> Any:
    """The draft of a file, or the document that has its very text already."""
    if draft := brought.get("revision_id"):
        return tk.redirect_to("ankang_documents.recognised", id=draft)
    if package := brought.get("package_id"):
        return tk.redirect_to("ankang_library.read", id=package)
    return tk.abort(400, brought["sentence"])


def _to(page: str, **address: Any) -> Any:
    return tk.redirect_to(f"ankang_cleanup.{page}", **address)


def _typed(name: str) -> str:
    return str(request.form.get(name, "")).strip()


def _person() -> str:
    return str(tk.current_user.name) if tk.current_user.is_authenticated else ""


def _file(content: bytes, name: str) -> Response:
    called = names.clean_name(name)
    answer = make_response(content)
    answer.headers.update(HEADERS)
    answer.headers["Content-Type"] = names.media_type(called)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(called, safe='')}"
    return answer

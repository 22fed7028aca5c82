"""What machines open: addresses that stay, in the form they ask for; feeds; the whole library."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from flask import Blueprint, Response, make_response, redirect, request, send_file

from ckanext.ankang.files.interfaces import DatasetGone
from ckanext.ankang.search.library import answers
from ckanext.ankang.search.library.questions import FIELDS

from . import archive, config, dcat, feeds, happened, linked, outward, records
from .addresses import Address

__all__ = ["ankang_exchange"]

Json = dict[str, Any]
ankang_exchange = Blueprint("ankang_exchange", __name__)
HTML, JSON, LINKED = "text/html", "application/json", "application/ld+json"
_ENDINGS = {".jsonld": LINKED, ".json": JSON, ".html": HTML}
# What a feed takes over from the address of the list.
_ASKED = ("q", "scope", "force", "flag", *FIELDS)
# And of it, what its title says.
_NAMED = ("q", "issuer", "kind", "topic", "genre", "year")
_FEED_SECONDS = 900


@ankang_exchange.route("/eli/<kind>/<year>/<local>")
@ankang_exchange.route("/eli/<kind>/<year>/<local>/<day>", endpoint="document_on")
def document(kind: str, year: str, local: str, day: str = "") -> Any:
    """A document by what is printed on it, today or on a day; .json, .jsonld or as the asker accepts."""
    last, form = _form(day or local)
    named = (kind, year, local if day else last)
    found = records.find(Address(*named))
    if not found:
        return tk.abort(404, tk._("本库没有这个编号的公开文件。请核对种类、年份和文号。"))
    if len(found) > 1:
        return _several(found)
    return _sent(found[0], _day(last) if day else None, form)


def _form(last: str) -> tuple[str, str]:
    """The last part of an address without its ending, and the form asked for."""
    for ending, form in _ENDINGS.items():
        if last.endswith(ending):
            return last.removesuffix(ending), form
    accepted = request.accept_mimetypes.best_match([HTML, JSON, LINKED], default=HTML)
    return last, str(accepted)


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        problem = tk._("“{value}”不是日期。请写成 2026-11-24 这样的形式。")
        raise tk.abort(400, problem.format(value=words)) from None


def _sent(package: Json, day: date | None, form: str) -> Response:
    if form == HTML:
        asked = {"on": day.isoformat()} if day else {}
        page = tk.url_for("ankang_library.read", id=package["name"], **asked)
        answer = make_response(redirect(str(page), 303))
    else:
        found = records.record(package, day)
        said = linked.legislation(found) if form == LINKED else found
        answer = _json(said, form)
    answer.headers["Vary"] = "Accept"
    return answer


def _several(found: list[Json]) -> Response:
    """300: one number on several documents, as happens when an order changes many."""
    choices = [
        {"title": package["title"], "url": _page(package), "name": package["name"]}
        for package in found
    ]
    answer = _json({"choices": choices}, JSON)
    answer.status_code = 300
    return answer


def _page(package: Json) -> str:
    return str(tk.url_for("ankang_library.read", id=package["name"], _external=True))


def _json(said: Json, form: str) -> Response:
    answer = make_response(json.dumps(said, ensure_ascii=False, indent=1))
    answer.headers["Content-Type"] = f"{form}; charset=utf-8"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@ankang_exchange.route("/document/feed/<any(new, changed, ended):what>.atom")
def feed(what: str) -> Response:
    """The newest of a search of the library, of the whole when nothing is asked."""
    asked: Json = {name: request.args.getlist(name) for name in _ASKED if request.args.get(name)}
    asked |= {name: asked[name][0] for name in ("q", "scope") if name in asked}
    try:
        entries = _new(asked) if what == "new" else _changed(what, asked)
    except SearchError:
        return tk.abort(503, tk._("检索服务暂时不可用，请稍后再试。"))
    except tk.ValidationError as error:
        return tk.abort(400, "；".join(error.error_summary.values()))
    answer = make_response(feeds.atom(_feed(what), entries, datetime.now(UTC)))
    answer.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    answer.headers["Cache-Control"] = f"public, max-age={_FEED_SECONDS}"
    return answer


def _feed(what: str) -> feeds.Feed:
    titles = {
        "new": tk._("新入库的文件"),
        "changed": tk._("效力或文本有变动的文件"),
        "ended": tk._("失效、废止和被撤销的文件"),
    }
    site = str(tk.config["ckan.site_title"])
    listed = {name: request.args.getlist(name) for name in request.args}
    narrowed = "，".join(_narrowed(listed))
    return feeds.Feed(
        address=str(tk.url_for("ankang_exchange.feed", what=what, _external=True, **listed)),
        page=str(tk.url_for("ankang_library.index", _external=True, **listed)),
        title=titles[what] + (f"（{narrowed}）" if narrowed else ""),
        subtitle=tk._("{site}文件库").format(site=site),
        author=site,
    )


def _narrowed(listed: dict[str, list[str]]) -> Iterator[str]:
    """What was asked, in words."""
    for name in _NAMED:
        known = answers.labels(name)
        yield from (known.get(value, value) for value in listed.get(name, ()) if value)


def _new(asked: Json) -> list[feeds.Entry]:
    search = tk.get_action("ankang_library_search")
    found = search({}, {**asked, "sort": "added", "rows": config.feed_entries()})["results"]
    return [
        _entry(document, records.uri(document), document["first_published"], document["sentence"])
        for document in found
        if document.get("first_published")
    ]


def _changed(what: str, asked: Json) -> list[feeds.Entry]:
    last = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    found = happened.found(last - timedelta(days=config.feed_days()), last, **asked)
    chosen = happened.ended(found) if what == "ended" else found
    return [
        _entry(
            change["document"],
            f"{change['document']['uri']}#{change['day']}-{change['what']}",
            change["day"],
            change.get("sentence") or tk._("自这一天起适用新的文本。"),
        )
        for change in chosen[-config.feed_entries() :]
    ]


def _entry(document: Json, identifier: str, moment: str, sentence: str) -> feeds.Entry:
    number = document.get("document_number") or ""
    return feeds.Entry(
        id=identifier,
        title=document["title"],
        link=_page(document),
        moment=feeds.moment(moment),
        authors=(document["issuer"],) if document.get("issuer") else (),
        summary="　".join(part for part in (number, sentence) if part),
    )


@ankang_exchange.route("/catalog.<any(jsonld, ttl, rdf):form>")
def catalogue(form: str) -> Response:
    """Everything that is public, page by page, for other portals (DCAT)."""
    try:
        found = outward.find(outward.read(form, request.args))
    except outward.BadQuestion as error:
        return tk.abort(400, str(error))
    except SearchError:
        return tk.abort(503, tk._("检索服务暂时不可用，请稍后再试。"))
    return _graph(form, found.mark(form), found.changed, lambda: found.write(form))


@ankang_exchange.route("/dataset/<id>.<any(jsonld, ttl, rdf):form>")
def dataset(id: str, form: str) -> Response:
    """One dataset or document for machines; one that was public and is gone answers 410."""
    try:
        package = tk.get_action("package_show")({}, {"id": id})
    except DatasetGone as error:
        return tk.abort(410, str(error.message))
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("没有这个数据集或者文件。"))
    changed, graph = outward.moment(package["metadata_modified"]), dcat.dataset
    mark = outward.mark(form, package)
    return _graph(form, mark, changed, lambda: dcat.write(graph(outward.site(), package), form))


def _graph(form: str, mark: str, changed: datetime | None, write: Callable[[], str]) -> Response:
    """The answer with its validators; who has it already is spared it, and we the writing."""
    answer = make_response("")
    answer.headers["Content-Type"] = f"{dcat.FORMS[form][1]}; charset=utf-8"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.set_etag(mark, weak=True)
    answer.last_modified = changed
    answer.make_conditional(request)
    if answer.status_code != 304:
        answer.set_data(write())
    return answer


@ankang_exchange.route("/document/package")
def package() -> str:
    """What the package of the whole library holds, and where it is."""
    return tk.render("ankang/exchange/package.html", {"facts": archive.facts(config.folder())})


@ankang_exchange.route("/document/package.zip")
def download() -> Response:
    """The whole library as one file."""
    facts = archive.facts(config.folder())
    if facts is None:
        return tk.abort(404, tk._("全库数据包还没有生成，每天夜里自动生成一次。"))
    answer: Response = send_file(
        config.folder() / facts["file"],
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"ankang-library-{facts['made'][:10]}.zip",
        etag=facts["sha256"],
    )
    # RFC 9530: whoever keeps the file can say that it is the one offered here.
    digest = base64.b64encode(bytes.fromhex(facts["sha256"])).decode()
    answer.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    return answer

"""The addresses of texts and articles: /doc/<document>/<version>/第八条 for ever, /doc/<document>/第八条 as of today."""

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, make_response, redirect
from werkzeug.wrappers import Response

from . import addresses, reading

# Flask writes `int` routes before text ones, so /doc/x/2 is a version and never an article.
articles = Blueprint("ankang_articles", __name__, url_prefix="/doc")

Found = dict[str, Any]


@articles.route("/<id>")
def document(id: str) -> Response:
    """The short address of a document leads to its page."""
    return tk.redirect_to("ankang_library.read", id=id, **tk.request.args.to_dict())


@articles.route("/<id>/<int:number>")
def version(id: str, number: int) -> Response | str:
    """One text of a document, under an address that never shows another."""
    package = reading.package(id)
    if id != package["name"]:
        return tk.redirect_to("ankang_articles.version", id=package["name"], number=number)
    return tk.render("ankang/library/read.html", reading.whole(reading.page(package, number)))


@articles.route("/<id>/<place>")
def current(id: str, place: str) -> Response | str:
    """An article as it is in force today, or on the day asked for."""
    return _article(id, place, None)


@articles.route("/<id>/<int:number>/<place>")
def permanent(id: str, number: int, place: str) -> Response | str:
    """An article of one text, for ever."""
    return _article(id, place, number)


def _article(id: str, words: str, number: int | None) -> Response | str:
    package = reading.package(id)
    wanted = addresses.place(words)
    if wanted is None:
        return tk.abort(404, _unreadable(words, package))
    if (id, words) != (package["name"], wanted.words):
        return redirect(_address(package, wanted, number), code=301)
    page = reading.page(package, number)
    node = addresses.find(page["text"]["nodes"], wanted) if page["text"] else None
    if node is None:
        return tk.abort(404, _absent(wanted, page))
    part = reading.part(node, wanted)
    shown = tk.render(
        "ankang/library/article.html", page | reading.article(page, node, part) | {"part": part}
    )
    # The article is there and its part is not: both are said.
    return make_response(shown, 404) if part and not part["text"] else shown


def _address(package: Found, wanted: addresses.Place, number: int | None) -> str:
    name = "ankang_articles.permanent" if number else "ankang_articles.current"
    asked = tk.request.args.to_dict() | ({"number": number} if number else {})
    return str(tk.url_for(name, id=package["name"], place=wanted.words, **asked))


def _unreadable(words: str, package: Found) -> str:
    sentence = tk._("“{words}”不是条文的写法。请写成“第八条”“第八条之一”“附件1”，例如 {address}。")
    address = tk.url_for("ankang_articles.current", id=package["name"], place="第一条")
    return sentence.format(words=words, address=tk.h.ankang_readable_address(address))


def _absent(wanted: addresses.Place, page: Found) -> str:
    title, text = page["pkg_dict"]["title"], page["text"]
    reach = addresses.reach(text["nodes"]) if text else None
    if reach is None:
        return tk._("《{title}》在本库没有可以按条查看的正文。").format(title=title)
    sentence = tk._("《{title}》的这一版文本没有{place}，只有{first}到{last}。")
    missing = sentence.format(title=title, place=wanted.words, first=reach[0], last=reach[1])
    return missing + "".join(_moved(wanted, one) for one in reading.renumbered(page, wanted))


def _moved(wanted: addresses.Place, older: Found) -> str:
    """Where the article of this number stands now that had it in an older text."""
    text = tk.h.ankang_text_words(older["version"])
    now = "、".join(tk.h.ankang_place_words(node) for node in older["now"])
    sentence = tk._("{text}的{place}现在是{now}。") if now else tk._("{text}的{place}现在没有了。")
    return sentence.format(text=text, place=wanted.words, now=now)

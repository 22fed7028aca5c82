"""What the page of a document gathers, each piece from the room that knows it."""

from datetime import date
from itertools import pairwise
from typing import Any

import ckan.plugins.toolkit as tk
import segno

from ckanext.ankang.citations import provisions
from ckanext.ankang.portal import wording

from . import addresses, history

Found = dict[str, Any]


def package(id: str) -> Found:
    """The header of a public document; for whoever finds none, an answer that says so."""
    try:
        found: Found = tk.get_action("package_show")({"for_view": True}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return _missing()
    return found if found["type"] == "document" else _missing()


def _missing() -> Any:
    return tk.abort(404, tk._("没有找到这份文件，或者它还没有公开。"))


def day_asked() -> tuple[date | None, str]:
    """The day on which the reader wants the law (?on=2024-12-31), and a sentence when it is none."""
    words = tk.request.args.get("on", "").strip()
    if not words:
        return None, ""
    try:
        return date.fromisoformat(words), ""
    except ValueError:
        sentence = tk._("“{words}”不是日期，下面是今天的情况。请写成 2024-12-31 这样的形式。")
        return None, sentence.format(words=words)


def page(package: Found, number: int | None = None) -> Found:
    """The page of a document: the text of a number, or the one in force on the day asked for."""
    day, problem = day_asked()
    standing = _standing(package["id"], day)
    shown = number or (standing["version"] or {}).get("number")
    text = _text(package["id"], shown)
    if number and text is None:
        return tk.abort(404, _no_such_text(package, number))
    return {
        "pkg_dict": package,
        "day": day,
        "day_problem": problem,
        "fixed": number is not None,
        "standing": standing,
        "text": text,
        "texts": text["versions"] if text else [],
        "scans": [r for r in package["resources"] if r["format"].upper() in ("PDF", "OFD")],
    }


def _standing(id: str, day: date | None) -> Found:
    asked = {"id": id} | ({"as_of": day.isoformat()} if day else {})
    found: Found = tk.get_action("ankang_document_show")({}, asked)
    return found


def _text(id: str, number: int | None) -> Found | None:
    asked: Found = {"id": id} | ({"number": number} if number else {})
    try:
        found: Found = tk.get_action("ankang_document_text_show")({}, asked)
    except tk.ObjectNotFound:
        return None
    return found


def _no_such_text(package: Found, number: int) -> str:
    sentence = tk._("《{title}》没有第{number}版文本。")
    return sentence.format(title=package["title"], number=number)


def whole(page: Found) -> Found:
    """What stands around a whole text: files, relations, interpretations, data, citation."""
    id, text = page["pkg_dict"]["id"], page["text"]
    number = text["version"]["number"] if text else None
    beside = {
        "renditions": _list("ankang_rendition_list", id=id, number=text["version"]["number"])
        if text
        else [],
        "spans": _spans(id, text),
        "cited": tk.get_action("ankang_document_citation_count")({}, {"id": id, "number": number}),
        "relations": _list("ankang_document_relation_list", id=id, number=number),
        "interpretations": _list("ankang_interpretation_list", document=id),
        "datasets": _list("ankang_document_basis_list", document=id),
    }
    return page | beside | cited(page, None) | {"sections": _sections(page | beside)}


def _list(action: str, **asked: Any) -> list[Found]:
    found: list[Found] = tk.get_action(action)({}, asked)
    return found


def _spans(id: str, text: Found | None) -> Found:
    if text is None:
        return {}
    asked = {"id": id, "number": text["version"]["number"]}
    found: Found = tk.get_action("ankang_document_citation_list")({}, asked)
    return found


def _sections(page: Found) -> list[tuple[str, str]]:
    """The parts of the page that have something to show, in their order."""
    optional = [
        ("relations", tk._("相关文件")),
        ("interpretations", tk._("政策解读")),
        ("datasets", tk._("相关数据")),
    ]
    return [
        ("text", tk._("正文")),
        ("files", tk._("下载")),
        ("timeline", tk._("沿革")),
        *((name, title) for name, title in optional if page[name]),
        ("cite", tk._("引用与分享")),
    ]


def cited(page: Found, node: Found | None, part: str = "") -> Found:
    """How a text, an article or a part of one is cited, its permanent address, also as a picture."""
    package, text = page["pkg_dict"], page["text"]
    if text is None:
        address = tk.h.url_for("ankang_library.read", id=package["name"], _external=True)
        words = ""
    else:
        address = tk.h.ankang_text_address(package, text["version"], node) + part
        words = tk.h.ankang_text_words(text["version"])
    described = "，".join(part for part in (package.get("document_number"), words) if part)
    sentence = tk._("《{title}》{place}（{described}）。{site}，{day}查阅。{address}")
    return {
        "address": address,
        "code": segno.make(address).svg_data_uri(scale=4, light="white"),
        "citation": sentence.format(
            title=package["title"],
            place=f"{node['heading']}{part}" if node else "",
            described=described,
            site=tk.g.site_title,
            day=wording.day(wording.today()),
            address=address,
        ),
    }


def part(node: Found, wanted: addresses.Place) -> Found | None:
    """The 款 or 项 of an article that was asked for; without text where the article has none."""
    if not wanted.part:
        return None
    inside = provisions.Place(paragraph=wanted.paragraph, item=wanted.item)
    span = provisions.locate(node["text"], inside)
    return {"words": wanted.part, "text": node["text"][slice(*span)] if span else ""}


def article(page: Found, node: Found, part: Found | None = None) -> Found:
    """What the page of an article adds to that of its document."""
    before, after = addresses.neighbours(page["text"]["nodes"], node)
    place = addresses.of_node(node)
    id = page["pkg_dict"]["id"]
    return {
        **cited(page, node, part["words"] if part and part["text"] else ""),
        "node": node,
        "place": place.words if place else "",
        "before": before,
        "after": after,
        "spans": _spans(id, page["text"]),
        "citing": [
            one
            for one in _list(
                "ankang_document_relation_list", id=id, number=page["text"]["version"]["number"]
            )
            if one["direction"] == "in" and place and place.words in one["articles"]
        ],
        "history": _history(page, node),
        "renumbered": renumbered(page, place) if place and not page["fixed"] else [],
    }


def _history(page: Found, node: Found) -> list[Found]:
    """The article in each text of its document, with the text."""
    versions, compared, at = _compared(page)
    steps = history.of_article(compared, at, node)
    return [{"version": versions[step.text], "step": step} for step in steps]


def renumbered(page: Found, place: addresses.Place) -> list[Found]:
    """The older texts in which this place was another article, and where that one stands now."""
    versions, compared, at = _compared(page)
    found = history.renumbered(compared, at, f"{place.kind}-{place.number}")
    return [{"version": versions[one.text], "now": one.now} for one in found]


def _compared(page: Found) -> tuple[list[Found], list[list[Found]], int]:
    """The texts in the order of their days, each compared with the next, and which one is shown."""
    id = page["pkg_dict"]["id"]
    versions = sorted(page["texts"], key=lambda one: (one["day_from"] or "", one["number"]))
    numbers = [one["number"] for one in versions]
    compare = tk.get_action("ankang_document_comparison_show")
    compared = [
        compare({}, {"from": {"id": id, "number": one}, "to": {"id": id, "number": two}})["rows"]
        for one, two in pairwise(numbers)
    ]
    return versions, compared, numbers.index(page["text"]["version"]["number"])

"""Template helpers of `library`."""

import re
from datetime import date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
from markupsafe import Markup, escape

from . import addresses as _addresses
from . import config as _config
from . import header as _header
from . import tabs as _tabs

_ = tk._

_Found = dict[str, Any]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

# The sources whose texts carry 正式版本 (schemas/choices/text_sources.yaml).
_OFFICIAL = ("gazette", "scan", "issuer")
# Each force has a word; its colour and shape say the same once more (visual.md).
_CLASSES = {
    "in_force": "ok",
    "partly": "ok",
    "not_yet": "notice",
    "suspended": "notice",
    "unverified": "notice",
    "repealed": "past",
    "lapsed": "past",
    "revoked": "past",
}


def ankang_document_day(day: str | None) -> str:
    """A day as people write it: 2022-07-13 is 2022年7月13日; an empty day is 待补."""
    if not day:
        return _("待补")
    found = date.fromisoformat(day[:10])
    return _("{year}年{month}月{day}日").format(year=found.year, month=found.month, day=found.day)


def ankang_document_time(moment: str) -> str:
    """A moment as it was in Ankang: 2022年7月13日 16:05."""
    local = datetime.fromisoformat(moment).astimezone(ZoneInfo("Asia/Shanghai"))
    return f"{ankang_document_day(local.date().isoformat())} {local:%H:%M}"


def ankang_document_kind(code: str) -> str:
    """The Chinese name of a kind of document."""
    choices = tk.h.ankang_vocabulary_choices({"vocabulary": "document_kinds"})
    return str(tk.h.scheming_choices_label(choices, code))


def ankang_document_contents(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The table of contents: chapters, sections and annexes, or articles when there are none."""
    divisions = [node for node in nodes if node["kind"] in ("part", "chapter", "section", "annex")]
    articles = [node for node in nodes if node["kind"] == "article"]
    headed = any(node["kind"] in ("part", "chapter") for node in divisions)
    return divisions if headed or not articles else [*articles, *divisions]


def ankang_force_class(state: str) -> str:
    """The class of the banner and the badge of a force."""
    return f"ankang-force-{_CLASSES[state]}"


def ankang_acting_words(acting: _Found) -> str:
    """The document by which something happened: 《…》（国务院令第785号）第二条."""
    title, number = acting.get("title") or "", acting.get("number") or ""
    named = title if not title or title.startswith("《") else f"《{title}》"
    bracketed = f"（{number}）" if named and number else number
    return f"{named}{bracketed}{acting.get('article') or ''}"


def ankang_acting_address(acting: _Found) -> str:
    """Where the acting document can be read in this library, at its article if there is one."""
    place = _addresses.place(acting.get("article") or "")
    if place is None:
        return str(tk.h.url_for("ankang_library.read", id=acting["document"]))
    return str(tk.h.url_for("ankang_articles.current", id=acting["document"], place=place.words))


def ankang_text_words(version: _Found) -> str:
    """Which text of a document it is, by the day since which it is in force."""
    if version.get("day_from"):
        return _("{day}起施行的文本").format(day=ankang_document_day(version["day_from"]))
    return _("第{number}版文本（{day}入库，施行日期待补）").format(
        number=version["number"], day=ankang_document_day(version["created"])
    )


def ankang_text_address(package: _Found, version: _Found, node: _Found | None = None) -> str:
    """The permanent address of a text, or of one of its pieces."""
    named = {"id": package["name"], "number": version["number"], "_external": True}
    place = _addresses.of_node(node) if node else None
    if place is None:
        return ankang_readable_address(tk.h.url_for("ankang_articles.version", **named))
    address = tk.h.url_for("ankang_articles.permanent", place=place.words, **named)
    return ankang_readable_address(address)


def ankang_article_address(package: _Found, node: _Found, number: int | None = None) -> str | None:
    """The page of an article: in one text by its number, or in today's."""
    place = _addresses.of_node(node)
    if place is None:
        return None
    named: dict[str, Any] = {"id": package["name"], "place": place.words} | (
        {"number": number} if number else {}
    )
    endpoint = "ankang_articles.permanent" if number else "ankang_articles.current"
    return str(tk.h.url_for(endpoint, **named))


def ankang_readable_address(address: str) -> str:
    """An address with its Chinese as people read it; browsers accept both ways."""
    return unquote(address)


def ankang_worth(text_source: str | None) -> str:
    """What a text is worth by its source: a reprint is a text for reference."""
    label = tk.h.ankang_label("text_sources", text_source)
    if text_source in _OFFICIAL:
        return _("正式版本，来源：{source}。网页版由本库生成，与原件不一致的，以原件为准。").format(
            source=label
        )
    return _(
        "参考文本，来源：{source}。本库没有它的正式版本，引用前请核对公报或制定机关的原件。"
    ).format(source=label or _("转载"))


def ankang_relations_by_verb(relations: list[_Found]) -> list[tuple[str, list[_Found]]]:
    """Relations under the verb that reads from this document."""
    named = [
        (one["verb"] if one["direction"] == "out" else one["reverse_verb"], one)
        for one in relations
    ]
    ordered = sorted(named, key=lambda pair: pair[0])
    return [
        (verb, [one for _verb, one in group])
        for verb, group in groupby(ordered, key=lambda pair: pair[0])
    ]


def ankang_which_text(version: _Found, standing: _Found) -> str:
    """Which of a document's texts is shown: the one in force, a past one, one that waits."""
    states = {one["number"]: one["state"] for one in standing["versions"]}
    sentences = {
        "current": _("下面是{text}，是现行文本。"),
        "pending": _("下面是{text}，还没有施行（未生效文本）。"),
        "historical": _("下面是{text}，是历史文本，现在不再适用。"),
    }
    return sentences[states[version["number"]]].format(text=ankang_text_words(version))


def ankang_place_words(node: _Found) -> str:
    """The place of a piece of a text: 第八条."""
    place = _addresses.of_node(node)
    return place.words if place else ""


def ankang_relation_words(relation: str) -> str:
    """What became of an article since the text before."""
    words = {
        "same": _("未变"),
        "renumbered": _("只是序号变了，文字未变"),
        "references": _("只改了引用的条文序号"),
        "changed": _("有修改"),
        "moved": _("移了位置"),
        "split": _("由一条拆分而来"),
        "merged": _("由几条合并而来"),
    }
    return words[relation]


def ankang_piece(piece: _Found) -> Markup:
    """Words that stayed, went or came, each said by its element and not by colour alone."""
    if piece["kind"] == "kept":
        return escape(piece["after"])
    gone = Markup("<del>{}</del>").format(piece["before"]) if piece["before"] else Markup()
    come = Markup("<ins>{}</ins>").format(piece["after"]) if piece["after"] else Markup()
    return gone + come


def ankang_outcome(outcome: str) -> str:
    """What a clean-up found."""
    found = {
        "continues": _("继续有效"),
        "to_change": _("需修改"),
        "under_review": _("正在清理"),
    }
    return found[outcome]


def ankang_force_label(state: str) -> str:
    """The word for a force; in lists, what is in force in whole or part is one."""
    if state == "effective":
        return _("现行有效（含部分失效）")
    return str(tk.h.ankang_label("document_forces", state))


def ankang_list_sentence(count: int, force: str, day: date | None) -> str:
    """How many documents are listed, in which state, on which day."""
    when = ankang_document_day(day.isoformat()) if day else _("今天")
    if force == "all":
        return _("共 {count} 份文件，效力按{day}计算。").format(count=count, day=when)
    label = _("现行有效") if force == "effective" else ankang_force_label(force)
    return _("{day}{label}的文件共 {count} 份。").format(day=when, label=label, count=count)


def ankang_marked(excerpt: str, marks: list[list[int]]) -> Markup:
    """An excerpt, escaped, with the words that were searched for marked."""
    done, at = Markup(), 0
    for start, end in marks:
        done += escape(excerpt[at:start]) + Markup("<mark>{}</mark>").format(excerpt[start:end])
        at = end
    return done + escape(excerpt[at:])


def ankang_library_tabs() -> tuple[_tabs.Tab, ...]:
    """The tabs of the list."""
    return _tabs.tabs()


def ankang_library_address(toggle: tuple[str, str] | None = None, **changes: str | None) -> str:
    """The list as it is asked for now, with other values; `toggle` chooses one or takes it back."""
    arguments: dict[str, Any] = tk.request.args.to_dict(flat=False)
    arguments = {name: values for name, values in arguments.items() if name != "page"} | changes
    if toggle:
        name, value = toggle
        held = arguments.get(name, [])
        arguments[name] = [v for v in held if v != value] if value in held else [*held, value]
    kept = {name: value for name, value in arguments.items() if value}
    return str(tk.h.url_for("ankang_library.index", **kept))


def ankang_library_title() -> str:
    """What the section is called."""
    return _config.title()


def ankang_library_carrier() -> dict[str, str]:
    """The site that carries the library as its section."""
    name, url = _config.carrier()
    return {"name": name or url, "url": url}


def ankang_library_footer() -> list[str]:
    """The lines at the foot of the library's pages."""
    return _config.footer()


def ankang_question_words(question: _Found) -> str:
    """A question to the library in words: “公交” · 国务院 · 行政法规."""
    words = [f"“{question['q']}”"] if question.get("q") else []
    for name in ("kind", "issuer", "topic", "year", "genre"):
        words += [_value_label(name, value) for value in question.get(name, [])]
    if force := question.get("force"):
        words.append(_("不限效力") if force == "all" else ankang_force_label(force))
    if not words and question.get("section"):
        words = [_tabs.chosen(question["section"]).label]
    return " · ".join(words)


def _value_label(name: str, value: str) -> str:
    vocabulary = {"kind": "document_kinds", "genre": "document_genres", "topic": "document_topics"}
    if name == "year":
        return _("{year}年").format(year=value)
    return str(tk.h.ankang_label(vocabulary[name], value)) if name in vocabulary else value


def ankang_document_header(package: dict[str, Any]) -> dict[str, list[_header.Line]]:
    """The header fields of a document by their groups."""
    schema = tk.h.scheming_get_dataset_schema("document")
    return _header.groups(schema["dataset_fields"], package, _field_words)


def _field_words(field: _Found, value: str) -> str:
    if vocabulary := field.get("vocabulary"):
        return str(tk.h.ankang_label(vocabulary, value)).replace("\\", "·")
    return ankang_document_day(value) if _DAY.fullmatch(value) else value


def ankang_format(code: str) -> str:
    """The Chinese name of a form of a text."""
    return {"docx": "WORD", "pdf": "PDF"}.get(code.lower(), code)


def ankang_comparison_address(package: _Found, older: _Found, newer: _Found) -> str:
    """Where two texts of a document stand beside each other."""
    sides = {"from": older["number"], "to": newer["number"]}
    return str(tk.h.url_for("ankang_comparison.read", id=package["name"], **sides))

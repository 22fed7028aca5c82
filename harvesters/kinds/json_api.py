"""JSON APIs that list datasets: asked by GET or POST, turned over in four ways, strictly read."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urljoin

from harvesters.dialler import Answer, Dialler
from harvesters.errors import BadListing, WrongContent
from harvesters.kinds.base import Kind, Pages, charset, link_to
from harvesters.records import Entry, Item, Link
from harvesters.rules import JsonRules, Request, Secret
from harvesters.source import Source

PLACE = re.compile(r"\{([\w.]+)\}")
WHOLE = "$"


class JsonApi(Kind):
    """Reads page after page until the total that the API names is reached, or a page is empty."""

    def __init__(self, source: Source, address: str, dialler: Dialler) -> None:
        super().__init__(source, address, dialler)
        if source.json_rules is None:
            raise BadListing(url=address, reason="source.yaml 中没有 json 一节")
        self.rules: JsonRules = source.json_rules

    def entries(self) -> Iterator[Entry]:
        """Ask for one page after the other."""
        pages = Pages(self.address, self.source.politeness.pages)
        turn: Turn | None = Turn(self.address, _first(self.rules))
        found = 0
        while turn:
            answer = ask(self.dialler, self.rules, turn.address, turn.parameters)
            content = parsed(answer)
            rows = rows_at(content, self.rules.items, answer.url)
            yield from (self._entry(row, answer.url) for row in rows)
            found += len(rows)
            turn = self._onward(content, answer.url, turn, len(rows), found)
            pages.visit(hashlib.sha256(answer.body).hexdigest())

    def _onward(self, content: Any, url: str, turn: "Turn", rows: int, found: int) -> "Turn | None":
        """The next request, or None at the end of the list."""
        total = self._total(content, url)
        if total is not None and found >= total:
            return None
        onward = _turned(self.rules, content, url, turn, rows)
        if rows and onward:
            return onward
        if total is not None:
            raise BadListing(url=url, reason=f"应有 {total} 项，只列出 {found} 项")
        return None

    def _total(self, content: Any, url: str) -> int | None:
        if self.rules.total is None:
            return None
        total = at(content, self.rules.total, url)
        # Some serialisers write every number as text.
        if isinstance(total, str) and total.isdecimal():
            return int(total)
        if not isinstance(total, int) or isinstance(total, bool):
            raise BadListing(url=url, reason="总数的类型不对")
        return total

    def read(self, entry: Entry) -> Item:
        """The item is what the list said of it, and its detail if there is one."""
        row = dict(entry.data)
        if self.rules.detail:
            row |= self._detail(row)
        files = tuple(self._files(row, entry.url))
        raw = json.dumps(row, ensure_ascii=False).encode()
        return Item(labelled(row), files, raw=raw, raw_type="application/json")

    def _detail(self, row: dict[str, Any]) -> dict[str, Any]:
        """What the second request says of an item, over what the list said."""
        rules = self.rules.detail
        if rules is None:
            return {}
        address = urljoin(self.address, filled(rules.address, row, quoted=True))
        request = rules.model_copy(update={"headers": {**self.rules.headers, **rules.headers}})
        sent = {name: filled(value, row) for name, value in rules.parameters.items()}
        answer = ask(self.dialler, request.model_copy(update={"parameters": {}}), address, sent)
        content = of_item(parsed(answer), rules.item, answer.url)
        if not isinstance(content, dict):
            raise WrongContent(url=answer.url, expected="一个条目", reason="类型不对")
        return content

    def _files(self, row: dict[str, Any], base: str) -> Iterator[Link]:
        """The files of an item; they are taken out of what is left to be explained."""
        rules = self.rules
        if rules.files is None:
            return
        if not rules.files:
            if address := text(row.pop(rules.file_address, None)):
                yield _link(base, address, row, rules)
            return
        offered = of_item(row, rules.files, base)
        take(row, rules.files)
        for file in offered or ():
            yield _link(base, text(of_item(file, rules.file_address, base)), file, rules)

    def _entry(self, row: Any, url: str) -> Entry:
        if not isinstance(row, dict):
            raise BadListing(url=url, reason="列表中有一项不是对象")
        identifier = text(at(row, self.rules.identifier, url))
        if not identifier:
            raise BadListing(url=url, reason=f"有一项没有“{self.rules.identifier}”")
        origins = self.source.fields["title"].origins
        title = text(seek(row, origins[0])) if origins else identifier
        return Entry(identifier, title, self.address, row)


class Turn:
    """One request of the list: where it goes, and what it says of the page."""

    def __init__(self, address: str, parameters: dict[str, Any]) -> None:
        self.address, self.parameters = address, parameters


def _first(rules: JsonRules) -> dict[str, Any]:
    if rules.page:
        return {rules.page: rules.first, **rules.size}
    if rules.offset:
        return {rules.offset: 0, **rules.size}
    return dict(rules.size)


def _turned(rules: JsonRules, content: Any, url: str, turn: Turn, rows: int) -> Turn | None:
    """The request after this one; None where a list comes whole or names no next page."""
    if rules.page:
        number = turn.parameters[rules.page] + 1
        return Turn(turn.address, {**turn.parameters, rules.page: number})
    if rules.offset:
        start = turn.parameters[rules.offset] + rows
        return Turn(turn.address, {**turn.parameters, rules.offset: start})
    if rules.cursor:
        mark = seek(content, rules.cursor.found)
        sent = {**turn.parameters, rules.cursor.send: mark}
        return Turn(turn.address, sent) if mark not in (None, "", False) else None
    link = seek(content, rules.next) if rules.next else None
    # A next link carries its own query.
    return Turn(urljoin(url, text(link)), {}) if link else None


def ask(dialler: Dialler, request: Request, address: str, turned: Mapping[str, Any]) -> Answer:
    """Make a request as its rules say, secrets filled in at the last moment."""
    sent = _nested({**request.parameters, **turned}) if request.send == "json" else {
        **request.parameters, **turned
    }  # fmt: skip
    headers = {name: _said(dialler, value) for name, value in request.headers.items()}
    place = {"query": "params", "form": "data", "json": "json"}[request.send]
    options = {place: _said(dialler, sent), "headers": headers}
    method = request.method or ("GET" if request.send == "query" else "POST")
    return dialler.get(address, **options) if method == "GET" else dialler.post(address, **options)


def _said(dialler: Dialler, value: Any) -> Any:
    """A value as it is sent, `{secret: NAME}` replaced wherever it stands."""
    if isinstance(value, Secret):
        return dialler.secret(value.secret)
    if isinstance(value, dict):
        if value.keys() == {"secret"}:
            return dialler.secret(str(value["secret"]))
        return {name: _said(dialler, inner) for name, inner in value.items()}
    return [_said(dialler, inner) for inner in value] if isinstance(value, list) else value


def _nested(sent: dict[str, Any]) -> dict[str, Any]:
    """A JSON body in which `page.current` is `current` inside `page`."""
    body: dict[str, Any] = {}
    for name, value in sent.items():
        *outer, last = name.split(".")
        place = body
        for part in outer:
            place[part] = dict(place.get(part, {}))
            place = place[part]
        place[last] = {**place.get(last, {}), **value} if isinstance(value, dict) else value
    return body


def filled(value: Any, row: dict[str, Any], *, quoted: bool = False) -> Any:
    """A template with `{path}` replaced by what the list said of the item."""
    if isinstance(value, dict):
        return {name: filled(inner, row) for name, inner in value.items()}
    if not isinstance(value, str):
        return value

    def known(place: re.Match[str]) -> str:
        found = text(of_item(row, place[1], value))
        return quote(found, safe="") if quoted else found

    return PLACE.sub(known, value)


def parsed(answer: Answer) -> Any:
    """The JSON of an answer in the charset it names; NaN and bottomless nesting are no JSON."""
    said = charset(answer.headers.get("Content-Type", ""))
    try:
        return json.loads(answer.body.decode(said), parse_constant=_refuse)
    except (ValueError, RecursionError, LookupError) as error:
        reason = _no_json(answer, said, error)
        raise WrongContent(url=answer.url, expected=" JSON", reason=reason) from error


def _no_json(answer: Answer, said: str, error: Exception) -> str:
    """Why an answer is no JSON, in our words."""
    if answer.media_type == "text/html":
        return "得到的是网页"
    match error:
        case UnicodeDecodeError() | LookupError():
            return f"不是 {said} 编码"
        case json.JSONDecodeError():
            return f"第 {error.lineno} 行第 {error.colno} 个字符处不合语法，可能没有传完"
        case RecursionError():
            return "套得太深"
    return str(error)


def _refuse(word: str) -> None:
    raise ValueError(f"{word} 不是 JSON")


def rows_at(content: Any, path: str, url: str) -> list[Any]:
    """The list that lies at a path; null is an empty one."""
    rows = at(content, path, url)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise BadListing(url=url, reason="列表的类型不对")
    return rows


def at(content: Any, path: str, url: str) -> Any:
    """What lies at a dotted path, or a fault that names the path."""
    found = seek(content, path, WHOLE)
    if found is WHOLE:
        raise BadListing(url=url, reason=f"找不到“{path}”")
    return found


def of_item(content: Any, path: str, url: str) -> Any:
    """What lies at a dotted path of one item: without it the item is dropped, and the source goes on."""
    found = seek(content, path, WHOLE)
    if found is WHOLE:
        reason = f"找不到“{path}”"
        raise WrongContent(url=url, expected="来源所描述的条目", reason=reason)
    return found


def seek(content: Any, path: str, otherwise: Any = None) -> Any:
    """What lies at a dotted path; a key with dots in its name goes before the path."""
    if not path:
        return content
    if isinstance(content, dict) and path in content:
        return content[path]
    head, _, rest = path.partition(".")
    if isinstance(content, dict) and head in content:
        return seek(content[head], rest, otherwise)
    if isinstance(content, list) and head.isdecimal() and int(head) < len(content):
        return seek(content[int(head)], rest, otherwise)
    return otherwise


def take(row: dict[str, Any], path: str) -> None:
    """Remove what lies at a path, so that it need not be explained."""
    if path in row:
        del row[path]
        return
    head, _, rest = path.partition(".")
    row[head] = dict(row[head])
    take(row[head], rest)


def labelled(row: dict[str, Any], outer: str = "") -> dict[str, str]:
    """The values of an item as text by dotted labels."""
    found: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            found |= labelled(value, f"{outer}{name}.")
        else:
            found[f"{outer}{name}"] = text(value)
    return found


def text(value: Any) -> str:
    """A JSON value as text; null is empty, a list of words is joined."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "；".join(value)
    return json.dumps(value, ensure_ascii=False)


def _link(base: str, address: str, file: dict[str, Any], rules: JsonRules) -> Link:
    form = text(seek(file, rules.file_format)) if rules.file_format else ""
    name = text(seek(file, rules.file_name)) if rules.file_name else ""
    return link_to(urljoin(base, address), name, form)

"""JSON APIs that list datasets page by page."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from harvesters.dialler import Answer, Dialler
from harvesters.errors import BadListing, WrongContent
from harvesters.kinds.base import Kind, Pages
from harvesters.records import Entry, Item, Link
from harvesters.source import JsonRules, Source


class JsonApi(Kind):
    """Reads numbered pages until the total that the API names is reached."""

    def __init__(self, source: Source, address: str, dialler: Dialler) -> None:
        super().__init__(source, address, dialler)
        if source.json_rules is None:
            raise BadListing(url=address, reason="source.yaml 中没有 json 一节")
        self.rules: JsonRules = source.json_rules

    def entries(self) -> Iterator[Entry]:
        """Ask for one page after the other."""
        pages = Pages(self.address, self.source.politeness.pages)
        number, found = self.rules.first, 0
        while True:
            parameters = {self.rules.page: number, **self.rules.size}
            answer = self.dialler.get(self.address, params=parameters)
            content = _parsed(answer)
            rows = _at(content, self.rules.items, answer.url)
            total = _at(content, self.rules.total, answer.url)
            if not isinstance(rows, list) or not isinstance(total, int):
                raise BadListing(url=answer.url, reason="列表或总数的类型不对")
            for row in rows:
                yield self._entry(row)
            found += len(rows)
            if found >= total:
                return
            if not rows:
                raise BadListing(url=answer.url, reason=f"应有 {total} 项，只列出 {found} 项")
            pages.visit(hashlib.sha256(answer.body).hexdigest())
            number += 1

    def read(self, entry: Entry) -> Item:
        """The item is what the list said of it."""
        data = dict(entry.data)
        offered = _at(data, self.rules.files, entry.url)
        files = tuple(self._link(entry.url, file) for file in offered)
        del data[self.rules.files]
        return Item({label: _text(value) for label, value in data.items()}, files)

    def _entry(self, row: dict[str, Any]) -> Entry:
        identifier = _text(_at(row, self.rules.identifier, self.address))
        origins = self.source.fields["title"].origins
        return Entry(identifier, _text(row.get(origins[0])), self.address, row)

    def _link(self, base: str, file: dict[str, Any]) -> Link:
        url = urljoin(base, _text(_at(file, self.rules.file_address, base)))
        form = _text(_at(file, self.rules.file_format, base))
        suffix = PurePosixPath(unquote(urlsplit(url).path)).suffix
        return Link(_text(_at(file, self.rules.file_name, base)) + suffix, form, url)


def _parsed(answer: Answer) -> Any:
    """The JSON of an answer; NaN and bottomless nesting are no JSON."""
    try:
        return json.loads(answer.body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise WrongContent(url=answer.url, expected="JSON", reason=str(error)[:100]) from error


def _refuse(word: str) -> None:
    raise ValueError(f"{word} 不是 JSON")


def _at(content: Any, path: str, url: str) -> Any:
    """What lies at a dotted path."""
    for part in path.split("."):
        if not isinstance(content, dict) or part not in content:
            raise BadListing(url=url, reason=f"找不到“{path}”")
        content = content[part]
    return content


def _text(value: Any) -> str:
    """A JSON value as text; null is empty."""
    return (
        ""
        if value is None
        else value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False)
    )

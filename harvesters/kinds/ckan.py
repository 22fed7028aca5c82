"""Other CKAN portals, by the API that their version has.

`search` asks package_search (2.0 and later), `list` package_list and package_show (1.8 and later),
`rest` the /api/2/rest of CKAN 1. A package counts as changed when its `metadata_modified` does.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urljoin

from harvesters.dialler import Dialler
from harvesters.errors import BadListing, WrongContent
from harvesters.kinds.base import Kind, Pages, link_to
from harvesters.kinds.json_api import ask, at, labelled, of_item, parsed, rows_at, text
from harvesters.records import Entry, Item, Link
from harvesters.rules import CkanRules
from harvesters.source import Source

Package = dict[str, Any]
# What CKAN keeps for itself, in any version: it says nothing of the dataset.
TECHNICAL = frozenset({
    "creator_user_id", "download_url", "groups", "id", "isopen", "metadata_created",
    "metadata_modified", "name", "notes_rendered", "num_resources", "num_tags", "organization",
    "owner_org", "permission_labels", "plugin_data", "private", "ratings_average", "ratings_count",
    "relationships", "relationships_as_object", "relationships_as_subject", "resources",
    "revision_id", "revision_timestamp", "state", "tracking_summary", "type",
})  # fmt: skip


class Ckan(Kind):
    """Reads the packages of another portal, its resources as files."""

    def __init__(self, source: Source, address: str, dialler: Dialler) -> None:
        super().__init__(source, address, dialler)
        if source.ckan is None:
            raise BadListing(url=address, reason="source.yaml 中没有 ckan 一节")
        self.rules: CkanRules = source.ckan
        self.root = address.rstrip("/") + "/"

    def entries(self) -> Iterator[Entry]:
        """All packages; a search tells them whole, the other ways only their names."""
        if self.rules.api == "search":
            yield from self._searched()
            return
        for name in self._names():
            if not isinstance(name, str):
                raise BadListing(url=self.address, reason="名称列表中有一项不是文字")
            yield Entry(name, name, self._page(name))

    def _searched(self) -> Iterator[Entry]:
        """Page by page, by a name that no change moves to another page."""
        pages = Pages(self.address, self.source.politeness.pages)
        found = 0
        while True:
            turned = {"start": found, "rows": self.rules.rows, "sort": "name asc"}
            result, url = self._action("package_search", turned)
            rows, total = rows_at(result, "results", url), at(result, "count", url)
            for package in rows:
                yield self._entry(package, url)
            found += len(rows)
            if not isinstance(total, int) or (found < total and not rows):
                reason = f"应有 {total} 项，只列出 {found} 项"
                raise BadListing(url=url, reason=reason)
            if found >= total:
                return
            pages.visit(str(found))

    def _entry(self, package: Package, url: str) -> Entry:
        identifier = text(at(package, "id", url))
        title = text(package.get("title")) or identifier
        mark = text(package.get("metadata_modified"))
        return Entry(identifier, title, self._page(text(package.get("name"))), package, mark)

    def _names(self) -> list[Any]:
        if self.rules.api == "list":
            result, url = self._action("package_list", {})
            return rows_at(result, "", url)
        answer = ask(self.dialler, self.rules, urljoin(self.root, "api/2/rest/dataset"), {})
        return rows_at(parsed(answer), "", answer.url)

    def _action(self, name: str, sent: dict[str, Any]) -> tuple[Any, str]:
        """The result of an action of the API, which says itself whether it succeeded."""
        answer = ask(self.dialler, self.rules, urljoin(self.root, f"api/3/action/{name}"), sent)
        content = parsed(answer)
        if at(content, "success", answer.url) is not True:
            raise BadListing(url=answer.url, reason=text(content.get("error"))[:200])
        return content["result"], answer.url

    def _page(self, name: str) -> str:
        return urljoin(self.root, f"dataset/{quote(name)}")

    def read(self, entry: Entry) -> Item:
        """The package with its extras, tags, groups and organization as labelled values."""
        package = entry.data or self._shown(entry.identifier)
        links = tuple(_link(self.root, resource) for resource in package.get("resources") or ())
        raw = json.dumps(package, ensure_ascii=False).encode()
        return Item(values_of(package), links, raw=raw, raw_type="application/json")

    def _shown(self, name: str) -> Package:
        if self.rules.api == "list":
            package, url = self._action("package_show", {"id": name})
        else:
            place = urljoin(self.root, f"api/2/rest/dataset/{quote(name)}")
            answer = ask(self.dialler, self.rules, place, {})
            package, url = parsed(answer), answer.url
        if not isinstance(package, dict):
            raise WrongContent(url=url, expected="数据集", reason="类型不对")
        return package


def values_of(package: Package) -> dict[str, str]:
    """What a package says of its dataset, whatever the version that wrote it."""
    kept = {name: value for name, value in package.items() if name not in TECHNICAL}
    kept["tags"] = [_name(tag, "display_name", "name") for tag in package.get("tags") or ()]
    kept["groups"] = [_name(group, "title", "name") for group in package.get("groups") or ()]
    kept["organization"] = _name(package.get("organization") or {}, "title", "name")
    kept["extras"] = _extras(package.get("extras") or {})
    values = labelled(kept)
    # What nobody filled in needs no explanation: CKAN sends every field it knows.
    return {label: value for label, value in values.items() if value not in ("", "[]")}


def _name(thing: Any, *keys: str) -> str:
    """What a tag, group or organization is called; CKAN 1 gives the name alone."""
    if isinstance(thing, str):
        return thing
    return next((text(thing[key]) for key in keys if thing.get(key)), "")


def _extras(extras: Any) -> dict[str, Any]:
    """Extras by key: CKAN 1 has an object, later versions a list of pairs."""
    if isinstance(extras, dict):
        return extras
    return {text(extra["key"]): extra["value"] for extra in extras}


def _link(root: str, resource: dict[str, Any]) -> Link:
    url = urljoin(root, text(of_item(resource, "url", root)))
    return link_to(url, text(resource.get("name")), text(resource.get("format")).lstrip("."))

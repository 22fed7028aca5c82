"""Template helpers of `exchange`."""

from typing import Any

import ckan.plugins.toolkit as tk

from . import dcat as _dcat
from . import records as _records


def ankang_document_uri(package: dict[str, Any]) -> str:
    """The address of a document that stays, by kind, year and number."""
    return _records.uri(package)


def ankang_library_feeds(**asked: Any) -> list[dict[str, str]]:
    """The feeds of a search: `[{what, title, url}]`."""
    titles = {"new": tk._("新增"), "changed": tk._("变动"), "ended": tk._("失效和废止")}
    return [
        {"what": what, "title": title}
        | {"url": str(tk.url_for("ankang_exchange.feed", what=what, **asked))}
        for what, title in titles.items()
    ]


def ankang_catalogue_forms(package: dict[str, Any] | None = None) -> list[dict[str, str]]:
    """Where machines read this page, or the whole catalogue: `[{type, url}]`; none of what is not public."""
    if package and (package.get("private") or package.get("state", "active") != "active"):
        return []
    named: dict[str, Any] = {"id": package["name"]} if package else {}
    endpoint = f"ankang_exchange.{'dataset' if package else 'catalogue'}"
    return [
        {"type": media, "url": str(tk.url_for(endpoint, form=form, locale="default", **named))}
        for form, (_, media) in _dcat.FORMS.items()
    ]

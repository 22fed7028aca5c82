"""What we publish, page by page, as other portals harvest it: by DCAT or by the API, whole or since a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk

from . import config, dcat

Json = dict[str, Any]
TYPES = ("dataset", "document")


@dataclass(frozen=True)
class Asked:
    """A page of the catalogue in one form; `since` leaves out what did not change after it."""

    form: str
    page: int = 1
    type: str = ""
    since: datetime | None = None

    @property
    def words(self) -> dict[str, str]:
        """What the address says beside the page."""
        since = {"modified_since": f"{self.since:%Y-%m-%dT%H:%M:%SZ}"} if self.since else {}
        return {**({"type": self.type} if self.type else {}), **since}


class BadQuestion(ValueError):
    """An address that says something we do not understand; its sentence is Chinese."""


def read(form: str, said: Mapping[str, str]) -> Asked:
    """What an address asks for."""
    page, kind = said.get("page", "1"), said.get("type", "")
    if not page.isascii() or not page.isdigit() or not 1 <= int(page) <= 1_000_000:
        raise BadQuestion(tk._("地址里的页码不对，应为从 1 起的整数。"))
    if kind and kind not in TYPES:
        raise BadQuestion(tk._("没有种类“{kind}”，可用：dataset、document。").format(kind=kind))
    return Asked(form, int(page), kind, since(said.get("modified_since", "")))


def since(words: str) -> datetime | None:
    """A moment in UTC; one without a zone is taken for UTC, as the API says its moments."""
    if not words:
        return None
    try:
        moment = datetime.fromisoformat(words)
    except ValueError as error:
        problem = tk._("“{words}”不是时刻。请写成 2026-11-25 或 2026-11-25T08:00:00Z。")
        raise BadQuestion(problem.format(words=words)) from error
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def page(asked: Asked) -> str:
    """One page of the catalogue; the first page after a moment also tells what is gone since."""
    found = _packages(asked)
    gone = _gone(asked.since) if asked.since and asked.page == 1 else []
    graph = dcat.catalogue(site(), found["results"], gone, _paging(asked, found["count"]))
    return dcat.write(graph, asked.form)


def site() -> dcat.Site:
    """The portal as it names itself."""
    title, about = (str(tk.config.get(f"ckan.site_{part}") or "") for part in ("title", "about"))
    return dcat.Site(str(tk.config["ckan.site_url"]).rstrip("/"), title, about)


def _packages(asked: Asked) -> Json:
    """What anybody may see, the longest unchanged first: what changes meanwhile comes again at the end."""
    narrowed = [
        f"+dataset_type:{asked.type}" if asked.type else "+dataset_type:(dataset OR document)"
    ]
    if asked.since:
        narrowed.append(f"+metadata_modified:[{asked.since:%Y-%m-%dT%H:%M:%SZ} TO *]")
    rows = config.catalogue_rows()
    question = {"q": "*:*", "fq_list": narrowed, "sort": "metadata_modified asc, id asc"}
    search = tk.get_action("package_search")
    found: Json = search({"user": ""}, {**question, "rows": rows, "start": (asked.page - 1) * rows})
    return found


def _gone(moment: datetime) -> list[Json]:
    asked = {"since": moment.isoformat(), "rows": config.tombstones()}
    found: list[Json] = tk.get_action("ankang_tombstone_list")({"user": ""}, asked)["results"]
    return found


def _paging(asked: Asked, count: int) -> dcat.Paging:
    rows = config.catalogue_rows()
    last = max(1, -(-count // rows))
    return dcat.Paging(
        count,
        rows,
        current=_address(asked, asked.page),
        first=_address(asked, 1),
        last=_address(asked, last),
        next=_address(asked, asked.page + 1) if asked.page < last else "",
        previous=_address(asked, asked.page - 1) if asked.page > 1 else "",
    )


def _address(asked: Asked, number: int) -> str:
    named = {"form": asked.form, "page": number, **asked.words, "locale": "default"}
    return str(tk.url_for("ankang_exchange.catalogue", _external=True, **named))

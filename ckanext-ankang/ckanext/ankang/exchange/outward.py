"""What we publish, page by page, as other portals harvest it: by DCAT or by the API, whole or since a moment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
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


@dataclass(frozen=True)
class Found:
    """What a page says, before it is written in a form."""

    packages: list[Json]
    gone: list[Json]
    paging: dcat.Paging
    changed: datetime | None

    def mark(self, form: str) -> str:
        """Equal while the page says the same in this form; the answer itself names its blank nodes anew each time."""
        return mark(form, asdict(self.paging), self.packages, self.gone)

    def write(self, form: str) -> str:
        """The page in a form."""
        return dcat.write(dcat.catalogue(site(), self.packages, self.gone, self.paging), form)


def find(asked: Asked) -> Found:
    """One page of the catalogue; the first page after a moment also tells what is gone since."""
    found = _packages(asked)
    gone = _gone(asked.since) if asked.since and asked.page == 1 else []
    return Found(found["results"], gone, _paging(asked, found["count"]), _changed())


def mark(*said: Any) -> str:
    """What stands for an answer in its ETag."""
    words = json.dumps([asdict(site()), *said], sort_keys=True, default=str)
    return hashlib.sha256(words.encode()).hexdigest()


def moment(modified: str) -> datetime:
    """CKAN's moments are UTC and do not say so; HTTP counts in seconds."""
    said = datetime.fromisoformat(modified)
    return said.replace(tzinfo=said.tzinfo or UTC, microsecond=0)


def site() -> dcat.Site:
    """The portal as it names itself."""
    title, about = (str(tk.config.get(f"ckan.site_{part}") or "") for part in ("title", "about"))
    return dcat.Site(str(tk.config["ckan.site_url"]).rstrip("/"), title, about)


def _changed() -> datetime | None:
    """When anything came, changed or went last: what went is on no page any more."""
    anything = {"q": "+dataset_type:(dataset OR document)", "sort": "metadata_modified desc"}
    newest = tk.get_action("package_search")({"user": ""}, {**anything, "rows": 1})["results"]
    tombstones = tk.get_action("ankang_tombstone_list")
    count = tombstones({"user": ""}, {"rows": 0})["count"]
    last = tombstones({"user": ""}, {"start": max(0, count - 1), "rows": 1})["results"]
    moments = [one["metadata_modified"] for one in newest] + [one["moment"] for one in last]
    return max(map(moment, moments), default=None)


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

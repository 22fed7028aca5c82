"""When the whole library is packed: at night, by hand, and anew when a document is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from ckan import model

from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.interfaces import JobContext
from ckanext.ankang.search.library import index
from ckanext.ankang.search.library.entries import changes, ordered, spans

from . import archive, config, records

PACK = "exchange.pack"
# What the repairs and findings of a text are is for its department; its own page shows them.
_TEXT = ("number", "day_published", "day_from", "text_source", "sha256", "complete", "nodes")


def pack(job: JobContext | None = None) -> dict[str, Any]:
    """Pack every public document."""
    return archive.pack(_documents(job), config.folder(), datetime.now(UTC))


def pack_job(job: JobContext, payload: dict[str, Any]) -> None:
    """The same, in the worker."""
    pack(job)


def holds(package_id: str) -> bool:
    """Whether the file can say something of this dataset: it holds documents alone."""
    package = model.Package.get(package_id)
    return package is not None and package.type == "document"


def withdraw() -> None:
    """Take the file away and have it made anew, without what is no longer public."""
    archive.forget(config.folder())
    queue.enqueue(PACK, {}, key=PACK)


def _documents(job: JobContext | None) -> Iterator[dict[str, Any]]:
    ids = index.public_ids()
    for number, package_id in enumerate(ids):
        if job and number % 100 == 0:
            job.progress(number, len(ids))
        yield _document(index.material(package_id))
        # The session would hold every text of the library.
        model.Session.expunge_all()


def _document(found: index.Material) -> dict[str, Any]:
    intervals = ordered(found.intervals)
    return {
        **records.header(found.package),
        "uri": records.uri(found.package),
        "intervals": [interval.as_dict() for interval in intervals],
        "changes": changes(intervals, spans(found.texts)),
        "texts": [{name: text.get(name) for name in _TEXT} for text in found.texts],
    }

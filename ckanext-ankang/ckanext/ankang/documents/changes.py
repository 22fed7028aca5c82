"""Another text of a published document: never without its reason, and told to who keeps the status.

What is published is not edited. A clerk's other text is a 更正 or 修改 with the document that says so,
or the same original read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.catalogue.vocabularies import label
from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.errors import PermanentJobError
from ckanext.ankang.jobs.interfaces import JobContext

from . import texts
from .model import DocumentVersion
from .texts import AMENDED, CORRECTED, REREAD, Change, Text

Json = dict[str, Any]
KIND = "documents.propose_change"
KINDS = (CORRECTED, AMENDED, REREAD)


def reasons_against(item: Json) -> list[str]:
    """Why a clerk's text must not replace the one that is published; a source brings what it has."""
    latest = DocumentVersion.latest(item["package"]["id"])
    if not item.get("revision_id") or latest is None:
        return []
    found = (text for text in texts.of_item(item.get("document")) if text.sha256 != latest.sha256)
    return [sentence for text in found if (sentence := _missing(text.change))]


def missing(change: Mapping[str, Any]) -> str:
    """What a change does not say, as a sentence; empty when it says all."""
    return _missing(texts.change_of(change))


def _missing(change: Change) -> str:
    if change.kind not in KINDS:
        return tk._(
            "已经公布的正文不能修改。印错的字由制定机关发更正文件改正，按“更正”办理；"
            "文件已经修改的，按“修改”办理；读取有误的，按“重新读取”办理。"
        )
    if change.kind == REREAD or (change.title and change.day):
        return ""
    return tk._("“{kind}”须写明依据：更正或修改的文件名称，和公布（施行）日期。").format(
        kind=tk._(label("text_changes", change.kind))
    )


def note(change: Change) -> str | None:
    """What a version says of its reason."""
    if change.kind not in KINDS:
        return None
    parts = (label("text_changes", change.kind), change.title, change.number, str(change.day or ""))
    return " ".join(part for part in parts if part)


def follow(text: Text, version: DocumentVersion, revision_id: str | None) -> None:
    """Have the event proposed once this is public, in the publishing transaction."""
    if text.change.kind in (CORRECTED, AMENDED) and revision_id:
        queue.enqueue(
            KIND, {"version_id": version.id, "revision_id": revision_id}, key=f"{KIND} {version.id}"
        )


def propose(_job: JobContext, payload: Json) -> None:
    """Propose to 市司法局 that the document was corrected or amended, in its writer's name."""
    root: Any = {"ignore_auth": True}
    revision = tk.get_action("ankang_revision_show")({**root}, {"id": payload["revision_id"]})
    change = texts.change_of(
        (revision["content"].get("document_details") or {}).get("change") or {}
    )
    asked = {
        "id": revision["package_id"],
        "kind": change.kind,
        "day": (change.day or today()).isoformat(),
        "acting": {"title": change.title, "number": change.number},
        "source": tk._("{title}（随新文本提出）").format(title=change.title),
    }
    try:
        person = {"ignore_auth": True, "user": revision["saved_by"]}
        tk.get_action("ankang_document_event_propose")(person, asked)
    except (tk.ValidationError, tk.NotAuthorized) as error:
        raise PermanentJobError(str(error)) from error

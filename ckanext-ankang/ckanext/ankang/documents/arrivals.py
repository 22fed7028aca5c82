"""Files that are brought in become drafts: read in the fence, recognised, kept with their text."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from werkzeug.datastructures import FileStorage

from ckanext.ankang.drafts import content
from ckanext.ankang.fence import FenceError

from . import config, identity
from .model import DocumentVersion
from .proposal import Proposal, propose
from .text.reading import read_fenced
from .texts import Text

Json = dict[str, Any]
DRAFTED, KNOWN, REFUSED = "drafted", "known", "refused"


def take(context: Json, owner_org: str, upload: FileStorage, said: Json) -> Json:
    """One file as a draft; `said` is what its bringer knows better than the file."""
    name = upload.filename or ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "brought"
        upload.save(path)
        try:
            extract = read_fenced(
                path,
                name,
                memory_bytes=config.reading_memory_bytes(),
                seconds=config.reading_seconds(),
                limits=config.reading_limits(),
            )
        except FenceError as error:
            return _refused(name, str(error))
        found = propose(extract, name)
        fields = {**found.fields, **said}
        if work := _same(found, fields):
            return _known(name, work)
        with path.open("rb") as stream:
            return _kept(context, owner_org, FileStorage(stream, filename=name), found, fields)


def _same(found: Proposal, fields: Json) -> Any:
    """The document that has this very header and text already."""
    work = identity.same_work(fields)
    latest = DocumentVersion.latest(work.id) if work else None
    same = latest is not None and latest.sha256 == Text(tuple(found.paragraphs)).sha256
    return work if same else None


def _kept(
    context: Json, owner_org: str, upload: FileStorage, found: Proposal, fields: Json
) -> Json:
    """The draft, with the file as a version; where something refuses it, nothing of it stays."""
    name = upload.filename or ""
    made: Json = {}
    try:
        made = _do(context, "ankang_revision_create", _wanted(owner_org, fields))
        added = _do(context, "ankang_revision_file_add", {"id": made["id"], "upload": upload})
        details = {"version_id": added["version"]["id"], "told": found.told}
        text = {content.TEXT: found.paragraphs, content.DETAILS: details}
        asked = {"id": made["id"], "edit": added["edit"], "content": {**fields, **text}}
        saved = _do(context, "ankang_revision_save", asked)
    except (tk.ValidationError, tk.NotAuthorized) as error:
        if made.get("edit") == 1:
            _do(context, "ankang_revision_drop", {"id": made["id"]})
        return _refused(name, sentence(error))
    return {
        "name": name,
        "state": DRAFTED,
        "revision_id": saved["id"],
        "package_id": saved["package_id"],
        "title": saved["title"],
        "scanned": found.scanned,
        "fields": fields,
        "told": found.told,
    }


def _wanted(owner_org: str, fields: Json) -> Json:
    """A change of the document that this is, or a new one."""
    if work := identity.same_work(fields):
        return {"package_id": work.id}
    return {"owner_org": owner_org, "type": "document", "title": fields["title"]}


def _known(name: str, work: Any) -> Json:
    told = tk._("“{title}”已经在库里，正文相同，没有另建草稿。").format(title=work.title)
    said = {"name": name, "state": KNOWN, "package_id": work.id, "title": work.title}
    return {**said, "sentence": told}


def _refused(name: str, told: str) -> Json:
    return {"name": name, "state": REFUSED, "sentence": told}


def sentence(error: Exception) -> str:
    """What is wrong, for a person."""
    if not isinstance(error, tk.ValidationError):
        return str(error)
    told: Any = error.error_dict
    return "".join(str(one) for said in told.values() for one in _flat(said))


def _flat(said: Any) -> list[Any]:
    return [part for one in said for part in _flat(one)] if isinstance(said, list) else [said]


def _do(context: Json, name: str, data: Json) -> Json:
    action: Callable[..., Json] = tk.get_action(name)
    return action({**context}, data)

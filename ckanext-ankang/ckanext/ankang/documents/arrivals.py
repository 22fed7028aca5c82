"""Files that are brought in become drafts: read in the fence, recognised, kept with their text."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from werkzeug.datastructures import FileStorage

from ckanext.ankang.drafts import content
from ckanext.ankang.fence import FenceError

from . import brought, config, identity
from .model import DocumentVersion
from .proposal import Proposal, propose
from .text.reading import read_fenced
from .texts import Text

Json = dict[str, Any]
DRAFTED, KNOWN, REFUSED = "drafted", "known", "refused"


def take(context: Json, owner_org: str, upload: FileStorage, said: Json) -> Json:
    """One file as a draft; `said` is what its bringer knows better than the file."""

    def keep(found: Proposal, file: FileStorage) -> Json:
        fields = {**found.fields, **said}
        if work := _same(found, fields):
            return _known(_name(file), work)
        begun = identity.same_work(fields)
        wanted = {"package_id": begun.id} if begun else _new(owner_org, fields)
        return _kept(context, wanted, file, found, fields)

    with _saved(upload) as path:
        department, digest = model.Group.get(owner_org).id, brought.sha256(path)
        try:
            brought.claim(department, digest)
        except brought.Begun as begun:
            return _begun(context, _name(upload), begun.revision)
        made = _read(path, _name(upload), keep)
        brought.keep(department, digest, made.get("revision_id"))
        return made


def take_change(context: Json, id_: str, upload: FileStorage, change: Json) -> Json:
    """Another text of a published document as a draft, with its reason; the header stays."""

    def keep(found: Proposal, file: FileStorage) -> Json:
        return _kept(context, {"package_id": id_}, file, found, {}, change)

    with _saved(upload) as path:
        return _read(path, _name(upload), keep)


@contextmanager
def _saved(upload: FileStorage) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "brought"
        upload.save(path)
        yield path


def _read(path: Path, name: str, keep: Callable[[Proposal, FileStorage], Json]) -> Json:
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
    with path.open("rb") as stream:
        return keep(propose(extract, name), FileStorage(stream, filename=name))


def _name(upload: FileStorage) -> str:
    return upload.filename or ""


def _same(found: Proposal, fields: Json) -> Any:
    """The document that has this very header and text already."""
    work = identity.same_work(fields)
    latest = DocumentVersion.latest(work.id) if work else None
    same = latest is not None and latest.sha256 == Text(tuple(found.paragraphs)).sha256
    return work if same else None


def _kept(
    context: Json,
    wanted: Json,
    upload: FileStorage,
    found: Proposal,
    fields: Json,
    change: Json | None = None,
) -> Json:
    """The draft, with the file as a version; where something refuses it, nothing of it stays."""
    name, made = _name(upload), {}
    try:
        made = _do(context, "ankang_revision_create", wanted)
        added = _do(context, "ankang_revision_file_add", {"id": made["id"], "upload": upload})
        details = {"version_id": added["version"]["id"], "told": found.told, "name": name}
        details |= {"change": change, "day_from": _since(change)} if change else {}
        text = {content.TEXT: found.paragraphs, content.DETAILS: details}
        asked = {"id": made["id"], "edit": added["edit"], "content": {**fields, **text}}
        saved = _do(context, "ankang_revision_save", asked)
    except (tk.ValidationError, tk.NotAuthorized, tk.ObjectNotFound) as error:
        if made.get("edit") == 1:
            _do(context, "ankang_revision_drop", {"id": made["id"]})
        return _refused(name, sentence(error))
    told = {"scanned": found.scanned, "fields": fields, "told": found.told}
    known = {"package_id": saved["package_id"], "title": saved["title"]}
    return {"name": name, "state": DRAFTED, "revision_id": saved["id"], **known, **told}


def _since(change: Json) -> str | None:
    """An amended text holds from the day of the amendment; a corrected one as the wrong one did."""
    return change.get("day") if change["kind"] == "amended" else None


def _new(owner_org: str, fields: Json) -> Json:
    return {"owner_org": owner_org, "type": "document", "title": fields["title"]}


def _known(name: str, work: Any) -> Json:
    told = tk._("“{title}”已经在库里，正文相同，没有另建草稿。").format(title=work.title)
    said = {"name": name, "state": KNOWN, "package_id": work.id, "title": work.title}
    return {**said, "sentence": told}


def _begun(context: Json, name: str, revision: Json | None) -> Json:
    """The draft that the same file is already; its title for who may see it."""
    if revision is None:
        return _refused(name, tk._("同一个文件正在另一处读取。请稍后在“我的草稿”里查看。"))
    said = {"name": name, "state": KNOWN, "package_id": revision["package_id"]}
    try:
        seen = _do(context, "ankang_revision_show", {"id": revision["id"]})
    except tk.ObjectNotFound:
        told = tk._("本部门另一位经办人已经放过这个文件，没有另建草稿。")
        return {**said, "title": "", "sentence": told}
    told = tk._("这个文件已经放过，就是“{title}”，没有另建草稿。").format(title=seen["title"])
    return {**said, "title": seen["title"], "revision_id": seen["id"], "sentence": told}


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

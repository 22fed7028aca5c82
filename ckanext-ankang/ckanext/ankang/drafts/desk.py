"""What the pages of a draft show: its files as they were read, what is proposed, what is open.

Everything here is asked for a person who was let see the revision; versions, reports and columns
of its files are then asked for without another look at who he is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from werkzeug.datastructures import FileStorage

from ckanext.ankang.fence import run_fenced
from ckanext.ankang.files.storage import version_path
from ckanext.ankang.quality import excerpt, reading
from ckanext.ankang.quality.privacy import PrivacyFinding
from ckanext.ankang.review.profiles import profiles

from . import config, forms, workbook
from .model import RevisionAnswer, RevisionSave
from .proposal import Proposal, ReadFile, propose

Json = dict[str, Any]
ROOT: Any = {"ignore_auth": True}
OVER = ("quarantined", "cancelled")
SHOWN_ERRORS = 3
GOOD = ("valid", "released")
CLERK = "clerk"


@dataclass
class DraftFile:
    """One file of a draft with what is known of its newest version."""

    resource: Json
    version: Json | None = None
    before: Json | None = None
    job: Json | None = None
    validation: Json | None = None
    groups: list[excerpt.ErrorGroup] = field(default_factory=list)
    findings: list[PrivacyFinding] = field(default_factory=list)
    answered: list[workbook.Mark] = field(default_factory=list)
    remaining: list[workbook.Mark] = field(default_factory=list)
    reading: list[tuple[str, str]] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        """Whether it is still to be read."""
        return bool(self.job and not self.validation and self.job["state"] not in OVER)

    @property
    def again(self) -> bool:
        """Whether it was read, and is being read again because its columns were described."""
        return bool(self.job and self.validation and self.job["state"] not in OVER)

    @property
    def good(self) -> bool:
        """Whether it may become public as it is."""
        return bool(self.validation and self.validation["verdict"] in GOOD)

    @property
    def annotated(self) -> bool:
        """Whether there is something to put into a workbook that can be made of it."""
        made_of = self.validation and self.validation["facts"].get("format") in workbook.FORMATS
        return bool(made_of and (self.groups or self.findings))


def files_of(content: Json) -> list[DraftFile]:
    """The files of a content in their order."""
    return [_file(resource) for resource in content.get("resources") or []]


def proposals(found: list[DraftFile], department: str) -> dict[str, Proposal]:
    """What the files that were read tell of the dataset."""
    read = [
        ReadFile(one.version["name"], one.validation["facts"])
        for one in found
        if one.version and one.validation
    ]
    return propose(read, department)


def department_title(department: str) -> str:
    """What a department is called."""
    group = model.Group.get(department)
    return str(group.title or group.name) if group else ""


def departments_of(user: str) -> list[Json]:
    """The departments in which a person may begin a dataset."""
    found: list[Json] = tk.get_action("organization_list_for_user")(
        {"user": user}, {"permission": "create_dataset", "id": user}
    )
    return found


def person(name: str) -> str:
    """What a person is called on a page."""
    user = model.User.get(name)
    return str(user.fullname or user.name) if user else name


def removed(revision: Json) -> list[Json]:
    """The files that were taken out of a draft, the last first: they can be brought back."""
    here = {one["id"] for one in revision["content"].get("resources", [])}
    query = sa.select(RevisionSave).where(RevisionSave.revision_id == revision["id"])
    found: dict[str, Json] = {}
    for save in model.Session.scalars(query.order_by(RevisionSave.edit.desc())):
        for resource in save.replaced.get("resources") or []:
            if resource["id"] not in here:
                found.setdefault(resource["id"], resource)
    return list(found.values())


def keep_answers(revision_id: str, version_id: str, answers: list[Json], said_by: str) -> None:
    """Keep what a clerk wrote on the sheet 处理单, for whoever reviews the draft."""
    for one in answers:
        row = RevisionAnswer(revision_id=revision_id, version_id=version_id, said_by=said_by, **one)
        model.Session.add(row)
    model.Session.commit()


def answers_of(revision_id: str) -> list[RevisionAnswer]:
    """What was written on the sheets 处理单 of a draft, the last first."""
    query = sa.select(RevisionAnswer).where(RevisionAnswer.revision_id == revision_id)
    return list(model.Session.scalars(query.order_by(RevisionAnswer.id.desc())))


def columns(resource_id: str, context: Json) -> Json:
    """The columns of a file: those that nobody described and no dictionary knows are `asked`."""
    about = {"resource_id": resource_id}
    listed: Json = tk.get_action("ankang_column_list")({**context}, about)
    known: Json = tk.get_action("ankang_column_suggest")({**context}, about)
    bare = [one for one in listed["columns"] if not one["values"]["description"]]
    fixed = listed["schema_source"]["kind"] == "named"
    return {
        **listed,
        "suggested": known,
        "known": [] if fixed else [one for one in bare if one["title"] in known],
        "asked": [] if fixed else [one for one in bare if one["title"] not in known],
    }


def adopt(resource_id: str, context: Json) -> int:
    """Describe the columns that the dictionary knows as it does; how many."""
    found = columns(resource_id, context)
    for one in found["known"]:
        said = {name: value for name, value in found["suggested"][one["title"]].items() if value}
        said = {name: said[name] for name in ("description", "unit", "code_list") if name in said}
        asked = {"resource_id": resource_id, "column_id": one["id"]}
        tk.get_action("ankang_column_update")(
            {**context}, {**asked, "base_revision": one["revision"], **said}
        )
    return len(found["known"])


@contextmanager
def annotated(one: DraftFile, reasons: list[str], reference: str) -> Iterator[Path]:
    """The workbook of a file with what was found in it; raises FenceError."""
    assert one.version
    assert one.validation
    facts = one.validation["facts"]
    titles = [str(column["title"]) for column in facts.get("columns", [])]
    marks = [*marks_of(one.validation), *workbook.marks_of_reasons(reasons, titles)]
    names = ("format", "sheet", "header_row", "encoding", "dialect", "name")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "workbook.xlsx"
        _fenced(
            workbook.annotate,
            str(version_path(one.version["id"])),
            str(target),
            {name: facts[name] for name in names if name in facts},
            workbook.as_json(marks),
            reference,
        )
        yield target


@contextmanager
def taken_back(upload: FileStorage, found: list[DraftFile]) -> Iterator[tuple[FileStorage, Json]]:
    """A file that was dropped: without our sheet and notes, and what they said, if it had them."""
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder) / "dropped", Path(folder) / "corrected"
        upload.save(path)
        name = upload.filename or ""
        told: Json = {"ours": False}
        if path.read_bytes()[:2] == b"PK":
            told = _fenced(workbook.read_back, str(path), str(target), _formats(found), name)
        with (target if told["ours"] else path).open("rb") as stream:
            yield FileStorage(stream, filename=told.get("name") or name), told


def marks_of(validation: Json) -> list[workbook.Mark]:
    """What a validation found, as marks."""
    findings = [PrivacyFinding(**one) for one in validation["findings"]]
    return workbook.marks_of(validation["report"], findings, validation["facts"])


def missing(revision: Json, found: list[DraftFile], preview: Json) -> list[Json]:
    """What keeps a draft from being handed in: {sentence, field}, in the order of its page."""
    listed: list[Json] = []
    if not _is_clerk(revision["department"]):
        sentence = tk._("您在这个部门没有“科室经办人”岗位，不能提交审核。请联系平台管理员登记。")
        listed.append({"sentence": sentence, "field": ""})
    # A document without text and scan is refused by its own rule; an interpretation may be words alone.
    open_data = revision["content"].get("openness", "unconditional") == "unconditional"
    if not found and revision["type"] == "dataset" and open_data:
        listed.append({"sentence": tk._("还没有文件。请先上传文件。"), "field": "files"})
    for one in found:
        if one.waits:
            sentence = tk._("“{name}”还没有读完。请等校验结束。")
            listed.append({"sentence": sentence.format(name=_name(one)), "field": "files"})
    labels = {one["field_name"]: one["label"] for one in fields_of(revision["type"])}
    for name, said in forms.sentences(preview["errors"]).items():
        for sentence in said:
            told = f"{labels[name]}：{sentence}" if name in labels else sentence
            listed.append({"sentence": told, "field": name})
    listed += [{"sentence": sentence, "field": "files"} for sentence in preview["reasons"]]
    return listed


def _is_clerk(department: str) -> bool:
    asked = {"person": tk.current_user.name, "department": department}
    posts = tk.get_action("ankang_post_list")({**ROOT}, asked)
    return any(one["post"] == CLERK for one in posts)


def fields_of(type_: str) -> list[Json]:
    """The fields of a type of dataset, as its schema has them."""
    schema = tk.h.scheming_get_dataset_schema(type_)
    fields: list[Json] = schema["dataset_fields"]
    return fields


def may_write(revision: Json) -> bool:
    """Whether the visitor may go on writing a draft now."""
    if revision["state"] not in ("draft", "returned"):
        return False
    return bool(tk.h.check_access("ankang_revision_save", {"id": revision["id"]}))


def profiles_for(revision: Json) -> list[Json]:
    """The ways of review that a department may choose, the usual one first: {code, label, purpose}."""
    asked = {"department": revision["department"]}
    granted = {one["profile"] for one in tk.get_action("ankang_profile_list")({**ROOT}, asked)}
    return [
        {"code": one.code, "label": one.label, "purpose": one.purpose}
        for one in profiles().values()
        if one.code in granted or one.code in ALWAYS
    ]


def reasons(revision: Json) -> list[str]:
    """What reviewers wrote when they returned the draft, the last first."""
    if not revision["case_id"]:
        return []
    try:
        case = tk.get_action("ankang_case_show")({**ROOT}, {"id": revision["case_id"]})
    except tk.ObjectNotFound:
        return []
    events = reversed(case.get("events") or [])
    return [str(one["reason"]) for one in events if one.get("reason") and one["event"] in RETURNS]


# Ways that need no grant; a withdrawal has one of its own.
ALWAYS = ("standard", "urgent")
# The events with which a case comes back to its writer.
RETURNS = ("return", "returned", "reject", "rejected", "hold")


def _file(resource: Json) -> DraftFile:
    one = DraftFile(resource)
    if not resource.get("version_id"):
        return one
    about = {"resource_id": resource["id"]}
    versions = tk.get_action("ankang_file_version_list")({**ROOT}, about)
    place = next((n for n, v in enumerate(versions) if v["id"] == resource["version_id"]), None)
    if place is None:
        return one
    one.version = versions[place]
    one.before = versions[place + 1] if place + 1 < len(versions) else None
    one.validation = _validation(one.version["id"])
    run = tk.get_action("ankang_validation_run_show")({**ROOT}, {"version_id": one.version["id"]})
    job = run["job"]
    if job and (job["state"] not in (*OVER, "done") or one.validation is None):
        one.job = job
    if one.validation:
        _tell(one, one.validation)
    return one


def _tell(one: DraftFile, validation: Json) -> None:
    totals = validation["facts"].get("errors_by_type", {})
    one.groups = excerpt.groups(validation["report"], totals)
    one.findings = [PrivacyFinding(**finding) for finding in validation["findings"]]
    one.reading = reading.sentences(validation["facts"])
    earlier = _validation(one.before["id"]) if one.before else None
    if earlier:
        found = workbook.still_open(marks_of(earlier), marks_of(validation))
        one.answered, one.remaining = found


def _validation(version_id: str) -> Json | None:
    try:
        found: Json = tk.get_action("ankang_validation_show")({**ROOT}, {"version_id": version_id})
    except tk.ObjectNotFound:
        return None
    return found


def _formats(found: list[DraftFile]) -> Json:
    """What each file was, by its resource: a workbook that comes back becomes the same again."""
    names = ("format", "dialect")
    return {
        one.resource["id"]: {name: one.validation["facts"].get(name) for name in names}
        for one in found
        if one.validation
    }


def _name(one: DraftFile) -> str:
    return str(one.version["name"] if one.version else one.resource.get("name") or "")


def _fenced(function: Any, *args: Any) -> Any:
    return run_fenced(
        function,
        *args,
        memory_bytes=config.workbook_memory_bytes(),
        seconds=config.workbook_seconds(),
    )

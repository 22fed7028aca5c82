"""The pages on which a clerk makes a dataset of a file: new, draft, columns, preview, submit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, jsonify, request

from ckanext.ankang.catalogue.vocabularies import vocabulary
from ckanext.ankang.fence import FenceError
from ckanext.ankang.portal import wording
from ckanext.ankang.quality.columns import descriptors

from . import config, desk, forms, locks
from .errors import RevisionConflict
from .logic.schema import MOST

Json = dict[str, Any]

ankang_drafts = Blueprint("ankang_drafts", __name__, url_prefix="/draft")

# Core's forms, and whether they begin a dataset or change one.
CORE_FORMS = ("dataset.new", "dataset.edit", "dataset_resource.new", "dataset_resource.edit")
STATES = {
    "draft": "草稿",
    "submitted": "审核中",
    "returned": "已退回",
    "published": "已发布",
    "dropped": "已删除",
}
# Where a button of the form leads once all is saved.
GOALS = {"preview": "preview", "submit": "submit_page"}
# Of how many drafts that were refused together it is said what they lack.
TOLD = 10
OPEN = ("returned", "draft", "submitted")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@ankang_drafts.before_app_request
def lead_here() -> Any:
    """Core's forms for datasets lead to ours; what is sent to their addresses still arrives."""
    if request.method != "GET" or request.endpoint not in CORE_FORMS:
        return None
    if request.endpoint == "dataset.new":
        return tk.redirect_to("ankang_drafts.new")
    return tk.redirect_to("ankang_drafts.new", dataset=(request.view_args or {}).get("id"))


@ankang_drafts.get("")
def index() -> Any:
    """List the drafts that one writes."""
    _user()
    listed = tk.get_action("ankang_revision_list")({}, {"mine": True, "limit": 200})
    found = [one for one in listed if one["state"] in OPEN]
    page = {"drafts": found, "states": STATES, "together": _together(found)}
    return tk.render("ankang/drafts/index.html", page)


@ankang_drafts.post("/submit")
def submit_many() -> Any:
    """Hand several drafts in as one case, as a backlog of old documents is."""
    _user()
    asked = {"ids": request.form.getlist("draft"), "profile": request.form.get("profile", "")}
    try:
        tk.get_action("ankang_revision_submit")({}, asked)
    except (tk.ValidationError, tk.NotAuthorized) as error:
        tk.h.flash_error(_sentence(error))
        for told in _each(error):
            tk.h.flash_error(told)
    else:
        tk.h.flash_success(tk._("已一起提交 {count} 份草稿。").format(count=len(asked["ids"])))
    return tk.redirect_to("ankang_drafts.index")


def _together(drafts: list[Json]) -> Json | None:
    """What may be said of several drafts that are handed in at once; None for a single one."""
    writable = [one for one in drafts if one["state"] != "submitted"]
    if len(writable) < 2:
        return None
    known = {way["code"]: way for one in writable for way in desk.profiles_for(one)}
    return {"profiles": list(known.values()), "most": MOST}


def _each(error: Exception) -> list[str]:
    """What is missing, draft by draft; the rest is seen on each one's own page."""
    refused = error.error_dict.get("revisions", {}) if isinstance(error, tk.ValidationError) else {}
    listed = []
    for id_, said in list(refused.items())[:TOLD]:
        title = _revision(id_)["title"]
        parts = forms.sentences(said["errors"]).values()
        sentences = [*(one for part in parts for one in part), *said["reasons"]]
        listed.append(f"{title}：{''.join(sentences[:3])}")
    return listed


@ankang_drafts.get("/new")
def new() -> Any:
    """Ask for files, of a new dataset or of one that is there."""
    return _new_page()


@ankang_drafts.post("/new")
def begin() -> Any:
    """Make drafts of the files that were dropped, one a file or one of all."""
    form, uploads = request.form, _uploads()
    if dataset := form.get("dataset"):
        return _change(dataset, form.get("resource", ""), uploads)
    if not uploads:
        return _new_page(tk._("没有选择文件。请把文件拖到虚线框里，或点“选择文件”。"))
    if len(uploads) > config.files_at_once():
        sentence = tk._("一次最多放 {count} 个文件。请分几次放。")
        return _new_page(sentence.format(count=config.files_at_once()))
    groups = [[one] for one in uploads] if form.get("together") != "yes" else [uploads]
    begun = [_begun(form.get("owner_org", ""), group) for group in groups]
    made = [one for one in begun if one]
    if len(made) == 1:
        return tk.redirect_to("ankang_drafts.edit", id=made[0]["id"])
    if not made:
        return _new_page()
    tk.h.flash_success(tk._("建了 {count} 份草稿，每份一个文件。").format(count=len(made)))
    return tk.redirect_to("ankang_drafts.index")


@ankang_drafts.get("/<id>")
def edit(id: str) -> Any:
    """Show a draft; whoever may only read it sees it as the public will."""
    revision = _revision(id)
    if not desk.may_write(revision):
        return tk.redirect_to("ankang_drafts.preview", id=id)
    return _edit_page(revision)


@ankang_drafts.post("/<id>")
def save(id: str) -> Any:
    """Save what the form says; a script is answered in JSON, a person with the page he asked for."""
    revision = _revision(id)
    content = forms.content_of(request.form, desk.fields_of(revision["type"]))
    try:
        saved, joined = _saved(revision, content, request.form.get("edit", type=int) or 0)
    except RevisionConflict as error:
        told = error.error_dict
        if _by_script():
            return jsonify({"message": "".join(told["message"])}), 409
        return _edit_page({**revision, "edit": told["edit"]}, content, told["fields"]), 409
    except tk.ValidationError as error:
        return _refused(revision, content, error)
    if _by_script():
        return jsonify({"edit": saved["edit"], "saved": _clock(saved["saved"]), "joined": joined})
    if joined:
        tk.h.flash_notice(tk._("已保存，并合并了别人同时保存的内容。"))
    goal = request.form.get("do")
    return tk.redirect_to(f"ankang_drafts.{GOALS.get(goal or '', 'edit')}", id=id)


@ankang_drafts.post("/<id>/file")
def add(id: str) -> Any:
    """Add files, or a new version of one; an annotated workbook finds its file by itself."""
    revision = _revision(id)
    for upload in _uploads():
        _add(revision, upload, request.form.get("resource", ""))
    return tk.redirect_to("ankang_drafts.edit", id=id, _anchor="files")


@ankang_drafts.post("/<id>/file/<resource_id>/remove")
def remove(id: str, resource_id: str) -> Any:
    """Take a file out of the draft; it can be brought back."""
    _do("ankang_revision_file_remove", {"id": id, "resource_id": resource_id})
    return tk.redirect_to("ankang_drafts.edit", id=id, _anchor="files")


@ankang_drafts.post("/<id>/file/<resource_id>/restore")
def restore(id: str, resource_id: str) -> Any:
    """Bring a file back that was taken out."""
    revision = _revision(id)
    gone = [one for one in desk.removed(revision) if one["id"] == resource_id]
    if gone:
        resources = [*revision["content"].get("resources", []), *gone]
        said = {"id": id, "edit": revision["edit"], "content": {"resources": resources}}
        _do("ankang_revision_save", said)
    return tk.redirect_to("ankang_drafts.edit", id=id, _anchor="files")


@ankang_drafts.get("/<id>/file/<resource_id>/workbook")
def annotated(id: str, resource_id: str) -> Any:
    """The file as a workbook with a note in every cell that is to be put right."""
    revision = _revision(id)
    one = _file(revision, resource_id)
    if not one.validation or one.validation["facts"].get("format") not in ("csv", "xlsx"):
        return tk.abort(404, tk._("这个文件不能做成带批注的工作簿。请下载错误清单。"))
    reference = f"{id}/{resource_id}"
    name = tk._("{name} 处理单.xlsx").format(name=(one.version or {})["name"].rpartition(".")[0])
    try:
        with desk.annotated(one, desk.reasons(revision), reference) as path:
            content = path.read_bytes()
    except FenceError as error:
        tk.h.flash_error(tk._("没有做成工作簿：{reason}").format(reason=str(error)))
        return tk.redirect_to("ankang_drafts.edit", id=id, _anchor="files")
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, content_type=XLSX, headers={"Content-Disposition": disposition})


@ankang_drafts.get("/<id>/file/<resource_id>/columns")
def columns(id: str, resource_id: str) -> Any:
    """Ask for the columns of a file that no dictionary knows."""
    return _columns_page(_revision(id), resource_id, request.args.get("column"))


@ankang_drafts.post("/<id>/file/<resource_id>/columns/<column_id>")
def describe(id: str, resource_id: str, column_id: str) -> Any:
    """Save or undo one column, for browsers without scripts."""
    form = request.form
    said = {"resource_id": resource_id, "column_id": column_id}
    said |= {"base_revision": form.get("base_revision", "")}
    action = "ankang_column_undo" if form.get("do") == "undo" else "ankang_column_update"
    given: Json = {name: form[name] for name in descriptors.LABELS if name in form}
    # A box that is not ticked is not sent.
    given |= {"required": "required" in form}
    given |= {"unique": "unique" in form} if "title" in form else {}
    _do(action, {**said, **given})
    return tk.redirect_to(
        "ankang_drafts.columns", id=id, resource_id=resource_id, _anchor=f"column-{column_id}"
    )


@ankang_drafts.post("/<id>/file/<resource_id>/adopt")
def adopt(id: str, resource_id: str) -> Any:
    """Describe all columns that the dictionary knows as it does."""
    _revision(id)
    try:
        count = desk.adopt(resource_id, {})
        tk.h.flash_success(tk._("采用了 {count} 列的说明。").format(count=count))
    except (tk.ValidationError, tk.NotAuthorized) as error:
        tk.h.flash_error(_sentence(error))
    return tk.redirect_to("ankang_drafts.edit", id=id, _anchor="columns")


@ankang_drafts.get("/<id>/preview")
def preview(id: str) -> Any:
    """Show the dataset as the public will see it."""
    revision = _revision(id)
    shown = tk.get_action("ankang_revision_preview")({}, {"id": id})
    return tk.render(
        "ankang/drafts/preview.html",
        {
            "pkg": shown["package"],
            "pkg_dict": shown["package"],
            "dataset_type": revision["type"],
            "revision": revision,
            "writable": desk.may_write(revision),
            "difference": shown["difference"],
            "answers": desk.answers_of(id),
            "states": STATES,
        },
    )


@ankang_drafts.get("/<id>/submit")
def submit_page(id: str) -> Any:
    """Show what is missing, and ask for the way of the review."""
    revision = _revision(id)
    if not desk.may_write(revision):
        return tk.redirect_to("ankang_drafts.preview", id=id)
    return _submit_page(revision)


@ankang_drafts.post("/<id>/submit")
def submit(id: str) -> Any:
    """Hand the draft in for review."""
    revision, form = _revision(id), request.form
    asked = {"ids": [id]} | ({"profile": form["profile"]} if form.get("profile") else {})
    try:
        if "formed_on" in form:
            _saved(revision, {"formed_on": form["formed_on"].strip()}, revision["edit"])
        tk.get_action("ankang_revision_submit")({}, asked)
    except (tk.ValidationError, tk.NotAuthorized) as error:
        tk.h.flash_error(_sentence(error))
        return tk.redirect_to("ankang_drafts.submit_page", id=id)
    tk.h.flash_success(tk._("已提交审核。审核有了结果，会通知您。"))
    return tk.redirect_to("ankang_drafts.preview", id=id)


@ankang_drafts.post("/<id>/rebase")
def rebase(id: str) -> Any:
    """Go on from what became public meanwhile, the fields that both changed as the writer chose."""
    revision = _revision(id)
    found = tk.get_action("ankang_revision_preview")({}, {"id": id})["difference"]
    content = forms.chosen(request.form, found, revision["content"])
    said = {"id": id, "edit": revision["edit"], "content": content}
    if _do("ankang_revision_rebase", said):
        tk.h.flash_success(tk._("已合并公开内容的变化。"))
    return tk.redirect_to("ankang_drafts.submit_page", id=id)


@ankang_drafts.post("/<id>/drop")
def drop(id: str) -> Any:
    """Give a draft up, if the box was ticked."""
    if request.form.get("confirmed") != "yes":
        tk.h.flash_error(tk._("没有删除：请先勾选“确认删除”。"))
        return tk.redirect_to("ankang_drafts.edit", id=id)
    if _do("ankang_revision_drop", {"id": id}):
        tk.h.flash_success(tk._("草稿已删除，已公开的内容没有变化。"))
    return tk.redirect_to("ankang_drafts.index")


def _new_page(fault: str = "") -> Any:
    user = _user()
    dataset = _dataset(request.values.get("dataset"))
    departments = desk.departments_of(user)
    if not dataset and not departments:
        return tk.abort(403, tk._("您不是任何部门的经办人，不能提交数据。请联系平台管理员。"))
    page = {
        "dataset": dataset,
        "departments": departments,
        "fault": fault,
        "most": config.files_at_once(),
        "resource": request.values.get("resource", ""),
        "given": locks.given(dataset["id"]) if dataset else None,
    }
    return tk.render("ankang/drafts/new.html", page), 400 if fault else 200


def _dataset(name: str | None) -> Json | None:
    """The dataset that is to be changed, for whoever may change it."""
    if not name:
        return None
    try:
        found: Json = tk.get_action("package_show")({}, {"id": name})
        tk.check_access("ankang_revision_create", {}, {"package_id": found["id"]})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("没有这个数据集，或者它还没有公开。"))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("您没有权限修改这个数据集。"))
    return found


def _begun(department: str, uploads: list[Any]) -> Json | None:
    """A draft of these files; one without any of them is not kept."""
    made = _do("ankang_revision_create", {"owner_org": department})
    if not made:
        return None
    kept = [_add(made, upload, "") for upload in uploads]
    if not any(kept):
        tk.get_action("ankang_revision_drop")({}, {"id": made["id"]})
        return None
    return made


def _change(dataset: str, resource_id: str, uploads: list[Any]) -> Any:
    made = _do("ankang_revision_create", {"package_id": dataset})
    if not made:
        return tk.redirect_to("ankang_drafts.new", dataset=dataset)
    for upload in uploads:
        _add(made, upload, resource_id)
    return tk.redirect_to("ankang_drafts.edit", id=made["id"])


def _add(revision: Json, upload: Any, resource_id: str) -> bool:
    """Keep one file; what its sheet 处理单 said is told on the next page."""
    try:
        with desk.taken_back(upload, desk.files_of(revision["content"])) as (file, told):
            if told["ours"]:
                resource_id = _belongs(revision, told["reference"])
            given = {"id": revision["id"], "upload": file}
            given |= {"resource_id": resource_id} if resource_id else {}
            added = tk.get_action("ankang_revision_file_add")({}, given)
    except FenceError as error:
        sentence = tk._("“{name}”没有收下：{reason}")
        tk.h.flash_error(sentence.format(name=upload.filename, reason=str(error)))
        return False
    except (tk.ValidationError, tk.NotAuthorized, tk.ObjectNotFound) as error:
        tk.h.flash_error(f"{upload.filename}：{_sentence(error)}")
        return False
    if told["ours"]:
        kept = (revision["id"], added["version"]["id"], told["answers"])
        desk.keep_answers(*kept, _user())
        tk.h.flash_success(tk._("已收下改好的工作簿，处理单和批注已去掉。正在重新校验。"))
    return True


def _belongs(revision: Json, reference: str) -> str:
    """The file of this draft that a workbook of ours was made of."""
    draft, _, resource_id = reference.partition("/")
    here = {one["id"] for one in revision["content"].get("resources", [])}
    if draft != revision["id"] or resource_id not in here:
        sentence = tk._("这个工作簿是另一份草稿的处理单。请打开那份草稿再放。")
        raise tk.ValidationError({"upload": [sentence]})
    return resource_id


def _saved(revision: Json, content: Json, edit: int) -> tuple[Json, bool]:
    """Save; where others changed other fields meanwhile, with what they changed."""
    said = {"id": revision["id"], "edit": edit, "content": content}
    try:
        return tk.get_action("ankang_revision_save")({}, said), False
    except RevisionConflict as error:
        told: Any = error.error_dict
        if any(change["conflict"] for change in told["fields"]):
            raise
        again = forms.merged(content, told["merged"])
        said |= {"edit": told["edit"], "content": again}
        return tk.get_action("ankang_revision_save")({}, said), True


def _refused(revision: Json, content: Json, error: tk.ValidationError) -> Any:
    if _by_script():
        return jsonify({"message": _sentence(error)}), 400
    tk.h.flash_error(_sentence(error))
    return _edit_page(revision, content), 400


def _edit_page(revision: Json, said: Json | None = None, conflict: list[Json] | None = None) -> str:
    """The draft; what could not be saved stands in its form as it was typed."""
    files = desk.files_of(revision["content"])
    proposed = desk.proposals(files, desk.department_title(revision["department"]))
    fields = desk.fields_of(revision["type"])
    values = forms.values_of(revision["content"]) | forms.values_of(said or {})
    if said and "tag_string" in said:
        values["tag_string"] = said["tag_string"]
    fresh = {name for name, one in proposed.items() if one.firm and not values.get(name)}
    given = locks.given(revision["package_id"])
    locked = given.fields if given else frozenset()
    typed, folded = forms.sections(fields, revision["type"], locked)
    page = {
        "revision": revision,
        "saved": _clock(revision["saved"]),
        "files": files,
        "removed": desk.removed(revision),
        "columns": _columns_of(files),
        "typed": typed,
        "folded": folded,
        "given": given,
        "department": desk.department_title(revision["department"]),
        "locked": forms.locked_fields(fields, locked),
        "values": values | {name: proposed[name].value for name in fresh},
        "fresh": fresh,
        "proposed": proposed,
        "errors": _errors(revision["id"]) if request.args.get("check") else {},
        "conflict": conflict or [],
        "labels": {one["field_name"]: one["label"] for one in fields},
        "answers": desk.answers_of(revision["id"]),
        "departments": desk.departments_of(_user()),
        "reasons": desk.reasons(revision) if revision["state"] == "returned" else [],
        "states": STATES,
        "shown_errors": desk.SHOWN_ERRORS,
    }
    return tk.render("ankang/drafts/edit.html", page)


def _columns_of(files: list[desk.DraftFile]) -> dict[str, Json]:
    """How many columns of each file are still to be described."""
    return {
        one.resource["id"]: desk.columns(one.resource["id"], {})
        for one in files
        if one.validation and one.validation["schema"].get("fields")
    }


def _errors(id: str) -> dict[str, list[str]]:
    shown = tk.get_action("ankang_revision_preview")({}, {"id": id})
    return forms.sentences(shown["errors"])


def _columns_page(revision: Json, resource_id: str, asked: str | None) -> Any:
    one = _file(revision, resource_id)
    try:
        listed = desk.columns(resource_id, {})
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    page = {
        "revision": revision,
        "file": one,
        "listed": listed,
        "page": {"id": revision["id"], "resource_id": resource_id},
        "endpoint": "ankang_drafts",
        "types": descriptors.TYPES,
        "code_lists": {name: vocabulary(name).title for name in descriptors.CODE_LISTS},
        "suggested": listed["suggested"],
        "asked": asked,
        "whole": request.args.get("all") == "yes",
    }
    return tk.render("ankang/drafts/columns.html", page)


def _submit_page(revision: Json) -> str:
    files = desk.files_of(revision["content"])
    shown = tk.get_action("ankang_revision_preview")({}, {"id": revision["id"]})
    page = {
        "revision": revision,
        "missing": desk.missing(revision, files, shown),
        "undescribed": sum(len(one["asked"]) for one in _columns_of(files).values()),
        "profiles": desk.profiles_for(revision),
        "formed_on": revision["content"].get("formed_on", ""),
        "difference": shown["difference"],
        "labels": {one["field_name"]: one["label"] for one in desk.fields_of(revision["type"])},
    }
    return tk.render("ankang/drafts/submit.html", page)


def _revision(id: str) -> Json:
    _user()
    try:
        found: Json = tk.get_action("ankang_revision_show")({}, {"id": id})
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error))
    return found


def _file(revision: Json, resource_id: str) -> desk.DraftFile:
    for one in desk.files_of(revision["content"]):
        if one.resource["id"] == resource_id:
            return one
    return tk.abort(404, tk._("草稿里没有这个文件。"))


def _user() -> str:
    if not tk.current_user.is_authenticated:
        tk.abort(403, tk._("登录后才能提交数据。"))
    return str(tk.current_user.name)


def _uploads() -> list[Any]:
    return [one for one in request.files.getlist("upload") if one.filename]


def _by_script() -> bool:
    return request.headers.get("Accept") == "application/json"


def _clock(moment: str) -> str:
    """The time of day in Asia/Shanghai, as people at the desk say it."""
    return wording.moment(datetime.fromisoformat(moment)).rpartition(" ")[2]


def _sentence(error: Exception) -> str:
    """What is wrong, for a person; a refused submission says it of each draft."""
    if not isinstance(error, tk.ValidationError):
        return str(error)
    told: Any = error.error_dict
    if "message" in told:
        return "".join(told["message"])
    return "".join(sentence for said in forms.sentences(told).values() for sentence in said)


def _do(action: str, data: Json) -> Any:
    """Carry out what a button asks; what cannot be done is told on the next page."""
    try:
        return tk.get_action(action)({}, data)
    except tk.ValidationError as error:
        tk.h.flash_error(_sentence(error))
    except tk.ObjectNotFound as error:
        tk.abort(404, str(error))
    except tk.NotAuthorized as error:
        tk.abort(403, str(error))
    return None

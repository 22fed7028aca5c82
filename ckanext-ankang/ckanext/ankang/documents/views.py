"""The pages by which documents are brought in: files, what was recognised in them, their repairs."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

from ckanext.ankang.catalogue.vocabularies import vocabulary
from ckanext.ankang.drafts import content
from ckanext.ankang.drafts.errors import RevisionConflict
from ckanext.ankang.fence import FenceError

from . import arrivals, config, desk, lots, texts

Json = dict[str, Any]

# What the page says of the reason for another text.
CHANGE = ("kind", "title", "number", "day")

ankang_documents = Blueprint("ankang_documents", __name__, url_prefix="/import")


@ankang_documents.get("")
def index() -> Any:
    """Ask for files and for what their bringer knows of them."""
    return _page([])


@ankang_documents.post("")
def bring() -> Any:
    """Make a draft of each file; of a single one, show what was recognised."""
    uploads = [one for one in request.files.getlist("upload") if one.filename]
    if not uploads:
        return _page([], tk._("没有选择文件。请选择文件后再上传。"))
    if len(uploads) > config.files_at_once():
        sentence = tk._("一次最多放 {count} 个文件。请分几次放，或者使用导入命令。")
        return _page([], sentence.format(count=config.files_at_once()))
    asked = {name: request.form.get(name, "") for name in ("owner_org", "kind", "text_source")}
    try:
        brought = tk.get_action("ankang_document_import")({}, {**asked, "upload": uploads})
    except (tk.ValidationError, tk.NotAuthorized) as error:
        return _page([], arrivals.sentence(error))
    files = brought["files"]
    if len(files) == 1 and files[0]["state"] == arrivals.DRAFTED:
        return tk.redirect_to("ankang_documents.recognised", id=files[0]["revision_id"])
    return _page(files)


@ankang_documents.get("/change/<id>")
def change(id: str) -> Any:
    """Ask for another text of a published document, and for its reason."""
    return _change_page(id)


@ankang_documents.post("/change/<id>")
def changed(id: str) -> Any:
    """Make a draft of the other text."""
    uploads = [one for one in request.files.getlist("upload") if one.filename]
    if not uploads:
        return _change_page(id, tk._("没有选择文件。请选择含有全文的文件。"))
    asked = {name: request.form.get(name, "").strip() for name in CHANGE}
    said = {"id": id, "upload": uploads[0], **{k: v for k, v in asked.items() if v}}
    try:
        made = tk.get_action("ankang_document_text_change")({}, said)
    except (tk.ValidationError, tk.NotAuthorized) as error:
        return _change_page(id, arrivals.sentence(error))
    if made["state"] != arrivals.DRAFTED:
        return _change_page(id, made["sentence"])
    return tk.redirect_to("ankang_documents.recognised", id=made["revision_id"])


@ankang_documents.get("/<id>")
def recognised(id: str) -> Any:
    """What was recognised in the file of a draft, what is wrong, and every repair."""
    revision = _revision(id)
    page = {"revision": revision, "draft": desk.draft(revision["content"])}
    return tk.render("ankang/documents/recognised.html", page)


@ankang_documents.post("/<id>/repairs")
def repair(id: str) -> Any:
    """Make the repairs that are ticked, suspected ones too; the others are taken back."""
    revision = _revision(id)
    shown = desk.draft(revision["content"])
    made = set(request.form.getlist("made"))
    details = revision["content"].get(content.DETAILS) or {}
    certain, suspected = (
        [mark.repair.key for mark in shown.repairs if mark.suspected == wanted]
        for wanted in (False, True)
    )
    undone = [key for key in certain if key not in made]
    word = {"undone": undone, "accepted": [key for key in suspected if key in made]}
    asked = {
        "id": id,
        "edit": request.form.get("edit", 0, type=int),
        "content": {content.DETAILS: {**details, **word}},
    }
    try:
        tk.get_action("ankang_revision_save")({}, asked)
    except RevisionConflict:
        tk.h.flash_error(tk._("别人同时改了这份草稿，没有保存。请核对后再改。"))
    except (tk.ValidationError, tk.NotAuthorized) as error:
        tk.h.flash_error(arrivals.sentence(error))
    else:
        told = tk._("已保存：撤销 {count} 处修补。").format(count=len(undone))
        tk.h.flash_success(told)
    return tk.redirect_to("ankang_documents.recognised", id=id, _anchor="repairs")


@ankang_documents.get("/case/<case_id>/<item_id>")
def compare(case_id: str, item_id: str) -> Any:
    """The text of an item beside its original, for whose turn the comparison is."""
    case, item = _item(case_id, item_id)
    found = tk.get_action("ankang_document_proof_list")({}, {"case": case_id})
    turn = case["turn"] or {}
    page = {
        "case": case,
        "item": item,
        "beside": desk.beside(item),
        "proofs": [one for one in found["proofs"] if one["item_id"] == item_id],
        "wanted": item_id in found["wanted"],
        "mine": turn.get("mine") and turn.get("step") == lots.STEP,
        "refusal": turn.get("refusal"),
    }
    return tk.render("ankang/documents/compare.html", page)


@ankang_documents.post("/case/<case_id>/<item_id>")
def compared(case_id: str, item_id: str) -> Any:
    """Keep what the comparison came to."""
    _item(case_id, item_id)
    form = request.form
    asked = {"item": item_id, "same": form.get("same", ""), "note": form.get("note", "")}
    try:
        tk.get_action("ankang_document_proof_record")({}, asked)
    except (tk.ValidationError, tk.NotAuthorized) as error:
        tk.h.flash_error(arrivals.sentence(error))
    else:
        tk.h.flash_success(tk._("已记下核对结果。"))
    return tk.redirect_to("ankang_documents.compare", case_id=case_id, item_id=item_id)


@ankang_documents.get("/case/<case_id>/<item_id>/<int:number>.png")
def picture(case_id: str, item_id: str, number: int) -> Any:
    """One page of the original as a picture."""
    _case, item = _item(case_id, item_id)
    try:
        drawn = desk.picture(item, number)
    except FenceError as error:
        return tk.abort(404, str(error))
    if drawn is None:
        return tk.abort(404, tk._("原件没有这一页。"))
    return Response(drawn, content_type="image/png", headers={"Cache-Control": "private"})


def _item(case_id: str, item_id: str) -> tuple[Json, Json]:
    """An item with a text, for who sees its case."""
    _user()
    try:
        case = tk.get_action("ankang_case_show")({}, {"id": case_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("没有这个案卷，或者您无权查看。"))
    for item in case["items"]:
        if item["id"] == item_id and texts.of_item(item["item"].get("document")):
            return case, item
    return tk.abort(404, tk._("案卷里没有这份文件，或者它没有正文。"))


def _page(files: list[Json], fault: str = "") -> Any:
    departments = tk.get_action("organization_list_for_user")(
        {"user": _user()}, {"permission": "create_dataset", "id": _user()}
    )
    if not departments:
        return tk.abort(403, tk._("您不是任何部门的经办人，不能导入文件。请联系平台管理员。"))
    page = {
        "departments": departments,
        "files": files,
        "fault": fault,
        "most": config.files_at_once(),
        "kinds": tk.h.ankang_vocabulary_choices({"vocabulary": "document_kinds"}),
        "sources": tk.h.ankang_vocabulary_choices({"vocabulary": "text_sources"}),
    }
    return tk.render("ankang/documents/import.html", page), 400 if fault else 200


def _change_page(id: str, fault: str = "") -> Any:
    _user()
    try:
        package = tk.get_action("package_show")({}, {"id": id})
        tk.check_access("ankang_document_text_change", {}, {"id": package["id"]})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("没有这份文件，或者它还没有公开。"))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("您没有权限修改这份文件。"))
    page = {
        "package": package,
        "fault": fault,
        "said": {name: request.form.get(name, "") for name in CHANGE},
        "kinds": vocabulary("text_changes").values,
    }
    return tk.render("ankang/documents/change.html", page), 400 if fault else 200


def _revision(id: str) -> Json:
    _user()
    try:
        found: Json = tk.get_action("ankang_revision_show")({}, {"id": id})
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error))
    if found["type"] != "document":
        return tk.abort(404, tk._("这份草稿不是文件。"))
    return found


def _user() -> str:
    if not tk.current_user.is_authenticated:
        tk.abort(403, tk._("登录后才能导入文件。"))
    return str(tk.current_user.name)

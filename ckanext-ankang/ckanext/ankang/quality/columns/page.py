"""The page on which a publisher describes the columns of a resource, one saved at a time."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ckanext.ankang.catalogue.vocabularies import vocabulary

from . import descriptors
from . import waiting as waiting_columns

ankang_columns = Blueprint(
    "ankang_columns", __name__, url_prefix="/dataset/<id>/resource/<resource_id>/columns"
)

ankang_columns_waiting = Blueprint("ankang_columns_waiting", __name__)


@ankang_columns_waiting.get("/columns/waiting")
def waiting() -> Any:
    """List the resources of which something waits for a reviewer."""
    try:
        found = tk.get_action("ankang_column_waiting_list")({}, {})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("只有审核人可以查看等待审核的列说明。"))
    return tk.render("ankang/columns_waiting.html", {"resources": found})


@ankang_columns.get("")
def edit(id: str, resource_id: str) -> Any:
    """Show the columns, each with a form of its own: a form of all would be too large for Flask.

    `column` in the query is the id of one that is shown with every field.
    """
    return _page(resource_id, tk.request.args.get("column"))


@ankang_columns.post("/column/<column_id>")
def save(id: str, resource_id: str, column_id: str) -> Any:
    """Save or undo one column, for browsers without scripts."""
    form = tk.request.form
    said = {"resource_id": resource_id, "column_id": column_id}
    said |= {"base_revision": form.get("base_revision", "")}
    action = "ankang_column_undo" if form.get("do") == "undo" else "ankang_column_update"
    given: dict[str, Any] = {name: form[name] for name in descriptors.LABELS if name in form}
    # A box that is not ticked is not sent; this one stands among the fields that may be left out.
    given |= {"required": "required" in form}
    given |= {"unique": "unique" in form} if "title" in form else {}
    faults = _done(action, {**said, **given})
    if faults:
        given |= {"enum": given.get("enum", "").splitlines()}
        return _page(resource_id, column_id, given, faults), 409
    return _back(id, resource_id, f"column-{column_id}")


@ankang_columns.post("/rename")
def rename(id: str, resource_id: str) -> Any:
    """Confirm or refuse that a column was renamed."""
    said = {name: tk.request.form.get(name, "") for name in ("old_title", "new_title", "renamed")}
    return _decided(id, resource_id, "ankang_column_rename", said)


@ankang_columns.post("/rename/undo")
def rename_undo(id: str, resource_id: str) -> Any:
    """Take a decision on a rename back."""
    said = {"id": tk.request.form.get("id", "")}
    return _decided(id, resource_id, "ankang_column_rename_undo", said)


@ankang_columns.post("/decision")
def decide(id: str, resource_id: str) -> Any:
    """Approve or reject what waits of the columns that a reviewer ticked."""
    form = tk.request.form
    said = {name: form.get(name, "") for name in ("seen", "reason")}
    verb = "reject" if form.get("do") == "reject" else "approve"
    chosen = {**said, "columns": form.getlist("columns")}
    return _decided(id, resource_id, f"ankang_column_{verb}", chosen, "waiting")


def _decided(
    id: str, resource_id: str, action: str, said: dict[str, Any], anchor: str = "renames"
) -> Any:
    if faults := _done(action, {"resource_id": resource_id, **said}):
        tk.h.flash_error("".join(faults.values()))
    return _back(id, resource_id, anchor)


def _done(action: str, said: dict[str, Any]) -> dict[str, str]:
    """Do it; what is wrong, as a sentence by field."""
    try:
        tk.get_action(action)({}, said)
    except tk.ValidationError as error:
        return {field: "".join(map(str, said)) for field, said in error.error_dict.items()}
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error) or tk._("您没有权限修改这个数据资源的列说明。"))
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("没有这个数据资源、列或决定，或者您没有权限查看。"))
    return {}


def _user() -> str | None:
    return tk.current_user.name if tk.current_user.is_authenticated else None


def _back(id: str, resource_id: str, anchor: str) -> Any:
    return tk.redirect_to("ankang_columns.edit", id=id, resource_id=resource_id, _anchor=anchor)


def _page(
    resource_id: str,
    asked: str | None = None,
    given: dict[str, Any] | None = None,
    faults: dict[str, str] | None = None,
) -> str:
    """The page with every field of one column; what was refused stands there, with what is wrong."""
    try:
        resource = tk.get_action("resource_show")({}, {"id": resource_id})
        tk.check_access("ankang_column_update", {}, {"resource_id": resource_id})
        dataset = tk.get_action("package_show")({}, {"id": resource["package_id"]})
        listed = tk.get_action("ankang_column_list")({}, {"resource_id": resource_id})
        suggested = tk.get_action("ankang_column_suggest")({}, {"resource_id": resource_id})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("您没有权限修改这个数据资源的列说明。"))
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("没有这个数据资源，或者您没有权限查看。"))
    for column in listed["columns"]:
        if column["id"] == asked:
            column["values"] |= given or {}
            column["faults"] = faults
    return tk.render(
        "ankang/columns.html",
        {
            "dataset": dataset,
            "resource": resource,
            "listed": listed,
            "asked": asked,
            "suggested": suggested,
            "reviewer": tk.h.check_access("ankang_column_approve", {"resource_id": resource_id}),
            "refusal": waiting_columns.refusal(_user(), waiting_columns.of(resource_id)),
            "types": descriptors.TYPES,
            "code_lists": {name: vocabulary(name).title for name in descriptors.CODE_LISTS},
        },
    )

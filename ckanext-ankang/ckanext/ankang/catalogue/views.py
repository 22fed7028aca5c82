"""Pages of the catalogue as a whole: import, export, the yearly plan, re-examination."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, jsonify, request

from ckanext.ankang.catalogue import export, sheets, template
from ckanext.ankang.catalogue.days import today
from ckanext.ankang.catalogue.importing import CATALOGUE, PLAN

__all__ = ["ankang_catalogue"]

ankang_catalogue = Blueprint("ankang_catalogue", __name__)
KINDS = {CATALOGUE: "目录", PLAN: "清单"}


@ankang_catalogue.get("/catalogue.csv")
def as_csv() -> Response:
    """The whole catalogue, one row a dataset."""
    found = list(export.packages())
    return _file(sheets.as_csv(export.header(), export.rows(found)), sheets.CSV_TYPE, "csv")


@ankang_catalogue.get("/catalogue.xlsx")
def as_xlsx() -> Response:
    """The whole catalogue and, on a second sheet, the columns of every file."""
    found = list(export.packages())
    catalogue = sheets.Sheet("目录", export.header(), export.rows(found))
    items = sheets.Sheet("信息项", export.items_header(), export.items(found))
    return _file(sheets.as_xlsx(catalogue, items), sheets.XLSX_TYPE, "xlsx")


@ankang_catalogue.get("/catalogue.json")
def as_json() -> Response:
    """The whole catalogue by the names of its fields, with the norm that they follow."""
    return jsonify({"date": today().isoformat(), **export.as_json(list(export.packages()))})


@ankang_catalogue.get("/catalogue/import")
def import_page() -> Any:
    """Ask for a file."""
    return _import_page(_kind(request.args))


@ankang_catalogue.post("/catalogue/import")
def import_file() -> Any:
    """Look at a file, or import the one that was looked at."""
    form = request.form
    kind = _kind(form)
    said: dict[str, Any] = {"kind": kind, "owner_org": form.get("owner_org", "")}
    if form.get("upload_id"):
        said |= {"upload_id": form["upload_id"]}
    else:
        said |= {"upload": request.files.get("upload"), "dry_run": True}
    try:
        return _import_page(kind, tk.get_action("ankang_catalogue_import")({}, said))
    except tk.ValidationError as error:
        tk.h.flash_error("".join(str(words) for words in error.error_summary.values()))
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    except tk.ObjectNotFound as error:
        tk.h.flash_error(str(error))
    return tk.redirect_to("ankang_catalogue.import_page", kind=kind)


@ankang_catalogue.get("/catalogue/template/<kind>.xlsx")
def workbook(kind: str) -> Any:
    """An empty workbook whose cells offer what the vocabularies hold."""
    if kind not in KINDS:
        return tk.abort(404, tk._("没有这个模板。"))
    return _file(template.workbook(kind), sheets.XLSX_TYPE, "xlsx", f"{KINDS[kind]}模板")


@ankang_catalogue.get("/catalogue/plan")
def plan() -> Any:
    """A year's plan, held against the catalogue."""
    year = request.args.get("year", "")
    said = {"year": year} if year.isdecimal() and len(year) == 4 else {}
    try:
        found = tk.get_action("ankang_catalogue_plan_list")({}, said)
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    return tk.render("ankang/catalogue/plan.html", {**found, "may_import": _may_import()})


@ankang_catalogue.post("/catalogue/plan/<id>/remove")
def plan_remove(id: str) -> Any:
    """Take a line out of the plan."""
    try:
        tk.get_action("ankang_catalogue_plan_remove")({}, {"id": id})
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    except tk.ObjectNotFound as error:
        tk.h.flash_error(str(error))
    return tk.redirect_to("ankang_catalogue.plan", year=request.form.get("year"))


@ankang_catalogue.get("/catalogue/reexamination")
def reexamination() -> Any:
    """The closed entries by the day on which each is looked at again."""
    try:
        found = tk.get_action("ankang_catalogue_reexamination_list")({}, {})
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    return tk.render("ankang/catalogue/reexamination.html", {"entries": found})


def _import_page(kind: str, done: dict[str, Any] | None = None) -> Any:
    if not _may_import():
        return tk.abort(403, tk._("只有部门的编目人员可以导入目录和清单。"))
    asked = {"permission": "create_dataset"}
    departments = tk.get_action("organization_list_for_user")({}, asked)
    return tk.render(
        "ankang/catalogue/import.html",
        {
            "kind": kind,
            "kinds": KINDS,
            "done": done,
            "departments": sorted(departments, key=lambda one: one["title"]),
            "owner_org": request.form.get("owner_org", ""),
        },
    )


def _may_import() -> bool:
    try:
        tk.check_access("ankang_catalogue_import", {}, {})
    except tk.NotAuthorized:
        return False
    return True


def _kind(said: Any) -> str:
    return PLAN if said.get("kind") == PLAN else CATALOGUE


def _file(content: bytes, media_type: str, kind: str, name: str = "安康市公共数据目录") -> Response:
    full = quote(f"{name}-{today():%Y%m%d}.{kind}", safe="")
    disposition = f"attachment; filename*=UTF-8''{full}"
    return Response(content, content_type=media_type, headers={"Content-Disposition": disposition})

"""Core actions that must know Chinese names, and what is done with the catalogue as a whole."""

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.ankang.catalogue import closed as _closed
from ckanext.ankang.catalogue import imports as _imports
from ckanext.ankang.catalogue import planning as _planning
from ckanext.ankang.catalogue import promises as _promises
from ckanext.ankang.catalogue import uploads as _uploads
from ckanext.ankang.catalogue.days import today as _today
from ckanext.ankang.catalogue.logic import schema as _schema
from ckanext.ankang.catalogue.model import PlanItem as _PlanItem
from ckanext.ankang.catalogue.names import package_name, short_name
from ckanext.ankang.catalogue.vocabularies import platform_department as _platform_department

Json = dict[str, Any]


def _named(data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the group with a pinyin name where none is given; a taken one gets a mark."""
    if data_dict.get("name") or not data_dict.get("title"):
        return data_dict
    name = short_name(data_dict["title"])
    if model.Group.get(name):
        name = package_name(data_dict["title"], data_dict.get("id") or model.types.make_uuid())
    return {**data_dict, "name": name}


@tk.chained_action
def organization_create(next_action: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Create an organisation, named in pinyin if it has no name."""
    return next_action(context, _named(data_dict))


@tk.chained_action
def group_create(next_action: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Create a group, named in pinyin if it has no name."""
    return next_action(context, _named(data_dict))


def ankang_catalogue_import(context: Context, data_dict: Json) -> Json:
    """Make drafts of a 目录, or lines of a 清单, from `upload`; `dry_run` only tells what would be.

    Answers {file, made: [{row, title, department, change, url}], problems: [{file, row, column,
    value, problem}], ignored, upload_id}; `upload_id` imports the file that was looked at.
    """
    data = _valid(data_dict, _schema.catalogue_import())
    tk.check_access("ankang_catalogue_import", context, data)
    user = context.get("user", "")
    if data.get("upload_id"):
        upload = _uploads.kept(data["upload_id"], user)
    elif not hasattr(data_dict.get("upload"), "stream"):
        raise tk.ValidationError({"upload": [tk._("请选择要导入的文件。")]})
    else:
        upload = _uploads.keep(data_dict["upload"], user)
    # Drafts are committed one by one: what is kept of the file must not go with a row's rollback.
    model.Session.commit()
    done = _imports.run(context, upload, data)
    if not data["dry_run"]:
        model.Session.delete(upload)
    model.Session.commit()
    return done


@tk.side_effect_free
def ankang_catalogue_plan_list(context: Context, data_dict: Json) -> Json:
    """Return a year's lines of the departments that the asker belongs to: {year, years, lines}."""
    data = _valid(data_dict, _schema.plan_list())
    tk.check_access("ankang_catalogue_plan_list", context, data)
    mine = _departments_of(context)
    if department := data.get("department"):
        mine &= {department}
    year = data.get("year") or _today().year
    return {"year": year, "years": _planning.years(), "lines": _planning.lines(year, mine)}


def ankang_catalogue_plan_remove(context: Context, data_dict: Json) -> Json:
    """Take a line out of the plan."""
    data = _valid(data_dict, _schema.reference())
    item = model.Session.get(_PlanItem, data["id"])
    if item is None:
        raise tk.ObjectNotFound(tk._("清单里没有这一行，可能已被删去。请刷新页面。"))
    tk.check_access("ankang_catalogue_plan_remove", context, data)
    model.Session.delete(item)
    model.Session.commit()
    return {"id": data["id"]}


@tk.side_effect_free
def ankang_catalogue_reexamination_list(context: Context, data_dict: Json) -> list[Json]:
    """Return the closed entries with the day by which each is looked at again, the first first.

    `department` with those below it, `until`: only what is due by that day.
    """
    data = _valid(data_dict, _schema.reexamination_list())
    tk.check_access("ankang_catalogue_reexamination_list", context, data)
    until = data["until"].date() if data.get("until") else None
    return _closed.listed(data.get("department"), until, _today())


@tk.side_effect_free
def ankang_freshness_list(context: Context, data_dict: Json) -> Json:
    """How public datasets are updated against their promises, the latest first.

    Filtered by `department` (id or name) and `state`; answers {count, counts, results}, where
    `counts` numbers all states of the chosen department.
    """
    tk.check_access("ankang_freshness_list", context, data_dict)
    data = _valid(data_dict, _schema.freshness_list())
    return _promises.listed(
        department=data.get("department"),
        state=data.get("state"),
        limit=min(data["limit"], _schema.MOST),
        offset=data["offset"],
    )


def _departments_of(context: Context) -> set[str]:
    """The names of the departments whose plans the asker may see: the platform's office sees all."""
    asked = {"id": context.get("user"), "permission": "read"}
    mine = tk.get_action("organization_list_for_user")({"ignore_auth": True}, asked)
    names = {department["name"] for department in mine}
    if _platform_department() in names or context.get("ignore_auth"):
        return set(tk.get_action("organization_list")({"ignore_auth": True}, {}))
    return names


def _valid(data_dict: Json, schema: Any) -> Json:
    data, errors = tk.navl_validate(data_dict, schema)
    if errors:
        raise tk.ValidationError(errors)
    return data

"""The pages of sources and runs, of what stands behind a dataset, and the figures for a monitor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.pagination import Page
from flask import Blueprint, Response, make_response, request

from ckanext.ankang.harvest import metrics

__all__ = ["ankang_harvest"]

Json = dict[str, Any]
ankang_harvest = Blueprint("ankang_harvest", __name__)
PAGE = 50
OVER = ("finished", "failed", "cancelled")


@ankang_harvest.get("/harvest")
def index() -> Any:
    """The sources that the person sees, with their health and next run."""
    return _shown(lambda: {"sources": _ask("source_list")}, "index")


@ankang_harvest.get("/harvest/source/<id>")
def source(id: str) -> Any:
    """One source: its health, what is not published, its runs."""

    def found() -> Json:
        runs, page = _page("run_list", {"source": id})
        return {"source": _ask("source_show", id=id), "runs": runs, "page": page}

    return _shown(found, "source")


@ankang_harvest.post("/harvest/source/<id>")
def run_now(id: str) -> Any:
    """Start a run; one that is under way is shown instead."""
    again = request.form.get("again") == "yes"
    asked = {"source": id, "again": again}
    return _done(lambda: _ask("run_create", **asked), lambda run: _to("run", id=run["id"]))


@ankang_harvest.post("/harvest/source/<id>/release")
def release(id: str) -> Any:
    """Let an item out of quarantine."""
    said = {"source": id, "identifier": request.form.get("identifier", "")}
    done = tk._("已解除隔离，下一次采集时重新读取。")
    return _done(lambda: _ask("item_release", **said), lambda _item: _to("source", id=id), done)


@ankang_harvest.post("/harvest/source/<id>/tell")
def tell(id: str) -> Any:
    """Choose when runs of a source are told of."""
    said = {"id": id, "policy": request.form.get("policy", "")}
    done = tk._("已保存。")
    return _done(lambda: _ask("source_tell", **said), lambda _answer: _to("source", id=id), done)


@ankang_harvest.get("/harvest/run/<id>")
def run(id: str) -> Any:
    """One run: how far it is, its plan with differences, its errors and warnings."""

    def found() -> Json:
        shown = _ask("run_show", id=id)
        asked = {name: request.args[name] for name in ("kind", "outcome") if request.args.get(name)}
        changes, page = _page("change_list", {"run": id, **asked})
        over = shown["state"] in OVER
        return {"run": shown, "over": over, "changes": changes, "page": page, "asked": asked}

    return _shown(found, "run")


@ankang_harvest.post("/harvest/run/<id>/cancel")
def cancel(id: str) -> Any:
    """End a run."""
    done = tk._("已要求停止，几秒内停下；已经发布的不受影响。")
    return _done(lambda: _ask("run_cancel", id=id), lambda _run: _to("run", id=id), done)


@ankang_harvest.get("/dataset/<id>/source-record")
def record(id: str) -> Any:
    """What the source said of a dataset, raw and transformed."""

    def found() -> Json:
        package = tk.get_action("package_show")({}, {"id": id})
        return {"pkg": package, "record": _ask("record_show", id=package["id"])}

    return _shown(found, "record")


@ankang_harvest.get("/metrics")
def figures() -> Response:
    """Figures for Prometheus: for the machine itself, administrators, and who has the token."""
    if not metrics.may_read(request, tk.current_user):
        return tk.abort(403, tk._("只有平台管理员、本机和持有令牌的监控程序可以读取运行指标。"))
    answer = make_response(metrics.text())
    answer.headers["Content-Type"] = "text/plain; version=0.0.4; charset=utf-8"
    return answer


def _ask(verb: str, **asked: Any) -> Any:
    return tk.get_action(f"ankang_harvest_{verb}")({}, asked)


def _page(verb: str, asked: Json) -> tuple[list[Json], Page]:
    """A page of a list, as the address numbers it."""
    number = tk.h.get_page_number(request.args)
    found = _ask(verb, **asked, start=(number - 1) * PAGE, rows=PAGE)
    results, count = found["results"], found["count"]
    pager = {"items_per_page": PAGE, "presliced_list": True, "url": tk.h.pager_url}
    return results, Page(results, number, item_count=count, **pager)


def _shown(find: Callable[[], Json], template: str) -> Any:
    """A page, or the reason why there is none."""
    try:
        return tk.render(f"ankang/harvest/{template}.html", find())
    except tk.NotAuthorized as error:
        return tk.abort(403, error.message or tk._("您没有权限查看这一页。"))
    except tk.ObjectNotFound as error:
        return tk.abort(404, error.message)
    except tk.ValidationError as error:
        return tk.abort(400, "；".join(error.error_summary.values()))


def _done(do: Callable[[], Any], onward: Callable[[Any], Any], said: str = "") -> Any:
    """Do what was asked, and go where that is seen."""
    try:
        answer = do()
    except tk.NotAuthorized as error:
        return tk.abort(403, error.message or "")
    except tk.ObjectNotFound as error:
        return tk.abort(404, error.message)
    except tk.ValidationError as error:
        return tk.abort(400, "；".join(error.error_summary.values()))
    if said:
        tk.h.flash_success(said)
    return onward(answer)


def _to(page: str, **named: Any) -> Any:
    return tk.redirect_to(f"ankang_harvest.{page}", **named)

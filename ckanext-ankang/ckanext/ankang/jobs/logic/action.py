"""What administrators can ask of the queue."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.types import Context

from .. import queue
from ..model import Job
from . import schema


@tk.side_effect_free
def ankang_job_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Jobs, newest first: {count, results}; filtered by `state` and `kind`."""
    tk.check_access("ankang_job_list", context, data_dict)
    data = _valid(data_dict, schema.job_list())
    matching = [getattr(Job, name) == data[name] for name in ("state", "kind") if data.get(name)]
    select = sa.select(Job).where(*matching).order_by(Job.created.desc(), Job.id)
    page = select.limit(min(data["limit"], schema.MOST)).offset(data["offset"])
    count = sa.select(sa.func.count()).select_from(Job).where(*matching)
    return {
        "count": model.Session.scalar(count),
        "results": [job.as_dict() for job in model.Session.scalars(page)],
    }


@tk.side_effect_free
def ankang_job_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One job with its progress."""
    tk.check_access("ankang_job_show", context, data_dict)
    return _job(data_dict).as_dict()


def ankang_job_cancel(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Cancel a waiting job now; a running one stops within a few seconds."""
    tk.check_access("ankang_job_cancel", context, data_dict)
    job = _job(data_dict)
    if not queue.cancel(model.Session, job.id):
        raise tk.ValidationError(
            {"id": [tk._("任务已结束（{state}），不能取消。").format(state=job.state)]}
        )
    model.Session.commit()
    model.Session.refresh(job)
    return job.as_dict()


def _job(data_dict: dict[str, Any]) -> Job:
    data = _valid(data_dict, schema.job_reference())
    job = model.Session.get(Job, data["id"], populate_existing=True)
    if job is None:
        raise tk.ObjectNotFound(tk._("没有编号为“{id}”的任务。").format(id=data["id"]))
    return job


def _valid(data_dict: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, rules)
    if errors:
        raise tk.ValidationError(errors)
    return data

"""`ckan ankang-quality`: validate many files at once, score datasets now, and what a standing approval names."""

from __future__ import annotations

import json
import time
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import click
from ckan.common import _

from ckanext.ankang.jobs import queue

from .scores import publication, scoring
from .validation import VERDICTS

__all__ = ["ankang_quality"]


@click.group("ankang-quality", short_help="数据质量")
def ankang_quality() -> None:
    """数据质量：批量校验、立即评分、评分数据集的常设批准。"""


@ankang_quality.command("validate")
@click.option("--department", help="只校验这个部门的。")
@click.option("--dataset", help="只校验这个数据集的。")
@click.option("--every-version", is_flag=True, help="旧版本也校验。")
@click.option("--without-report", is_flag=True, help="只校验还没有报告的。")
@click.option("--verdict", type=click.Choice(list(VERDICTS)), help="只校验结论是这个的。")
@click.option("--older-than", help="只校验由早于这个版本的软件校验过的，例如 1.2.0。")
@click.option("--wait", is_flag=True, help="等到完成。有文件没有得出结论时退出码为 1。")
def validate(department: str | None, dataset: str | None, wait: bool, **filters: Any) -> None:
    """由后台任务校验全部文件的最新版本。"""
    chosen = {"organization_id": department, "dataset_id": dataset, **filters}
    context = _context()
    try:
        batch = tk.get_action("ankang_validation_run_batch")(
            context, {**chosen, "everything": not (department or dataset)}
        )
    except (tk.ValidationError, tk.ObjectNotFound) as error:
        raise click.UsageError(str(error)) from error
    counts = _wait(batch["id"]) if wait else batch["counts"]
    click.echo(
        f"批次 {batch['id']}：共 {counts['total']} 个文件，完成 {counts['done']}，"
        f"等待 {counts['waiting'] + counts['running']}，没有得出结论 {counts['quarantined']}。"
    )
    if wait and counts["quarantined"]:
        raise click.exceptions.Exit(1)


@ankang_quality.command("score")
def score() -> None:
    """立即给全部公开数据集评分；后台任务进程会在几秒内开始。"""
    job_id = queue.enqueue(scoring.ALL, {}, key=f"{scoring.ALL} now")
    model.Session.commit()
    click.echo(_("已安排评分，任务编号 {id}。").format(id=job_id))


@ankang_quality.command("approval")
def approval() -> None:
    """打印评分数据集的常设批准（ankang_standing_approval_grant）要写的内容。"""
    click.echo(json.dumps(publication.approval_asked_for(), ensure_ascii=False, indent=1))


def _wait(batch_id: str) -> dict[str, int]:
    while True:
        # Workers in other processes write the states: look with fresh eyes.
        model.Session.rollback()
        show = tk.get_action("ankang_validation_batch_show")
        counts: dict[str, int] = show(_context(), {"id": batch_id, "limit": 0})["counts"]
        if not counts["waiting"] + counts["running"]:
            return counts
        time.sleep(1)


def _context() -> Any:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"ignore_auth": True, "user": user["name"]}

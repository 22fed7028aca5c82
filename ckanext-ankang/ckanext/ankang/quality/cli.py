"""`ckan ankang-quality`: scores now, and what a standing approval of their publication names."""

from __future__ import annotations

import json

import ckan.model as model
import click
from ckan.common import _

from ckanext.ankang.jobs import queue

from . import open_scores, scoring

__all__ = ["ankang_quality"]


@click.group("ankang-quality", short_help="数据质量")
def ankang_quality() -> None:
    """数据质量：立即评分，查看评分数据集的常设批准要写什么。"""


@ankang_quality.command("score")
def score() -> None:
    """立即给全部公开数据集评分；后台任务进程会在几秒内开始。"""
    job_id = queue.enqueue(scoring.ALL, {}, key=f"{scoring.ALL} now")
    model.Session.commit()
    click.echo(_("已安排评分，任务编号 {id}。").format(id=job_id))


@ankang_quality.command("approval")
def approval() -> None:
    """打印评分数据集的常设批准（ankang_standing_approval_grant）要写的内容。"""
    click.echo(json.dumps(open_scores.approval_asked_for(), ensure_ascii=False, indent=1))

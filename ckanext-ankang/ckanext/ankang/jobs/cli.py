"""`ckan ankang-jobs`: the worker, and a look at the queue."""

from __future__ import annotations

import os

import click
import sqlalchemy as sa
from ckan import model
from ckan.common import _

from . import outbox, rebuilding
from .model import Job
from .worker import Worker, quick_handlers

__all__ = ["ankang_jobs"]


@click.group("ankang-jobs", short_help="后台任务")
def ankang_jobs() -> None:
    """后台任务：运行任务进程、查看队列、立即更新搜索索引。"""


@ankang_jobs.command("worker")
@click.option("--burst", is_flag=True, help="做完到期的任务和索引后退出。")
@click.option("--quick", is_flag=True, help="只做很快就完的任务，不做校验、采集等可能要几分钟的。")
@click.pass_context
def worker(ctx: click.Context, burst: bool, quick: bool) -> None:
    """运行任务进程，直到收到 SIGTERM。"""
    app = ctx.meta["flask_app"]
    Worker(app, quick_handlers() if quick else None).run(until_empty=burst)
    if burst:
        with app.test_request_context():
            outbox.drain()


@ankang_jobs.command("list")
@click.option("--limit", default=50, show_default=True, help="最多列出多少条。")
def list_jobs(limit: int) -> None:
    """列出最近的任务。"""
    for job in model.Session.scalars(sa.select(Job).order_by(Job.created.desc()).limit(limit)):
        done = f"{job.done}/{job.total}" if job.total else str(job.done or "")
        click.echo(
            f"{job.created:%Y-%m-%d %H:%M:%S}  {job.state:<12}{job.kind:<20}{done:<14}{job.id}  {job.error}"
        )


@ankang_jobs.command("drain")
@click.pass_context
def drain(ctx: click.Context) -> None:
    """立即把待处理的变更写入搜索索引。"""
    with ctx.meta["flask_app"].test_request_context():
        try:
            count = outbox.drain()
        except outbox.IndexUnavailable as error:
            raise click.ClickException(
                _("搜索引擎没有响应：{error}。变更仍在队列中，搜索引擎恢复后会自动处理。").format(
                    error=error
                )
            ) from error
    click.echo(_("已更新 {count} 个数据集的索引。").format(count=count))


@ankang_jobs.command("rebuild")
@click.option("--processes", default=os.cpu_count(), show_default=True, help="同时工作的进程数。")
@click.pass_context
def rebuild(ctx: click.Context, processes: int) -> None:
    """按数据库重建数据目录的检索索引；重建期间照常可以检索和发布。"""
    app = ctx.meta["flask_app"]

    def work() -> None:
        with app.test_request_context():
            rebuilding.drain()

    with app.test_request_context():
        noted = rebuilding.rebuild(processes, work)
        left = outbox.waiting()
    click.echo(_("重建完成，共 {count} 个数据集。").format(count=noted))
    if left:
        raise click.ClickException(
            _("还有 {count} 个数据集没有编入索引，任务进程会继续处理。").format(count=left)
        )

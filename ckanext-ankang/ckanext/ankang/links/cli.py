"""`ckan ankang-links`: look at outside links now."""

from __future__ import annotations

from types import SimpleNamespace

import click
from ckan.common import _

from . import register, shown
from .helpers import ankang_link_states

__all__ = ["ankang_links"]


@click.group("ankang-links", short_help="检查外部链接")
def ankang_links() -> None:
    """检查外部链接。"""


@ankang_links.command("look")
@click.pass_context
def look(ctx: click.Context) -> None:
    """登记外部链接，并检查到期的；平时由后台任务自动检查。"""
    with ctx.meta["flask_app"].test_request_context():
        job = SimpleNamespace(id="", attempt=1, cancelled=False, progress=_progress)
        register.look_job(job, {})
        names = ankang_link_states()
        for state, count in shown.counts(None).items():
            click.echo(f"{names[state]}：{count}")


def _progress(done: int, total: int | None = None, note: str = "") -> None:
    click.echo(_("已检查 {done}/{total}").format(done=done, total=total), err=True)

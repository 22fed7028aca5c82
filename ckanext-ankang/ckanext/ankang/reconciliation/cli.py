"""`ckan ankang-reconcile`: compare sources, database, index and files now."""

from __future__ import annotations

import json

import click
from ckan.common import _

from . import comparing
from .kinds import kinds

__all__ = ["ankang_reconcile"]


@click.command("ankang-reconcile", short_help="来源、数据库、检索、文件对账")
@click.option("--report-only", is_flag=True, help="只报告，不修复")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 打印结果")
@click.pass_context
def ankang_reconcile(ctx: click.Context, report_only: bool, as_json: bool) -> None:
    """来源、数据库、检索、文件对账；修复从不删除任何东西。"""
    with ctx.meta["flask_app"].test_request_context():
        found = comparing.compare(mend=not report_only).as_dict()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for kind, counted in found["counts"].items():
        line = _("{label}：{found} 项，已处理 {mended} 项")
        click.echo(line.format(label=kinds()[kind].label, **counted))
    if not found["counts"]:
        click.echo(_("来源、数据库、检索和文件一致。"))

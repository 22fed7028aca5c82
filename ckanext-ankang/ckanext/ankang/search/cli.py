"""`ckan ankang-search`: the index of the library built anew."""

from __future__ import annotations

import click
from ckan.common import _

from .library import index

__all__ = ["ankang_search"]


@click.group("ankang-search", short_help="文件库的检索索引")
def ankang_search() -> None:
    """文件库的检索索引。"""


@ankang_search.command("rebuild")
@click.pass_context
def rebuild(ctx: click.Context) -> None:
    """按数据库重建文件库的检索索引；重建期间照常可以检索。"""
    done = 0
    with ctx.meta["flask_app"].test_request_context():
        for done in index.rebuild():
            click.echo(_("已索引 {count} 份文件。").format(count=done))
    click.echo(_("重建完成，共 {count} 份文件。").format(count=done))

"""`ckan ankang-exchange`: the whole library packed at once."""

from __future__ import annotations

import click
from ckan.common import _

from . import packing

__all__ = ["ankang_exchange"]


@click.group("ankang-exchange", short_help="文件库的机器可读出口")
def ankang_exchange() -> None:
    """文件库的机器可读出口。"""


@ankang_exchange.command("pack")
@click.pass_context
def pack(ctx: click.Context) -> None:
    """立即生成全库数据包；平时每晚自动生成。"""
    with ctx.meta["flask_app"].test_request_context():
        facts = packing.pack()
    click.echo(
        _("已打包 {documents} 份文件、{texts} 个文本，{bytes} 字节，SHA-256 {sha256}").format(
            **facts
        )
    )

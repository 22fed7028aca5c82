"""`ckan ankang-citations`: citations read again when the register or the rules have changed."""

from __future__ import annotations

import click
from ckan import model
from ckan.common import _

from . import recording

__all__ = ["ankang_citations"]


@click.group("ankang-citations", short_help="文件之间的引用")
def ankang_citations() -> None:
    """文件之间的引用和关系。"""


@ankang_citations.command("read")
def read() -> None:
    """按现在的名录（schemas/laws.yaml）和规则，重新读取全部文件的引用。"""
    count = 0
    for id in recording.public_documents():
        recording.record_again(id)
        model.Session.commit()
        count += 1
    click.echo(_("已重新读取 {count} 份文件的引用。").format(count=count))

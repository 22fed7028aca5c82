"""`ckan ankang-review`: is the audit log whole?"""

from __future__ import annotations

import click
from ckan.common import _

from . import audit

__all__ = ["ankang_review"]


@click.group("ankang-review", short_help="审核与审计日志")
def ankang_review() -> None:
    """审核与审计日志。"""


@ankang_review.command("verify")
def verify() -> None:
    """检查审计日志是否被改动、插入或截断。"""
    faults = audit.verify()
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(_("审计日志有 {count} 处问题。").format(count=len(faults)))
    click.echo(_("审计日志完整。"))

"""`ckan ankang-review`: is the audit log whole?"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import click
from ckan import model
from ckan.common import _

from ckanext.ankang.catalogue.vocabularies import label

from . import audit, publishing

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


@ankang_review.group("post", short_help="岗位：登记、取消、查看")
def post() -> None:
    """岗位：登记、取消、查看。"""


@post.command("grant")
@click.argument("person")
@click.argument("post")
@click.argument("department")
@click.option("--from", "starts", help="开始日期，默认今天")
@click.option("--until", "ends", help="结束日期（当日仍有效），默认不限")
@click.option("--ground", default="", help="依据，如任职文件")
def grant(
    person: str, post: str, department: str, starts: str | None, ends: str | None, ground: str
) -> None:
    """登记：某人在某部门任某岗位。"""
    asked = {"person": person, "post": post, "department": department, "ground": ground}
    days = {name: day for name, day in (("starts", starts), ("ends", ends)) if day}
    made = _act("ankang_post_grant", {**asked, **days})
    click.echo(_("已登记，编号 {id}。").format(id=made["id"]))


@post.command("revoke")
@click.argument("id")
def revoke(id: str) -> None:
    """取消一项岗位登记。"""
    _act("ankang_post_revoke", {"id": id})
    click.echo(_("已取消。"))


@post.command("list")
@click.option("--department", help="只看一个部门")
@click.option("--person", help="只看一个人")
@click.option("--past", is_flag=True, help="连同已经结束的")
def list_posts(department: str | None, person: str | None, past: bool) -> None:
    """查看谁在哪个部门任什么岗位。"""
    asked = {"department": department, "person": person, "past": past}
    for one in _act("ankang_post_list", {name: value for name, value in asked.items() if value}):
        department_title = model.Group.get(one["department"]).title
        days = f"{one['starts']}—{one['ends'] or ''}"
        click.echo(
            f"{one['id']} {one['person']} {department_title} {label('posts', one['post'])} {days}"
        )


def _act(action: str, asked: dict[str, Any]) -> Any:
    try:
        return tk.get_action(action)({"ignore_auth": True, "user": publishing.actor()}, asked)
    except tk.ValidationError as error:
        raise click.ClickException("\n".join(error.error_summary.values())) from error
    except tk.ObjectNotFound as error:
        raise click.ClickException(str(error)) from error

"""Command `ckan ankang-catalogue`."""

import sys
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import click
from werkzeug.datastructures import FileStorage

from ckanext.ankang.catalogue.importing import CATALOGUE, PLAN
from ckanext.ankang.catalogue.sync import synchronise

# The group alone is a command of `ckan`; its subcommands are reached through it.
__all__ = ["ankang_catalogue"]


@click.group("ankang-catalogue")
def ankang_catalogue() -> None:
    """单位、主题、目录和清单。"""


@ankang_catalogue.command()
def sync() -> None:
    """按 schemas/ 建立或更正各单位及其隶属关系和二十一个主题，可重复执行。"""
    counts = synchronise()
    click.echo("新建 {created}，更正 {changed}，未变 {unchanged}".format(**counts))


@ankang_catalogue.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--user", required=True, help="以谁的名义导入；草稿归这个人。")
@click.option("--department", default="", help="文件里没有部门一列时，属于哪个部门（网址标识）。")
@click.option("--plan", is_flag=True, help="文件是开放清单，不是目录。")
@click.option("--dry-run", is_flag=True, help="只检查，不导入。")
def import_(path: Path, user: str, department: str, plan: bool, dry_run: bool) -> None:
    """导入一个目录或清单文件。退出码：0 全部没有问题，1 有问题。"""
    said: dict[str, Any] = {
        "kind": PLAN if plan else CATALOGUE,
        "owner_org": department,
        "dry_run": dry_run,
    }
    with path.open("rb") as file:
        said["upload"] = FileStorage(file, filename=path.name)
        try:
            done = tk.get_action("ankang_catalogue_import")({"user": user}, said)
        except (tk.NotAuthorized, tk.ValidationError) as error:
            click.echo(str(error), err=True)
            sys.exit(1)
    for made in done["made"]:
        click.echo("第 {row} 行 {title}：{change}".format(**made))
    for problem in done["problems"]:
        click.echo("{file} 第 {row} 行“{column}”：{problem}".format(**problem), err=True)
    click.echo(f"{len(done['made'])} 行，{len(done['problems'])} 处问题")
    sys.exit(1 if done["problems"] else 0)

"""Command `ckan ankang-catalogue`."""

import click

from ckanext.ankang.catalogue.sync import synchronise

# The group alone is a command of `ckan`; its subcommands are reached through it.
__all__ = ["ankang_catalogue"]


@click.group("ankang-catalogue")
def ankang_catalogue() -> None:
    """单位与主题。"""


@ankang_catalogue.command()
def sync() -> None:
    """按 schemas/ 建立或更正各单位和二十一个主题，可重复执行。"""
    counts = synchronise()
    click.echo("新建 {created}，更正 {changed}，未变 {unchanged}".format(**counts))

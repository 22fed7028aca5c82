"""`ckan ankang-document`: documents brought in by the folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import click
from ckan import model
from ckan.common import _
from werkzeug.datastructures import FileStorage

from . import arrivals

__all__ = ["ankang_document"]

PLACE = click.Path(exists=True, path_type=Path)


@click.group("ankang-document", short_help="文件库")
def ankang_document() -> None:
    """现行有效行政规范性文件库。"""


@ankang_document.command("import")
@click.argument("place", type=PLACE)
@click.option("--department", required=True, help="发布单位：网址标识或名称。")
@click.option("--user", required=True, help="经办人的账号：草稿归他，由他提交审核。")
@click.option("--kind", help="文件种类，例如“行政规范性文件”；不写则由平台先认。")
@click.option("--source", help="文本来源，例如“制发机关电子文本”。")
def bring(place: Path, department: str, user: str, kind: str | None, source: str | None) -> None:
    """导入一个文件，或者文件夹里的全部文件：每个文件一份草稿，不直接公开。

    退出码：0 全部收下，1 有文件没有收下。
    """
    person = model.User.get(user)
    if person is None:
        raise click.ClickException(_("没有账号“{user}”。").format(user=user))
    context: Any = {"user": person.name, "auth_user_obj": person}
    said = {"owner_org": department, "kind": kind or "", "text_source": source or ""}
    refused = 0
    for path in _files(place):
        with path.open("rb") as stream:
            upload = FileStorage(stream, filename=path.name)
            outcome = _brought(context, {**said, "upload": upload})
        refused += outcome["state"] == arrivals.REFUSED
        click.echo(_line(outcome))
    if refused:
        raise click.ClickException(_("有 {count} 个文件没有收下。").format(count=refused))


def _brought(context: Any, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = tk.get_action("ankang_document_import")({**context}, asked)
    except (tk.ValidationError, tk.NotAuthorized) as error:
        raise click.ClickException(arrivals.sentence(error)) from error
    (outcome,) = found["files"]
    return dict(outcome)


def _line(outcome: dict[str, Any]) -> str:
    if outcome["state"] != arrivals.DRAFTED:
        return f"{outcome['name']}：{outcome['sentence']}"
    told = "".join(outcome["told"])
    return _("{name}：建了草稿“{title}”（{id}）。{told}").format(
        name=outcome["name"], title=outcome["title"], id=outcome["revision_id"], told=told
    )


def _files(place: Path) -> Iterator[Path]:
    """The file, or those of a folder in the order of their names, hidden ones left out."""
    if place.is_file():
        yield place
        return
    for path in sorted(place.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(place).parts)
        if path.is_file() and not hidden:
            yield path

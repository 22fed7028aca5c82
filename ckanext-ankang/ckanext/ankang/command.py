"""The console command `ankang`: what a department can try before it delivers, without a portal."""

import csv
import json
import os
import sys
from configparser import RawConfigParser
from pathlib import Path
from typing import NoReturn

import click

from .tables import TableError, read_table

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def main() -> None:
    """安康市公共数据开放平台：在提交之前检查数据。"""


@main.command()
@click.argument("file", type=FILE)
@click.option("--facts", is_flag=True, help="只输出读取时的发现（JSON）。")
def table(file: Path, facts: bool) -> None:
    """像平台那样读取一个文件，输出 CSV。"""
    try:
        read = read_table(file)
    except TableError as error:
        _fail(str(error))
    if facts:
        click.echo(_json(read.to_facts()))
    else:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(column.title for column in read.columns)
        writer.writerows(read.rows)
    for damage in read.damages:
        click.echo(f"第 {damage.row} 行：{damage.reason}", err=True)
    sys.exit(1 if read.damages else 0)


@main.command()
@click.argument("file", type=FILE)
@click.option("--schema", type=FILE, help="Table Schema 文件（JSON 或 YAML）。")
@click.option("--checklist", help="检查清单的名称。")
@click.option("--json", "as_json", is_flag=True, help="输出 Frictionless 报告。")
def validate(file: Path, schema: Path | None, checklist: str | None, as_json: bool) -> None:
    """像平台那样校验一个文件。"""
    # Frictionless takes a moment to import; reading a table must not wait for it.
    from .quality.validation import ChecklistError, validate_table

    try:
        result = validate_table(file, schema=_schema(schema), checklist=checklist)
    except ChecklistError as error:
        _fail(str(error))
    click.echo(_json(result.report) if as_json else result.to_text())
    sys.exit(0 if result.verdict == "valid" else 1)


@main.group()
def source() -> None:
    """数据来源。"""


@source.command()
@click.argument("directory", type=DIRECTORY)
def preview(directory: Path) -> None:
    """试采集一个数据来源，不写入平台。"""
    from harvesters.errors import HarvestError
    from harvesters.preview import places_from_environment
    from harvesters.preview import preview as preview_source

    try:
        click.echo(preview_source(directory, {**_installed_places(), **places_from_environment()}))
    except HarvestError as error:
        _fail(str(error))


@main.command()
@click.option("--ini", type=FILE, help="配置文件；默认取 CKAN_INI，否则取本环境旁的 etc/ckan.ini。")
def doctor(ini: Path | None) -> None:
    """检查平台：版本、连接、索引结构、密钥、磁盘、队列、时钟，以及每一项错误的设置。"""
    from .doctor.examination import examine
    from .doctor.findings import exit_code

    findings = []
    for finding in examine(ini or _installed_ini()):
        click.echo(str(finding))
        findings.append(finding)
    sys.exit(exit_code(findings))


def _installed_ini() -> Path:
    """Where deploy/up writes it: beside the environment that this command lies in."""
    beside = Path(sys.prefix).parent / "etc" / "ckan.ini"
    return Path(os.environ.get("CKAN_INI") or beside)


def _installed_places() -> dict[str, str]:
    """The places that the portal beside this command calls, if this account may read its settings."""
    settings = RawConfigParser(strict=False)
    if os.access(_installed_ini(), os.R_OK):
        settings.read(_installed_ini(), encoding="utf-8")
    address = settings.get("app:main", "ckanext.ankang.harvest.demonstration_url", fallback="")
    return {"demonstration": address} if address else {}


def _schema(path: Path | None) -> dict[str, object] | None:
    if path is None:
        return None
    import yaml

    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("fields"), list):
        _fail(f"“{path.name}”不是 Table Schema：要有一个 fields 列表。")
    return content


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)


def _fail(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)

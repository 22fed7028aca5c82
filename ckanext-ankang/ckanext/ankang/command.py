"""The console command `ankang`: what a department can try before it delivers, without a portal."""

import csv
import json
import os
import sys
from collections.abc import Callable
from configparser import RawConfigParser
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import Any, NoReturn

import click

from .tables import TableError, read_table

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PATH = click.Path(exists=True, path_type=Path)
DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)

# Whether a file is as it should be, and its cells in the summary after its name.
Judgement = tuple[bool, tuple[object, ...]]


@click.group()
def main() -> None:
    """安康市公共数据开放平台：在提交之前检查数据。"""


@main.command()
@click.argument("path", type=PATH)
@click.option("--facts", is_flag=True, help="只输出读取时的发现（JSON）。")
def table(path: Path, facts: bool) -> None:
    """像平台那样读取一个文件，输出 CSV；对文件夹则逐个读取，输出汇总表。

    退出码：0 全部读取完好，1 有文件读不了或有损坏，2 用法有误。
    """
    if path.is_dir():
        if facts:
            _misused("--facts 只用于单个文件。请指定文件夹里的一个文件。")
        _summarize(path, ("文件", "结论", "行数", "说明"), _reading)
    try:
        read = read_table(path)
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
@click.argument("path", type=PATH)
@click.option("--schema", help="Table Schema 文件（JSON 或 YAML），或数据表标准的名称。")
@click.option("--checklist", help="检查清单的名称；默认用数据表标准自带的清单。")
@click.option("--json", "as_json", is_flag=True, help="输出 Frictionless 报告。")
def validate(path: Path, schema: str | None, checklist: str | None, as_json: bool) -> None:
    """像平台那样校验一个文件；对文件夹则逐个校验，输出汇总表。

    退出码：0 全部通过，1 有文件不通过，2 用法有误。
    """
    # Frictionless takes a moment to import; reading a table must not wait for it.
    from .quality.checklists import ChecklistError
    from .quality.validation import VERDICTS, validate_table

    declared = _schema(schema)

    def judgement(file: Path) -> Judgement:
        found = validate_table(file, schema=declared, checklist=checklist)
        errors = found.report["stats"]["errors"]
        line = (VERDICTS[found.verdict], found.rows, errors, found.sentence)
        return found.verdict == "valid", line

    try:
        if path.is_dir():
            if as_json:
                _misused("--json 只用于单个文件。请指定文件夹里的一个文件。")
            _summarize(path, ("文件", "结论", "行数", "错误", "说明"), judgement)
        result = validate_table(path, schema=declared, checklist=checklist)
    except ChecklistError as error:
        _misused(str(error))
    click.echo(_json(result.report) if as_json else result.to_text())
    sys.exit(0 if result.verdict == "valid" else 1)


@main.group()
def audit() -> None:
    """平台的审计日志。"""


@audit.command("verify")
@click.option(
    "-c", "--config", envvar="CKAN_INI", required=True, type=FILE, help="平台的配置文件。"
)
def audit_verify(config: Path) -> None:
    """检查审计日志是否被改动、缺失、插入或截断。在平台所在的机器上运行。

    退出码：0 完整，1 有问题。
    """
    from ckan.cli.cli import ckan

    ckan.main(["-c", str(config), "ankang-review", "verify"], prog_name="ankang")


@main.group()
def document() -> None:
    """现行有效行政规范性文件库。"""


@document.command("import")
@click.argument("place", type=PATH)
@click.option(
    "-c", "--config", envvar="CKAN_INI", required=True, type=FILE, help="平台的配置文件。"
)
@click.option("--department", required=True, help="发布单位：网址标识或名称。")
@click.option("--user", required=True, help="经办人的账号：草稿归他，由他提交审核。")
@click.option("--kind", help="文件种类，例如“行政规范性文件”；不写则由平台先认。")
@click.option("--source", help="文本来源，例如“制发机关电子文本”。")
def document_import(place: Path, config: Path, **said: str | None) -> None:
    """导入一个文件，或者文件夹里的全部文件：每个文件一份草稿，不直接公开。在平台所在的机器上运行。

    退出码：0 全部收下，1 有文件没有收下，2 用法有误。
    """
    from ckan.cli.cli import ckan

    options = [part for name, value in said.items() if value for part in (f"--{name}", value)]
    order = ["-c", str(config), "ankang-document", "import", str(place.resolve()), *options]
    ckan.main(order, prog_name="ankang")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=FILE)
@click.option("--rules", type=FILE, help="另加一个规则文件（YAML），写法同 schemas/proofreading/。")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="文字的日期；默认今天。")
def proofread(paths: tuple[Path, ...], rules: Path | None, day: datetime | None) -> None:
    """检查文字或表格中的错敏词，不联网。.txt 和 .md 按文字读取，其余按表格读取。

    退出码：0 没有错误（可以有建议），1 有错误或读不了，2 用法有误。
    """
    from .proofreading.console import check_file
    from .proofreading.rules import RuleError, rules_of_file

    try:
        own = rules_of_file(rules) if rules else ()
    except RuleError as error:
        _misused(str(error))
    faulty = False
    for path in paths:
        try:
            checked = check_file(path, own, day.date() if day else None)
        except TableError as error:
            faulty = True
            click.echo(str(error), err=True)
            continue
        faulty |= checked.faulty
        for line in checked.lines:
            click.echo(f"{path}：{line}")
        click.echo(f"{path}：{checked.summary}", err=True)
    sys.exit(1 if faulty else 0)


@main.group()
def source() -> None:
    """数据来源。"""


@source.command("new")
@click.argument("kind")
@click.argument("directory", type=click.Path(path_type=Path))
def source_new(kind: str, directory: Path) -> None:
    """新建一个数据来源的文件夹，写好该种类的 source.yaml 样例。"""
    from harvesters.errors import HarvestError
    from harvesters.source import kinds, new_source

    if kind not in kinds():
        _misused(
            _("没有“{kind}”这种来源。可以写：{kinds}。").format(kind=kind, kinds="、".join(kinds()))
        )
    try:
        path = new_source(kind, directory)
    except HarvestError as error:
        _misused(str(error))
    done = _("已写好 {path}。请按其中的说明修改，再运行 ankang source preview {directory}")
    click.echo(done.format(path=path, directory=directory))


@source.command()
@click.argument("directory", type=DIRECTORY)
@click.option(
    "-c",
    "--config",
    envvar="CKAN_INI",
    type=FILE,
    help="平台的配置文件：写明则还比较平台上已有的。",
)
def preview(directory: Path, config: Path | None) -> None:
    """试采集一个数据来源的前 20 项，不写入平台。"""
    from harvesters.errors import HarvestError
    from harvesters.preview import preview as preview_source

    if config:
        from ckan.cli.cli import ckan

        order = ["-c", str(config), "ankang-harvest", "preview", str(directory.resolve())]
        ckan.main(order, prog_name="ankang")
    try:
        click.echo(preview_source(directory, **_engine_options()))
    except HarvestError as error:
        _fail(str(error))


@source.command("test")
@click.argument("directory", type=DIRECTORY)
@click.option("--record", is_flag=True, help="先访问来源，录下应答和结果。")
def source_test(directory: Path, record: bool) -> None:
    """用录下的应答检查一个数据来源，不联网。

    退出码：0 与录下的结果相同，1 有不同。
    """
    from harvesters import recorded
    from harvesters.errors import HarvestError

    from .catalogue.vocabularies import fold

    try:
        if record:
            items = recorded.record(directory, fold, _engine_options())
            click.echo(_("已录下 {count} 项").format(count=items), err=True)
        differences = list(recorded.replay(directory, fold))
    except HarvestError as error:
        _fail(str(error))
    for difference in differences:
        click.echo(difference)
    told = _("{count} 处不同") if differences else _("与录下的结果相同")
    click.echo(told.format(count=len(differences)), err=True)
    sys.exit(1 if differences else 0)


def _engine_options() -> dict[str, Any]:
    """What an engine is given without a portal: places, networks and secrets of this machine."""
    from harvesters.addresses import named_networks, named_places
    from harvesters.preview import places_from_environment
    from harvesters.secrets import read_secrets

    path = os.environ.get("ANKANG_SECRETS_FILE", "")
    installed = named_places(_installed("places"), _installed("demonstration_url"))
    return {
        "places": installed | places_from_environment(),
        "networks": named_networks(_installed("networks")),
        "secrets": read_secrets(Path(path) if path else None, os.environ),
    }


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


def _installed(name: str) -> str:
    """A setting of the harvester of the portal beside this command, if this account may read it."""
    settings = RawConfigParser(strict=False)
    if os.access(_installed_ini(), os.R_OK):
        settings.read(_installed_ini(), encoding="utf-8")
    return settings.get("app:main", f"ckanext.ankang.harvest.{name}", fallback="")


def _schema(place: str | None) -> dict[str, object] | None:
    """A schema by the name of a file, or else by its own."""
    if place is None:
        return None
    import yaml

    from .quality.table_schemas import UnknownTableSchema, named_schema

    path = Path(place)
    if not path.is_file():
        try:
            return named_schema(place)
        except UnknownTableSchema as error:
            _misused(str(error))
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("fields"), list):
        _misused(f"“{path.name}”不是 Table Schema：要有一个 fields 列表。")
    return content


def _summarize(
    folder: Path, header: tuple[str, ...], judge: Callable[[Path], Judgement]
) -> NoReturn:
    """Judge every file below a folder, one line each as CSV; progress goes to stderr."""
    files = _files(folder)
    if not files:
        _misused(f"文件夹“{folder}”里没有文件。请指定放有数据文件的文件夹。")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    faulty = 0
    for number, file in enumerate(files, 1):
        name = file.relative_to(folder)
        click.echo(f"（{number}/{len(files)}）{name}", err=True)
        good, cells = judge(file)
        faulty += not good
        writer.writerow([name, *cells])
    click.echo(f"共 {len(files)} 个文件，{faulty} 个有问题。", err=True)
    sys.exit(1 if faulty else 0)


def _files(folder: Path) -> list[Path]:
    """The files below a folder in a steady order, without those that a system hides."""
    below = (path for path in folder.rglob("*") if path.is_file())
    return sorted(
        path
        for path in below
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _reading(file: Path) -> Judgement:
    try:
        read = read_table(file)
    except TableError as error:
        return False, ("无法读取", 0, str(error))
    rows = read.facts["rows"]
    if read.damages:
        first = read.damages[0]
        return False, ("有损坏", rows, f"第 {first.row} 行：{first.reason}")
    return True, ("完好", rows, "")


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)


def _fail(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)


def _misused(sentence: str) -> NoReturn:
    """End like click itself where the command was called in a wrong way."""
    click.echo(sentence, err=True)
    sys.exit(2)

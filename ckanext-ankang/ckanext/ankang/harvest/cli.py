"""Commands: run sources, and record the demonstration's standing approvals."""

import json
import secrets
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import click

from ckanext.ankang.harvest import config
from ckanext.ankang.harvest.model import HarvestRecord
from ckanext.ankang.harvest.runs import KIND
from ckanext.ankang.harvest.table import summary
from ckanext.ankang.harvest.work import system_context
from harvesters.errors import HarvestError
from harvesters.preview import preview as preview_source
from harvesters.source import Source, find_sources, read_source, source_hash

# The group alone is a command of `ckan`; its subcommands are reached through it.
__all__ = ["ankang_harvest"]

OVER = ("finished", "failed", "cancelled")


@click.group("ankang-harvest")
def ankang_harvest() -> None:
    """采集各部门的数据和文件"""


@ankang_harvest.command()
@click.argument("sources", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="采集全部来源")
@click.option("--again", is_flag=True, help="重新处理内容未变、但上次暂缓的条目")
@click.option("--wait", is_flag=True, help="等到完成并打印结果")
@click.option("--seconds", default=900, help="最多等待的秒数")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 打印结果")
def run(
    sources: tuple[str, ...],
    everything: bool,
    again: bool,
    wait: bool,
    seconds: int,
    as_json: bool,
) -> None:
    """采集指定的来源"""
    names = list(find_sources(config.home())) if everything else list(sources)
    if not names:
        raise click.UsageError("请写出来源名称，或用 --all 采集全部来源")
    runs = [_start(name, again) for name in names]
    if wait:
        runs = _wait(runs, seconds)
    results = _results({run["source"]: run for run in runs})
    click.echo(json.dumps(results, ensure_ascii=False, indent=1) if as_json else summary(results))
    if wait and any(run["state"] != "finished" for run in runs):
        raise click.exceptions.Exit(1)


@ankang_harvest.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
def preview(directory: Path) -> None:
    """试采集一个来源，并说明平台上会有什么变化"""
    known = HarvestRecord.of(read_source(directory).name).items()
    published = {n: r.published_hash or r.content_hash for n, r in known if r.state == "published"}
    try:
        click.echo(preview_source(directory, published=published, **config.engine_options()))
    except HarvestError as error:
        raise click.ClickException(str(error)) from error


def _start(name: str, again: bool) -> dict[str, Any]:
    try:
        payload = {"source": name, "again": again}
        return tk.get_action("ankang_harvest_run_create")(system_context(), payload)
    except tk.ValidationError as error:
        raise click.UsageError(str(error.error_summary)) from error


def _wait(runs: list[dict[str, Any]], seconds: int) -> list[dict[str, Any]]:
    """The runs as they ended, or as they stand when the time is over."""
    deadline = time.monotonic() + seconds
    shown: set[str] = set()
    while True:
        # A worker in another process writes the state: look with fresh eyes.
        model.Session.rollback()
        model.Session.expire_all()
        show = tk.get_action("ankang_harvest_run_show")
        runs = [show(system_context(), {"id": run["id"]}) for run in runs]
        _show_progress(shown)
        if all(run["state"] in OVER for run in runs) or time.monotonic() > deadline:
            return runs
        time.sleep(1)


def _show_progress(shown: set[str]) -> None:
    """Print what the running harvests do now, once each, apart from the result on standard output."""
    under_way = {"kind": KIND, "state": "running"}
    for job in tk.get_action("ankang_job_list")(system_context(), under_way)["results"]:
        line = f"  {job['payload'].get('source', '')} {job['done']}/{job['total'] or '?'} {job['note']}"
        if job["note"] and line not in shown:
            shown.add(line)
            click.echo(line, err=True)


def _results(runs: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """For each source of the runs: what was found, published, held back and why."""
    listed = tk.get_action("ankang_harvest_source_list")(system_context(), {})
    return [
        {
            "source": source["name"],
            "title": source["title"],
            "state": runs[source["name"]]["state"],
            "error": runs[source["name"]]["error"],
            "found": runs[source["name"]]["counts"].get("found", 0),
            "published": source["published"],
            "held": [
                {key: item[key] for key in ("identifier", "title", "state", "reason")}
                for item in source["held"]
            ],
        }
        for source in listed
        if source["name"] in runs
    ]


@ankang_harvest.command("approve-demonstration")
def approve_demonstration() -> None:
    """为演示来源登记示例负责人的常设批准"""
    for directory in find_sources(config.home()).values():
        source = read_source(directory)
        if source.address.startswith("demonstration:") and "demonstration" in config.places():
            for department in source.departments:
                click.echo(
                    f"{source.title}：{_approve(source, department, source_hash(directory))}"
                )


def _approve(source: Source, department: str, digest: str) -> str:
    """Grant what the source asks for, in the name of a head who is marked as an example."""
    key = source.approval_key(department)
    title = model.Group.get(department).title
    if _approved(key, digest):
        return f"{title}已有有效的常设批准"
    head = _demonstration_head(department, title)
    expires = datetime.now(UTC) + timedelta(days=source.approval.days)
    tk.get_action("ankang_standing_approval_grant")(
        system_context(),
        {
            "source": key,
            "source_hash": digest,
            "owner_org": department,
            "approver_name": head,
            "expires": expires.date().isoformat(),
            "limits": {"max_items": source.approval.items, "types": [source.type]},
        },
    )
    return f"{title}的常设批准有效期 {source.approval.days} 天"


def _demonstration_head(department: str, title: str) -> str:
    """The account of a department's example head, who nobody can sign in as, in his post."""
    name = f"shili-{department}-fuzeren"
    if model.User.get(name) is None:
        account = {
            "name": name,
            "fullname": f"示例负责人（{title.removeprefix('安康市')}）",
            "email": f"{name}@example.invalid",
            "password": secrets.token_urlsafe(32),
        }
        tk.get_action("user_create")(system_context(), account)
    asked = {"person": name, "post": "leader", "department": department}
    if not tk.get_action("ankang_post_list")(system_context(), asked):
        tk.get_action("ankang_post_grant")(system_context(), {**asked, "ground": "演示"})
    return name


def _approved(key: str, digest: str) -> bool:
    """Whether a standing approval of this very source is still good."""
    asked = {"source": key, "source_hash": digest}
    approvals = tk.get_action("ankang_standing_approval_list")(system_context(), asked)
    return any(approval["refusal"] is None for approval in approvals)

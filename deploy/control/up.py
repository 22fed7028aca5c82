"""deploy/up: from a bare machine to a running portal with content; a second time, only what is missing."""

from __future__ import annotations

import time

from . import configuration, environment, machine, portal, postgres, processes, solr
from .console import say
from .layout import CHECKOUT, Layout


def main(words: list[str]) -> int:
    """Bring the portal up."""
    begun = time.monotonic()
    layout = Layout.portal()
    if layout.var != CHECKOUT / "var":
        say(f"数据放在 {layout.var}（检出目录之外；其他账号进不了检出目录，或设了 ANKANG_VAR）。")
    install(layout)
    fresh = start(layout)
    table = fill(layout)
    report(layout, table, fresh, time.monotonic() - begun)
    return 0


def install(layout: Layout) -> None:
    """Everything on disk that the processes need."""
    machine.check_entry(layout)
    machine.check_room(layout)
    machine.install_packages(machine.PORTAL_PACKAGES)
    machine.make_accounts()
    configuration.prepare(layout)
    if not processes.alive(layout):
        machine.check_ports(layout.ports)
    environment.install(layout)
    solr.install(layout)


def start(layout: Layout) -> bool:
    """Start what does not run, migrate what is older; say whether our code changed."""
    renewed = environment.install_ourselves(layout)
    schema_changed = configuration.write(layout)
    programs = processes.programs(layout)
    stores, rest = processes.services(layout), programs[3:]
    processes.configure(layout, programs)
    processes.start_supervisor(layout)
    if schema_changed and processes.running(layout, "solr"):
        processes.restart(layout, ["solr"])
    processes.start(layout, stores)
    processes.await_health(layout, stores, "启动数据库、缓存与检索")
    prepare_databases(layout)
    if renewed:
        processes.restart(layout, [program.name for program in rest])
    processes.start(layout, rest)
    processes.await_health(layout, rest, "启动网站、后台任务与示例部门")
    return renewed


def prepare_databases(layout: Layout) -> None:
    """Databases, tables, administrator, departments: only when this release has not been here."""
    release = environment.source_digest()
    if portal.read_state(layout).get("release") == release:
        return
    postgres.make_databases(layout)
    portal.migrate(layout)
    portal.make_administrator(layout)
    portal.synchronise(layout)
    portal.translate(layout)
    portal.write_state(layout, release=release)


def fill(layout: Layout) -> str:
    """Load the demonstration content once; return its table."""
    path = layout.etc / "demonstration.txt"
    if not path.exists():
        table = portal.demonstrate(layout)
        path.write_text(table)
    return path.read_text()


def report(layout: Layout, table: str, renewed: bool, seconds: float) -> None:
    say(f"\n{table}\n")
    say(f"门户地址：{layout.site_url}")
    say(
        f"管理员账号：{portal.ADMINISTRATOR}，密码在 {layout.var / 'secrets' / 'administrator-password'}（仅所有者可读）"
    )
    say(f"用时 {seconds:.0f} 秒。查看状态：deploy/status；停止：deploy/down。")

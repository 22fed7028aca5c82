"""deploy/test: the one test command. Its services are its own, on free ports, under var/test."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
from pathlib import Path

from . import configuration, environment, machine, portal, postgres, processes, shards, solr
from .console import say
from .layout import CHECKOUT, Layout, choose_ports, default_var

SUITES = ("lint", "unit", "portal", "browser", "deployment")
# These two see a whole portal, made by deploy/up itself.
WHOLE = ("browser", "deployment")
# Tests of reviews sign without a one-time code, those of the code itself have it demanded; what they publish
# points to addresses that nobody may call.
PORTAL_SETTINGS = """ckanext.ankang.security.second_factor = false
ckanext.ankang.links.looks = 0
"""
# A crash of a process loses nothing by it, only one of the machine would; the tests make each of their
# thousand commits wait 2 ms for the disk.
POSTGRES_SETTINGS = "fsync = off\n"


def layout_for(arguments: argparse.Namespace) -> Layout:
    """Tests share nothing with a running portal: their environment is their own, too."""
    var = Path(os.environ.get("ANKANG_TEST_VAR", default_var() / "test")).resolve()
    return Layout(var, var, Path(arguments.venv) if arguments.venv else var / "venv")


def main(words: list[str]) -> int:
    """Install what tests need, start the services they need, run the suites."""
    # A CI that gives up says so by SIGTERM, and a shell lets what it starts with & ignore Ctrl-C: both end tests
    # and services.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    own, _, extra = _split(words)
    arguments = _arguments(own)
    suites = arguments.suites or list(SUITES)
    layout = layout_for(arguments)
    _install(layout, arguments)
    failed = []
    for suite in suites:
        # The second of the suites that see a whole portal takes over the first one's.
        kept = (arguments.keep and not arguments.fresh) or bool(
            set(WHOLE) & set(suites[: suites.index(suite)])
        )
        if not _stage(layout, suite, extra, arguments, kept=kept):
            failed.append(suite)
    say(f"未通过：{'、'.join(failed)}" if failed else f"全部通过：{'、'.join(suites)}")
    return 1 if failed else 0


def _split(words: list[str]) -> tuple[list[str], str, list[str]]:
    if "--" not in words:
        return words, "", []
    place = words.index("--")
    return words[:place], "--", words[place + 1 :]


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="deploy/test", description="运行测试。-- 之后的参数交给 pytest。"
    )
    parser.add_argument("suites", nargs="*", choices=[*SUITES, []], help="只运行这些；默认全部")
    parser.add_argument("--drill", action="store_true", help="长演练：反复断电、大文件")
    parser.add_argument(
        "--keep", action="store_true", help="沿用上次的数据，测试后不停服务，下次更快"
    )
    parser.add_argument("--fresh", action="store_true", help="与 --keep 同用：先清空上次的数据")
    parser.add_argument("--venv", help="用这个现成的 Python 环境，不安装任何东西")
    return parser.parse_args(words)


def _install(layout: Layout, arguments: argparse.Namespace) -> None:
    if not arguments.venv:
        machine.install_packages(machine.PORTAL_PACKAGES + machine.TEST_PACKAGES)
        layout.shared.mkdir(parents=True, exist_ok=True)
        environment.install(layout, tests=True)
        environment.install_ourselves(layout)
    machine.make_accounts()
    solr.install(layout)


def start_services(layout: Layout, *, kept: bool) -> None:
    """Start the private PostgreSQL, Redis and Solr, empty unless kept, at the newest schema."""
    if not kept:
        _clear(layout)
    configuration.prepare(layout, free_ports=True)
    (layout.etc / "local.ini").write_text(PORTAL_SETTINGS)
    schema_changed = configuration.write(layout)
    with (layout.etc / "postgresql.conf").open("a") as file:
        file.write(POSTGRES_SETTINGS)
    chosen = processes.services(layout)
    processes.configure(layout, processes.programs(layout))
    processes.start_supervisor(layout)
    if schema_changed and processes.running(layout, "solr"):
        processes.restart(layout, ["solr"])
    processes.start(layout, chosen)
    processes.await_health(layout, chosen, "启动测试用的数据库、缓存与检索")
    postgres.make_databases(layout)
    digest = environment.source_digest()
    if portal.read_state(layout).get("tables") != digest:
        portal.migrate(layout)
        portal.write_state(layout, tables=digest)


def _clear(layout: Layout) -> None:
    """Remove what an earlier run of the tests left; the environment and the jars stay."""
    if layout.environment.exists():
        processes.stop_supervisor(layout)
    for folder in ("postgres", "redis", "solr", "storage", "audit", "etc"):
        shutil.rmtree(layout.var / folder, ignore_errors=True)


def _stage(
    layout: Layout, suite: str, extra: list[str], arguments: argparse.Namespace, *, kept: bool
) -> bool:
    """Start what a suite needs, run it, stop what was started."""
    if suite == "portal":
        return _portal(layout, extra, arguments, kept=kept)
    if suite in WHOLE and not _bring_up(layout, kept=kept):
        return False
    try:
        return _run(layout, suite, extra, arguments)
    finally:
        if suite in WHOLE and not arguments.keep:
            _deploy(layout, "down")


def _portal(layout: Layout, extra: list[str], arguments: argparse.Namespace, *, kept: bool) -> bool:
    """The portal tests: all of them in shards, or what was asked for in the services of the first."""
    chosen = [] if extra else shards.make(layout)
    try:
        for own in [shard.layout for shard in chosen] or [layout]:
            start_services(own, kept=kept)
        if len(chosen) < 2:
            return _run(layout, "portal", extra, arguments)
        return _side_by_side(chosen, arguments)
    finally:
        if not arguments.keep:
            for own in shards.layouts(layout, shards.MOST):
                processes.stop_supervisor(own)


def _side_by_side(chosen: list[shards.Shard], arguments: argparse.Namespace) -> bool:
    say(f"\n=== portal：{len(chosen)} 个分片同时运行，各自的输出在结束时完整显示")
    passed = shards.run(chosen, _base(arguments))
    if passed:
        shards.remember(chosen)
    return passed


def whole(layout: Layout) -> dict[str, str]:
    """The environment under which deploy/up makes the whole portal that browsers and drills see."""
    return {
        "ANKANG_VAR": str(layout.var / "portal"),
        "ANKANG_SHARED": str(layout.environment.parent),
        **{f"ANKANG_PORT_{name.upper()}": str(port) for name, port in _other_ports(layout).items()},
    }


def _other_ports(layout: Layout) -> dict[str, int]:
    """Free ports, chosen once for this test folder."""
    target = Layout(layout.var / "portal-ports", layout.shared, layout.environment)
    target.etc.mkdir(parents=True, exist_ok=True)
    choose_ports(target, free=True)
    return target.ports


def _bring_up(layout: Layout, *, kept: bool) -> bool:
    say("\n=== deploy/up：浏览器与部署测试用的完整门户")
    layout.var.mkdir(parents=True, exist_ok=True)
    if not kept and (layout.var / "portal").exists():
        _deploy(layout, "reset", "--yes")
    return _deploy(layout, "up")


def _deploy(layout: Layout, name: str, *arguments: str) -> bool:
    variables = {**os.environ, **whole(layout)}
    command = [str(CHECKOUT / "deploy" / name), *arguments]
    return subprocess.run(command, env=variables).returncode == 0


def _run(layout: Layout, suite: str, extra: list[str], arguments: argparse.Namespace) -> bool:
    say(f"\n=== {suite}")
    variables = _base(arguments) | _variables(layout, suite)
    return all(
        subprocess.run(command, cwd=CHECKOUT, env=variables).returncode == 0
        for command in _commands(layout, suite, extra)
    )


def _base(arguments: argparse.Namespace) -> dict[str, str]:
    """The environment of every suite."""
    drill = {"ANKANG_DRILL": "1"} if arguments.drill else {}
    return {**os.environ, "LC_ALL": "C.UTF-8", "ANKANG_CHECKOUT": str(CHECKOUT), **drill}


def _variables(layout: Layout, suite: str) -> dict[str, str]:
    if suite == "portal":
        return {"CKAN_INI": str(layout.ini)}
    if suite not in WHOLE:
        return {}
    portal_var = layout.var / "portal"
    port = Layout(portal_var, layout.shared, layout.environment).ports["web"]
    return whole(layout) | {
        "ANKANG_URL": f"http://127.0.0.1:{port}",
        "ANKANG_ADMIN_NAME": portal.ADMINISTRATOR,
        "ANKANG_ADMIN_PASSWORD_FILE": str(portal_var / "secrets" / "administrator-password"),
    }


def _commands(layout: Layout, suite: str, extra: list[str]) -> list[list[str]]:
    """The commands of a suite; CKAN's pytest plugin would boot CKAN in unit tests, so it stays out there."""
    pytest = [layout.python("pytest"), "-q"]
    if suite == "lint":
        return [
            [layout.python("ruff"), "check", "."],
            [layout.python("ruff"), "format", "--check", "."],
            [layout.python("mypy")],
        ]
    if suite != "portal":
        return [
            [*pytest, "-p", "no:ckan", "-p", "no:ckan_fixtures", *(extra or [f"tests/{suite}"])]
        ]
    return [[*pytest, *(extra or ["tests/portal"])]]

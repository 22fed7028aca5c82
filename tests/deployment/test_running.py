"""What a portal brought up by deploy/up looks like from outside, and what no crash may change."""

import json
import os
import pwd
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from control import machine, processes
from control.layout import Layout

from .conftest import content, deploy, search

PROGRAMS = (
    *("postgres", "redis", "solr", "demonstration"),
    *("worker", "worker-2", "worker-quick", "core-jobs", "web"),
)
ROUNDS = 10 if os.environ.get("ANKANG_DRILL") else 1


def _tree(pid: int) -> list[int]:
    """A process and all below it."""
    below = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [pid, *(found for child in below for found in _tree(int(child)))]


def _pid(layout: Layout, name: str) -> int:
    return int(str(processes.state(layout, name)["pid"]))


def test_every_source_shows_what_was_found_published_and_held_back(portal: Layout) -> None:
    table = (portal.etc / "demonstration.txt").read_text()

    assert "第 30 行" in table
    assert [line.split()[1:4] for line in table.splitlines() if line.startswith("安康市")] == [
        ["2", "2", "0"], ["2", "1", "1"], ["167", "166", "1"], ["12", "12", "0"],
    ]  # fmt: skip


def test_a_second_up_changes_nothing(healthy_portal: Layout) -> None:
    before = content(healthy_portal), [_pid(healthy_portal, name) for name in PROGRAMS]

    done = deploy("up")

    assert done.returncode == 0, done.stderr
    assert (content(healthy_portal), [_pid(healthy_portal, name) for name in PROGRAMS]) == before


def test_status_names_every_process_and_is_well(healthy_portal: Layout) -> None:
    done = deploy("status")

    assert done.returncode == 0, done.stdout
    assert all(name in done.stdout for name in PROGRAMS)


def test_the_password_is_shown_nowhere_and_readable_by_its_owner_alone(portal: Layout) -> None:
    file = portal.var / "secrets" / "administrator-password"
    password = file.read_text().strip()

    assert file.stat().st_mode & 0o777 == 0o600
    logs = [
        path for folder in (portal.log, portal.etc) for path in folder.rglob("*") if path.is_file()
    ]
    assert not [path.name for path in logs if password in path.read_text(errors="replace")]


@pytest.mark.skipif(not machine.as_root(), reason="accounts are made when root runs deploy/up")
def test_nothing_but_the_supervisor_runs_as_root(healthy_portal: Layout) -> None:
    owners = {
        name: pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name
        for name in PROGRAMS
        for pid in _tree(_pid(healthy_portal, name))
    }

    assert "root" not in owners.values()
    assert len({owners["web"], owners["worker"], owners["solr"], owners["postgres"]}) == 4


def test_all_listeners_are_on_loopback(healthy_portal: Layout) -> None:
    ours = {pid for name in PROGRAMS for pid in _tree(_pid(healthy_portal, name))}
    lines = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True).stdout.splitlines()
    places = [line.split()[3] for line in lines if any(f"pid={pid}," in line for pid in ours)]

    assert places
    assert all(
        place.startswith(("127.0.0.1:", "[::1]:", "[::ffff:127.0.0.1]:")) for place in places
    )


def test_searching_a_word_inside_a_chinese_title_finds_it(healthy_portal: Layout) -> None:
    assert search(healthy_portal, "公共交通") > 0


def test_rows_of_a_published_table_can_be_queried(healthy_portal: Layout) -> None:
    base = f"http://127.0.0.1:{healthy_portal.ports['web']}/api/3/action"
    with urllib.request.urlopen(f"{base}/package_search?q=name:*xiangzhen*&rows=1") as answer:
        resource = json.load(answer)["result"]["results"][0]["resources"][0]["id"]
    with urllib.request.urlopen(
        f"{base}/datastore_search?resource_id={resource}&limit=1"
    ) as answer:
        assert json.load(answer)["result"]["total"] > 0


def test_a_source_can_be_previewed_beside_the_running_portal(healthy_portal: Layout) -> None:
    done = subprocess.run(
        [healthy_portal.python("ankang"), "source", "preview", "harvesters/ankang_minzheng"],
        env={**os.environ, "CKAN_INI": str(healthy_portal.ini)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "安康市乡镇街道名录" in done.stdout


@pytest.mark.parametrize("name", PROGRAMS * ROUNDS)
def test_a_killed_process_comes_back_and_loses_nothing(healthy_portal: Layout, name: str) -> None:
    before, pid = content(healthy_portal), _pid(healthy_portal, name)

    os.kill(pid, signal.SIGKILL)

    processes.wait(
        lambda: _pid(healthy_portal, name) not in (0, pid), f"{name} 重启", healthy_portal
    )
    processes.wait(lambda: processes.healthy(healthy_portal, name), f"{name} 恢复", healthy_portal)
    assert content(healthy_portal) == before


def test_up_after_kill_9_of_everything_comes_back_with_nothing_lost(healthy_portal: Layout) -> None:
    before = content(healthy_portal)
    supervisor = int(str(processes.supervisor(healthy_portal).supervisor.getPID()))
    for pid in _tree(supervisor):
        os.kill(pid, signal.SIGKILL)
    time.sleep(1)

    done = deploy("up")

    assert done.returncode == 0, done.stderr
    assert content(healthy_portal) == before
    assert search(healthy_portal, "公共交通") > 0

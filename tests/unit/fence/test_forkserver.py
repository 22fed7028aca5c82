"""One process has the imports done and forks for each order; forks share nothing but that."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ckanext.ankang.fence import FenceFailed, FenceOverrun, orders, run_fenced
from ckanext.ankang.quality.validation import validate_table

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"
ROOM = {"memory_bytes": 512 << 20, "seconds": 20}


def server():
    """The fork server of this process, after an order."""
    run_fenced(abs, -1, **ROOM)
    return orders._running(None)


def test_forks_have_the_same_server_and_its_imports():
    code = "import sys\nassert 'frictionless' in sys.modules"
    run_fenced(validate_table, SAMPLES / "gb18030.csv", **ROOM)
    first = server()

    run_fenced(exec, code, {}, **ROOM)

    assert server() is first


def test_what_one_fork_changes_the_next_does_not_see():
    code = "import json\nassert not hasattr(json, 'left')\njson.left = 1"

    run_fenced(exec, code, {}, **ROOM)

    run_fenced(exec, code, {}, **ROOM)


def test_a_fork_holds_its_order_its_answer_its_errors_and_its_board_alone(tmp_path):
    found = tmp_path / "open"
    code = f"""
import contextlib, json, os, pathlib
links = set()
for place in os.listdir("/proc/self/fd"):
    # The one of this listing is closed again.
    with contextlib.suppress(FileNotFoundError):
        links.add(os.readlink(f"/proc/self/fd/{{place}}"))
pathlib.Path({str(found)!r}).write_text(json.dumps(sorted(links)))
"""
    with ThreadPoolExecutor() as pool, (tmp_path / "ours").open("w"):
        others = [pool.submit(run_fenced, time.sleep, 2, **ROOM) for _ in range(3)]
        time.sleep(1)

        run_fenced(exec, code, {}, **ROOM)

        assert [other.result() for other in others] == [None] * 3
    assert json.loads(found.read_text()) == [
        f"/memfd:{name} (deleted)" for name in ("answer", "errors", "order", "progress")
    ]


def test_secrets_of_the_environment_stay_outside(monkeypatch):
    monkeypatch.setenv("CKAN_SECRET", "canary")
    # What would be handed down were handed down to a server that starts now.
    monkeypatch.setattr(orders, "_servers", {})
    code = "import pathlib\nassert b'canary' not in pathlib.Path('/proc/self/environ').read_bytes()"

    run_fenced(exec, code, {}, **ROOM)


def test_a_path_is_of_the_folder_in_which_it_is_given(monkeypatch):
    server()
    monkeypatch.chdir(SAMPLES)

    result = run_fenced(validate_table, "gb18030.csv", **ROOM)

    assert result["rows"] == 12


def test_work_goes_on_in_a_folder_that_is_no_more(tmp_path):
    (tmp_path / "gone").mkdir()
    script = (
        "import os\nos.rmdir(os.getcwd())\nfrom ckanext.ankang.fence import run_fenced\n"
        "print(run_fenced(abs, -1, memory_bytes=1 << 29, seconds=20))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path / "gone", capture_output=True, text=True
    )

    assert done.stdout == "1\n", done.stderr


def test_another_place_for_temporary_files_is_obeyed(monkeypatch, tmp_path):
    server()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    code = f"import tempfile\nassert tempfile.gettempdir() == {str(tmp_path)!r}"

    run_fenced(exec, code, {}, **ROOM)


def test_orders_of_many_threads_each_get_their_own_answer():
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: run_fenced(abs, -n, **ROOM), range(40)))

    assert answers == list(range(40))


def test_an_overrun_ends_nobody_else(tmp_path):
    with ThreadPoolExecutor() as pool:
        other = pool.submit(run_fenced, time.sleep, 3, **ROOM)

        with pytest.raises(FenceOverrun):
            run_fenced(exec, "while True: pass", {}, memory_bytes=512 << 20, seconds=1)

        assert other.result() is None


def test_a_server_that_has_ended_is_replaced():
    first = server()
    first.process.terminate()
    first.process.wait()

    assert run_fenced(abs, -2, **ROOM) == 2

    assert server() is not first


def test_who_comes_after_a_server_was_replaced_is_told_that_it_has_ended():
    """As a thread does that had found it before another replaced it."""
    first = server()
    first.process.terminate()
    first.bury()

    with Path(os.devnull).open("rb") as nothing:
        assert first.give("builtins", [nothing.fileno()] * (orders.DESCRIPTORS - 1)) is None


def test_a_server_that_is_killed_at_work_fails_the_file_and_ends_the_work(tmp_path):
    mark = tmp_path / "outlived"
    work = f"import time, pathlib\ntime.sleep(3)\npathlib.Path({str(mark)!r}).touch()"
    running = server()
    with ThreadPoolExecutor() as pool:
        order = pool.submit(run_fenced, exec, work, {}, **ROOM)
        time.sleep(1)

        running.process.kill()

        with pytest.raises(FenceFailed, match="被系统终止"):
            order.result()
    time.sleep(3)
    assert not mark.exists()


def test_the_server_ends_with_its_client():
    script = (
        "from ckanext.ankang.fence import run_fenced, orders\n"
        "run_fenced(abs, -1, memory_bytes=1 << 29, seconds=20)\n"
        "print(orders._running(None).process.pid)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    deadline = time.monotonic() + 10
    while _runs(int(done.stdout)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    """Whether there is such a process that has not ended; its new parent may not have reaped it."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False

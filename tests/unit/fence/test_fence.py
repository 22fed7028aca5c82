"""Work in the fence is limited in time, memory and reach, and failing is a sentence."""

import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ckanext.ankang.fence import FenceError, FenceFailed, FenceOverrun, report_progress, run_fenced
from ckanext.ankang.quality.validation import validate_table
from ckanext.ankang.tables import read_table

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"
ROOM = {"memory_bytes": 512 << 20, "seconds": 20}


def test_a_result_comes_back_as_data():
    result = run_fenced(validate_table, SAMPLES / "gb18030.csv", name="镇办.csv", **ROOM)

    assert result["verdict"] == "valid"
    assert result["rows"] == 12


def test_it_works_from_a_thread():
    results = []
    thread = threading.Thread(target=lambda: results.append(run_fenced(abs, -3, **ROOM)))

    thread.start()
    thread.join()

    assert results == [3]


def test_columns_that_have_their_ids_do_without_the_dictionaries_of_readings():
    code = """if True:
        import sys
        from ckanext.ankang.quality.validation import validate_table
        from ckanext.ankang.tables.names import name_columns
        name_columns(["编号", "name"], {}, {"编号": "number"})
        print("pypinyin" in sys.modules)
    """

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_a_refusal_keeps_its_sentence():
    with pytest.raises(FenceFailed, match="网页"):
        run_fenced(read_table, SAMPLES / "html.csv", **ROOM)


def test_too_much_time_is_stopped():
    started = time.monotonic()

    with pytest.raises(FenceOverrun, match="1 秒"):
        run_fenced(time.sleep, 30, memory_bytes=512 << 20, seconds=1)

    assert time.monotonic() - started < 10


def test_too_much_memory_is_stopped():
    with pytest.raises(FenceOverrun, match="内存"):
        run_fenced(bytearray, 900 << 20, **ROOM)


def test_a_breakdown_is_a_sentence():
    with pytest.raises(FenceError, match="意外结束（FileNotFoundError）"):
        run_fenced(shutil.copyfile, "/nowhere", "/nowhere-else", **ROOM)


@pytest.mark.skipif(
    subprocess.run(["unshare", "-rn", "true"], check=False).returncode != 0,
    reason="the kernel gives no network namespaces to us",
)
def test_nothing_is_reached_over_the_network():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = list(server.getsockname())

        with pytest.raises(FenceFailed):
            run_fenced(socket.create_connection, address, 2, **ROOM)


def test_an_unknown_checklist_is_a_sentence_through_the_fence():
    with pytest.raises(FenceFailed, match="standard"):
        run_fenced(validate_table, SAMPLES / "gb18030.csv", checklist="没有", **ROOM)


REPORT = "from ckanext.ankang.fence import report_progress\n"


def test_progress_arrives_while_the_work_goes_on():
    code = REPORT + "import time\nreport_progress(1, 2)\ntime.sleep(2)\nreport_progress(2)"
    heard = []

    run_fenced(exec, code, {}, on_progress=lambda *news: heard.append(news), **ROOM)

    assert heard == [(1, 2), (2, None)]


def test_whoever_watches_can_end_the_work_at_once(tmp_path):
    mark = tmp_path / "finished"
    code = REPORT + (
        f"import time, pathlib\nreport_progress(1)\ntime.sleep(3)\npathlib.Path({str(mark)!r}).touch()"
    )

    def cancel(_done, _total):
        raise InterruptedError("cancelled")

    with pytest.raises(InterruptedError, match="cancelled"):
        run_fenced(exec, code, {}, on_progress=cancel, **ROOM)

    time.sleep(4)
    assert not mark.exists()


def test_a_flood_of_progress_is_heard_in_drops():
    code = REPORT + "for n in range(300_000): report_progress(n)"
    heard = []

    run_fenced(exec, code, {}, on_progress=lambda *news: heard.append(news), **ROOM)

    assert heard[-1] == (299_999, None)
    assert len(heard) < 200


def test_the_child_cannot_make_the_board_larger():
    code = "import os\nfrom ckanext.ankang.fence import progress\nos.ftruncate(progress._board, 1 << 30)"

    with pytest.raises(FenceFailed, match="PermissionError"):
        run_fenced(exec, code, {}, **ROOM)


def test_outside_a_fence_nobody_listens_to_progress():
    assert report_progress(1, 2) is None


def test_too_much_processor_time_is_stopped():
    with pytest.raises(FenceOverrun, match="1 秒"):
        run_fenced(exec, "while True: pass", {}, memory_bytes=512 << 20, seconds=1)


def test_what_the_child_leaves_behind_ends_with_it(tmp_path):
    mark = tmp_path / "outlived"
    code = f"""
import os, pathlib, time
if os.fork() == 0:
    os.closerange(0, 64)
    time.sleep(2)
    pathlib.Path({str(mark)!r}).touch()
    os._exit(0)
"""

    run_fenced(exec, code, {}, **ROOM)

    time.sleep(3)
    assert not mark.exists()


def test_a_process_that_leaves_its_session_ends_with_the_child_too(tmp_path):
    mark = tmp_path / "escaped"
    code = f"""
import os, pathlib, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 64)
        time.sleep(2)
        pathlib.Path({str(mark)!r}).touch()
    os._exit(0)
"""

    run_fenced(exec, code, {}, **ROOM)

    time.sleep(3)
    assert not mark.exists()


def test_a_process_that_leaves_its_session_ends_with_an_overrun_too(tmp_path):
    mark = tmp_path / "escaped"
    code = f"""
import os, pathlib, time
if os.fork() == 0:
    os.setsid()
    time.sleep(4)
    pathlib.Path({str(mark)!r}).touch()
    os._exit(0)
time.sleep(30)
"""

    with pytest.raises(FenceOverrun):
        run_fenced(exec, code, {}, memory_bytes=512 << 20, seconds=1)

    time.sleep(4)
    assert not mark.exists()


def test_the_child_ends_when_whoever_started_it_is_killed(tmp_path):
    mark = tmp_path / "outlived"
    work = f"import time, pathlib\ntime.sleep(3)\npathlib.Path({str(mark)!r}).touch()"
    script = (
        "from ckanext.ankang.fence import run_fenced\n"
        "print('ready', flush=True)\n"
        f"run_fenced(exec, {work!r}, {{}}, memory_bytes=1 << 29, seconds=20)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert parent.stdout.readline() == b"ready\n"
    time.sleep(1)

    parent.kill()
    parent.wait()

    time.sleep(4)
    assert not mark.exists()


def test_who_kills_the_child_gets_a_breakdown_and_not_a_verdict():
    with pytest.raises(FenceFailed, match="被系统终止"):
        run_fenced(exec, "import os\nos.kill(os.getpid(), 9)", {}, **ROOM)


@pytest.mark.parametrize(("most", "isolated"), [(0, "False"), (8, "True")])
def test_a_kernel_that_gives_no_namespaces_is_told(most, isolated):
    look = "from ckanext.ankang.fence import isolates; print(isolates())"
    limit = f"echo {most} > /proc/sys/user/max_pid_namespaces"
    inner = f'{limit} && exec "{sys.executable}" -c "{look}"'

    found = subprocess.run(["unshare", "-Ur", "sh", "-c", inner], capture_output=True, text=True)

    assert found.stdout.strip() == isolated

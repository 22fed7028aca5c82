"""A first run that is cut off anywhere is taken up by the next one."""

import os
import random
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
from control.layout import DEFAULT_PORTS, Layout

from .conftest import CHECKOUT, deploy, harvested

CUTS = 12 if os.environ.get("ANKANG_DRILL") else 3


@pytest.fixture
def elsewhere(portal: Layout):
    """Room for a portal that is not there yet, removed afterwards."""
    variables = {"ANKANG_VAR": str(portal.var.parent / "interrupted")}
    for name in DEFAULT_PORTS:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            variables[f"ANKANG_PORT_{name.upper()}"] = str(probe.getsockname()[1])
    yield variables
    deploy("reset", "--yes", **variables)


def test_an_interrupted_first_run_is_gone_on_with(
    portal: Layout, elsewhere: dict[str, str]
) -> None:
    for cut in range(CUTS):
        running = subprocess.Popen(
            [str(CHECKOUT / "deploy" / "up")],
            env={**os.environ, **elsewhere},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(random.uniform(0.5, 6) + 2 * cut)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()

    done = deploy("up", **elsewhere)

    assert done.returncode == 0, done.stdout + done.stderr
    layout = Layout(Path(elsewhere["ANKANG_VAR"]), portal.shared, portal.environment)
    table = (layout.etc / "demonstration.txt").read_text()
    assert table == (portal.etc / "demonstration.txt").read_text()
    assert harvested(layout) == harvested(portal) != ""

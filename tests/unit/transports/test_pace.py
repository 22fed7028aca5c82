"""Politeness between processes, without a clock that runs."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from harvesters.pace import Pace

ROOT = Path(__file__).parents[3]
TAKE = """
import sys
from pathlib import Path
from harvesters.pace import Pace
pace = Pace(Path(sys.argv[1]), clock=lambda: 100.0)
for _ in range(20):
    print(pace.pause("host:80", 5))
"""


def test_processes_share_the_moments_of_a_host(tmp_path):
    command = [sys.executable, "-c", TAKE, str(tmp_path)]
    takers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(4)]

    taken = [float(line) for taker in takers for line in taker.communicate()[0].split()]

    assert sorted(taken) == [5.0 * n for n in range(80)]


def test_each_host_has_its_own_moments(tmp_path):
    pace = Pace(tmp_path, clock=lambda: 100.0)

    assert [pace.pause("a:80", 5), pace.pause("b:80", 5), pace.pause("a:80", 5)] == [0, 0, 5]


def test_moments_of_an_earlier_boot_are_forgotten(tmp_path):
    pace = Pace(tmp_path, clock=lambda: 100.0)
    pace.pause("a:80", 5)
    [slip] = tmp_path.iterdir()
    slip.write_text("another-boot 999999.0")

    assert pace.pause("a:80", 5) == 0


@given(st.lists(st.floats(0, 100), min_size=2, max_size=30), st.floats(0.1, 10))
def test_calls_keep_their_distance(steps, delay):
    now = 0.0
    pace = Pace(clock=lambda: now)
    moments = []
    for step in steps:
        now += step
        moments.append(now + pace.pause("a", delay))

    assert all(b - a >= delay - 1e-6 for a, b in pairwise(moments))

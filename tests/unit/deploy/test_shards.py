"""The portal tests in shards: no room is lost, none runs twice, and an interruption ends them all."""

import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from control import shards
from control.layout import Layout

# Stands in for pytest in a shard: it says its rooms, and hangs or fails when a room is named so.
PYTEST = """#!/usr/bin/python3
import sys, time
rooms = [word.rpartition("/")[2] for word in sys.argv[1:] if word.startswith("tests/portal/")]
print("ran", *rooms, flush=True)
if "hanging" in rooms:
    time.sleep(600)
sys.exit("failing" in rooms)
"""


@pytest.fixture
def shard(layout: Layout):
    """Makes a shard of these rooms."""
    program = Path(layout.python("pytest"))
    program.parent.mkdir(parents=True)
    program.write_text(PYTEST)
    program.chmod(0o755)

    def make(*rooms: str) -> shards.Shard:
        own = Layout(layout.var / rooms[0], layout.shared, layout.environment)
        own.log.mkdir(parents=True)
        return shards.Shard(own, list(rooms))

    return make


def test_every_room_is_recorded_and_nothing_else() -> None:
    assert sorted(json.loads(shards.SECONDS.read_text())) == shards.rooms()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_room_is_in_one_shard(number: int) -> None:
    divided = shards.divide(shards.recorded(), number)

    assert len(divided) == number
    assert sorted(room for share in divided for room in share) == shards.rooms()


def test_the_longest_is_placed_first_and_rooms_keep_their_order() -> None:
    seconds = {"a": 1.0, "b": 3.0, "c": 5.0, "d": 2.0}

    assert shards.divide(seconds, 2) == [["a", "c"], ["b", "d"]]


def test_the_same_seconds_give_the_same_shards() -> None:
    equal = {"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0}

    divided = shards.divide(equal, 2)

    assert divided == shards.divide(dict(reversed(equal.items())), 2)


def test_the_recorded_seconds_make_even_shards() -> None:
    seconds = shards.recorded()

    assert shards.unevenness(shards.divide(seconds, shards.MOST), seconds) < shards.UNEVEN


def test_shards_share_programs_and_nothing_else(layout: Layout) -> None:
    first, second = shards.layouts(layout, 2)

    assert first == layout
    assert (second.shared, second.environment) == (layout.shared, layout.environment)
    assert second.var != first.var


def test_the_seconds_of_a_room_are_the_sum_of_its_tests(tmp_path: Path) -> None:
    results = tmp_path / "results.xml"
    results.write_text(
        '<testsuites><testsuite><testcase classname="tests.portal.search.test_a" name="b" time="1.5"/>'
        '<testcase classname="tests.portal.search.test_c.TestD" name="e" time="2"/>'
        '<testcase classname="tests.portal.jobs.test_f" name="g" time="0.25"/></testsuite></testsuites>'
    )

    assert shards.measured([results]) == {"jobs": 0.2, "search": 3.5}


def test_a_failure_in_one_shard_fails_all_and_the_other_is_still_run(
    shard, capsys: pytest.CaptureFixture[str]
) -> None:
    passed = shards.run([shard("failing"), shard("one", "two")], dict(os.environ))

    assert not passed
    said = capsys.readouterr().out
    assert "ran failing" in said
    assert "ran one two" in said


def test_shards_that_all_pass_are_good(shard) -> None:
    assert shards.run([shard("one"), shard("two")], dict(os.environ))


def test_an_interruption_ends_every_shard(shard) -> None:
    hanging = [shard("hanging"), shard("more", "hanging")]
    threading.Thread(target=_interrupt_once, args=(hanging,)).start()

    with pytest.raises(KeyboardInterrupt):
        shards.run(hanging, dict(os.environ))

    assert all("KeyboardInterrupt" in shard.output.read_text() for shard in hanging)


def _interrupt_once(hanging: list[shards.Shard]) -> None:
    """Ctrl-C as soon as every shard has begun."""
    while not all(shard.output.exists() and shard.output.read_text() for shard in hanging):
        time.sleep(0.02)
    os.kill(os.getpid(), signal.SIGINT)

"""When a failed job is tried again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from ckanext.ankang.jobs.errors import PermanentJobError, RetryJob
from ckanext.ankang.jobs.retry import delay

DEADLOCK = OperationalError("", {}, Exception())


def _delays(error):
    return [delay(error, attempt, 5, lambda low, high: 1.0) for attempt in range(1, 6)]


@pytest.mark.parametrize(
    ("error", "delays"),
    [
        (ValueError(), [10, 30, 90, 270, None]),
        (DEADLOCK, [1, 2, 4, 8, None]),
        (RetryJob("对方忙", after=7), [7, 7, 7, 7, None]),
        (RetryJob("对方忙"), [10, 30, 90, 270, None]),
        (PermanentJobError("格式不对"), [None] * 5),
    ],
)
def test_back_off_by_kind_of_error(error, delays):
    assert _delays(error) == delays


@given(st.integers(1, 4))
def test_jitter_keeps_two_workers_apart_but_near(attempt):
    waits = [delay(ValueError(), attempt, 5) for _ in range(20)]
    assert len(set(waits)) > 1
    assert all(0.8 <= wait / (10 * 3 ** (attempt - 1)) <= 1.2 for wait in waits)

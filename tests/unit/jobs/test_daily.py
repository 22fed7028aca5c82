"""When daily work is due, in Asia/Shanghai."""

from datetime import UTC, datetime

import pytest

from ckanext.ankang.jobs.daily import next_time


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 23, 20, 59, tzinfo=UTC), datetime(2026, 11, 23, 21, tzinfo=UTC)),
        (datetime(2026, 11, 23, 21, 0, tzinfo=UTC), datetime(2026, 11, 24, 21, tzinfo=UTC)),
        (datetime(2026, 12, 31, 16, 30, tzinfo=UTC), datetime(2026, 12, 31, 21, tzinfo=UTC)),
    ],
)
def test_five_in_the_morning_is_the_next_one_in_ankang(now: datetime, due: datetime) -> None:
    assert next_time(now, 5) == due

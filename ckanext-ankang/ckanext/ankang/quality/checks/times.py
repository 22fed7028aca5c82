"""Days that cannot be: in the future, or an end before its start."""

import re
from datetime import date, timedelta
from typing import ClassVar

import attrs
from frictionless import errors

from ...catalogue.days import today as here_today
from .columns import NAME, CellCheck, CellsCheck, Profile, options

DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})(?![0-9])")


class FutureDateError(errors.CellError):
    """A day that has not come."""

    type = "future-date"
    title = "日期在将来"
    description = "这一列记的是已经发生的事，日期不能晚于今天。"
    template = "第 {rowNumber} 行“{fieldName}”是“{cell}”，{note}"


class DateOrderError(errors.CellError):
    """An end before its start."""

    type = "date-order"
    title = "起止日期颠倒"
    description = "截止日期不能早于起始日期。"
    template = "第 {rowNumber} 行“{fieldName}”是“{cell}”，{note}"


@attrs.define(kw_only=True, repr=False)
class future_date(CellCheck):
    """Refuse days after today, but those in `allowed` ("2099-12-31" for 长期) or as many days on."""

    type = "future-date"
    Errors = [FutureDateError]  # noqa: RUF012
    error = FutureDateError
    allowed: list[str] = attrs.field(factory=list)
    days: int = 0
    today: date = attrs.field(init=False, factory=here_today)
    metadata_profile_patch: ClassVar[Profile] = options(
        {"fieldName": NAME},
        allowed={"type": "array", "items": {"type": "string", "format": "date"}},
        days={"type": "integer", "minimum": 0},
    )

    def fault(self, *cells: str) -> str | None:
        day = day_of(cells[0])
        if day is None or day.isoformat() in self.allowed:
            return None
        if day <= self.today + timedelta(days=self.days):
            return None
        return f"晚于今天（{self.today}）。请核对年份和月日。"


@attrs.define(kw_only=True, repr=False)
class date_order(CellsCheck):
    """Hold the start of a row to be no later than its end."""

    type = "date-order"
    Errors = [DateOrderError]  # noqa: RUF012
    error = DateOrderError
    naming = ("start_field", "end_field")
    start_field: str
    end_field: str
    metadata_profile_patch: ClassVar[Profile] = options({"startField": NAME, "endField": NAME})

    def fault(self, *cells: str) -> str | None:
        start, end = day_of(cells[0]), day_of(cells[1])
        if start is None or end is None or start <= end:
            return None
        return f"晚于“{self.end_field}”的“{cells[1]}”。请核对这两个日期。"


def day_of(text: str) -> date | None:
    """The day that a date or a time begins with; None where it begins with none."""
    found = DAY.match(text.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None

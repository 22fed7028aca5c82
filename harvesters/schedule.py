"""When a source is due: 每日 02:30, 每周一 03:00, 每月1日 04:00 (pure)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
WRITTEN = re.compile(
    r"每(?:(?P<daily>日|天)|(?:周|星期)(?P<week>[一二三四五六日天])|月(?P<day>[1-9]|[12]\d|3[01])(?:日|号))"
    r"[ \u3000]*(?P<hour>[01]?\d|2[0-3])[:：](?P<minute>[0-5]\d)"
)


class BadSchedule(ValueError):
    """A schedule that says no time."""

    template = (
        "计划时间“{text}”看不懂。请写成“每日 02:30”“每周一 03:00”或“每月1日 04:00”，时间为北京时间"
    )

    def __init__(self, text: str) -> None:
        self.fields = {"text": text}
        super().__init__(self.template.format(**self.fields))


@dataclass(frozen=True)
class Schedule:
    """A minute of each day, or of one day of each week or month (Asia/Shanghai)."""

    hour: int
    minute: int
    weekday: int | None = None
    day: int | None = None

    def after(self, moment: datetime) -> datetime:
        """The first time later than that moment."""
        today = moment.astimezone(HERE).date()
        # A day of a month comes again within 31 days; the moment of the first may be over.
        return next(
            at
            for number in range(33)
            if self._falls_on(there := today + timedelta(days=number))
            and (at := self._at(there)) > moment
        )

    def due_today(self, last: datetime | None, moment: datetime) -> datetime | None:
        """When it is due before this day ends, counted from the last run; None if it is not."""
        due = self.after(last or moment)
        day = moment.astimezone(HERE).date() + timedelta(days=1)
        return due if due < datetime(day.year, day.month, day.day, tzinfo=HERE) else None

    @property
    def longest(self) -> timedelta:
        """The longest time between two runs."""
        if self.day is not None:
            return timedelta(days=31)
        return timedelta(days=1 if self.weekday is None else 7)

    def _falls_on(self, there: date) -> bool:
        if self.day is None:
            return self.weekday is None or there.weekday() == self.weekday
        # A month without a 31st has a last day.
        last = (there + timedelta(days=1)).month != there.month
        return there.day == self.day or (last and there.day < self.day)

    def _at(self, there: date) -> datetime:
        return datetime(there.year, there.month, there.day, self.hour, self.minute, tzinfo=HERE)


def parse(text: str) -> Schedule:
    """The schedule that a source.yaml says; raises BadSchedule."""
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise BadSchedule(text)
    week, day = found["week"], found["day"]
    return Schedule(
        hour=int(found["hour"]),
        minute=int(found["minute"]),
        weekday=WEEKDAYS.index(week.replace("天", "日")) if week else None,
        day=int(day) if day else None,
    )

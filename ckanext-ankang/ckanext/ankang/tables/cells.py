"""The cells of spreadsheets and records as text: numbers without exponents, dates as ISO 8601."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache

# Excel counts days from the eve of 1900, and believes in a 29th of February 1900 (ECMA-376 18.17.4).
EPOCH_1900 = datetime(1899, 12, 30)
EPOCH_1904 = datetime(1904, 1, 1)
FALSE_LEAP_DAY = 60
SECONDS_OF_A_DAY = 86_400
EXACT = 10**15
_CR = re.compile(r"\r\n?")


def text_cell(text: str) -> str | None:
    """Text as a cell: nothing where it is empty, and line ends of one kind."""
    return (_CR.sub("\n", text) if "\r" in text else text) or None


@lru_cache(maxsize=65_536)
def number_cell(number: str) -> str:
    """A number written plainly, as the nearest double that a spreadsheet program keeps."""
    value = int(number) if re.fullmatch(r"[+-]?[0-9]+", number) else float(number)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def is_rounded(number: str) -> bool:
    """Whether a number has more digits than a double keeps, so that the last ones are made up."""
    return abs(float(number)) >= EXACT


@lru_cache(maxsize=65_536)
def serial_cell(number: str, epoch: datetime = EPOCH_1900) -> str:
    """A serial number as date, date with time, or time of day.

    Raises ValueError or OverflowError where no calendar has such a day.
    """
    value = float(number)
    day, fraction = divmod(value, 1)
    clock = timedelta(milliseconds=round(fraction * SECONDS_OF_A_DAY * 1000))
    if 0 <= value < 1 and not clock.days:
        return (datetime.min + clock).time().isoformat()
    if 0 < value < FALSE_LEAP_DAY and epoch == EPOCH_1900:
        day += 1
    return moment_cell(epoch + timedelta(days=day) + clock)


@lru_cache(maxsize=65_536)
def duration_cell(number: str) -> str:
    """A serial number as hours, minutes and seconds."""
    return clock_cell(round(float(number) * SECONDS_OF_A_DAY))


def clock_cell(seconds: int) -> str:
    """Seconds as `h:mm:ss`, hours beyond a day kept as hours."""
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{'-' if seconds < 0 else ''}{hour}:{minute:02}:{second:02}"


def moment_cell(moment: date | datetime | time) -> str:
    """A date where the time of day is midnight, else date and time to the second."""
    if isinstance(moment, datetime) and moment.time() == time() and moment.tzinfo is None:
        return moment.date().isoformat()
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="seconds")
    return moment.isoformat()


@cache
def column_letter(place: int) -> str:
    """The letters over a column (from 0) in a spreadsheet program."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def column_place(letters: str) -> int:
    """The place (from 0) of a column by its letters."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1

"""Types of columns, inferred over the whole file and only when every cell agrees."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

# 14 digits at most: longer runs are identifiers, not quantities.
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,13})", re.ASCII)
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,13})(?:\.[0-9]{1,15})?", re.ASCII)
BOOLEAN = re.compile(r"true|false|True|False|TRUE|FALSE")
DATE = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?P<mark>[-/.年])(?P<month>[0-9]{1,2})(?:(?P=mark)|月)(?P<day>[0-9]{1,2})日?",
    re.ASCII,
)
DATETIME = re.compile(r"(?P<date>[^ T]+)[ T](?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)", re.ASCII)
CODE = re.compile(
    r"代码|代碼|編碼|編號|號碼|電話|编码|编号|代号|号码|账号|帐号|证号|文号|电话|手机|邮编|邮政编码|区划码|信用|身份证|"
    r"(?:^|_|\b)(?:code|id|zip|phone|tel|mobile)$|[a-z](?:Code|Id|ID)$"
)
ORDER = ("integer", "number", "boolean", "date", "datetime")


@lru_cache(maxsize=65_536)
def to_date(cell: str) -> str | None:
    """The ISO form of a date as Chinese tables write it, None when it is none."""
    found = DATE.fullmatch(cell)
    if found is None or (found["mark"] == "年") != ("月" in cell):
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        return None


@lru_cache(maxsize=65_536)
def to_datetime(cell: str) -> str | None:
    """The ISO form of a date with a time of day."""
    found = DATETIME.fullmatch(cell)
    day = to_date(found["date"]) if found else None
    if found is None or day is None:
        return None
    try:
        clock = datetime.strptime(found["time"].ljust(8, "#").replace("###", ":00"), "%H:%M:%S")
    except ValueError:
        return None
    return f"{day}T{clock:%H:%M:%S}"


MATCHES: dict[str, Callable[[str], object]] = {
    "integer": INTEGER.fullmatch,
    "number": NUMBER.fullmatch,
    "boolean": BOOLEAN.fullmatch,
    "date": to_date,
    "datetime": to_datetime,
}
NORMAL: dict[str, Callable[[str], str | None]] = {"date": to_date, "datetime": to_datetime}


class Guess:
    """The types that all cells of one column have agreed on so far.

    `changes` tells whether a cell is written otherwise than its type is stored.
    """

    def __init__(self, title: str) -> None:
        self.candidates: tuple[str, ...] = () if CODE.search(title) else ORDER
        self.seen = False
        self.changes = False

    def see(self, cell: str | None) -> None:
        """Drop the types that this cell is not."""
        if cell is None or not self.candidates:
            return
        self.seen = True
        self.candidates = tuple(kind for kind in self.candidates if MATCHES[kind](cell))
        self.changes = self.changes or any(
            normalise(cell, kind) != cell for kind in self.candidates
        )

    @property
    def type(self) -> str:
        """The narrowest type left, text when none is or nothing was seen."""
        return self.candidates[0] if self.seen and self.candidates else "string"


def normalise(cell: str | None, kind: str) -> str | None:
    """A cell in the form its type is stored in; what does not fit stays as it was."""
    if cell is None or kind not in NORMAL:
        return cell
    return NORMAL[kind](cell) or cell

"""Types of columns, inferred over the whole file and only when every cell agrees.

A form is one way of writing a type: `12,345.60`, `12.5%` and `1.2万` are forms of number. All cells of
a column must be written in one form, or the column stays text; each form has one exact reading.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

# 14 digits at most: longer runs are identifiers, not quantities.
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,13})", re.ASCII)
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,13})(?:\.[0-9]{1,15})?", re.ASCII)
BOOLEAN = re.compile(r"true|false|True|False|TRUE|FALSE")
# A number as offices write it, after full-width characters were made narrow.
WRITTEN = re.compile(
    r"(?P<open>\()?(?P<sign>[-+△▲])?(?P<money>¥)?"
    r"(?P<whole>0|[1-9][0-9]{0,13}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}|(?=\.))(?P<part>\.[0-9]{1,15})?"
    r"(?(open)\))(?P<scale>百万|千万|万亿|千|万|亿)?(?P<unit>元|%)?",
    re.ASCII,
)
SCALES = {"千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
DATE = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?P<mark>[-/.年])(?P<month>[0-9]{1,2})(?:(?P=mark)|月)(?P<day>[0-9]{1,2})日?",
    re.ASCII,
)
COMPACT_DATE = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
MONTH = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?:年(?P<month>[0-9]{1,2})月|[-/](?P<other>[0-9]{1,2}))"
)
COMPACT_MONTH = re.compile(r"(?P<year>(?:19|20)[0-9]{2})\.?(?P<month>0[1-9]|1[0-2])")
DATETIME = re.compile(
    r"(?P<date>[^ T]+)[ T]+(?P<hour>[0-9]{1,2})[:时](?P<minute>[0-9]{2})(?:[:分](?P<second>[0-9]{2})?)?"
    r"(?:\.0+|秒)?",
    re.ASCII,
)
CODE = re.compile(
    r"代码|代碼|編碼|編號|號碼|電話|编码|编号|代号|号码|账号|帐号|证号|文号|电话|手机|邮编|邮政编码|区划码|信用|身份证|"
    r"房号|门牌|楼号|车牌|批次|版本|"
    r"(?:^|_|\b)(?:code|id|zip|phone|tel|mobile)$|[a-z](?:Code|Id|ID)$"
)
DAY_TITLE = re.compile(r"日期|时间|日$|date$|Date$")
MONTH_TITLE = re.compile(r"年月|月份|月度|所属期")
WORDS_TITLE = re.compile(r"备注|说明|描述|名称|姓名|地址|内容|意见")
SCALED_TITLE = re.compile(r"[（(][^（）()]*[千万亿][^（）()]*[）)]")
# What offices write where nothing is known. Only in a column whose other cells agree on a type.
MISSING = frozenset(
    "/ - -- — —— － 无 暂无 NULL null N/A n/a #N/A … …… \\N".split()  # noqa: SIM905
)
# `101,102` may be two rooms; no list is `1,200`, `100,000,000` or `100,000.00`.
GROUPED = re.compile(r"[0-9],[0-9]{3}", re.ASCII)
SURELY_GROUPED = re.compile(
    r"(?<![0-9])[0-9]{1,2},[0-9]{3}(?![0-9])|[0-9],[0-9]{3},[0-9]{3}|,[0-9]{3}\.", re.ASCII
)
NARROW: dict[int, int | str] = {
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},
    ord("−"): "-",
    ord("￥"): "¥",
    ord("\u3000"): " ",
    ord("\u00a0"): " ",
}
NUMERALS = {ord(word): str(digit) for digit, word in enumerate("〇一二三四五六七八九")} | {
    ord("零"): "0",
    ord("○"): "0",
    ord("Ｏ"): "0",
}
TEN = re.compile(r"([一二三])?十([一二三四五六七八九])?(?=[月日])")


@lru_cache(maxsize=65_536)
def to_date(cell: str) -> str | None:
    """The ISO form of a date as Chinese tables write it, None when it is none."""
    found = DATE.fullmatch(_with_digits(cell))
    if found is None or (found["mark"] == "年") != ("月" in cell):
        return None
    return _iso(found["year"], found["month"], found["day"])


def to_compact_date(cell: str) -> str | None:
    """The ISO form of `20220713`; only a title tells that a column holds such dates."""
    found = COMPACT_DATE.fullmatch(cell)
    return _iso(found["year"], found["month"], found["day"]) if found else None


@lru_cache(maxsize=65_536)
def to_datetime(cell: str) -> str | None:
    """The ISO form of a date with a time of day."""
    found = DATETIME.fullmatch(cell.translate(NARROW).strip())
    day = to_date(found["date"]) if found else None
    if found is None or day is None:
        return None
    clock = f"{found['hour']}:{found['minute']}:{found['second'] or '00'}"
    try:
        return f"{day}T{datetime.strptime(clock, '%H:%M:%S'):%H:%M:%S}"
    except ValueError:
        return None


@lru_cache(maxsize=65_536)
def to_month(cell: str) -> str | None:
    """The ISO form of `2022年7月`, `2022-07` and `2022/7`."""
    found = MONTH.fullmatch(_with_digits(cell))
    return _iso_month(found["year"], found["month"] or found["other"]) if found else None


def to_compact_month(cell: str) -> str | None:
    """The ISO form of `202207` and `2022.07`; only a title tells that a column holds such months."""
    found = COMPACT_MONTH.fullmatch(cell)
    return _iso_month(found["year"], found["month"]) if found else to_month(cell)


@lru_cache(maxsize=65_536)
def to_number(cell: str, unit: str = "", *, scaled: bool = False) -> str | None:
    """The plain form of a number written with separators, signs, a scale or one of the units."""
    found = WRITTEN.fullmatch(cell.translate(NARROW).strip())
    if found is None or (found["open"] and found["sign"]):
        return None
    written = "元" if found["money"] else found["unit"] or ""
    if written != unit or (found["money"] and found["unit"]):
        return None
    digits = (found["whole"].replace(",", "") or "0") + (found["part"] or "")
    if scaled != bool(found["scale"]) and digits != "0":
        return None
    sign = "-" if found["open"] or (found["sign"] or "+") != "+" else ""
    return sign + (_scaled(digits, SCALES[found["scale"]]) if found["scale"] else digits)


def is_quantity(cell: str) -> bool:
    """Whether a cell is a number in any writing."""
    found = WRITTEN.fullmatch(cell.translate(NARROW).strip())
    return found is not None and not (found["open"] and found["sign"])


class Form(NamedTuple):
    """A way to write a type: `read` gives the stored form of a cell, None for any other writing."""

    type: str
    read: Callable[[str], str | None]
    unit: str | None = None


def _plain(expression: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda cell: cell if expression.fullmatch(cell) else None


def _whole(cell: str) -> str | None:
    number = to_number(cell)
    return number if number and "." not in number else None


# Narrowest first: the first form that all cells have is the column's.
FORMS = {
    "compact_date": Form("date", to_compact_date),
    "compact_month": Form("yearmonth", to_compact_month),
    "integer": Form("integer", _plain(INTEGER)),
    "number": Form("number", _plain(NUMBER)),
    "boolean": Form("boolean", _plain(BOOLEAN)),
    "date": Form("date", to_date),
    "datetime": Form("datetime", to_datetime),
    "yearmonth": Form("yearmonth", to_month),
    "written_integer": Form("integer", _whole),
    "written_number": Form("number", to_number),
    "money": Form("number", lambda cell: to_number(cell, "元"), "元"),
    "percent": Form("number", lambda cell: to_number(cell, "%"), "%"),
    "scaled": Form("number", lambda cell: to_number(cell, scaled=True)),
    "scaled_money": Form("number", lambda cell: to_number(cell, "元", scaled=True), "元"),
}
# The forms that a cell in plain form of the type has as well; all others it has not.
IMPLIED = {
    "integer": frozenset({"integer", "number", "written_integer", "written_number"}),
    "number": frozenset({"number", "written_number"}),
    "date": frozenset({"date"}),
}
# Where a type is declared, cells are brought to its stored form one by one.
DECLARED = {"date": to_date, "datetime": to_datetime, "yearmonth": to_month}


class Guess:
    """The forms that all cells of one column have agreed on so far.

    `changes` tells whether a cell is written otherwise than its type is stored.
    """

    def __init__(self, title: str) -> None:
        self.candidates = _possible(title)
        self.seen = False
        self._words = bool(WORDS_TITLE.search(title))
        self._marked = False
        self._grouped = self._surely_grouped = False
        self._changed: set[str] = set()

    def see(self, cell: str | None) -> None:
        """Drop the forms that this cell has not."""
        if cell is None or not self.candidates:
            return
        if cell in MISSING:
            self._marked = True
            return
        self.seen = True
        if "," in cell or "，" in cell:
            narrow = cell.translate(NARROW)
            self._grouped = self._grouped or bool(GROUPED.search(narrow))
            self._surely_grouped = self._surely_grouped or bool(SURELY_GROUPED.search(narrow))
        read = {form: FORMS[form].read(cell) for form in self.candidates}
        self.candidates = tuple(form for form in self.candidates if read[form] is not None)
        self._changed.update(form for form in self.candidates if read[form] != cell)

    @property
    def form(self) -> str | None:
        """The narrowest form left, None when none is, or when nothing was seen."""
        if not self.seen or not self.candidates or (self._marked and self._words):
            return None
        if self._grouped and not self._surely_grouped:
            return None
        return self.candidates[0]

    @property
    def type(self) -> str:
        """The type of the form, text when there is none."""
        return FORMS[self.form].type if self.form else "string"

    @property
    def changes(self) -> bool:
        """Whether the column's cells are stored otherwise than they are written."""
        return self.form is not None and (self._marked or self.form in self._changed)

    def normalise(self, cell: str | None) -> str | None:
        """A cell as it is stored; what is marked as missing is empty."""
        if cell is None or self.form is None:
            return cell
        return None if cell in MISSING else FORMS[self.form].read(cell)


class Declared:
    """A column whose type is given: what does not fit it stays as it was, to be seen."""

    def __init__(self, kind: str) -> None:
        self.type = kind
        self.form = kind if kind in DECLARED else None
        self.seen = True
        self.candidates = (kind,) if kind in DECLARED else ()
        self.changes = False

    def see(self, cell: str | None) -> None:
        """Notice a cell that is not in the form its type is stored in."""
        self.changes = self.changes or self.normalise(cell) != cell

    def normalise(self, cell: str | None) -> str | None:
        """A cell as it is stored."""
        return cell if cell is None or not self.form else DECLARED[self.form](cell) or cell


def _possible(title: str) -> tuple[str, ...]:
    if CODE.search(title):
        return ()
    absent = set()
    if not DAY_TITLE.search(title):
        absent.add("compact_date")
    if not MONTH_TITLE.search(title):
        absent.add("compact_month")
    if SCALED_TITLE.search(title):
        # `金额（万元）` over `1.2万`: nobody can tell whether the scale is said once or twice.
        absent |= {"scaled", "scaled_money"}
    return tuple(form for form in FORMS if form not in absent)


def _with_digits(cell: str) -> str:
    if cell.isascii():
        return cell
    tens = TEN.sub(lambda found: f"{found[1] or '一'}{found[2] or '〇'}", cell)
    return tens.translate(NUMERALS).translate(NARROW).strip()


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _iso_month(year: str, month: str) -> str | None:
    return f"{year}-{int(month):02d}" if 1 <= int(month) <= 12 else None


def _scaled(digits: str, places: int) -> str:
    number = format(Decimal(digits).scaleb(places), "f")
    return number.rstrip("0").rstrip(".") if "." in number else number

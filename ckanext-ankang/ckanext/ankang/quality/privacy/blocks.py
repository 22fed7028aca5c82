"""Long numbers in a run of rows, by vectors of bytes: what `texts` says, many times faster.

Digits that stand in one group (an order number, an amount) are judged here. Rows in which they
stand in several groups, or where a plate or passport may be, are only named: `texts` judges them.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...catalogue.days import today
from .numbers import CHECKS, EARLIEST, PROVINCES, WEIGHTS
from .texts import FOLDED, LONGEST, PASSPORT, PASSPORT_WORDS, PLATE_PROVINCES, SHORTEST

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
Digits = npt.NDArray[np.int64]

KINDS = ("", "identity", "old_identity", "card", "mobile")
IDENTITY, OLD_IDENTITY, CARD, MOBILE = 1, 2, 3, 4

# Longer spans of digits and gaps are left to `texts`.
SPAN = 32
MARGIN = b"\n" * (SPAN + 2)
# A signless byte wraps, so one comparison tells the digits from all else.
ZERO, SPACE, HYPHEN, DOT, QUOTE, LINE_END = map(np.uint8, b'0 -."\n')
MONTHS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, *[0] * 87])
LETTERS_AND_DIGITS = np.array([chr(code).isalnum() and code < 128 for code in range(256)])
PROVINCE_CODES = [int.from_bytes(sign.encode(), "big") for sign in PLATE_PROVINCES]
PASSPORT_BYTES = re.compile(PASSPORT.pattern.encode())
PASSPORT_WORDS_BYTES = [word.encode() for word in PASSPORT_WORDS]


def _foldable() -> re.Pattern[bytes]:
    """Few branches, each a prefix and a class: an alternation of all signs is ten times slower."""
    ends: dict[bytes, bytes] = defaultdict(bytes)
    for sign in sorted(FOLDED):
        code = sign.encode()
        ends[code[:-1]] += re.escape(code[-1:])
    return re.compile(b"|".join(re.escape(start) + b"[%s]" % end for start, end in ends.items()))


FOLDED_BYTES = {sign.encode(): plain.encode() for sign, plain in FOLDED.items()}
FOLDABLE = _foldable()
# A number, however it is disguised, is a stretch of at least 11 bytes of these.
STRETCH = b"0" * SHORTEST
PARTS = bytes(
    ord("0") if code in b"0123456789 -" + b"".join(FOLDED_BYTES) else ord("1")
    for code in range(256)
)
WIDE_CAPITAL = re.compile(rb"\xef\xbc[\xa1-\xba]")


@dataclass(frozen=True)
class Block:
    """What a run holds: numbers judged, and the rows (from 0) that `texts` must judge whole.

    A number has the cell it stands in (counted row by row), its length (X included) and its kind
    as a place in `KINDS`. No number of a row among `rows` is among those judged.
    """

    cells: Places
    sizes: Digits
    kinds: Digits
    rows: list[int]


def fold_bytes(data: bytes) -> bytes:
    """`texts.fold` for UTF-8."""
    return data if data.isascii() else FOLDABLE.sub(lambda m: FOLDED_BYTES[m.group()], data)


def look(data: bytes, delimiter: bytes, width: int) -> Block:
    """Look at records of UTF-8, one a line, none with a line end or a doubled quote in a cell.

    The delimiter is neither a space nor a hyphen.
    """
    if not _may_hold_any(data):
        return Block(_none(), _none(), _none(), [])
    folded = fold_bytes(data)
    text = np.frombuffer(MARGIN + folded + MARGIN, np.uint8)
    numbers, odd = _numbers(text)
    odd = np.concatenate([odd, _plates(text), _passports(folded)])
    if not (len(numbers.starts) or len(odd)):
        return Block(_none(), _none(), _none(), [])
    separators = _separators(text, delimiter)
    rows = np.unique(np.searchsorted(separators, odd) // width)
    cells = np.searchsorted(separators, numbers.starts)
    rest = ~np.isin(cells // width, rows)
    kinds = _kinds(text, numbers)
    return Block(cells[rest], numbers.sizes[rest], kinds[rest], rows.tolist())


def _may_hold_any(data: bytes) -> bool:
    """Whether there may be anything at all: what nearly every clean run is spared by."""
    return (
        STRETCH in data.translate(PARTS)
        or len(_plates(np.frombuffer(data, np.uint8))) > 0
        or any(word in data for word in PASSPORT_WORDS_BYTES)
        or WIDE_CAPITAL.search(data) is not None
    )


@dataclass(frozen=True)
class _Numbers:
    """Long numbers that stand in one group: where the first digit is, length with X."""

    starts: Places
    sizes: Digits
    crossed: Flags


def _numbers(text: Bytes) -> tuple[_Numbers, Places]:
    """Numbers in one group, and the places of spans that hold several groups."""
    digit = (text - ZERO) < 10
    starts, ends = _long_spans(digit | (text == SPACE) | (text == HYPHEN))
    lengths = ends - starts
    columns = np.arange(min(int(lengths.max(initial=0)), SPAN))
    inside = digit[starts[:, None] + columns] & (columns < lengths[:, None])
    sizes = inside.sum(axis=1)
    if not len(columns):
        return _Numbers(starts, sizes, np.zeros(0, bool)), starts
    groups = inside[:, 0] + (inside[:, 1:] & ~inside[:, :-1]).sum(axis=1)
    starts_in = inside.argmax(axis=1)
    firsts = starts + starts_in
    too_long = lengths > SPAN
    single = (groups == 1) & (sizes >= 11) & ~too_long
    several = too_long | ((groups > 1) & (sizes >= 11))
    several &= ~_area_telephones(text, firsts, groups, sizes)
    return _bounded(text, digit, firsts[single], sizes[single]), firsts[several]


def _long_spans(inside: Flags) -> tuple[Places, Places]:
    """Where the spans of at least 11 flags begin and end; by doubling, five passes in all."""
    two = inside[:-1] & inside[1:]
    four = two[:-2] & two[2:]
    eight = four[:-4] & four[4:]
    eleven = eight[:-3] & eight[3:]
    if not eleven.any():
        return _none(), _none()
    starts = np.flatnonzero(eleven[1:] & ~eleven[:-1]) + 1
    ends = np.flatnonzero(eleven[:-1] & ~eleven[1:]) + 11
    return starts, ends


def _area_telephones(text: Bytes, firsts: Places, groups: Digits, sizes: Digits) -> Flags:
    """`0915-3201058`: a zero first and one gap after the area code, so nothing personal in it."""
    gap = np.zeros(len(firsts), bool)
    for size in (3, 4):
        gap |= (text[firsts + size] == SPACE) | (text[firsts + size] == HYPHEN)
    return (groups == 2) & (sizes <= 12) & (text[firsts] == ZERO) & gap


def _bounded(text: Bytes, digit: Flags, starts: Places, sizes: Digits) -> _Numbers:
    """Without what is part of a code or a decimal, and without what begins with a zero."""
    before, ends = text[starts - 1], starts + sizes
    first, second, third = text[ends], text[ends + 1], text[ends + 2]
    gap = (first == SPACE) | (first == HYPHEN)
    plain = _is_x(first) & ~LETTERS_AND_DIGITS[second]
    crossed = (sizes == 17) & (plain | (gap & _is_x(second) & ~LETTERS_AND_DIGITS[third]))
    part = LETTERS_AND_DIGITS[first] | ((first == DOT) & digit[ends + 1])
    good = ~LETTERS_AND_DIGITS[before] & (before != DOT) & (crossed | ~part)
    good &= (text[starts] != ZERO) & (sizes <= LONGEST)
    return _Numbers(starts[good], (sizes + crossed)[good], crossed[good])


def _is_x(signs: Bytes) -> Flags:
    return (signs | 32) == ord("x")


def _kinds(text: Bytes, numbers: _Numbers) -> Digits:
    """The kind of each number, as `numbers.number_kind` says."""
    kinds = np.zeros(len(numbers.starts), np.int64)
    for size in np.unique(numbers.sizes):
        chosen = np.flatnonzero(numbers.sizes == size)
        places = numbers.starts[chosen][:, None] + np.arange(size)
        found = text[places].astype(np.int64) - 48
        kinds[chosen] = _kinds_of(found, numbers.crossed[chosen])
    return kinds


def _kinds_of(digits: Digits, crossed: Flags) -> Digits:
    size = digits.shape[1]
    kinds = np.zeros(len(digits), np.int64)
    if size in (11, 13):
        kinds[_mobiles(digits)] = MOBILE
    elif size == 15:
        kinds[_regions(digits) & _births(digits[:, 6:12], 1900)] = OLD_IDENTITY
    elif 16 <= size <= 19:
        kinds[_cards(digits) & ~crossed] = CARD
        if size == 18:
            kinds[_identities(digits, crossed)] = IDENTITY
    return kinds


def _mobiles(digits: Digits) -> Flags:
    begin = digits.shape[1] - 11
    country = (digits[:, 0] == 8) & (digits[:, 1] == 6) if begin else np.ones(len(digits), bool)
    return country & (digits[:, begin] == 1) & (digits[:, begin + 1] >= 3)


def _regions(digits: Digits) -> Flags:
    province = np.isin(digits[:, 0] * 10 + digits[:, 1], PROVINCES)
    return province & ((digits[:, 4] != 0) | (digits[:, 5] != 0))


def _births(digits: Digits, century: int = 0) -> Flags:
    """Days from 1900 until today, written YYYYMMDD, or YYMMDD of a century."""
    value = digits @ (10 ** np.arange(digits.shape[1] - 1, -1, -1)) + century * 10_000
    year, month, day = value // 10_000, value // 100 % 100, value % 100
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    real = (day >= 1) & (day <= MONTHS[month]) & ((month != 2) | (day < 29) | leap)
    return real & (year >= EARLIEST) & (value <= int(f"{today():%Y%m%d}"))


def _identities(digits: Digits, crossed: Flags) -> Flags:
    likely = np.flatnonzero(_regions(digits) & _births(digits[:, 6:14]))
    checks = np.array([10 if sign == "X" else int(sign) for sign in CHECKS])
    wanted = checks[digits[likely, :17] @ np.array(WEIGHTS) % 11]
    given = np.where(crossed[likely], 10, digits[likely, 17])
    found = np.zeros(len(digits), bool)
    found[likely] = wanted == given
    return found


def _cards(digits: Digits) -> Flags:
    """Issuer and Luhn's sum, as `numbers.is_card` has them."""
    first, second = digits[:, 0], digits[:, 1]
    issuer = (first == 6) & (second == 2)
    if digits.shape[1] == 16:
        issuer |= (first == 4) | (first == 5) | ((first == 3) & ((second == 5) | (second == 7)))
    likely = np.flatnonzero(issuer)
    doubled = digits[likely, -2::-2] * 2
    total = digits[likely, ::-2].sum(axis=1) + (doubled - 9 * (doubled > 9)).sum(axis=1)
    found = np.zeros(len(digits), bool)
    found[likely] = total % 10 == 0
    return found


def _plates(text: Bytes) -> Places:
    """Where a province's sign and a capital letter begin what may be a plate."""
    begins = (text - np.uint8(ord("A"))) < 26
    begins[1:] &= text[:-1] >= 128
    begins[:3] = False
    places = np.flatnonzero(begins)
    signs = text[places[:, None] + np.arange(-3, 0)].astype(np.int64) @ np.array([65536, 256, 1])
    return places[np.isin(signs, PROVINCE_CODES)]


def _passports(folded: bytes) -> Places:
    """Where a passport's number may stand, if passports are spoken of at all."""
    if not any(word in folded for word in PASSPORT_WORDS_BYTES):
        return _none()
    starts = [found.start() for found in PASSPORT_BYTES.finditer(folded)]
    return np.array(starts, np.intp) + len(MARGIN)


def _separators(text: Bytes, delimiter: bytes) -> Places:
    """Where cells end: delimiters outside quotes, and line ends."""
    inner = text[len(MARGIN) : -len(MARGIN)]
    ends = inner == np.uint8(delimiter[0])
    quotes = inner == QUOTE
    if quotes.any():
        ends &= ~np.logical_xor.accumulate(quotes)
    return np.flatnonzero(ends | (inner == LINE_END)) + len(MARGIN)


def _none() -> Places:
    return np.zeros(0, np.intp)

"""Personal numbers in tables: identity cards, bank cards, mobile telephones (china.md 1.5)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..tables.plain import Run

KINDS = {
    "identity": "身份证号",
    "old_identity": "身份证号（15 位）",
    "card": "银行卡号",
    "mobile": "手机号",
}
SEVERITY = {"identity": "block", "old_identity": "block", "card": "block", "mobile": "hold"}
MASK = "＊＊＊"
NAMED_ROWS = 20
# Numbers of orders and amounts hit a card's or telephone's pattern by chance (Luhn: one in ten),
# so a column of them counts only when a good part of its long numbers does.
CHANCE = 0.3
FEW = 5
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_GAP = r"[ \t\u00a0\u3000\-—]"
_MAYBE = re.compile(rf"[0-9０-９](?:{_GAP}{{0,2}}[0-9０-９]){{10}}")
_RUN = re.compile(
    rf"(?<![0-9A-Za-z.])(?:\+?86{_GAP}?(?=1[3-9]))?[0-9](?:{_GAP}{{0,2}}[0-9]){{10,}}(?:{_GAP}?X)?(?![0-9A-Za-z]|\.[0-9])"
)
_FOLD = str.maketrans({"x": "X", "×": "X", "✕": "X", "Ⅹ": "X", "ⅹ": "X", "—": "-"})


@dataclass(frozen=True)
class PrivacyFinding:
    """Personal numbers of one kind in one column; `rows` names the first of them.

    `column` is empty where they stand outside the table, in the rows that were set aside.
    """

    column: str
    title: str
    kind: str
    severity: str
    count: int
    rows: list[int]

    @property
    def sentence(self) -> str:
        """What was found, where, and what to do."""
        place, what = (f"“{self.title}”列", "该列") if self.column else (self.title, "该处内容")
        return (
            f"{place}有 {self.count} 个单元格含{KINDS[self.kind]}，最先出现在第 {self.rows[0]} 行。"
            f"这是个人信息，不能公开。请删除{what}或脱敏后重新提交。"
        )


@dataclass
class _Seen:
    runs: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    rows: dict[str, list[int]] = field(default_factory=dict)


class PrivacyScan:
    """Looks at every cell of a table, row by row, as it passes."""

    def __init__(self, columns: Sequence[tuple[str, str]]) -> None:
        self._columns = columns
        self._seen = [_Seen() for _ in columns]

    def see(self, number: int, cells: Sequence[str | None]) -> None:
        """Take notice of one row; cells beyond the header count for the last column."""
        for position, cell in enumerate(cells):
            if cell is not None and len(cell) > 10 and _MAYBE.search(cell):
                self._see_cell(number, min(position, len(self._seen) - 1), cell)

    def see_run(self, run: Run) -> None:
        """Take notice of a run of rows, exactly as `see` of each would."""
        text, at, line, last = run.data.decode(), 0, 0, -1
        # No gap is a line end, so what is found lies in one record.
        for found in _MAYBE.finditer(text):
            line += text.count("\n", at, found.start())
            at = found.start()
            if line != last:
                row = run.row(line)
                self.see(row.number, row)
            last = line

    def findings(self) -> list[PrivacyFinding]:
        """What stands, once all rows have passed."""
        return [
            PrivacyFinding(name, title, kind, SEVERITY[kind], seen.hits[kind], seen.rows[kind])
            for (name, title), seen in zip(self._columns, self._seen, strict=True)
            for kind in KINDS
            if _stands(kind, seen)
        ]

    def _see_cell(self, number: int, position: int, cell: str) -> None:
        seen = self._seen[position]
        runs, kinds = _look(cell)
        seen.runs.update(runs)
        for kind in kinds:
            seen.hits[kind] += 1
            rows = seen.rows.setdefault(kind, [])
            if len(rows) < NAMED_ROWS:
                rows.append(number)


def personal_numbers(text: str) -> set[str]:
    """The kinds of personal numbers in a text."""
    return _look(text)[1]


def mask(text: str) -> str:
    """The text with every long number that may be a person's covered."""
    folded = _folded(text)
    return _RUN.sub(MASK, folded) if _look(text)[1] else text


def mask_all(value: Any) -> Any:
    """A JSON value with `mask` over each text in it, keys too."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {mask(key): mask_all(inner) for key, inner in value.items()}
    return [mask_all(inner) for inner in value] if isinstance(value, list) else value


def identity_check_digit(first: str) -> str:
    """The 18th character that GB 11643 prescribes for the first 17."""
    return "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, first, strict=True)) % 11]


def is_identity(number: str) -> bool:
    """GB 11643: region, a birth date that can be, check digit; or the old form of 15 digits."""
    if number[:2] not in PROVINCES or number[4:6] == "00":
        return False
    if re.fullmatch(r"[0-9]{15}", number):
        return _is_birth(f"19{number[6:12]}")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or not _is_birth(number[6:14]):
        return False
    return identity_check_digit(number[:17]) == number[17]


def is_card(number: str) -> bool:
    """A bank card by length, issuer and Luhn's sum."""
    if not re.fullmatch(r"62[0-9]{14,17}|[45][0-9]{15}|3[57][0-9]{14}", number):
        return False
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(doubled)) % 10 == 0


def is_mobile(number: str) -> bool:
    """A mobile telephone of mainland China, with or without the country's number."""
    return re.fullmatch(r"(?:86)?1[3-9][0-9]{9}", number) is not None


def _is_birth(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return date(1900, 1, 1) <= born <= date.today()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_FOLD)


def _look(text: str) -> tuple[list[str], set[str]]:
    """How many long numbers of each weak form a text has, and the kinds found in it."""
    runs: list[str] = []
    kinds: set[str] = set()
    for found in _RUN.finditer(_folded(text)):
        for number in _readings(found.group()):
            runs.extend(_forms(number))
            kinds.update(_kinds(number))
    return runs, kinds


def _readings(run: str) -> Iterable[str]:
    """A run as one number, or, where that is too long, as the numbers its gaps part."""
    whole = re.sub(r"[^0-9X]", "", run)
    parts = re.findall(r"[0-9]+X?", run)
    return [whole] if len(whole) <= 19 or len(parts) == 1 else parts


def _forms(number: str) -> list[str]:
    size = len(number)
    forms = ["mobile"] if size in (11, 13) else []
    forms += ["card"] if 16 <= size <= 19 else []
    return [*forms, "old_identity"] if size == 15 else forms


def _kinds(number: str) -> list[str]:
    if is_identity(number):
        return ["identity"] if len(number) == 18 else ["old_identity"]
    if is_card(number):
        return ["card"]
    return ["mobile"] if is_mobile(number) else []


def _stands(kind: str, seen: _Seen) -> bool:
    hits = seen.hits[kind]
    if kind == "identity":
        return hits > 0
    return hits > 0 and (seen.runs[kind] < FEW or hits / seen.runs[kind] >= CHANCE)

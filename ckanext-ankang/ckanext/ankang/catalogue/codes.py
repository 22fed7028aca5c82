"""信息资源代码: how one is made and proved (发改高技〔2017〕1272号; pure).

类 (1 digit), 项 (2), 目 (3), 细目 (any number, also none), a stroke, 顺序码: six digits or more and a
check digit by ISO 7064 MOD 11,10 over all digits before it, so that a code copied with one wrong or
two exchanged digits is no code. The order number is never given twice (code_register.py).
"""

import re
from dataclasses import dataclass

# 部门信息资源: its 项 is the number of the department.
DEPARTMENTAL = "3"
_CODE = re.compile(r"([123]\d{5,})/(\d{6,})(\d)", re.ASCII)
# 目 and 细目 as they are typed: the digits, then perhaps what they stand for.
_PART = re.compile(r"(\d{1,6})(?:\s+\S.*)?", re.ASCII)
_UNCLASSIFIED = "000"


class WrongCode(ValueError):
    """A text that is no 信息资源代码."""

    template = "“{text}”不是信息资源代码。请核对，代码形如 {example}，最后一位是校验码。"

    def __init__(self, text: str) -> None:
        self.fields = {"text": text, "example": make("308000", 1)}
        super().__init__(self.template.format(**self.fields))


@dataclass(frozen=True)
class Code:
    """A code in its parts."""

    prefix: str
    number: int


def make(prefix: str, number: int) -> str:
    """Return the code of the entry `number` of the part `prefix`."""
    order = f"{number:06d}"
    return f"{prefix}/{order}{_check_digit(prefix + order)}"


def parse(text: str) -> Code:
    """Return the parts of a code, or raise WrongCode."""
    found = _CODE.fullmatch(text.strip())
    if not found or _check_digit(found[1] + found[2]) != found[3]:
        raise WrongCode(text)
    return Code(found[1], int(found[2]))


def part(text: str, length: int | None = None) -> str | None:
    """Return the digits of a 目 (`length` 3) or 细目 as typed, or None where there are none."""
    found = _PART.fullmatch(text.strip())
    fits = found and (length is None or len(found[1]) == length)
    return found[1] if found and fits else None


def prefix(category: str, department: str, group: str = "", detail: str = "") -> str | None:
    """Return the classifying part of a code; None while the department has no number.

    Without a category an entry belongs to its department's own part, as every list of a
    department does until the platform puts it among the basic or thematic ones.
    """
    kind = category or DEPARTMENTAL
    if kind == DEPARTMENTAL:
        if not department:
            return None
        kind += department
    return kind + (part(group, 3) or _UNCLASSIFIED) + (part(detail) or "")


def _check_digit(digits: str) -> str:
    product = 10
    for digit in digits:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)

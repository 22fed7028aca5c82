"""What makes a number an identity card's, a bank card's or a mobile telephone's (china.md 1.5)."""

import re
from datetime import date

from ...catalogue.days import today

# GB/T 2260: the first two digits of a division code.
PROVINCES = (
    *(11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46),
    *(50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83),
)
# GB 11643-1999.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
EARLIEST = 1900


def identity_check_digit(first: str) -> str:
    """The 18th character that GB 11643 prescribes for the first 17."""
    return CHECKS[sum(w * int(d) for w, d in zip(WEIGHTS, first, strict=True)) % 11]


def is_identity(number: str) -> bool:
    """GB 11643: region, a birth date that can be, check digit; or the old form of 15 digits."""
    if not re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]", number):
        return False
    if int(number[:2]) not in PROVINCES or number[4:6] == "00":
        return False
    if len(number) == 15:
        return _is_birth(f"19{number[6:12]}")
    return _is_birth(number[6:14]) and identity_check_digit(number[:17]) == number[17]


def is_card(number: str) -> bool:
    """A bank card by length, issuer and Luhn's sum."""
    if not re.fullmatch(r"62[0-9]{14,17}|[45][0-9]{15}|3[57][0-9]{14}", number):
        return False
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(doubled)) % 10 == 0


def is_mobile(number: str) -> bool:
    """A mobile telephone of mainland China, with or without the country's number."""
    return re.fullmatch(r"(?:86)?1[3-9][0-9]{9}", number) is not None


def number_kind(number: str) -> str | None:
    """The kind of personal number that this is."""
    if is_identity(number):
        return "identity" if len(number) == 18 else "old_identity"
    if is_card(number):
        return "card"
    return "mobile" if is_mobile(number) else None


# By length, digits and X counted: the kinds that a number may be.
FORMS: dict[int, tuple[str, ...]] = {
    **{11: ("mobile",), 13: ("mobile",), 15: ("old_identity",), 18: ("identity", "card")},
    **{size: ("card",) for size in (16, 17, 19)},
}


def number_forms(number: str) -> tuple[str, ...]:
    """The kinds that a number of this length may be: the ground against which hits are weighed.

    None of them begins with a zero; area codes and serial numbers do.
    """
    return () if number[0] == "0" else FORMS.get(len(number), ())


def _is_birth(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return date(EARLIEST, 1, 1) <= born <= today()

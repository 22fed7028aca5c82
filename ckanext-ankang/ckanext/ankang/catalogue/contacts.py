"""Telephones that may stand on a public page (pure)."""

import re

# Landlines, 400 numbers and short service numbers; a mobile number is a person's (issue 6).
_OFFICE = re.compile(
    r"(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?|400-?\d{3}-?\d{4}|1\d{4}|110|119|120|122", re.ASCII
)


def is_office_phone(text: str) -> bool:
    """Whether a text is the telephone of an office and of no person."""
    return _OFFICE.fullmatch(text) is not None

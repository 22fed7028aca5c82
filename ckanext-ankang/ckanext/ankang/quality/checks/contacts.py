"""How people reach an office: telephones and mail addresses."""

import re
from typing import ClassVar

import attrs
from frictionless import errors

from .columns import NAME, CellCheck, Profile, options

# Area code 0915 with seven digits, or another area's; extensions by `-`, 转 or 分机.
_EXTENSION = r"(?:(?:-|转|分机)[0-9]{1,6})?"
_LANDLINE = rf"(?:\(?0[0-9]{{2,3}}\)?-?)?[2-8][0-9]{{6,7}}{_EXTENSION}"
OFFICE = re.compile(
    rf"(?:{_LANDLINE}|[48]00-?[0-9]{{3}}-?[0-9]{{4}}{_EXTENSION}|1[0-2][0-9]|1[0-9]{{4}}|95[0-9]{{3}})"
)
MOBILE = re.compile(r"(?:\+?86-?)?1[3-9][0-9]{9}")
BETWEEN = re.compile(r"[、,，;；/\s]+")
KINDS = {"office": (OFFICE,), "mobile": (MOBILE,), "any": (OFFICE, MOBILE)}
# The parts of RFC 5321 addresses that mail systems take; no quoted local parts, no bare hosts.
MAIL = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)


class PhoneError(errors.CellError):
    """What cannot be dialled."""

    type = "phone"
    title = "电话号码不对"
    description = "办公电话写作 0915-7 位号码（可带分机），也可以是 400 电话或 12345 这样的短号。"
    template = "第 {rowNumber} 行“{fieldName}”是“{cell}”，{note}"


class MailError(errors.CellError):
    """What is no mail address."""

    type = "mail"
    title = "电子邮箱不对"
    description = "电子邮箱写作 name@example.cn 这样的形式。"
    template = "第 {rowNumber} 行“{fieldName}”是“{cell}”，不是电子邮箱地址。请核对。"


@attrs.define(kw_only=True, repr=False)
class phone(CellCheck):
    """Accept one or more telephone numbers of a kind: office (the usual), mobile, any."""

    type = "phone"
    Errors = [PhoneError]  # noqa: RUF012
    error = PhoneError
    kind: str = "office"
    metadata_profile_patch: ClassVar[Profile] = options(
        {"fieldName": NAME}, kind={"type": "string", "enum": list(KINDS)}
    )

    def fault(self, *cells: str) -> str | None:
        numbers = BETWEEN.split(cells[0].strip())
        if all(self._is_right(number) for number in numbers):
            return None
        if self.kind == "office" and any(MOBILE.fullmatch(number) for number in numbers):
            return "是手机号，不是办公电话。请改为办公电话。"
        return "不是电话号码。请写成 0915-3201058 这样的形式，分机写在“转”后。"

    def _is_right(self, number: str) -> bool:
        # Dashes as they are typed: the hyphen, the full-width one, the Chinese one.
        plain = re.sub("[－—–‐]+", "-", number).replace("（", "(").replace("）", ")")
        return any(form.fullmatch(plain) for form in KINDS[self.kind])


@attrs.define(kw_only=True, repr=False)
class mail(CellCheck):
    """Accept mail addresses."""

    type = "mail"
    Errors = [MailError]  # noqa: RUF012
    error = MailError

    def fault(self, *cells: str) -> str | None:
        return None if MAIL.fullmatch(cells[0].strip()) else ""

"""Codes and numbers that carry a proof in themselves: of organisations, persons, documents."""

import re
from typing import ClassVar

import attrs
from frictionless import errors

from ckanext.ankang.catalogue.identifiers import is_credit_code, is_organisation_code

from ...documents.text.numbers import document_number as official_number
from ..privacy import is_identity
from .columns import NAME, CellCheck, Profile, options

MASKED = re.compile(r"[0-9*＊xX×]{15,18}")
FORMS = ("masked", "whole")


class CreditCodeError(errors.CellError):
    """A credit code that cannot be one."""

    type = "credit-code"
    title = "统一社会信用代码不对"
    description = "统一社会信用代码应为 18 位，末位校验码按 GB 32100 计算。"
    template = (
        "第 {rowNumber} 行“{fieldName}”是“{cell}”，不是正确的统一社会信用代码（18 位，末位为校验码）。"
        "请对照登记证照核对。"
    )


class OrganisationCodeError(errors.CellError):
    """An organisation code that cannot be one."""

    type = "organisation-code"
    title = "组织机构代码不对"
    description = "组织机构代码应为 9 位，末位校验码按 GB 11714 计算。"
    template = (
        "第 {rowNumber} 行“{fieldName}”是“{cell}”，不是正确的组织机构代码（9 位，末位为校验码）。"
        "请对照登记证照核对。"
    )


class IdentityNumberError(errors.CellError):
    """An identity number that cannot be one, or that is not masked."""

    type = "identity-number"
    title = "身份证号不对"
    description = "公民身份号码应为 18 位，末位校验码按 GB 11643 计算；公开时应当遮盖。"
    # The number itself is personal and is not repeated.
    template = "第 {rowNumber} 行“{fieldName}”{note}"


class DocumentNumberError(errors.CellError):
    """A document number in none of the official forms."""

    type = "document-number"
    title = "发文字号不规范"
    description = "发文字号由机关代字、年份、序号组成（GB/T 9704），年份用六角括号〔〕。"
    template = "第 {rowNumber} 行“{fieldName}”是“{cell}”，{note}"


@attrs.define(kw_only=True, repr=False)
class credit_code(CellCheck):
    """Prove unified social credit codes by their check digit."""

    type = "credit-code"
    Errors = [CreditCodeError]  # noqa: RUF012
    error = CreditCodeError

    def fault(self, *cells: str) -> str | None:
        return None if is_credit_code(cells[0]) else ""


@attrs.define(kw_only=True, repr=False)
class organisation_code(CellCheck):
    """Prove organisation codes by their check digit."""

    type = "organisation-code"
    Errors = [OrganisationCodeError]  # noqa: RUF012
    error = OrganisationCodeError

    def fault(self, *cells: str) -> str | None:
        return None if is_organisation_code(cells[0]) else ""


@attrs.define(kw_only=True, repr=False)
class identity_number(CellCheck):
    """Accept identity numbers of one form: masked ones (the usual), or whole right ones.

    A whole number is personal data all the same, which the privacy scan holds back.
    """

    type = "identity-number"
    Errors = [IdentityNumberError]  # noqa: RUF012
    error = IdentityNumberError
    form: str = "masked"
    metadata_profile_patch: ClassVar[Profile] = options(
        {"fieldName": NAME}, form={"type": "string", "enum": list(FORMS)}
    )

    def fault(self, *cells: str) -> str | None:
        if self.form == "whole":
            right = len(cells[0]) == 18 and is_identity(cells[0])
            return None if right else "不是正确的身份证号。请核对。"
        if MASKED.fullmatch(cells[0]) and sum(sign in "*＊×" for sign in cells[0]) >= 4:
            return None
        return "不是遮盖过的身份证号。请遮盖至少四位，如 610902********123X。"


@attrs.define(kw_only=True, repr=False)
class document_number(CellCheck):
    """Accept document numbers in their official form, as 安政办函〔2022〕96号."""

    type = "document-number"
    Errors = [DocumentNumberError]  # noqa: RUF012
    error = DocumentNumberError

    def fault(self, *cells: str) -> str | None:
        official = official_number(cells[0])
        if official is None:
            return "不是发文字号。请写成“安政办函〔2022〕96号”这样的形式。"
        return None if official == cells[0] else f"写法不规范。请改为“{official}”。"

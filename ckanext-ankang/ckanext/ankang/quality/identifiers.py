"""Codes of organisations, proved by their check digits, as Frictionless checks."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, cast

import attrs
from frictionless import Check, Error, errors
from frictionless.resources import TableResource

from ..tables.plain import Run

# GB 32100-2015: no I, O, S, V, Z; the weights are the powers of 3 modulo 31.
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# GB 11714-1997: digits and capital letters by their place, A being 10.
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_CHECKS = "0X987654321"


def is_credit_code(code: str) -> bool:
    """Whether a text of any length is a credit code of 18 characters (GB 32100)."""
    if len(code) != 18 or not set(code) <= set(CREDIT_ALPHABET):
        return False
    total = _weighted(code, CREDIT_ALPHABET, CREDIT_WEIGHTS)
    return code[17] == CREDIT_ALPHABET[-total % 31]


def is_organisation_code(code: str) -> bool:
    """Whether a text is an organisation code (GB 11714): 9 characters, a hyphen before the last."""
    code = code[:8] + code[9:] if len(code) == 10 and code[8] == "-" else code
    if len(code) != 9 or not set(code[:8]) <= set(ORGANISATION_ALPHABET):
        return False
    total = _weighted(code, ORGANISATION_ALPHABET, ORGANISATION_WEIGHTS)
    return code[8] == ORGANISATION_CHECKS[total % 11]


def _weighted(code: str, alphabet: str, weights: tuple[int, ...]) -> int:
    return sum(alphabet.index(sign) * weight for sign, weight in zip(code, weights, strict=False))


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


@attrs.define(kw_only=True, repr=False)
class _CodeCheck(Check):
    """Fault each cell of the column `field_name` that is neither empty nor a right code."""

    error: ClassVar[type[errors.CellError]]
    field_name: str

    def is_right(self, code: str) -> bool:
        """Whether a text is a code of this kind."""
        raise NotImplementedError

    def validate_start(self) -> Iterable[Error]:
        if not self.resource.schema.has_field(self.field_name):
            # Frictionless types a check's resource more widely than what it gives.
            table = cast("TableResource", self.resource)
            yield errors.MissingLabelError(
                note="",
                labels=table.labels,
                row_numbers=table.header.row_numbers,
                label="",
                field_name=self.field_name,
                field_number=len(table.labels) + 1,
            )

    def suspects(self, run: Run, titles: Sequence[str]) -> Iterable[int]:
        """The places of cells that are no code."""
        if self.field_name not in titles:
            return ()
        cells = run.column(titles.index(self.field_name))
        bad = {cell for cell in set(cells) if cell and not self.is_right(cell.decode())}
        return [place for place, cell in enumerate(cells) if cell in bad]

    def validate_row(self, row: Any) -> Iterable[Error]:
        code = row.get(self.field_name)
        if code is not None and not self.is_right(str(code)):
            yield self.error.from_row(row, note="", field_name=self.field_name)

    metadata_profile_patch: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["fieldName"],
        "properties": {"fieldName": {"type": "string"}},
    }


@attrs.define(kw_only=True, repr=False)
class credit_code(_CodeCheck):
    """Prove unified social credit codes by their check digit."""

    type = "credit-code"
    Errors = [CreditCodeError]  # noqa: RUF012
    error = CreditCodeError

    def is_right(self, code: str) -> bool:
        return is_credit_code(code)


@attrs.define(kw_only=True, repr=False)
class organisation_code(_CodeCheck):
    """Prove organisation codes by their check digit."""

    type = "organisation-code"
    Errors = [OrganisationCodeError]  # noqa: RUF012
    error = OrganisationCodeError

    def is_right(self, code: str) -> bool:
        return is_organisation_code(code)

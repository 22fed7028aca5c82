"""Ankang's checks, as Frictionless checks: class + error + descriptor, usable from YAML checklists.

A family of checks is a module: `codes` and `contacts` for what identifies, `places`, `times`,
`period`, `numbers`, `text`, `lists`, `drift` for what is told against the last version, `file` for the whole.
"""

from frictionless import Check, Error, Plugin, system

from .codes import (
    CreditCodeError,
    DocumentNumberError,
    IdentityNumberError,
    OrganisationCodeError,
    credit_code,
    document_number,
    identity_number,
    organisation_code,
)
from .columns import ColumnsCheck
from .contacts import MailError, PhoneError, mail, phone
from .drift import TableProfile, idle_columns, row_drift, value_drift
from .file import DAMAGES, NoRowsError, ReadError, UnreadableFileError, read_damage, some_rows
from .lists import CodeListError, code_list
from .numbers import (
    DatabaseTimeError,
    DatabaseValueError,
    PartSumError,
    TotalRowError,
    database_value,
    mixed_units,
    part_sum,
    total_row,
)
from .period import DATED, time_span
from .places import (
    CoordinatesError,
    DivisionCodeError,
    DivisionParentError,
    coordinates,
    division_code,
    division_parent,
    shifted_coordinates,
)
from .text import (
    BrokenLabelError,
    BrokenTextError,
    ControlCharacterError,
    broken_text,
    control_character,
    mojibake,
    outer_blanks,
)
from .times import DateOrderError, FutureDateError, date_order, future_date

__all__ = [
    "CHECKS",
    "DAMAGES",
    "DATED",
    "ERRORS",
    "ColumnsCheck",
    "TableProfile",
    "UnreadableFileError",
    "read_damage",
    "row_drift",
    "some_rows",
    "time_span",
    "total_row",
    "value_drift",
]

CHECKS: dict[str, type[Check]] = {
    check.type: check
    for check in (
        read_damage,
        some_rows,
        broken_text,
        mojibake,
        control_character,
        outer_blanks,
        database_value,
        part_sum,
        total_row,
        mixed_units,
        credit_code,
        organisation_code,
        identity_number,
        document_number,
        phone,
        mail,
        division_code,
        division_parent,
        coordinates,
        shifted_coordinates,
        future_date,
        date_order,
        code_list,
        value_drift,
        idle_columns,
        time_span,
    )
}
ERRORS: dict[str, type[Error]] = DAMAGES | {
    error.type: error
    for error in (
        ReadError,
        UnreadableFileError,
        NoRowsError,
        BrokenTextError,
        BrokenLabelError,
        ControlCharacterError,
        DatabaseTimeError,
        DatabaseValueError,
        PartSumError,
        TotalRowError,
        CreditCodeError,
        OrganisationCodeError,
        IdentityNumberError,
        DocumentNumberError,
        PhoneError,
        MailError,
        DivisionCodeError,
        DivisionParentError,
        CoordinatesError,
        FutureDateError,
        DateOrderError,
        CodeListError,
    )
}


class AnkangChecks(Plugin):
    """Tells Frictionless of the checks and errors here, so that YAML and reports can name them."""

    def select_check_class(self, type: str | None = None) -> type[Check] | None:
        return CHECKS.get(type or "")

    def select_error_class(self, type: str | None = None) -> type[Error] | None:
        return ERRORS.get(type or "")


system.register("ankang", AnkangChecks())

"""Validating a file: tables reads it, Frictionless judges the rows, the privacy scan sees all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from frictionless import Dialect, Error, FrictionlessException, Report, Schema
from frictionless.resources import TableResource

from ..fence import report_progress
from ..tables import Limits, Row, Table, TableError, read_table
from .checklists import checklist as checklist_named
from .checklists import prepare
from .checks import (
    DAMAGES,
    DATED,
    TableProfile,
    UnreadableFileError,
    read_damage,
    row_drift,
    some_rows,
    time_span,
    value_drift,
)
from .counting import CountingChecklist
from .declared import declared_types, extra_columns, under_ids, under_titles
from .fast import Suspects, fast_forms
from .notes import as_json, notes_of
from .privacy import BLOCK, HOLD, NOTE, PrivacyFinding, PrivacyScan, mask, mask_all
from .report import Json, all_errors, cover_row, finish_report, totals

PULSE_ROWS = 10_000
HEADER_ROW = 0
WARM_UP_TABLE = "编号,名称\n1,安康\n"
VERDICTS = {
    "valid": "通过",
    "invalid": "不通过",
    "private": "含个人信息，不能公开",
    "held": "含个人信息，须经审核放行",
    "unreadable": "无法读取",
}


@dataclass
class Validation:
    """What was found out about one version of a file."""

    report: Json
    schema: Json
    facts: Json
    verdict: str
    sentence: str
    rows: int
    findings: list[PrivacyFinding] = field(default_factory=list)

    def to_text(self) -> str:
        """The verdict, each reason and each note, a line each, for a person at a terminal."""
        hints = [finding.sentence for finding in self.findings if finding.severity == NOTE]
        hints += [note["sentence"] for note in self.facts.get("notes", [])]
        reasons = [finding.sentence for finding in self.findings if finding.severity != NOTE]
        reasons += [error["message"] for error in all_errors(self.report)]
        reasons += [f"提示：{hint}" for hint in hints]
        return "\n".join([f"{VERDICTS[self.verdict]}：{self.sentence}", *dict.fromkeys(reasons)])


def warm_up() -> None:
    """Load what each validation would load anew: readings of titles, plugins, code lists (0.4 s)."""
    with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.write(WARM_UP_TABLE)
        file.flush()
        validate_table(file.name)


def validate_table(
    path: Path | str,
    *,
    name: str | None = None,
    schema: Json | None = None,
    checklist: str | None = None,
    ids: dict[str, str] | None = None,
    limits: dict[str, int] | None = None,
    previous: TableProfile | None = None,
) -> Validation:
    """Validate a file; bad data is a verdict, never an exception.

    A schema may name its checklist (`ankang:checklist`), the other names of its columns
    (`ankang:aliases`), and with `fieldsMatch: partial` leave columns to be inferred: then only its
    required columns must be there. `ids` are the column ids that titles of this resource have or
    had. `previous` is `facts["profile"]` of the last version, for what changed beyond belief.
    `limits` are the fields of `tables.Limits`, as plain data because they cross the fence.
    """
    path = Path(path)
    name = name or path.name
    try:
        table = read_table(
            path,
            name=name,
            types=declared_types(schema, ids or {}),
            ids=ids,
            limits=Limits(**(limits or {})),
        )
    except TableError as error:
        return unreadable(name, str(error))
    scan = PrivacyScan([(column.id, column.title) for column in table.columns])
    descriptor = under_titles(table, schema)
    checks = checklist_named(checklist or (schema or {}).get("ankang:checklist"))
    prepare(checks, table, schema or {}, previous or {})
    report = judge(table, descriptor, checks, scan)
    findings = [*scan.findings(), *_set_aside(table)]
    table.facts |= _noted(table, schema or {}, checks, previous)
    return _covered(_validation(table, report, descriptor, checks, findings))


def _noted(
    table: Table, schema: Json, checks: CountingChecklist, previous: TableProfile | None
) -> Json:
    """What is worth a look, and what the next version is compared with."""
    rows = table.facts["rows"]
    drifts = [check for check in checks.checks if isinstance(check, value_drift)]
    columns = {table.id_of(check.field_name): check.profile() for check in drifts}
    spans = [check.spans for check in checks.checks if isinstance(check, time_span)]
    notes = [*extra_columns(table, schema), *row_drift(rows, previous)]
    return {
        "notes": [*map(as_json, notes), *notes_of(checks.checks)],
        "profile": {"rows": rows, "columns": columns},
        "spans": {column: span for found in spans for column, span in found.items()},
    }


def unreadable(name: str, sentence: str) -> Validation:
    """The report on a file of which nothing but this sentence is known."""
    error = UnreadableFileError(note=sentence)
    report = dict(Report.from_validation(errors=[error]).to_descriptor())
    return Validation(report, {"fields": []}, {"name": name}, "unreadable", sentence, 0)


class SourceRows(Dialect):
    """Gives each row the number it has in the file, so that errors name what a person sees."""

    def read_enumerated_content_stream(
        self, cell_stream: Iterable[Any]
    ) -> Iterator[tuple[int, list[str | None]]]:
        for cells in cell_stream:
            if cells.number:
                yield cells.number, cells


def _with_header(table: Table, scan: PrivacyScan, rows: Iterable[Row]) -> Iterator[Row]:
    """What Frictionless is given: the header, then rows."""
    titles: list[str | None] = [column.title for column in table.columns]
    scan.see_header(table.facts["header_row"], titles)
    yield Row(HEADER_ROW, titles)
    yield from rows


def _watched(table: Table, scan: PrivacyScan) -> Iterator[Row]:
    """All rows, each seen by the scan as it passes."""
    total = table.facts["rows"]
    for done, row in enumerate(table.rows, start=1):
        scan.see(row.number, row)
        if done % PULSE_ROWS == 0:
            report_progress(done, total)
        yield row


def _set_aside(table: Table) -> list[PrivacyFinding]:
    """What is personal in the rows that are not data: the file is published with them."""
    scan = PrivacyScan([("", "表格外的标题、注释或合计行")])
    for row in table.facts["preamble"]:
        scan.see(row["row"], [row["text"]])
    for row in table.facts["dropped_rows"]:
        scan.see(row["row"], row["cells"])
    return scan.findings()


def _covered(found: Validation) -> Validation:
    """The same without a personal number anywhere, because all of it is stored.

    A schema is covered only where the file is not published: elsewhere it is used as it stands.
    """
    findings = [
        replace(one, column=mask(one.column), title=mask(one.title)) for one in found.findings
    ]
    hard = any(finding.severity != NOTE for finding in findings)
    return replace(
        found,
        report=mask_all(found.report),
        facts=mask_all(found.facts),
        sentence=mask(found.sentence),
        schema=mask_all(found.schema) if hard else found.schema,
        findings=findings,
    )


def judge(table: Table, descriptor: Json, checks: CountingChecklist, scan: PrivacyScan) -> Json:
    """What Frictionless reports on the table, and the scan of all its rows."""
    checks.add_check(some_rows())
    checks.add_check(read_damage(damages=table.damages))
    dated = {column.title: column.id for column in table.columns if column.type in DATED}
    checks.add_check(time_span(columns=dated))
    schema, faults = _schema(descriptor)
    forms = fast_forms(table, schema, checks) if schema else None
    suspects = None if forms is None else Suspects(table, forms, scan)
    rows = _with_header(table, scan, suspects or _watched(table, scan))
    report = _reported(rows, schema, checks) if schema else Report.from_validation(errors=faults)
    # A schema that is wrong ends the judgement early; the scan sees every cell all the same.
    for _ in rows:
        pass
    return checks.counted(report, suspects.proved if suspects else 0)


def _schema(descriptor: Json) -> tuple[Schema | None, list[Error]]:
    try:
        return Schema.from_descriptor(descriptor), []
    except FrictionlessException as error:
        return None, error.to_errors()


def _reported(rows: Iterator[Row], schema: Schema, checks: CountingChecklist) -> Report:
    # The header's row is said, or Frictionless guesses it from the widths of the rows it is given.
    dialect = SourceRows(header_rows=[1])
    resource = TableResource(name="table", data=rows, schema=schema, dialect=dialect)
    return resource.validate(checks, limit_errors=0)


def _validation(
    table: Table,
    report: Json,
    descriptor: Json,
    checks: CountingChecklist,
    findings: list[PrivacyFinding],
) -> Validation:
    types = {entry["name"]: entry.get("type", "any") for entry in descriptor["fields"]}
    facts = table.to_facts() | {"errors_by_type": dict(checks.totals) or totals(report)}
    titles = [column.title for column in table.columns]
    private = _private(findings, titles)
    report = finish_report(report, types, private, titles)
    facts["dropped_rows"] = [cover_row(row, private) for row in facts["dropped_rows"]]
    facts["kept_rows"] = [cover_row(row, private) for row in facts["kept_rows"]]
    errors = all_errors(report)
    verdict = _verdict(findings, valid=report["valid"])
    rows = table.facts["rows"]
    sentence = f"数据有效，共 {rows} 行。"
    if errors:
        # Damage explains the errors that follow from it.
        first = next((error for error in errors if error["type"] in DAMAGES), errors[0])
        sentence = first["message"]
    if verdict in ("private", "held"):
        sentence = findings[0].sentence
    return Validation(
        report, under_ids(table, descriptor), facts, verdict, sentence, rows, findings
    )


def _verdict(findings: list[PrivacyFinding], *, valid: bool) -> str:
    """What blocks comes first, then what is wrong, then what a reviewer may release."""
    severities = {finding.severity for finding in findings}
    if BLOCK in severities:
        return "private"
    if not valid:
        return "invalid"
    return "held" if HOLD in severities else "valid"


def _private(findings: list[PrivacyFinding], titles: list[str]) -> set[int]:
    """The places of columns to cover: what is held or blocked, and the names beside it."""
    hard = {finding.column for finding in findings if finding.severity != NOTE}
    names = {finding.column for finding in findings if finding.kind == "name"}
    columns = {f.title for f in findings if f.column in (hard | names if hard else hard)}
    return {place for place, title in enumerate(titles) if title in columns}

"""Validating a file: tables reads it, Frictionless judges the rows, the privacy scan sees all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from frictionless import Dialect, Error, FrictionlessException, Report, Schema
from frictionless.resources import TableResource

from ..fence import report_progress
from ..tables import Limits, Row, Table, TableError, read_table
from .checks import UnreadableFileError, read_damage, some_rows
from .counting import CountingChecklist
from .fast import Suspects, fast_forms
from .privacy import BLOCK, HOLD, NOTE, PrivacyFinding, PrivacyScan, mask, mask_all
from .report import Json, all_errors, cover_row, finish_report, totals

PULSE_ROWS = 10_000
HEADER_ROW = 0
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
        """The verdict and each reason, a line each, for a person at a terminal."""
        reasons = [finding.sentence for finding in self.findings]
        reasons += [error["message"] for error in all_errors(self.report)]
        return "\n".join([f"{VERDICTS[self.verdict]}：{self.sentence}", *dict.fromkeys(reasons)])


class ChecklistError(ValueError):
    """A checklist that does not exist."""

    template = "没有名为“{name}”的检查清单。可用的有：{known}。"

    def __init__(self, *, name: str, known: list[str]) -> None:
        super().__init__(self.template.format(name=name, known="、".join(known)))


def validate_table(
    path: Path | str,
    *,
    name: str | None = None,
    schema: Json | None = None,
    checklist: str | None = None,
    limits: dict[str, int] | None = None,
) -> Validation:
    """Validate a file; bad data is a verdict, never an exception.

    `limits` are the fields of `tables.Limits`, as plain data because they cross the fence.
    """
    path = Path(path)
    name = name or path.name
    try:
        table = read_table(
            path, name=name, types=_declared_types(schema), limits=Limits(**(limits or {}))
        )
    except TableError as error:
        return _unreadable(name, str(error))
    scan = PrivacyScan([(column.id, column.title) for column in table.columns])
    descriptor = _under_titles(table, schema) if schema else _inferred(table)
    checks = _checklist(checklist)
    report = judge(table, descriptor, checks, scan)
    findings = [*scan.findings(), *_set_aside(table)]
    return _covered(_validation(table, report, descriptor, checks, findings))


def checklist_names() -> list[str]:
    """The checklists that can be named."""
    folder = files("ckanext.ankang.schemas").joinpath("checklists")
    return sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".yaml"))


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
    scan.see(table.facts["header_row"], titles)
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
    errors = all_errors(report)
    verdict = _verdict(findings, valid=report["valid"])
    rows = table.facts["rows"]
    sentence = f"数据有效，共 {rows} 行。"
    if errors:
        # Damage explains the errors that follow from it.
        first = next((error for error in errors if error["type"] == "read-error"), errors[0])
        sentence = first["message"]
    if verdict in ("private", "held"):
        sentence = findings[0].sentence
    return Validation(
        report, _under_ids(table, descriptor), facts, verdict, sentence, rows, findings
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


def _unreadable(name: str, sentence: str) -> Validation:
    error = UnreadableFileError(note=sentence)
    report = dict(Report.from_validation(errors=[error]).to_descriptor())
    return Validation(report, {"fields": []}, {"name": name}, "unreadable", sentence, 0)


def _checklist(name: str | None) -> CountingChecklist:
    name = name or "standard"
    if name not in (known := checklist_names()):
        raise ChecklistError(name=name, known=known)
    text = files("ckanext.ankang.schemas").joinpath(f"checklists/{name}.yaml").read_text("utf-8")
    return CountingChecklist.from_descriptor(yaml.safe_load(text))


def _inferred(table: Table) -> Json:
    return {"fields": [{"name": c.title, "type": c.type} for c in table.columns]}


def _declared_types(schema: Json | None) -> dict[str, str]:
    fields = (schema or {}).get("fields", [])
    return {
        key: entry["type"]
        for entry in fields
        for key in (entry.get("title"), entry.get("name"))
        if key and entry.get("type")
    }


def _under_titles(table: Table, schema: Json) -> Json:
    """The declared schema with the publisher's headers as names, matched by title or id."""
    titles = {key: c.title for c in table.columns for key in (c.id, c.title)}

    def named(entry: Json) -> Json:
        keys = (entry.get("title"), entry.get("name"))
        name = next((titles[key] for key in keys if key in titles), entry.get("title"))
        return {**entry, "name": name or entry.get("name")}

    return {
        "fieldsMatch": "equal",
        **schema,
        "fields": [named(e) for e in schema.get("fields", [])],
    }


def _under_ids(table: Table, descriptor: Json) -> Json:
    """The schema as it is stored: our ids as names, headers as titles."""
    declared = {entry["name"]: entry for entry in descriptor["fields"]}
    fields = [
        {**declared.get(c.title, {"type": c.type}), "name": c.id, "title": c.title}
        for c in table.columns
    ]
    rest = {k: v for k, v in descriptor.items() if k not in ("fields", "fieldsMatch")}
    return {**rest, "fields": fields}

"""Validating a file: tables reads it, Frictionless judges the rows, the privacy scan sees all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml
from frictionless import Dialect, Error, FrictionlessException, Report, Schema
from frictionless.resources import TableResource

from ..fence import report_progress
from ..tables import Limits, Row, Table, TableError, read_table
from .checks import (
    ColumnsCheck,
    TableProfile,
    UnreadableFileError,
    read_damage,
    row_drift,
    some_rows,
    total_row,
    value_drift,
)
from .counting import CountingChecklist
from .fast import Suspects, fast_forms
from .notes import Note, as_json, notes_of
from .privacy import PrivacyFinding, PrivacyScan, mask, mask_all
from .report import Json, all_errors, finish_report, totals

STANDARD = "standard"
PULSE_ROWS = 10_000
HEADER_ROW = 0
VERDICTS = {
    "valid": "通过",
    "invalid": "不通过",
    "private": "含个人信息，不能公开",
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
        reasons = [finding.sentence for finding in self.findings]
        reasons += [error["message"] for error in all_errors(self.report)]
        reasons += [f"提示：{note['sentence']}" for note in self.facts.get("notes", [])]
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
    ids: dict[str, str] | None = None,
    limits: dict[str, int] | None = None,
    previous: TableProfile | None = None,
) -> Validation:
    """Validate a file; bad data is a verdict, never an exception.

    A schema may name its checklist (`ankang:checklist`), the other names of its columns
    (`ankang:aliases`), and with `fieldsMatch: partial` leave columns to be inferred: then only its
    required columns must be there. `previous` is `facts["profile"]` of the last version, for what
    changed beyond belief. `ids` are the column ids that titles of this resource have or had.
    `limits` are the fields of `tables.Limits`, as plain data because they cross the fence.
    """
    path = Path(path)
    name = name or path.name
    try:
        table = read_table(
            path,
            name=name,
            types=_declared_types(schema, ids or {}),
            ids=ids,
            limits=Limits(**(limits or {})),
        )
    except TableError as error:
        return unreadable(name, str(error))
    scan = PrivacyScan([(column.id, column.title) for column in table.columns])
    descriptor = _under_titles(table, schema) if schema else _inferred(table)
    checks = _checklist(checklist or (schema or {}).get("ankang:checklist"))
    _prepare(checks, table, schema or {}, previous or {})
    report = judge(table, descriptor, checks, scan)
    findings = [*scan.findings(), *_set_aside(table)]
    table.facts |= _told(table, schema or {}, checks, previous)
    return _covered(_validation(table, report, descriptor, checks, findings))


def unreadable(name: str, sentence: str) -> Validation:
    """The report on a file of which nothing but this sentence is known."""
    error = UnreadableFileError(note=sentence)
    report = dict(Report.from_validation(errors=[error]).to_descriptor())
    return Validation(report, {"fields": []}, {"name": name}, "unreadable", sentence, 0)


def checklist_names() -> list[str]:
    """The checklists that can be named."""
    folder = files("ckanext.ankang.schemas").joinpath("checklists")
    return sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".yaml"))


def checklist_digest(name: str) -> str:
    """The SHA-256 of a checklist as it is now, after the one that every file gets.

    The name alone does not tell what was checked.
    """
    names = dict.fromkeys((STANDARD, name))
    return sha256(b"".join(_checklist_file(name).read_bytes() for name in names)).hexdigest()


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
    return replace(
        found,
        report=mask_all(found.report),
        facts=mask_all(found.facts),
        sentence=mask(found.sentence),
        schema=mask_all(found.schema) if findings else found.schema,
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
    report = finish_report(report, types, findings, titles)
    errors = all_errors(report)
    verdict = "private" if findings else "valid" if report["valid"] else "invalid"
    rows = table.facts["rows"]
    sentence = f"数据有效，共 {rows} 行。"
    if errors:
        # Damage explains the errors that follow from it.
        first = next((error for error in errors if error["type"] == "read-error"), errors[0])
        sentence = first["message"]
    if findings:
        sentence = findings[0].sentence
    return Validation(
        report, _under_ids(table, descriptor), facts, verdict, sentence, rows, findings
    )


def _checklist(name: str | None) -> CountingChecklist:
    """The checks of a checklist after those that every file gets."""
    names = dict.fromkeys((STANDARD, name or STANDARD))
    if unknown := set(names) - set(known := checklist_names()):
        raise ChecklistError(name=unknown.pop(), known=known)
    lists = [yaml.safe_load(_checklist_file(name).read_bytes()) for name in names]
    checks = [check for one in lists for check in one["checks"]]
    return CountingChecklist.from_descriptor({**lists[-1], "checks": checks})


def _prepare(checks: CountingChecklist, table: Table, schema: Json, previous: TableProfile) -> None:
    """Tell the checks the file's headers, its totals and what its last version was like.

    A check of a column that the schema declares is dropped where the column is not there: if that
    is an error, the schema says so.
    """
    titles = _headers(table, schema)
    there = {column.title for column in table.columns}
    declared = {name for entry in schema.get("fields", []) for name in _own_names(entry)}
    for check in [check for check in checks.checks if isinstance(check, ColumnsCheck)]:
        check.rename(titles)
        if not check.can_do_without((set(check.columns) - there) & declared):
            checks.checks.remove(check)
        elif isinstance(check, total_row):
            check.set_aside = [(row["row"], row["cells"]) for row in table.facts["dropped_rows"]]
        elif isinstance(check, value_drift):
            check.previous = previous.get("columns", {}).get(_id(table, check.field_name))


def _id(table: Table, title: str) -> str:
    return next((column.id for column in table.columns if column.title == title), title)


def _told(
    table: Table, schema: Json, checks: CountingChecklist, previous: TableProfile | None
) -> Json:
    """What is worth a look, and what the next version is compared with."""
    rows = table.facts["rows"]
    drifts = [check for check in checks.checks if isinstance(check, value_drift)]
    columns = {_id(table, check.field_name): check.profile() for check in drifts}
    notes = [*_extra(table, schema), *row_drift(rows, previous)]
    return {
        "notes": [*map(as_json, notes), *notes_of(checks.checks)],
        "profile": {"rows": rows, "columns": columns},
    }


def _extra(table: Table, schema: Json) -> Iterator[Note]:
    """A note on each column of which a schema of some columns says nothing."""
    if schema.get("fieldsMatch") == "partial":
        spoken = set(_headers(table, schema).values())
        for column in table.columns:
            if column.title not in spoken:
                sentence = f"“{column.title}”列不在数据表标准里，按推断的类型收下。"
                yield Note("extra-column", sentence, column.title)


def _checklist_file(name: str) -> Traversable:
    return files("ckanext.ankang.schemas").joinpath(f"checklists/{name}.yaml")


def _inferred(table: Table) -> Json:
    return {"fields": [{"name": c.title, "type": c.type} for c in table.columns]}


def _declared_types(schema: Json | None, ids: dict[str, str]) -> dict[str, str]:
    """The types that decide how cells are read, by the file's own titles."""
    titles = {id: title for title, id in ids.items()}
    fields = (schema or {}).get("fields", [])
    return {
        key: entry["type"]
        for entry in fields
        for key in (*_aliases(entry), *_own_names(entry), titles.get(entry.get("name")))
        if key and entry.get("type")
    }


def _headers(table: Table, schema: Json) -> dict[str, str]:
    """The file's header for the name and the title of each declared field that it has.

    A field is known by its id, its title, else by an alias that no other field has for its own.
    """
    headers = {key: c.title for c in table.columns for key in (c.id, c.title)}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for known_by in (_id_of, _own_names, _aliases):
        for entry in schema.get("fields", []):
            matching = (headers[name] for name in known_by(entry) if name in headers)
            header = next((header for header in matching if header not in taken), None)
            if header is not None and not found.keys() & set(_own_names(entry)):
                taken.add(header)
                found |= dict.fromkeys(_own_names(entry), header)
    return found


def _id_of(entry: Json) -> list[str]:
    return [entry["name"]] if entry.get("name") else []


def _own_names(entry: Json) -> list[str]:
    return [entry[key] for key in ("title", "name") if entry.get(key)]


def _aliases(entry: Json) -> list[str]:
    return list(entry.get("ankang:aliases", ()))


def _under_titles(table: Table, schema: Json) -> Json:
    """The declared schema with the file's headers as names."""
    headers = _headers(table, schema)
    fields = [
        {**entry, "name": next((headers.get(name, name) for name in _own_names(entry)), None)}
        for entry in schema.get("fields", [])
    ]
    keys = {key: headers.get(key, key) for key in _key(schema)}
    named = {**schema, "primaryKey": list(keys.values())} if keys else schema
    if schema.get("fieldsMatch") == "partial":
        return {**named, "fieldsMatch": "equal", "fields": _completed(table, fields)}
    return {"fieldsMatch": "equal", **named, "fields": fields}


def _key(schema: Json) -> list[str]:
    key = schema.get("primaryKey") or []
    return [key] if isinstance(key, str) else list(key)


def _completed(table: Table, fields: list[Json]) -> list[Json]:
    """A field for each column of the table, inferred where none is declared; then what is missing."""
    declared = {entry["name"]: entry for entry in fields}
    columns = [{"name": c.title, "type": c.type} | declared.pop(c.title, {}) for c in table.columns]
    required = (e for e in declared.values() if e.get("constraints", {}).get("required"))
    return [*columns, *required]


def _under_ids(table: Table, descriptor: Json) -> Json:
    """The schema as it is stored: our ids as names; titles as declared, else the headers."""
    declared = {entry["name"]: entry for entry in descriptor["fields"]}
    fields = [
        {"title": c.title, **declared.get(c.title, {"type": c.type}), "name": c.id}
        for c in table.columns
    ]
    rest = {k: v for k, v in descriptor.items() if k not in ("fields", "fieldsMatch")}
    return {**rest, "fields": fields}

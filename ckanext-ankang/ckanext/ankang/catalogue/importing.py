"""A department's whole 目录, or a year's 清单, read from a table (pure).

Every column is one of a field, one that is known and not taken, or an error; every value becomes a
value of its field or an error that names file, row, column, value and what to do. Nothing is guessed,
and a row with an error leaves the others going.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ckanext.ankang.catalogue import codes, entries
from ckanext.ankang.catalogue.contacts import is_office_phone
from ckanext.ankang.catalogue.departments import UnknownDepartment, find, fold_department
from ckanext.ankang.catalogue.fields import fields
from ckanext.ankang.catalogue.identifiers import is_credit_code
from ckanext.ankang.catalogue.vocabularies import UnknownValue, fold, key, read
from ckanext.ankang.tables import Limits, TableError, read_table
from ckanext.ankang.tables.types import to_compact_date, to_compact_month, to_date, to_datetime

Json = dict[str, Any]
CATALOGUE, PLAN = "catalogue", "plan"
_REQUIRED = {
    CATALOGUE: ("title", "owner_org", "theme", "update_frequency", "openness"),
    PLAN: ("title", "owner_org", "month", "openness"),
}
# `（必填）` after a header says nothing of the column; what a two-storeyed header joins is one word.
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]$")
_JOINTS = re.compile(r"[/·_\-:：*]")
_LIST = re.compile(r"[、,，;；\s]+")
_TAGS = re.compile(r"[、,，;；]+")
_GROUND = re.compile(
    r"《(?P<document>[^》]+)》\s*(?P<article>第.+?[条款项](?:[^《；;]*)?)(?=[；;《]|$)"
)
_CLASSES = {
    "1": "基础信息资源",
    "基础": "基础信息资源",
    "基础信息资源": "基础信息资源",
    "基础信息资源类": "基础信息资源",
    "2": "主题信息资源",
    "主题": "主题信息资源",
    "主题信息资源": "主题信息资源",
    "主题信息资源类": "主题信息资源",
    "3": "部门信息资源",
    "部门": "部门信息资源",
    "部门信息资源": "部门信息资源",
    "部门信息资源类": "部门信息资源",
}


class WrongValue(ValueError):
    """A value that its field does not take; `template` is the sentence without its place."""

    def __init__(self, template: str, **fields: str) -> None:
        super().__init__(template.format(**fields))
        self.template, self.fields = template, fields


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: `row` 0 is the file or its header, `column` as its author wrote it."""

    row: int
    column: str
    value: str
    template: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One row that became an entry: its values by field."""

    row: int
    values: Json


@dataclass(frozen=True)
class Reading:
    """What a file holds: entries, what is wrong, and the columns that are known and not taken."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...] = ()


@cache
def headers(kind: str) -> dict[str, str]:
    """Return the field of every header that this kind of file may have."""
    return {header_key(word): name for name, words in _words()[kind].items() for word in words}


@cache
def _words() -> dict[str, Any]:
    return read("catalogue_import.yaml")


@cache
def _derived() -> frozenset[str]:
    return frozenset(map(header_key, _words()["derived"]))


@cache
def _empty() -> frozenset[str]:
    return frozenset(key(str(word)) for word in _words()["empty"] if word is not None)


def is_derived(title: str) -> bool:
    """Whether a column is known and not taken, because the portal finds out itself what it says."""
    return header_key(title) in _derived()


def is_empty(cell: str) -> bool:
    """Whether a cell says in one of the usual ways that there is nothing to say."""
    return key(cell) in _empty()


def header_key(text: str) -> str:
    """Return a header without what does not tell headers apart."""
    plain = unicodedata.normalize("NFKC", text).strip()
    bare = _BRACKETS.sub("", plain) or plain
    return key(_JOINTS.sub("", bare))


def read_file(
    path: Path,
    name: str,
    kind: str,
    *,
    department: str = "",
    today: date,
    limits: Limits,
    rows: int,
) -> Reading:
    """Return what a CSV or XLSX says; `department` is whose it is where no column tells."""
    try:
        titles = [column.title for column in read_table(path, name=name, limits=limits).columns]
        # As text: what looks like numbers or dates to a table is the field's to read.
        table = read_table(path, name=name, types=dict.fromkeys(titles, "string"), limits=limits)
    except TableError as error:
        fields_ = {name: str(value) for name, value in error.fields.items()}
        return Reading((), (Problem(0, "", name, error.template, fields_),))
    places, ignored, problems = _columns(titles, kind)
    if problems:
        return Reading((), tuple(problems))
    sheet = _Sheet(kind, titles, places, department, today)
    for row in table.rows:
        if len(sheet.lines) + len(sheet.problems) >= rows:
            sentence = "文件超过 {rows} 行。请分成几个文件导入。"
            sheet.problems.append(Problem(row.number, "", "", sentence, {"rows": str(rows)}))
            break
        sheet.take(row.number, list(row))
    return Reading(tuple(sheet.lines), tuple(sheet.problems), tuple(ignored))


def _columns(titles: list[str], kind: str) -> tuple[dict[str, int], list[str], list[Problem]]:
    """Return the place of every field, the columns not taken, and what is wrong with the header."""
    places: dict[str, int] = {}
    ignored: list[str] = []
    problems: list[Problem] = []
    for place, title in enumerate(titles):
        name = headers(kind).get(header_key(title))
        if name is None and is_derived(title):
            ignored.append(title)
        elif name is None:
            sentence = "不认识列“{title}”。请按模板改列名；不需要的列请删去。"
            problems.append(Problem(0, title, title, sentence, {"title": title}))
        elif name in places:
            sentence = "列“{title}”和列“{other}”是同一个字段。请只留一列。"
            told = {"title": title, "other": titles[places[name]]}
            problems.append(Problem(0, title, title, sentence, told))
        else:
            places[name] = place
    if "title" not in places:
        problems.append(Problem(0, "", "", "没有名称列。请按模板加一列“信息资源名称”。"))
    return places, ignored, problems


class _Sheet:
    """The rows of one file, taken one after the other."""

    def __init__(
        self, kind: str, titles: list[str], places: dict[str, int], department: str, today: date
    ) -> None:
        self.kind, self.titles, self.places = kind, titles, places
        self.department, self.today = department, today
        self.lines: list[Line] = []
        self.problems: list[Problem] = []
        self.seen: dict[tuple[str, str], int] = {}

    def take(self, row: int, cells: list[str | None]) -> None:
        """Read one row; rows that only go on with 信息项 under merged cells are no entries."""
        texts = {name: _cell(cells, place) for name, place in self.places.items()}
        if not any(texts.values()):
            return
        before = len(self.problems)
        values = self._values(row, texts)
        if len(self.problems) == before:
            self._check(row, values)
        if len(self.problems) == before:
            self.lines.append(Line(row, values))

    def _values(self, row: int, texts: dict[str, str]) -> Json:
        values: Json = {"owner_org": self.department} if self.department else {}
        for name, text in texts.items():
            if text:
                try:
                    values[name] = _value(name, text)
                except WrongValue as error:
                    self._complain(row, name, text, error)
        try:
            _combine(values)
        except WrongValue as error:
            self._complain(row, "title", texts.get("title", ""), error)
        return values

    def _check(self, row: int, values: Json) -> None:
        for name in _REQUIRED[self.kind]:
            if not values.get(name):
                error = WrongValue("没有“{label}”。请填写。", label=LABELS[name])
                self._complain(row, name, "", error)
        if self.kind == CATALOGUE:
            for found in entries.problems(values, self.today):
                error = WrongValue(found.template, **found.fields)
                self._complain(row, found.field, str(values.get(found.field) or ""), error)
        same = (values.get("owner_org", ""), key(values.get("title", "")))
        if same in self.seen:
            error = WrongValue("与第 {other} 行重复。请删去一行。", other=str(self.seen[same]))
            self._complain(row, "title", values.get("title", ""), error)
        self.seen.setdefault(same, row)

    def _complain(self, row: int, name: str, value: str, error: WrongValue) -> None:
        column = self.titles[self.places[name]] if name in self.places else LABELS.get(name, "")
        self.problems.append(Problem(row, column, value, error.template, error.fields))


def _cell(cells: list[str | None], place: int) -> str:
    text = (cells[place] if place < len(cells) else None) or ""
    return "" if is_empty(text) else text.strip()


def _value(name: str, text: str) -> Any:
    """Return a cell as a value of its field, or raise WrongValue."""
    if name in _READERS:
        return _READERS[name](text)
    known = {one.name: one for one in fields()}.get(name)
    if known is None or known.kind == "text":
        return text
    return _day(text) if known.kind == "day" else _folded(known.vocabulary, text)


def _folded(vocabulary: str, text: str) -> str:
    try:
        return fold(vocabulary, text)
    except UnknownValue as error:
        raise WrongValue(error.template, **error.fields) from error


def _day(text: str) -> str:
    moment = to_datetime(text)
    if day := to_date(text) or to_compact_date(text) or (moment[:10] if moment else None):
        return day
    raise WrongValue("“{text}”不是日期。请写成 2026-07-01 这样的形式。", text=text)


def _month(text: str) -> str:
    """Return the first day of a month, or of the month of a day."""
    if month := to_compact_month(text):
        return f"{month}-01"
    if day := to_date(text):
        return f"{day[:7]}-01"
    raise WrongValue("“{text}”不是月份。请写成 2026-07 或 2026年7月 这样的形式。", text=text)


def _department(text: str) -> str:
    try:
        return fold_department(text)
    except UnknownDepartment as error:
        raise WrongValue(error.template, **error.fields) from error


def _credit_code(text: str) -> str:
    if not is_credit_code(text.upper()):
        sentence = "“{text}”不是统一社会信用代码，校验码不对。请核对。"
        raise WrongValue(sentence, text=text)
    return text.upper()


def _phone(text: str) -> str:
    if not is_office_phone(text):
        sentence = "“{text}”不是办公电话。请填写固定电话，例如 0915-3201058，不要填写手机号码。"
        raise WrongValue(sentence, text=text)
    return text


def _part(length: int | None) -> Callable[[str], str]:
    def numbered(text: str) -> str:
        if codes.part(text, length) is None:
            sentence = "“{text}”没有编号。请以编号开头（目是三位数字），空一格再写名称。"
            raise WrongValue(sentence, text=text)
        return text

    return numbered


def _is_open(text: str) -> str:
    return _folded("yes_no", text)


def _class(text: str) -> str:
    try:
        return _CLASSES[key(text)]
    except KeyError:
        sentence = "“{text}”不是信息资源的类。请填写基础、主题或部门。"
        raise WrongValue(sentence, text=text) from None


def _grounds(text: str) -> list[Json]:
    found = [match.groupdict() for match in _GROUND.finditer(text)]
    if not found:
        sentence = "“{text}”里找不到文件和条款。请写成《文件名》第几条，几项依据用分号隔开。"
        raise WrongValue(sentence, text=text)
    return [{name: words.strip(" ，,。") for name, words in one.items()} for one in found]


def _related(text: str) -> list[Json]:
    return [{"code": code} for code in _LIST.split(text) if code]


def _tag_string(text: str) -> str:
    return ",".join(tag.strip() for tag in _TAGS.split(text) if tag.strip())


_READERS: dict[str, Callable[[str], Any]] = {
    "owner_org": _department,
    "credit_code": _credit_code,
    "contact_phone": _phone,
    "category_group": _part(3),
    "category_detail": _part(None),
    "category_class": _class,
    "is_open": _is_open,
    "openness_grounds": _grounds,
    "related_resources": _related,
    "tag_string": _tag_string,
    "month": _month,
    "license_id": lambda text: _folded("licences", text),
}
LABELS = {
    **{one.name: one.label for one in fields()},
    "month": "计划开放时间",
    "credit_code": "提供单位代码",
}


def _combine(values: Json) -> None:
    """Make fields of the columns that only together say something; what they contradict is told."""
    _put_category(values)
    _put_openness(values)
    _put_ground(values)
    _put_code(values)
    given = values.pop("credit_code", "")
    department = find(values.get("owner_org", ""))
    if given and department and department.credit_code not in ("", given):
        sentence = "提供单位代码“{given}”与已登记的“{known}”不同。请核对单位或代码。"
        raise WrongValue(sentence, given=given, known=department.credit_code)


def _put_category(values: Json) -> None:
    kind, item = values.pop("category_class", ""), values.pop("category_item", "")
    if not kind:
        return
    # A department's own 项 is its number in the portal, whatever its form calls it.
    name = kind if kind == "部门信息资源" else f"{kind}·{item}"
    values["category"] = _folded("categories", name)


def _put_openness(values: Json) -> None:
    is_open = values.pop("is_open", None)
    if is_open is None:
        return
    # The norm has a condition only where there is one.
    by_condition = "conditional" if values.get("openness_condition") else "unconditional"
    meant = "closed" if is_open == _NO else by_condition
    if values.setdefault("openness", meant) != meant and (
        "closed" in (meant, values["openness"]) or values["openness"] == "unconditional"
    ):
        raise WrongValue("“是否开放”与“开放属性”或“开放条件”矛盾。请改正其中一个。")


_NO = fold("yes_no", "否")


def _put_ground(values: Json) -> None:
    ground = {part: values.pop(f"ground_{part}", "") for part in ("document", "article")}
    if any(ground.values()):
        if not all(ground.values()):
            raise WrongValue("依据只写了文件或只写了条款。请两项都填写。")
        values["openness_grounds"] = [*values.get("openness_grounds", []), ground]


def _put_code(values: Json) -> None:
    """A code of ours names the dataset; another is the department's own number for it."""
    if code := values.get("code"):
        try:
            codes.parse(code)
        except codes.WrongCode:
            values["source_identifier"] = values.pop("code")


def sentences(reading: Reading) -> Iterator[tuple[Problem, str]]:
    """Yield each problem with its sentence, untranslated: for the console."""
    for problem in reading.problems:
        yield problem, problem.template.format(**problem.fields)

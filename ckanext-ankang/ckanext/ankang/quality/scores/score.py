"""The quality score of a dataset: 100 points, and for those lost a sentence that wins them back (pure).

The rules are data in schemas/quality_score.yaml. Each criterion is judged by itself and gives at most
one reason, so that what a reason says can be done alone and wins exactly the points it names.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ckanext.ankang.catalogue import freshness
from ckanext.ankang.catalogue.vocabularies import vocabulary

PLACES_NAMED = 3
ALL = Fraction(1)


@dataclass(frozen=True)
class Resource:
    """What is known of one file; `verdict` is empty where it was never validated."""

    name: str
    format: str = ""
    description: str = ""
    verdict: str = ""
    rows: int = 0
    faulty_rows: int = 0
    columns: int = 0
    described_columns: int = 0
    schema_declared: bool = False


@dataclass(frozen=True)
class Dataset:
    """What is known of one dataset; a metadata field that is missing or empty is not known."""

    metadata: Mapping[str, str]
    resources: tuple[Resource, ...] = ()

    def says(self, name: str) -> str:
        """A metadata field, empty where nothing is stated."""
        return (self.metadata.get(name) or "").strip()


@dataclass(frozen=True)
class Reason:
    """Points lost by one criterion, where, and how they are won; `unknown`: nobody stated the fact."""

    criterion: str
    lost: int
    sentence: str
    place: str
    unknown: bool


@dataclass(frozen=True)
class Dimension:
    """One side of quality: its points, out of how many, and why not all."""

    name: str
    title: str
    points: int
    of: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Score:
    """0 to 100 points; together with all points lost they are always 100."""

    points: int
    dimensions: tuple[Dimension, ...]

    def as_dict(self) -> dict[str, Any]:
        """As it is stored and answered."""
        return {"points": self.points, "dimensions": [asdict(one) for one in self.dimensions]}


@dataclass(frozen=True)
class Gap:
    """What one criterion misses at one place: its finding and the share of its points."""

    finding: str
    share: Fraction
    place: str = ""
    words: Mapping[str, int | str] = field(default_factory=dict)


Criterion = Mapping[str, Any]


@cache
def rules() -> dict[str, Any]:
    """The rules of the score, from schemas/quality_score.yaml."""
    path = files("ckanext.ankang.schemas").joinpath("quality_score.yaml")
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content


def score(dataset: Dataset, today: date) -> Score:
    """Judge a dataset as it stands on a day (a day of Asia/Shanghai)."""
    dimensions = tuple(_dimension(one, dataset, today) for one in rules()["dimensions"])
    return Score(sum(one.points for one in dimensions), dimensions)


def _dimension(rule: Mapping[str, Any], dataset: Dataset, today: date) -> Dimension:
    of = sum(criterion["points"] for criterion in rule["criteria"])
    found = (_reason(criterion, dataset, today) for criterion in rule["criteria"])
    reasons = tuple(reason for reason in found if reason)
    points = of - sum(reason.lost for reason in reasons)
    return Dimension(rule["name"], rule["title"], points, of, reasons)


def _reason(criterion: Criterion, dataset: Dataset, today: date) -> Reason | None:
    gaps = list(MEASURES[criterion["measure"]](dataset, criterion, today))
    if not gaps:
        return None
    # Rounded up: what is not whole costs a point at least.
    lost = math.ceil(criterion["points"] * sum(gap.share for gap in gaps))
    findings = dict.fromkeys(gap.finding for gap in gaps)
    clauses = [_clause(criterion, f, [g for g in gaps if g.finding == f]) for f in findings]
    unknown = all(finding in criterion.get("unknown", ()) for finding in findings)
    place = _places(gap.place for gap in gaps) or criterion.get("field", "resources")
    return Reason(criterion["name"], lost, "；".join(clauses) + "。", place, unknown)


def _clause(criterion: Criterion, finding: str, gaps: list[Gap]) -> str:
    """One finding at all its places: counts are added, words are listed."""
    words: dict[str, int | str] = {}
    for name in gaps[0].words:
        values = [gap.words[name] for gap in gaps]
        numbers = [value for value in values if isinstance(value, int)]
        words[name] = sum(numbers) if numbers else "、".join(dict.fromkeys(map(str, values)))
    template: str = criterion["sentences"][finding]
    return template.format(places=_places(gap.place for gap in gaps), **words)


def _places(names: Iterable[str]) -> str:
    named = [name for name in names if name]
    shown = "、".join(f"“{name}”" for name in named[:PLACES_NAMED])
    more = f"等 {len(named)} 个文件" if len(named) > PLACES_NAMED else ""
    return f"数据资源{shown}{more}" if named else ""


Measure = Callable[[Dataset, Criterion, date], Iterator[Gap]]
Judgement = Callable[[Resource, Criterion], Gap | None]


def _of_each_file(judge: Judgement) -> Measure:
    """A measure whose points are shared equally among the files of a dataset."""

    def measure(dataset: Dataset, criterion: Criterion, _today: date) -> Iterator[Gap]:
        if not dataset.resources:
            yield Gap("none", ALL)
        for resource in dataset.resources:
            if gap := judge(resource, criterion):
                share = gap.share / len(dataset.resources)
                yield Gap(gap.finding, share, resource.name, gap.words)

    return measure


def _valid_rows(resource: Resource, criterion: Criterion) -> Gap | None:
    if resource.verdict in criterion["accepted"]:
        return None
    if not resource.verdict:
        return Gap("unchecked", ALL)
    if resource.verdict == "invalid" and not resource.faulty_rows:
        return Gap("faulty_whole", ALL)
    if resource.verdict == "invalid":
        share = Fraction(resource.faulty_rows * 100, max(resource.rows, 1))
        return Gap(
            "faulty",
            min(ALL, share / criterion["all_lost_at"]),
            words={"faulty": resource.faulty_rows},
        )
    if resource.verdict in criterion["sentences"]:
        return Gap(resource.verdict, ALL)
    return Gap("unknown_verdict", ALL, words={"verdict": resource.verdict})


def _file_descriptions(resource: Resource, _criterion: Criterion) -> Gap | None:
    return None if resource.description.strip() else Gap("missing", ALL)


def _format(resource: Resource, criterion: Criterion) -> Gap | None:
    name = resource.format.strip().upper()
    if name in criterion["open"]:
        return None
    if name in criterion["structured"]:
        return Gap(
            "structured", Fraction(criterion["structured_lost"], 100), words={"format": name}
        )
    if not name:
        return Gap("no_format", ALL)
    finding = "unreadable" if name in criterion["unreadable"] else "unknown_format"
    return Gap(finding, ALL, words={"format": name})


def _described_columns(resource: Resource, _criterion: Criterion) -> Gap | None:
    if not resource.columns:
        return Gap("unread", ALL)
    missing = resource.columns - resource.described_columns
    share = Fraction(missing, resource.columns)
    return Gap("undescribed", share, words={"undescribed": missing}) if missing else None


def _declared_schema(resource: Resource, _criterion: Criterion) -> Gap | None:
    if not resource.columns:
        return Gap("unread", ALL)
    return None if resource.schema_declared else Gap("inferred", ALL)


def _filled(dataset: Dataset, criterion: Criterion, _today: date) -> Iterator[Gap]:
    if not dataset.says(criterion["field"]):
        yield Gap("missing", ALL)


def _on_time(dataset: Dataset, criterion: Criterion, today: date) -> Iterator[Gap]:
    """Freshness: the day on which the data last changed against the promised rhythm."""
    frequency, updated = dataset.says("update_frequency"), dataset.says("data_updated")
    found = freshness.freshness(frequency, updated, today)
    words: dict[str, int | str] = {"frequency": frequency, "updated": updated[:10]}
    if found.state == freshness.UNKNOWN:
        yield Gap(found.why, ALL, words=words)
    elif found.state == freshness.LATE:
        words |= {"frequency": _label("update_frequency", frequency), "days": found.late}
        yield Gap("late", _lost_by(found.late, frequency, criterion), words=words)


def _lost_by(late: int, frequency: str, criterion: Criterion) -> Fraction:
    for band in criterion["late"]:
        if late <= band["periods"] * freshness.rules()["periods"][frequency]:
            return Fraction(band["lost"], 100)
    return ALL


def _open_licence(dataset: Dataset, criterion: Criterion, _today: date) -> Iterator[Gap]:
    code = dataset.says("license_id")
    found = next((one for one in vocabulary("licences").values if one.code == code), None)
    if not code or code in criterion["unstated"]:
        yield Gap("unstated", ALL)
    elif found is None:
        yield Gap("unknown_licence", ALL, words={"licence": code})
    elif not found.open:
        yield Gap("closed", ALL, words={"licence": found.label})


def _label(name: str, code: str) -> str:
    return next(value.label for value in vocabulary(name).values if value.code == code)


MEASURES: dict[str, Measure] = {
    "valid_rows": _of_each_file(_valid_rows),
    "file_descriptions": _of_each_file(_file_descriptions),
    "format": _of_each_file(_format),
    "described_columns": _of_each_file(_described_columns),
    "declared_schema": _of_each_file(_declared_schema),
    "filled": _filled,
    "on_time": _on_time,
    "open_licence": _open_licence,
}

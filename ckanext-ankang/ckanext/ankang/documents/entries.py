"""What the header of a document must say beyond its single fields (pure).

The strict rules hold for what Ankang's organs issue; of higher law we keep what its publisher says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from ckanext.ankang.catalogue.entries import Problem
from ckanext.ankang.catalogue.vocabularies import UnknownValue, fold, read

from . import values
from .organs import NORMATIVE, OURS

Package = dict[str, Any]
BEFORE_SYSTEM = "before-system"
SCANS = frozenset({"PDF", "OFD", "JPG", "JPEG", "PNG", "TIFF", "TIF"})


def problems(package: Package, today: date) -> list[Problem]:
    """Return everything in the header that keeps a document from its release, in form order."""
    entry = {**package, "kind": _folded("document_kinds", package.get("kind"))}
    return [problem for rule in _RULES for problem in rule(entry, today)]


def registration_bound_from() -> date:
    """The day from which a document without a registration number is an error."""
    day: date = read("document_rules.yaml")["registration"]["valid_from"]
    return day


def _folded(vocabulary: str, value: Any) -> str:
    # A word that no list holds is refused by the field itself.
    try:
        return fold(vocabulary, str(value or ""))
    except UnknownValue:
        return ""


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(values.day(str(value or "")))
    except values.BadValue:
        return None


def _named(entry: Package, _today: date) -> Iterator[Problem]:
    if not entry.get("title"):
        yield Problem("title", "文件没有标题。请补上标题。")
    if not entry.get("issuer"):
        yield Problem("issuer", "文件没有制定机关。请补上制定机关的全称。")


def _registered(entry: Package, _today: date) -> Iterator[Problem]:
    """国办发〔2018〕37号, 115号: no release without registration and legality opinion."""
    if entry["kind"] != NORMATIVE:
        return
    if not entry.get("registration_number"):
        yield from _excused(entry, "registration_missing", "统一登记编号")
    if not (entry.get("legality_organ") and entry.get("legality_number")):
        yield from _excused(entry, "legality_missing", "合法性审核意见（机构和意见号）")


def _excused(entry: Package, field: str, what: str) -> Iterator[Problem]:
    reason, issued = (
        _folded("registration_reasons", entry.get(field)),
        _day(entry.get("date_issued")),
    )
    bound = registration_bound_from()
    if not reason:
        sentence = "行政规范性文件没有{what}。请补上；确实没有的，选“无”的原因。"
        yield Problem(field, sentence, {"what": what})
    elif reason == BEFORE_SYSTEM and (issued is None or issued >= bound):
        sentence = (
            "{day}起制发的行政规范性文件必须有{what}，不能以“制发时尚未实行”为由空缺。"
            "请补上，或核对成文日期。"
        )
        yield Problem(field, sentence, {"what": what, "day": str(bound)})


# Days that follow one another, and what they are called.
_ORDER = (
    ("deliberation_date", "审议日期", "date_issued", "成文日期"),
    ("legality_date", "合法性审核日期", "date_published", "公布日期"),
    ("date_issued", "成文日期", "date_published", "公布日期"),
    ("date_effective", "施行日期", "valid_until", "有效期截止日"),
)
_PAST = {
    "date_issued": "成文日期",
    "date_published": "公布日期",
    "legality_date": "合法性审核日期",
    "deliberation_date": "审议日期",
}


def _dates(entry: Package, today: date) -> Iterator[Problem]:
    for name, title in _PAST.items():
        if (day := _day(entry.get(name))) and day > today:
            sentence = "“{title}”（{day}）还没有到。请对照原件改正。"
            yield Problem(name, sentence, {"title": title, "day": str(day)})
    if entry["kind"] not in OURS:
        return
    if not entry.get("date_issued"):
        yield Problem("date_issued", "文件没有成文日期。请补上落款的日期。")
    for first, first_label, last, last_label in _ORDER:
        yield from _in_order(entry, (first, first_label), (last, last_label))
    if not entry.get("early_effect_ground"):
        yield from _early(entry)


def _in_order(entry: Package, first: tuple[str, str], last: tuple[str, str]) -> Iterator[Problem]:
    begun, ended = _day(entry.get(first[0])), _day(entry.get(last[0]))
    if begun and ended and begun > ended:
        sentence = "“{last}”（{ended}）早于“{first}”（{begun}）。请对照原件改正其中一个。"
        said = {"first": first[1], "last": last[1], "begun": str(begun), "ended": str(ended)}
        yield Problem(last[0], sentence, said)


def _early(entry: Package) -> Iterator[Problem]:
    """法不溯及既往: taking force before it was public needs a ground."""
    effective, public = _day(entry.get("date_effective")), _day(entry.get("date_published"))
    if effective and public and effective < public:
        sentence = (
            "施行日期（{effective}）早于公布日期（{public}）。请对照原件改正；"
            "确实如此的，填写“施行早于公布的依据”。"
        )
        said = {"effective": str(effective), "public": str(public)}
        yield Problem("date_effective", sentence, said)


def _consulted(entry: Package, _today: date) -> Iterator[Problem]:
    for place, one in enumerate(entry.get("consultations") or [], start=1):
        begun, ended = _day(one.get("begun")), _day(one.get("ended"))
        if begun and ended and begun > ended:
            sentence = "第 {place} 次征求意见的结束日期（{ended}）早于开始日期（{begun}）。请改正。"
            said = {"place": str(place), "begun": str(begun), "ended": str(ended)}
            yield Problem("consultations", sentence, said)


def _disclosed(entry: Package, _today: date) -> Iterator[Problem]:
    if _folded("disclosures", entry.get("disclosure")) == "closed":
        yield Problem("disclosure", "文件标明不予公开，不能进入本库。请核对文末的公开方式。")


def has_scan(package: Package) -> bool:
    """Whether the original is there as pictures or pages."""
    formats = {str(one.get("format")).upper() for one in package.get("resources") or []}
    return bool(formats & SCANS)


def is_scan_only(package: Package) -> bool:
    """Whether a document is kept as a scan, without text: marked so, and not refused."""
    return _folded("yes_no", package.get("scan_only")) == "yes" and has_scan(package)


def _sourced(entry: Package, _today: date) -> Iterator[Problem]:
    source = _folded("text_sources", entry.get("text_source"))
    if source == "gazette" and not entry.get("gazette_issue"):
        yield Problem("gazette_issue", "文本来源是公报，没有写公报期号。请补上期号和页码。")
    if source == "scan" and not has_scan(entry):
        sentence = "文本来源是印发件扫描，没有扫描件。请上传扫描件（PDF、OFD 或图片）。"
        yield Problem("resources", sentence)


_RULES: tuple[Callable[[Package, date], Iterator[Problem]], ...] = (
    _named,
    _registered,
    _dates,
    _consulted,
    _disclosed,
    _sourced,
)

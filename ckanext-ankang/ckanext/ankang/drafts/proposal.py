"""What a file tells of its dataset: proposals, each with where it comes from (pure).

Nothing is guessed silently: what the file does not tell is not proposed, and a proposal that is
only likely (`firm` is False) is shown beside the field and never filled in.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

import yaml

from ckanext.ankang.catalogue.divisions import CITY
from ckanext.ankang.catalogue.vocabularies import Value, label, vocabulary
from ckanext.ankang.catalogue.words import short_words

from .periods import Period, covered, period_in

Facts = dict[str, Any]
TITLE_WEIGHT = 3
MOST_TAGS = 5
NAMED_COLUMNS = 8
LONGEST_TITLE = 120
HAN = re.compile(r"[\u3400-\u9fff]")
BRACKETS = re.compile(r"[（(\[【][^（）()\[\]【】]*[）)\]】]")
# `公交线路 (1)`, `公交线路-副本`, `公交线路V2`
COUNTED = re.compile(r"(?:[\s_－-]*[（(]\d{1,2}[）)]|[\s_－-]*[vV]\d+(?:\.\d+)*)\s*$")
LINES = " \t_-－—–·.,，、：:（）()"


@dataclass(frozen=True)
class Proposal:
    """A value for a field, and the sentence that says where it comes from."""

    field: str
    value: Any
    template: str
    fields: dict[str, str] = dataclasses.field(default_factory=dict)
    firm: bool = True

    @property
    def ground(self) -> str:
        """Where the value comes from."""
        return self.template.format(**self.fields)


@dataclass(frozen=True)
class ReadFile:
    """A file as it was read: its name and the facts of its validation."""

    name: str
    facts: Facts = dataclasses.field(default_factory=dict)

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return PurePosixPath(self.name).stem if "." in self.name else self.name

    @property
    def columns(self) -> list[str]:
        """The titles of its columns."""
        return [str(column["title"]) for column in self.facts.get("columns", [])]


def propose(read: Sequence[ReadFile], department: str = "") -> dict[str, Proposal]:
    """Return what the files of one dataset, handed in by a department, tell of it, by field."""
    if not read:
        return {}
    title = _title(read)
    texts = _texts(read, title)
    found: list[Proposal | None] = [
        title,
        _region(texts, department),
        _theme(texts, read),
        *_time(read),
        _frequency(texts),
    ]
    told = {one.field: one for one in found if one}
    told |= {one.field: one for one in (_tags(title), _abstract(read, told)) if one}
    return told


def clean_title(text: str) -> str:
    """Return a title without brackets of time, endings such as 一览表, and private remarks."""
    text = COUNTED.sub("", text.strip())
    text = BRACKETS.sub(lambda found: "" if _is_aside(found[0]) else found[0], text)
    for noise in _rules()["noise"]:
        text = text.replace(noise, "")
    period = period_in(text)
    if period and text.rstrip(LINES).endswith(period.words):
        text = text.rstrip(LINES).removesuffix(period.words)
    text = COUNTED.sub("", text).strip(LINES + "《》")
    for ending in _rules()["endings"]:
        shorter = text.removesuffix(ending)
        if shorter != text and len(HAN.findall(shorter)) >= 4:
            return shorter.strip(LINES)
    return text


def _is_aside(bracket: str) -> bool:
    inside = bracket[1:-1]
    return bool(period_in(inside)) or any(noise in inside for noise in _rules()["noise"])


def _title(read: Sequence[ReadFile]) -> Proposal | None:
    found = [one for one in map(_title_of, read) if one]
    if not found:
        return None
    if len(read) == 1 or len({one.value for one in found}) == 1:
        return found[0]
    shared = _shared([str(one.value) for one in found])
    if len(HAN.findall(shared)) < 4:
        return None
    template = "取自 {count} 个文件名称的共同部分"
    return Proposal("title", shared, template, {"count": str(len(read))})


def _title_of(one: ReadFile) -> Proposal | None:
    for row, text in _above(one.facts):
        if title := _worth(text):
            return Proposal("title", title, "取自表格第 {row} 行的标题", {"row": str(row)})
    sheet = str(one.facts.get("sheet") or "")
    if not _is_default(sheet) and (title := _worth(sheet)):
        if _says_more(one.stem, title):
            return _from_name(one)
        return Proposal("title", title, "取自工作表的名称“{sheet}”", {"sheet": sheet})
    return _from_name(one)


def _from_name(one: ReadFile) -> Proposal | None:
    title = _worth(one.stem)
    return Proposal("title", title, "取自文件名“{name}”", {"name": one.name}) if title else None


def _says_more(stem: str, title: str) -> bool:
    return len(HAN.findall(_worth(stem))) > len(HAN.findall(title))


def _worth(text: str) -> str:
    """A title that names something in Chinese; nothing else is proposed."""
    title = clean_title(text)
    return title if len(HAN.findall(title)) >= 2 and len(title) <= LONGEST_TITLE else ""


def _above(facts: Facts) -> Iterator[tuple[int, str]]:
    """What stands above the header and is neither `填报单位：…` nor a unit."""
    for row in facts.get("preamble") or []:
        text = " ".join(str(row["text"]).split())
        if not re.search("[:：]", text) and len(HAN.findall(text)) >= 4 and text[0] != "#":
            yield row["row"], text


def _is_default(sheet: str) -> bool:
    names = "|".join(map(re.escape, _rules()["sheets"]))
    return not sheet or bool(re.fullmatch(rf"(?:{names})\s*\d*", sheet, re.IGNORECASE))


def _texts(read: Sequence[ReadFile], title: Proposal | None) -> list[tuple[str, str]]:
    """What may name a region, a theme or a time: (where, text), the likelier first."""
    found = [("名称", str(title.value))] if title else []
    for one in read:
        found += [("表格标题", text) for _, text in _above(one.facts)]
        found.append(("文件名", one.stem))
        found += [("工作表", sheet)] if (sheet := str(one.facts.get("sheet") or "")) else []
    return found


def _region(texts: Iterable[tuple[str, str]], department: str) -> Proposal | None:
    for where, text in [*texts, ("部门", department)]:
        codes = {value.code: word for value, word in _divisions_in(text)}
        counties = {code: word for code, word in codes.items() if code != CITY}
        # 安康市汉滨区 is 汉滨区; two counties are neither.
        chosen = counties if len(counties) == 1 else codes if len(codes) == 1 else {}
        for code, word in chosen.items():
            template = "部门名称里有“{word}”" if where == "部门" else "{where}“{text}”里有“{word}”"
            return Proposal("region", code, template, {"where": where, "text": text, "word": word})
    return None


def _divisions_in(text: str) -> Iterator[tuple[Value, str]]:
    for value in vocabulary("divisions").values:
        names = sorted((name for name in value.names if not name.isdigit()), key=len)
        if word := next((name for name in reversed(names) if name in text), ""):
            yield value, word


def _theme(texts: Sequence[tuple[str, str]], read: Sequence[ReadFile]) -> Proposal | None:
    columns = [title for one in read for title in one.columns]
    points: Counter[str] = Counter()
    grounds: dict[str, list[str]] = {}
    for code, words in _rules()["themes"].items():
        for word in words:
            weight = TITLE_WEIGHT * any(word in text for _, text in texts)
            weight += any(word in title for title in columns)
            if weight:
                points[code] += weight
                grounds.setdefault(code, []).append(word)
    best = points.most_common(2)
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return None
    code = best[0][0]
    fields = {"words": "”“".join(grounds[code][:3])}
    return Proposal("theme", code, "名称或列名里有“{words}”", fields)


def _time(read: Sequence[ReadFile]) -> Iterator[Proposal]:
    spans = [span for one in read if (span := _span(one))]
    if not spans:
        return
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    template, fields = spans[0][2:]
    if len(spans) > 1:
        template, fields = "取自 {count} 个文件的时间", {"count": str(len(spans))}
    yield Proposal("covers_from", first.isoformat(), template, fields)
    yield Proposal("covers_to", last.isoformat(), template, fields)


def _span(one: ReadFile) -> tuple[date, date, str, dict[str, str]] | None:
    """The time that a title names, else from the first to the last date of the columns."""
    for text in [*(text for _, text in _above(one.facts)), one.stem]:
        if period := _period(text):
            return period.first, period.last, "标题或文件名里写着“{words}”", {"words": period.words}
    titles = {column["id"]: str(column["title"]) for column in one.facts.get("columns", [])}
    days = {
        titles.get(column, column): found
        for column, span in (one.facts.get("spans") or {}).items()
        if (found := covered(*span)) and not _is_aside_column(titles.get(column, column))
    }
    if not days:
        return None
    first, last = min(d[0] for d in days.values()), max(d[1] for d in days.values())
    return first, last, "“{columns}”列里最早和最晚的日期", {"columns": "”“".join(days)}


def _period(text: str) -> Period | None:
    """The time that a text names; the day on which a list stood is none that it covers."""
    period = period_in(text)
    return period if period and period.kind != "day" else None


def _is_aside_column(title: str) -> bool:
    return any(word in title for word in _rules()["not_covered"])


def _frequency(texts: Iterable[tuple[str, str]]) -> Proposal | None:
    """How often the table may come out: only a suggestion, the clerk decides."""
    for _, text in texts:
        for word, code in _rules()["frequency_words"].items():
            if word in text:
                fields = {"word": word}
                return Proposal("update_frequency", code, "名称里有“{word}”", fields, firm=False)
        period = period_in(text)
        if period and (code := _rules()["frequencies"].get(period.kind)):
            template, fields = "名称里写着“{words}”", {"words": period.words}
            return Proposal("update_frequency", code, template, fields, firm=False)
    return None


def _tags(title: Proposal | None) -> Proposal | None:
    if title is None:
        return None
    text = str(title.value)
    for _, word in _divisions_in(text):
        text = text.replace(word, " ")
    if period := period_in(text):
        text = text.replace(period.words, " ")
    words = [word for word in short_words(text) if len(HAN.findall(word)) >= 2]
    tags = [word for word in dict.fromkeys(words) if word not in _rules()["no_tags"]][:MOST_TAGS]
    return Proposal("tag_string", "，".join(tags), "取自名称里的词") if tags else None


def _abstract(read: Sequence[ReadFile], told: dict[str, Proposal]) -> Proposal | None:
    """A first sentence to go on from: what can be counted, and nothing else."""
    rows = sum(int(one.facts.get("rows") or 0) for one in read)
    columns = list(dict.fromkeys(title for one in read for title in one.columns))
    if not columns:
        return None
    named = "、".join(columns[:NAMED_COLUMNS]) + ("等" if len(columns) > NAMED_COLUMNS else "")
    parts = [f"共 {rows} 行，包含{named} {len(columns)} 项。"]
    if region := told.get("region"):
        parts.append(f"覆盖{label('divisions', str(region.value))}。")
    if (first := told.get("covers_from")) and (last := told.get("covers_to")):
        parts.append(f"时间范围为 {first.value} 至 {last.value}。")
    template = "按文件的行数、列名和时间写成的开头，请补上数据怎样得来、有什么限制"
    return Proposal("notes", "".join(parts), template, firm=False)


def _shared(texts: Sequence[str]) -> str:
    """The longest beginning that all share, cut at its time and its lines."""
    shared = texts[0]
    for text in texts[1:]:
        while not text.startswith(shared):
            shared = shared[:-1]
    return clean_title(shared)


@cache
def _rules() -> dict[str, Any]:
    text = files("ckanext.ankang.schemas").joinpath("proposals.yaml").read_text("utf-8")
    rules: dict[str, Any] = yaml.safe_load(text)
    return rules

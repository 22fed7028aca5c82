"""What an interpretation must say, and which document must have one (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from ckanext.ankang.catalogue.calendar import add_working_days
from ckanext.ankang.catalogue.days import day_of
from ckanext.ankang.catalogue.entries import Problem
from ckanext.ankang.catalogue.vocabularies import UnknownValue, fold, read

Package = Mapping[str, Any]


@dataclass(frozen=True)
class Rules:
    """What schemas/interpretation_rules.yaml says."""

    kinds: tuple[str, ...]
    issued_from: date
    elements: tuple[str, ...]
    worded: tuple[str, ...]
    first_interpreter: str
    further_forms_days: int
    out_of_force: tuple[str, ...]


@cache
def rules() -> Rules:
    """The rules as they stand."""
    said = read("interpretation_rules.yaml")
    return Rules(
        kinds=tuple(said["documents"]["kinds"]),
        issued_from=date.fromisoformat(said["documents"]["issued_from"]),
        elements=tuple(said["elements"]),
        worded=tuple(said["worded"]),
        first_interpreter=said["first_interpreter"],
        further_forms_days=said["further_forms_days"],
        out_of_force=tuple(said["out_of_force"]),
    )


def needs_interpretation(document: Package) -> bool:
    """Whether a document is not released without one: by its kind, its day and no exemption.

    A document without a day is judged by today's rules.
    """
    issued = day_of(document.get("date_issued"))
    return (
        _code("document_kinds", document.get("kind")) in rules().kinds
        and not document.get("interpretation_exemption")
        and (issued is None or issued >= rules().issued_from)
    )


def is_worded(interpretation: Package) -> bool:
    """Whether its words stand in the fields, as those of a text or of questions and answers."""
    return _code("interpretation_forms", interpretation.get("form")) in rules().worded


def is_complete(interpretation: Package) -> bool:
    """Whether it says all elements of the notice."""
    return all(interpretation.get(element) for element in rules().elements)


def problems(interpretation: Package, labels: Mapping[str, str]) -> Iterator[Problem]:
    """What keeps an interpretation from its release; `labels` are those of its fields."""
    if not documents_of(interpretation):
        yield Problem("interprets", "解读没有写明解读哪份文件。请在“解读的文件”里填写。")
    if is_worded(interpretation):
        yield from _missing_elements(interpretation, labels)
        yield from _wrong_first(interpretation)


def _missing_elements(interpretation: Package, labels: Mapping[str, str]) -> Iterator[Problem]:
    missing = [one for one in rules().elements if not interpretation.get(one)]
    if missing:
        sentence = "解读缺少{names}。请补写，每一项都要有实质内容。"
        names = "、".join(f"“{labels[one]}”" for one in missing)
        yield Problem(missing[0], sentence, {"names": names})


def _wrong_first(interpretation: Package) -> Iterator[Problem]:
    people = interpretation.get("interpreters") or []
    first = _code("interpreter_posts", people[0].get("post")) if people else ""
    if first != rules().first_interpreter:
        yield Problem(
            "interpreters", "部门主要负责人是第一解读人。请把主要负责人列在“解读人”的第一位。"
        )


def documents_of(interpretation: Package) -> list[str]:
    """The documents that it names, as it names them."""
    said = interpretation.get("interprets") or []
    return [str(one["document"]) for one in said if one.get("document")]


def names_of(document: Package) -> set[str]:
    """Everything by which a field can mean this document: id, address, title, number."""
    title = str(document.get("title") or "")
    said = (document.get("id"), document.get("name"), document.get("document_number"))
    return {str(one) for one in (*said, bare(title)) if one}


def bare(words: str) -> str:
    """A title without 《》 and the state's name, which half of the citations leave out."""
    return words.strip().removeprefix("《").removesuffix("》").removeprefix("中华人民共和国")


def means(words: str, document: Package) -> bool:
    """Whether these words of a field mean this document."""
    names = names_of(document)
    return words.strip() in names or bare(words) in names


def further_forms_due(published: date) -> date:
    """The last day on which further forms are in time."""
    return add_working_days(published, rules().further_forms_days)


def lacks_further_forms(interpretations: Sequence[Package]) -> bool:
    """Whether all there is are words."""
    return bool(interpretations) and all(is_worded(one) for one in interpretations)


def _code(vocabulary: str, value: Any) -> str:
    # A word that no list holds is refused by the field itself.
    try:
        return fold(vocabulary, str(value or ""))
    except UnknownValue:
        return ""


def interprets_any(interpretations: Iterable[Package], document: Package) -> bool:
    """Whether one of them interprets this document."""
    return any(means(words, document) for one in interpretations for words in documents_of(one))

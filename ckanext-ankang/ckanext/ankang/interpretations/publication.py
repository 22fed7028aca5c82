"""The room's share in publishing: no interpretation without its elements, no document without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from . import linking, rules

Json = dict[str, Any]
_ = tk._


def reasons_against(item: Json) -> list[str]:
    """Why an interpretation must not become public, whatever goes with it."""
    package = item["package"]
    if package.get("type") != linking.INTERPRETATION:
        return []
    found = rules.problems(package, field_labels())
    return [_(one.template).format(**one.fields) for one in found]


def reasons_together(item: Json, items: Sequence[Json]) -> list[str]:
    """Why an item must not become public together with the items of its case."""
    package = item["package"]
    if package.get("type") not in (linking.DOCUMENT, linking.INTERPRETATION):
        return []
    together = [one["package"] for one in items]
    if package.get("type") == linking.DOCUMENT:
        return list(_without_interpretation(package, together))
    return [*_unknown_documents(package, together), *_without_words(package, together)]


def _without_interpretation(document: Json, together: list[Json]) -> Iterator[str]:
    """国办发〔2016〕80号: the interpretation is released with its document, not after it."""
    if not rules.needs_interpretation(document) or _is_public(document):
        return
    if rules.interprets_any(_of_type(together, linking.INTERPRETATION), document):
        return
    if not linking.interpretations_of(document):
        sentence = _(
            "“{title}”应当与解读同时发布。请把解读放进同一案卷，或者先发布解读；"
            "不需要解读的，在“免解读的种类”里选一项。"
        )
        yield sentence.format(title=document.get("title") or "")


def _is_public(document: Json) -> bool:
    stored = model.Session.get(model.Package, document.get("id") or "")
    return bool(stored and not stored.private and stored.state == model.State.ACTIVE)


def _unknown_documents(interpretation: Json, together: list[Json]) -> Iterator[str]:
    named = rules.documents_of(interpretation)
    public = linking.documents(named)
    brought = _of_type(together, linking.DOCUMENT)
    for words in named:
        if words not in public and not any(rules.means(words, one) for one in brought):
            sentence = _(
                "解读的文件“{words}”在文件库和本案卷里都没有，或者同名的不止一份。"
                "请写发文字号，或者粘贴它在本库的网址。"
            )
            yield sentence.format(words=words)


def _without_words(interpretation: Json, together: list[Json]) -> Iterator[str]:
    """A diagram or a film follows a text that says the elements, or says them itself."""
    if rules.is_worded(interpretation) or rules.is_complete(interpretation):
        return
    known = _of_type(together, linking.INTERPRETATION)
    for document in linking.documents(rules.documents_of(interpretation)).values():
        known += linking.interpretations_of(document)
    if not any(rules.is_complete(one) for one in known):
        yield _(
            "这份文件还没有写明背景依据、目标任务等内容的文字解读。"
            "请与文字解读一起提交，或者在本解读里填写这些内容。"
        )


def _of_type(packages: list[Json], type_: str) -> list[Json]:
    return [one for one in packages if one.get("type") == type_]


def field_labels() -> dict[str, str]:
    """What the fields of an interpretation are called."""
    schema = tk.h.scheming_get_dataset_schema(linking.INTERPRETATION)
    return {field["field_name"]: _(field["label"]) for field in schema["dataset_fields"]}

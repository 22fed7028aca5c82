"""What a document needs before it is published, and how its text is stored when it is."""

import hashlib
from collections.abc import Iterator
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.ankang.quality.privacy import kinds, personal_numbers

from .model import DocumentArticle, DocumentVersion
from .text.repairs import Mended, mend
from .text.structure import Structure, parse

_ = tk._


def reasons_against(item: dict[str, Any]) -> list[str]:
    """Chinese sentences that say why a document cannot be published yet; none for a dataset."""
    if not _is_document(item):
        return []
    package = item["package"]
    reasons = [
        *([] if package.get("title") else [_("文件没有标题。请补上标题。")]),
        *([] if package.get("issuer") else [_("文件没有制定机关。请补上制定机关的全称。")]),
    ]
    if not _paragraphs(item):
        # A change of the header alone leaves the text as it is.
        if not item.get("document") and DocumentVersion.latest(package["id"]):
            return reasons
        return [*reasons, _("文件没有正文。请补上可以检索的文字，扫描件不能代替正文。")]
    mended, structure = read(item)
    blocking = (problem.sentence for problem in structure.problems if problem.blocks)
    return [*reasons, *blocking, *_private(mended.paragraphs)]


def _private(paragraphs: list[str]) -> Iterator[str]:
    """Where personal numbers stand in the text; the numbers themselves are never repeated."""
    for number, paragraph in enumerate(paragraphs, start=1):
        if found := personal_numbers(paragraph):
            yield _("正文第 {number} 段有{kinds}。请核实能否公开，遮盖后再提交。").format(
                number=number, kinds="、".join(kinds()[kind].label for kind in sorted(found))
            )


def store(item: dict[str, Any]) -> DocumentVersion | None:
    """Keep the text of a published document; the same text again makes no new version."""
    if not _is_document(item):
        return None
    package_id = item["package"]["id"]
    sha256 = _sha256(_paragraphs(item))
    latest = DocumentVersion.latest(package_id)
    if latest is not None and (not item.get("document") or latest.sha256 == sha256):
        return latest
    version = _version(item, sha256, number=latest.number + 1 if latest else 1)
    model.Session.add(version)
    model.Session.flush()
    return version


def read(item: dict[str, Any]) -> tuple[Mended, Structure]:
    """The mended text of an item and its structure."""
    title = item["package"].get("title", "")
    mended = mend(_paragraphs(item), title)
    return mended, parse(mended.paragraphs, title)


def _is_document(item: dict[str, Any]) -> bool:
    return item["package"].get("type") == "document"


def _paragraphs(item: dict[str, Any]) -> list[str]:
    paragraphs: list[str] = (item.get("document") or {}).get("paragraphs") or []
    return paragraphs if any(paragraph.strip() for paragraph in paragraphs) else []


def _sha256(paragraphs: list[str]) -> str:
    return hashlib.sha256("\n".join(paragraphs).encode()).hexdigest()


def _version(item: dict[str, Any], sha256: str, *, number: int) -> DocumentVersion:
    mended, structure = read(item)
    return DocumentVersion(
        package_id=item["package"]["id"],
        number=number,
        version_id=item["document"].get("version_id"),
        sha256=sha256,
        text_source=item["document"].get("text_source"),
        complete=structure.complete,
        problems=[problem.sentence for problem in structure.problems],
        repairs=[repair.as_dict() for repair in mended.repairs],
        articles=[
            DocumentArticle.of(node, position)
            for position, node in enumerate(structure.nodes, start=1)
        ],
    )

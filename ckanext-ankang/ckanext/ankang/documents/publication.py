"""What a document needs before it is published, and how its texts are stored when it is."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.quality.privacy import kinds, personal_numbers
from ckanext.ankang.validity.history import CONFLICTS
from ckanext.ankang.validity.reading import Own, own

from . import changes, identity, texts, values
from .entries import is_scan_only, problems
from .model import DocumentArticle, DocumentVersion
from .text.completeness import against
from .text.header import recognise
from .text.repairs import Mended, mend
from .text.structure import Problem, Structure, parse
from .texts import Text

_ = tk._


def reasons_against(item: dict[str, Any]) -> list[str]:
    """Chinese sentences that say why a document cannot be published yet; none for a dataset."""
    if not _is_document(item):
        return []
    package = item["package"]
    said = (_(problem.template).format(**problem.fields) for problem in problems(package, today()))
    reasons = [*said, *_taken(package)]
    found = texts.of_item(item.get("document"))
    if not found:
        # A change of the header alone leaves the text as it is.
        known = not item.get("document") and DocumentVersion.latest(package["id"])
        if known or is_scan_only(package):
            return reasons
        return [
            *reasons,
            _(
                "文件没有正文。请补上可以检索的文字；只有扫描件的，上传扫描件并把“只有扫描件”选为“是”。"
            ),
        ]
    # Texts of several days may share a fault, which is said once.
    faults = dict.fromkeys(reason for text in found for reason in _faults(text, package))
    return [*reasons, *changes.reasons_against(item), *faults]


def _taken(package: dict[str, Any]) -> Iterator[str]:
    """Numbers that another document has; equal titles are no fault."""
    if other := identity.with_number(package):
        sentence = _(
            "发文字号“{number}”已经属于“{issuer}”的另一份文件“{title}”（{name}）。"
            "请核对发文字号；是同一份文件的，请修改那一份。"
        )
        yield sentence.format(
            number=package["document_number"],
            issuer=package["issuer"],
            title=other.title,
            name=other.name,
        )
    if other := identity.with_registration(package):
        sentence = _("统一登记编号“{number}”已经属于另一份文件“{title}”（{name}）。请核对编号。")
        number = package["registration_number"]
        yield sentence.format(number=number, title=other.title, name=other.name)


def _faults(text: Text, package: dict[str, Any]) -> Iterator[str]:
    mended, structure = read(text, package.get("title", ""))
    yield from (_sentence(problem) for problem in structure.problems if problem.blocks)
    yield from _private(mended.paragraphs)


def _private(paragraphs: list[str]) -> Iterator[str]:
    """Where personal numbers stand in the text; the numbers themselves are never repeated."""
    for number, paragraph in enumerate(paragraphs, start=1):
        if found := personal_numbers(paragraph):
            yield _("正文第 {number} 段有{kinds}。请核实能否公开，遮盖后再提交。").format(
                number=number, kinds="、".join(kinds()[kind].label for kind in sorted(found))
            )


def store(item: dict[str, Any]) -> DocumentVersion | None:
    """Keep the texts of a published document; a text that is there makes no new version."""
    if not _is_document(item):
        return None
    package = item["package"]
    versions = DocumentVersion.all(package["id"])
    for text in texts.of_item(item.get("document")):
        said = own(package, text)
        if not _is_among(versions, text, said):
            version = _version(text, package, versions, said)
            model.Session.add(version)
            model.Session.flush()
            versions.append(version)
            changes.follow(text, version, item.get("revision_id"))
    return versions[-1] if versions else None


def _is_among(versions: list[DocumentVersion], text: Text, said: Own) -> bool:
    """An undated text is the newest: it may say again what one before the last one said."""
    return any(
        version.sha256 == text.sha256 and (not text.dated or version.day_from == said.starts)
        for version in (versions if text.dated else versions[-1:])
    )


def read(text: Text, title: str) -> tuple[Mended, Structure]:
    """The mended text and its structure."""
    mended = mend(text.paragraphs, title, rejected=text.undone, accepted=text.accepted)
    return mended, parse(mended.paragraphs, title)


def _is_document(item: dict[str, Any]) -> bool:
    return bool(item["package"].get("type") == "document")


def _version(
    text: Text, package: dict[str, Any], earlier: list[DocumentVersion], said: Own
) -> DocumentVersion:
    mended, structure = read(text, package.get("title", ""))
    doubts = against(structure.nodes, earlier[-1].articles) if earlier else ()
    # The first text was published when the header says; a later one says its own day.
    first = not earlier
    return DocumentVersion(
        package_id=package["id"],
        number=len(earlier) + 1,
        version_id=text.version_id,
        sha256=text.sha256,
        text_source=text.text_source,
        day_published=said.published or (_day(package, "date_published") if first else None),
        day_from=said.starts,
        note=_note(text, said),
        history=list(text.history),
        header={**recognise(mended.paragraphs).as_dict(), "file_name": text.name},
        complete=structure.complete,
        problems=[_sentence(problem) for problem in (*structure.problems, *doubts)],
        repairs=[repair.as_dict() for repair in mended.repairs],
        articles=[
            DocumentArticle.of(node, position)
            for position, node in enumerate(structure.nodes, start=1)
        ],
    )


def _sentence(problem: Problem) -> str:
    return str(_(problem.template).format(**problem.fields))


def _note(text: Text, said: Own) -> str | None:
    """What a reader must know of where a text comes from, its reason and its conflicts too."""
    found = [text.note or changes.note(text.change) or ""]
    found += [_(CONFLICTS[one.code]).format(**one.fields) for one in said.conflicts]
    return " ".join(filter(None, found)) or None


def _day(package: dict[str, Any], field: str) -> date | None:
    said = package.get(field)
    return date.fromisoformat(values.day(str(said))) if said else None

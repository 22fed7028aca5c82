"""A document with several texts, each with its days."""

import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan import plugins as p
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.citations import recording
from ckanext.ankang.documents import erasing, publication
from ckanext.ankang.documents.model import DocumentVersion
from ckanext.ankang.documents.text.structure import from_markdown
from ckanext.ankang.files.interfaces import Erased, IErasure
from ckanext.ankang.validity.publication import record

SAMPLES = Path(__file__).parents[2] / "samples/documents"
OLD = {
    "paragraphs": ["旧条例", "第一条 旧文。", "第二条 本条例自2001年1月1日起施行。"],
    "day_from": "2001-01-01",
    "history": ["2000年12月1日公布"],
    "note": "初次公布",
}


def paragraphs(sample: str) -> list[str]:
    return from_markdown((SAMPLES / sample).read_text())


NEW = {"paragraphs": paragraphs("sound.md"), "day_from": "2024-12-01"}


@pytest.fixture
def package() -> dict[str, Any]:
    """A public document without text."""
    return factories.Dataset(
        type="document",
        name=f"wenjian-{uuid.uuid4().hex[:12]}",
        title="城市公共交通条例",
        kind="administrative-regulation",
        issuer="国务院",
        date_effective="2024-12-01",
        owner_org=factories.Organization()["id"],
    )


def store(package: dict[str, Any], *texts: dict[str, Any]) -> DocumentVersion | None:
    return publication.store({"package": package, "document": {"texts": list(texts)}})


def test_several_texts_are_several_versions_in_their_order(package: dict[str, Any]) -> None:
    latest = store(package, OLD, NEW)
    first, second = DocumentVersion.all(package["id"])
    assert latest is second
    assert (first.number, second.number) == (1, 2)
    assert first.day_from == date(2001, 1, 1)
    assert (first.history, first.note) == (["2000年12月1日公布"], "初次公布")


def test_texts_that_are_there_are_not_stored_again(package: dict[str, Any]) -> None:
    store(package, OLD)
    store(package, OLD, NEW)
    store(package, OLD, NEW)
    days = [version.day_from for version in DocumentVersion.all(package["id"])]
    assert days == [date(2001, 1, 1), date(2024, 12, 1)]


def test_a_fault_in_any_of_the_texts_holds_the_document_back(package: dict[str, Any]) -> None:
    cut_off = {"paragraphs": paragraphs("cut-off-after-article-3.md")}
    item = {"package": package, "document": {"texts": [cut_off, OLD]}}
    reasons = publication.reasons_against(item)
    assert ["文本不完整" in reason for reason in reasons] == [True]


def test_a_text_that_its_sender_dates_is_stored_once(package: dict[str, Any]) -> None:
    dated = {"paragraphs": paragraphs("sound.md"), "day_published": "2024-10-17"}
    store(package, dated)
    store(package, dated)
    (version,) = DocumentVersion.all(package["id"])
    assert (version.day_published, version.day_from) == (date(2024, 10, 17), date(2024, 12, 1))


CONTRADICTED = {
    "paragraphs": [
        "森林保护区管理办法",
        "（1985年6月21日国务院批准 1985年7月6日林业部公布）",
        "第一条 为了保护森林，制定本办法。",
        "第二条 本办法自公布之日起施行。",
    ],
    "name": "森林保护区管理办法(1958-07-06).docx",
}


def test_13_a_day_in_the_file_name_that_the_history_contradicts_is_kept_with_the_version(
    package: dict[str, Any],
) -> None:
    document = {**package, "title": "森林保护区管理办法", "date_effective": ""}
    version = store(document, CONTRADICTED)
    assert version is not None
    assert version.day_published == date(1985, 7, 6)
    assert version.header["file_name"] == CONTRADICTED["name"]
    assert version.note is not None
    assert "1958-07-06" in version.note
    assert "1985-07-06" in version.note


def test_13_the_contradiction_is_a_warning_of_its_events_and_stands_on_its_page(
    app: Any, package: dict[str, Any]
) -> None:
    document = {**package, "title": "森林保护区管理办法", "date_effective": ""}
    item = {"package": document, "document": CONTRADICTED}
    publication.store(item)
    record(item)
    model.Session.commit()
    shown = call_action("ankang_document_show", id=package["id"])
    assert any("1958-07-06" in one["sentence"] for one in shown["problems"])
    assert "1958-07-06" in app.get(f"/document/{package['name']}").body


def test_15_a_change_that_only_the_file_name_tells_is_kept_with_the_version(
    package: dict[str, Any],
) -> None:
    lines = ["示例登记条例", "（2014年11月24日国务院令第656号公布）"]
    lines += ["第一条 为了登记，制定本条例。", "第二条 本条例自2015年3月1日起施行。"]
    version = store(package, {"paragraphs": lines, "name": "示例登记条例(2019-03-24).html"})
    assert version is not None
    assert (version.day_published, version.day_from) == (date(2019, 3, 24), date(2019, 3, 24))
    assert version.note == "2019-03-24的文本没有载明修改依据，请补上修改决定。"


def test_the_name_of_a_file_without_history_changes_no_day(package: dict[str, Any]) -> None:
    lines = ["示例办法", "第一条 为了示例。", "第二条 本办法自2015年3月1日起施行。"]
    version = store(package, {"paragraphs": lines, "name": "示例办法(2019-03-24).docx"})
    assert version is not None
    assert (version.note, version.day_from) == (None, date(2015, 3, 1))


def test_the_text_of_an_erased_file_goes_and_the_others_stay(package: dict[str, Any]) -> None:
    gone = uuid.uuid4().hex
    store(package, {**OLD, "version_id": gone}, NEW)
    erasing.erase(Erased(package["id"], [], [gone], package["title"], whole=False))
    (kept,) = DocumentVersion.all(package["id"])
    assert kept.number == 2


def test_what_was_cited_in_an_erased_text_is_forgotten(package: dict[str, Any]) -> None:
    gone = uuid.uuid4().hex
    cites = ["旧条例", "第一条 依照《示例没有收录的条例》执行。"]
    store(package, {**OLD, "paragraphs": cites, "version_id": gone}, NEW)
    recording.record(package)
    assert "示例没有收录的条例" in cited(package)
    erased = Erased(package["id"], [], [gone], package["title"], whole=False)
    for plugin in p.PluginImplementations(IErasure):
        plugin.erase(erased)
    assert "示例没有收录的条例" not in cited(package)


def cited(package: dict[str, Any]) -> set[str]:
    query = sa.text("SELECT name FROM ankang_document_citation WHERE package_id = :id")
    return set(model.Session.scalars(query, {"id": package["id"]}))


MANY = sa.text("""
    INSERT INTO package (id, name, title, type, state, private, extras)
    SELECT 'identity-' || n, 'identity-' || n, '示例文件', 'document', 'active', false,
           jsonb_build_object('issuer', '示例局', 'date_issued', '2022-07-13',
                              'document_number', '示例发〔2022〕' || n || '号',
                              'registration_number', 'R' || n)
      FROM generate_series(1, 10000) n
""")


@pytest.mark.parametrize("field", ["document_number", "registration_number"])
def test_asking_which_document_an_entry_is_uses_an_index_of_ten_thousand(field: str) -> None:
    model.Session.execute(MANY)
    model.Session.execute(sa.text("ANALYZE package"))
    query = f"EXPLAIN SELECT * FROM package WHERE type = 'document' AND extras ->> '{field}' = 'R7'"
    plan = "\n".join(model.Session.scalars(sa.text(query)))
    model.Session.rollback()
    assert f"ankang_package_{field}" in plan

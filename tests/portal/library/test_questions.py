"""Questions of process.md 3 about documents of Ankang, which the demonstration does not have."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.validity import keepers

SUBSIDY = "示例市示例补贴办法"


def day(days: int) -> str:
    return (today() + timedelta(days)).isoformat()


@pytest.fixture
def keeper(in_post: Callable[..., str]) -> str:
    """Who keeps the status of documents at 市司法局."""
    office = model.Group.get(keepers.DEPARTMENT)
    if office is None:
        office = model.Group.get(factories.Organization(name=keepers.DEPARTMENT)["id"])
    return in_post(keepers.KEEPER, office.id)


@pytest.fixture
def subsidy() -> dict[str, Any]:
    """A public 行政规范性文件 of which nothing is known yet."""
    return call_action(
        "package_create",
        type="document",
        name=f"butie-{uuid4().hex[:12]}",
        title=SUBSIDY,
        kind="normative",
        issuer="示例市人民政府",
        registration_number="示规〔2025〕001-示例局001",
        owner_org=factories.Organization()["id"],
    )


@pytest.fixture
def happens(subsidy: dict[str, Any], keeper: str) -> Callable[..., None]:
    """Enters an event of the document and accepts it."""

    def enter(kind: str, on: str, **said: Any) -> None:
        asked = {"id": subsidy["id"], "kind": kind, "day": on, "source": "示例公报", **said}
        proposed = call_action("ankang_document_event_propose", {"user": keeper}, **asked)
        decision = {"id": proposed["id"], "decision": "accept"}
        call_action("ankang_document_event_decide", {"user": keeper}, **decision)

    return enter


def test_a_period_is_shown_with_its_last_day(
    ask: Callable[..., Any], subsidy: dict[str, Any], happens: Callable[..., None]
) -> None:
    """这个补贴文件过期没有？"""
    happens("published", day(-30))
    happens("effective", day(-20), detail={"last_day": day(300)})
    page = ask(f"/document/{subsidy['name']}").body
    last = today() + timedelta(300)
    assert "现行有效" in page
    assert f"有效至{last.year}年{last.month}月{last.day}日（含当日）" in page


def test_a_period_that_is_over_says_since_when(
    ask: Callable[..., Any], subsidy: dict[str, Any], happens: Callable[..., None]
) -> None:
    happens("published", day(-300))
    happens("effective", day(-300), detail={"last_day": day(-1)})
    page = ask(f"/document/{subsidy['name']}").body
    assert "已失效" in page
    assert "（含当日）" in page


def test_without_a_period_it_says_so_and_whom_to_ask(
    ask: Callable[..., Any], subsidy: dict[str, Any], happens: Callable[..., None]
) -> None:
    happens("published", day(-30))
    happens("effective", day(-20))
    page = ask(f"/document/{subsidy['name']}").body
    assert "有效期未标明" in page
    assert "咨询电话" in page


def test_who_verified_when_and_from_what_stands_in_the_banner(
    ask: Callable[..., Any], subsidy: dict[str, Any], happens: Callable[..., None]
) -> None:
    """本库说有效，谁核实、依据什么？"""
    happens("published", day(-800))
    happens("effective", day(-790))
    assert "未核实" in ask(f"/document/{subsidy['name']}").body
    organ = "示例市司法局"
    happens("verified", day(-3), acting={"organ": organ}, clause="与公报原件核对一致")
    page = ask(f"/document/{subsidy['name']}").body
    banner = page[page.index('id="force"') : page.index('class="ankang-document-jumps"')]
    assert "现行有效" in banner
    assert organ in banner
    assert "示例公报" in banner
    assert "与公报原件核对一致" in page
    assert "示规〔2025〕001-示例局001" in page

"""An invented regulation with two texts, published the way of the review: what its pages are tested on."""

import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from ckan import model
from ckan.tests import helpers

from ckanext.ankang.review import gate

TITLE = "示例停车管理条例"
OLD = [
    TITLE,
    "第一条 为了规范停车，制定本条例。",
    "第二条 停车应当在停车位内。",
    "第三条 违反本条例规定的，处五十元罚款。",
    "第四条 本条例自2019年8月1日起施行。",
]
# The second article is gone, so that the third is the second now; the fine is another.
NEW = [
    TITLE,
    "第一条 为了规范停车，制定本条例。",
    "第二条 违反本条例规定的，处一百元罚款。",
    "第三条 本条例自2019年8月1日起施行。",
]


def texts() -> list[dict[str, Any]]:
    return [
        {
            "paragraphs": OLD,
            "day_published": "2019-07-01",
            "day_from": "2019-08-01",
            "text_source": "reprint",
            "history": ["（2019年7月1日示例市人民代表大会常务委员会通过）"],
        },
        {
            "paragraphs": NEW,
            "day_published": "2024-09-27",
            "day_from": "2025-01-01",
            "text_source": "reprint",
            "history": [
                "（2019年7月1日示例市人民代表大会常务委员会通过",
                "根据2024年9月27日《示例市人民代表大会常务委员会关于修改〈示例停车管理条例〉的决定》修正，自2025年1月1日起施行）",
            ],
        },
    ]


@pytest.fixture
def publish(
    approved_source: Callable[..., dict[str, str]], complete_package: Callable[..., Any]
) -> Callable[..., dict[str, Any]]:
    """Publishes a document under a standing approval and answers its package."""

    def make(document: dict[str, Any], **fields: Any) -> dict[str, Any]:
        source = approved_source()
        package = complete_package(
            type="document",
            owner_org=source["owner_org"],
            **{"kind": "local-regulation", "issuer": "示例市人民代表大会常务委员会", **fields},
        )
        item = {"package": package, "document": document, "identifier": package["name"]}
        opened = helpers.call_action(
            "ankang_case_open",
            title="测试",
            source=source["source"],
            source_hash=source["source_hash"],
            items=[{**item, "source": source["source"]}],
        )
        assert opened["held"] == []
        return helpers.call_action("package_show", id=package["id"])

    return make


@pytest.fixture
def regulation(publish: Callable[..., dict[str, Any]]) -> SimpleNamespace:
    """A regulation of 2019 that was amended from 2025 on."""
    package = publish(
        {"texts": texts()},
        title=TITLE,
        name=f"tingche-{uuid.uuid4().hex[:12]}",
        date_published="2019-07-01",
        date_effective="2019-08-01",
    )
    return SimpleNamespace(**package)


@pytest.fixture
def ask(app: Any) -> Callable[..., Any]:
    """Ask for an address without following where it leads."""

    def get(address: str) -> Any:
        return app.get(address, follow_redirects=False, expect_errors=True)

    return get


@pytest.fixture
def withdraw() -> Callable[[SimpleNamespace, str], None]:
    """Leaves of a document what a case of withdrawal leaves."""

    def take_down(document: SimpleNamespace, reason: str) -> None:
        package = model.Package.get(document.id)
        said = {"withdrawn": "2026-11-20", "withdrawn_reason": reason}
        with gate.allowed("test"):
            package.private, package.extras = True, {**package.extras, **said}
        model.Session.commit()

    return take_down

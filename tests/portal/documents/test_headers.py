"""The header of a document: folded, checked, and its identity kept apart from its title."""

import uuid
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories

from ckanext.ankang.documents import identity, publication
from ckanext.ankang.jobs import outbox


@pytest.fixture
def document() -> dict[str, Any]:
    """A document of an invented body, with everything that a header may hold."""
    serial = uuid.uuid4().int % 9000 + 1000
    return factories.Dataset(
        type="document",
        name=f"wenjian-{uuid.uuid4().hex[:12]}",
        title="示例管理办法",
        kind="行政规范性文件",
        genre="办法",
        topic="综合政务\\政务公开",
        issuer="示例局",
        issuer_credit_code="11332500mb1601924j",
        joint_issuers=[{"name": "示例委员会", "credit_code": ""}],
        document_number=f"示例发[2022] 第{serial}号",
        registration_number=f"示规〔20{serial % 90 + 10}〕{uuid.uuid4().int % 900 + 100}－示例局001",
        index_number="000014349/2017-00110",
        date_issued="二〇二二年七月十三日",
        date_published="2022年7月14日",
        date_effective="2022-08-01",
        consultations=[{"form": "听证会", "begun": "2022-05-01", "ended": "2022-05-31"}],
        basis=[{"title": "中华人民共和国示例法", "article": "第三条"}],
        filings=[{"organ": "示例司法厅", "number": "示备〔2022〕1号", "date": "2022-07-20"}],
        cleanups=[{"batch": "2024年清理", "result": "继续有效", "date": "2024-12-01"}],
        owner_org=factories.Organization()["id"],
    )


def test_every_field_is_stored_in_its_official_form(document: dict[str, Any]) -> None:
    shown = tk.get_action("package_show")({"ignore_auth": True}, {"id": document["id"]})
    assert (shown["kind"], shown["genre"], shown["topic"]) == ("normative", "measures", "0201")
    assert shown["document_number"].startswith("示例发〔2022〕")
    assert shown["registration_number"].endswith("-示例局001")
    assert (shown["date_issued"], shown["date_published"]) == ("2022-07-13", "2022-07-14")
    assert shown["issuer_credit_code"] == "11332500MB1601924J"
    assert shown["joint_issuers"] == [{"name": "示例委员会", "credit_code": ""}]
    assert shown["consultations"][0]["form"] == "hearing"
    assert shown["cleanups"][0]["result"] == "keep"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("date_issued", "2022年2月30日", "这一天不存在"),
        ("document_number", "第九十六号文", "不是发文字号"),
        ("registration_number", "安规2022", "不是统一登记编号"),
        ("index_number", "000014348/2017-00110", "校验不对"),
        ("issuer_credit_code", "123", "不是统一社会信用代码"),
        ("topic", "杂项", "不在词表"),
    ],
)
def test_a_value_that_cannot_be_right_gets_one_clear_sentence(
    field: str, value: str, words: str
) -> None:
    with pytest.raises(tk.ValidationError) as caught:
        factories.Dataset(type="document", title="示例通知", kind="other", **{field: value})
    (sentence,) = caught.value.error_dict[field]
    assert words in sentence


def an_entry(document: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """Another document with the header of this one."""
    return {**document, "id": str(uuid.uuid4()), **changed}


def reasons(package: dict[str, Any]) -> list[str]:
    return publication.reasons_against({"package": package, "document": {"paragraphs": ["文。"]}})


def test_a_number_that_another_document_of_the_issuer_has_is_refused_and_names_it(
    document: dict[str, Any],
) -> None:
    other = an_entry(document, title="另一份示例办法", registration_number="")
    (sentence,) = [said for said in reasons(other) if "发文字号" in said]
    assert document["title"] in sentence
    assert document["name"] in sentence


def test_the_same_number_of_another_issuer_is_another_number(document: dict[str, Any]) -> None:
    other = an_entry(document, issuer="示例二局", registration_number="")
    assert not [said for said in reasons(other) if "发文字号" in said]


def test_a_registration_number_is_given_once(document: dict[str, Any]) -> None:
    other = an_entry(document, issuer="示例二局", document_number="示例二发〔2022〕7号")
    assert [said for said in reasons(other) if "统一登记编号" in said]


def test_equal_titles_are_no_fault(document: dict[str, Any]) -> None:
    other = an_entry(
        document,
        document_number="示例发〔2012〕7号",
        registration_number="",
        date_issued="2012-07-01",
    )
    assert not [said for said in reasons(other) if "已经属于" in said]


def test_a_document_does_not_stand_in_its_own_way(document: dict[str, Any]) -> None:
    assert not [said for said in reasons(document) if "已经属于" in said]


def test_a_work_is_its_issuer_title_day_and_number(document: dict[str, Any]) -> None:
    again = an_entry(document)
    found = identity.same_work(again)
    assert found is not None
    assert found.id == document["id"]
    for name in ("issuer", "title", "date_issued", "document_number"):
        assert identity.same_work({**again, name: "别的"}) is None
    model.Session.rollback()


def test_a_document_with_lists_is_found_by_its_number(document: dict[str, Any]) -> None:
    """A repeating field as one string of JSON would stop the indexing (ckan-2.12.md 30)."""
    outbox.drain()
    found = tk.get_action("package_search")(
        {"ignore_auth": True}, {"q": document["document_number"], "fq": "dataset_type:document"}
    )
    assert document["name"] in [one["name"] for one in found["results"]]

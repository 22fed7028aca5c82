"""`package_search` as people use it: words, sounds, numbers; answers and guesses apart."""

import json
from typing import Any
from uuid import uuid4

import ckan.model as model
import pytest
from ckan.lib.search import rebuild
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.documents.publication import store
from ckanext.ankang.search.indexing import add_fields


def publish(title: str, **fields: Any) -> dict[str, Any]:
    """Create a dataset and index it at once, outbox or not."""
    wanted = {
        "theme": "transport",
        "update_frequency": "yearly",
        "openness": "unconditional",
        "owner_org": factories.Organization()["id"],
        **fields,
    }
    made = call_action("package_create", title=title, **wanted)
    rebuild(made["id"])
    return made


def found(question: str, **params: Any) -> list[str]:
    """Return the ids of the answers."""
    results = call_action("package_search", q=question, rows=1000, **params)["results"]
    return [package["id"] for package in results]


def related(question: str) -> list[str]:
    """Return the ids of the related results."""
    results = call_action("package_search", q=question)
    return [package["id"] for package in results["ankang_related"]]


@pytest.fixture(scope="module")
def lines() -> dict[str, Any]:
    """The dataset that stock CKAN finds by none of these questions."""
    return publish("安康市城市公交线路", notes="含首末班车时刻", tag_string="班车（公共）")


@pytest.mark.parametrize(
    "question",
    [
        "公交",
        "线路",
        "公交线路",
        "城市公交线路",
        "gongjiao",
        "gong jiao",
        "gongjiaoxianlu",
        "gjxl",
        "ＧＪＸＬ",
        "城市公交線路",
        "怎么查公交线路",
        "班车",
        "交通运输",
        "公交:线路",
        "公交 AND (线路",
    ],
)
def test_a_title_is_found_by_its_words_sounds_and_spellings(
    lines: dict[str, Any], question: str
) -> None:
    assert lines["id"] in found(question)


def test_a_full_title_comes_first(lines: dict[str, Any]) -> None:
    publish("安康市城市公交线路调整与城市公交线路优化的安康市城市公交线路通告")
    exact = publish(f"安康市城市公交线路{uuid4().hex[:5]}")
    assert found(exact["title"])[0] == exact["id"]


@pytest.mark.parametrize(
    "question",
    [
        "安政办函〔2022〕{}号",
        "安政办函[2022]{} 号",
        "安政办函(2022){}号",
        "（2022）{}号",
        "2022年{}号",
    ],
)
def test_a_document_is_found_by_its_number_in_any_brackets(question: str) -> None:
    serial = uuid4().int % 9000 + 1000
    made = publish(
        "提升行动的通知",
        type="document",
        kind="other",
        document_number=f"安政办函〔2022〕{serial}号",
    )
    assert found(question.format(serial)) == [made["id"]]


def test_the_number_of_another_issuer_is_no_answer() -> None:
    serial = uuid4().int % 9000 + 1000
    made = publish(
        "另一通知", type="document", kind="other", document_number=f"安政办函〔2021〕{serial}号"
    )
    assert found(f"陕政函〔2021〕{serial}号") == []
    assert made["id"] in related(f"陕政函〔2021〕{serial}号")


def test_the_text_of_a_document_becomes_words_and_is_not_indexed_as_a_string() -> None:
    document = {
        "id": "x",
        "validated_data_dict": '{"title": "通知"}',
        "ankang_document_text": "各县（市、区）人民政府" * 5000,
    }
    fields = add_fields(document)
    assert "ankang_document_text" not in fields
    assert "人民政府" in fields["ankang_text"].split()


def test_a_long_description_is_indexed() -> None:
    word = "".join(chr(0x4E00 + byte) for byte in uuid4().bytes[:4])
    made = publish("长说明", notes="为贯彻落实国务院办公厅文件" * 3000 + word)
    assert made["id"] in found("长说明")


def test_what_only_a_part_of_the_question_finds_is_related_and_no_answer(
    lines: dict[str, Any],
) -> None:
    question = "公交 核桃加工合作社 玛瑙矿 火星探测"
    assert lines["id"] not in found(question)
    assert call_action("package_search", q=question)["count"] == 0
    assert related(question)


def test_wrong_characters_of_the_same_sound_are_related() -> None:
    made = publish("瀛湖鲟鱼苗投放记录")
    assert made["id"] not in found("荀鱼苗")
    assert made["id"] in related("瀛湖寻鱼苗投放纪录表格")


def test_an_abbreviation_finds_the_title_that_holds_its_characters() -> None:
    made = publish("瀛湖鲟鱼苗投放日志")

    assert made["id"] in related("鲟志")


def test_an_answer_is_never_repeated_among_the_related(lines: dict[str, Any]) -> None:
    answers = call_action("package_search", q="首末班车时刻")
    ids = {package["id"] for package in answers["results"]}
    assert lines["id"] in ids
    assert not ids & {package["id"] for package in answers["ankang_related"]}


def test_a_private_dataset_is_no_related_result() -> None:
    made = publish("不公开的蚕茧收购台账", private=True)
    results = call_action(
        "package_search", {"user": "", "ignore_auth": False}, q="蚕茧 火星 台账 核桃 土星"
    )
    assert made["id"] not in [package["id"] for package in results["ankang_related"]]


@pytest.mark.parametrize(
    "question",
    [
        "公告:停车场",
        "http://abc",
        "12:30 公交",
        '"',
        "((",
        "[* TO",
        "a\\",
        "！",
        "😀",
        "～",
        "*",
        "?",
    ],
)
def test_no_question_is_an_error(question: str) -> None:
    assert call_action("package_search", q=question)["count"] >= 0


@pytest.mark.parametrize("question", ["", "*:*"])
def test_no_question_lists_everything_and_nothing_is_related(
    lines: dict[str, Any], question: str
) -> None:
    everything = call_action("package_search", q=question, rows=0)
    assert (
        everything["count"]
        >= model.Session.query(model.Package).filter_by(state="active", private=False).count() - 200
    )
    assert everything["count"] > 0
    assert everything["ankang_related"] == []


def test_programs_may_still_name_fields_and_facets_stay(lines: dict[str, Any]) -> None:
    assert found(f"name:{lines['name']}") == [lines["id"]]
    answers = call_action(
        "package_search", q="公交", fq=f"id:{lines['id']}", **{"facet.field": ["theme"]}
    )
    assert answers["count"] == 1
    assert answers["facets"]["theme"] == {"transport": 1}


def test_titles_sort_by_pinyin() -> None:
    marker = uuid4().hex[:8]
    for title in ("旬阳市", "岚皋县", "汉滨区", "安康市"):
        publish(f"{title}停车场{marker}")
    answers = call_action("package_search", q=marker, sort="title_string asc")
    assert [p["title"][:3] for p in answers["results"]] == ["安康市", "汉滨区", "岚皋县", "旬阳市"]
    assert answers["sort"] == "title_string asc"


def test_answers_carry_none_of_our_index_fields(lines: dict[str, Any]) -> None:
    answer = call_action("package_search", q="", fq=f"id:{lines['id']}")["results"][0]
    assert not [key for key in answer if key.startswith("ankang_")]


@pytest.fixture(scope="module")
def notice() -> dict[str, Any]:
    """A document of 30,000 characters; a string field breaks at 10,922 (ckan-2.12.md 30)."""
    made = publish("蚕桑产业提升行动的通知", type="document", kind="other")
    sentences = ["一、为贯彻落实市委、市政府部署，现就有关事项通知如下。"] * 1200
    text = [*sentences, "二、各县（区）应当核发蚕种冷藏许可证。依据国办发﹝2016﹞51号办理。"]
    store({"package": made, "document": {"version_id": made["id"], "paragraphs": text}})
    model.Session.commit()
    rebuild(made["id"])
    return made


@pytest.mark.parametrize("question", ["蚕种冷藏许可证", "怎样办理蚕种冷藏", "国办发[2016]51号"])
def test_a_document_is_found_by_words_and_numbers_of_its_text(
    notice: dict[str, Any], question: str
) -> None:
    assert notice["id"] in found(question)


def test_the_text_does_not_travel_in_the_answer(notice: dict[str, Any]) -> None:
    answers = call_action("package_search", q="蚕桑产业", fq=f"id:{notice['id']}")
    assert answers["count"] == 1
    assert "蚕种冷藏" not in json.dumps(answers, ensure_ascii=False)

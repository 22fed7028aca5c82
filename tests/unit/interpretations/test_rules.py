"""What an interpretation must say, and which document must have one."""

from datetime import date
from typing import Any

import pytest

from ckanext.ankang.interpretations import rules
from ckanext.ankang.interpretations.indexing import without_long_fields

LABELS = {
    "background": "背景依据",
    "goals": "目标任务",
    "content": "主要内容",
    "scope": "涉及范围",
    "attention": "注意事项",
}


def interpretation(**fields: Any) -> dict[str, Any]:
    return {
        "form": "text",
        "interprets": [{"document": "shili-banfa"}],
        "interpreters": [{"name": "示例", "post": "head"}],
        **dict.fromkeys(LABELS, "示例内容"),
        **fields,
    }


def fields_of_problems(package: dict[str, Any]) -> list[str]:
    return [problem.field for problem in rules.problems(package, LABELS)]


def test_an_interpretation_with_all_elements_passes() -> None:
    assert fields_of_problems(interpretation()) == []


def test_missing_elements_are_named_in_one_sentence() -> None:
    package = interpretation(goals="", attention=None)
    (problem,) = rules.problems(package, LABELS)
    assert problem.fields["names"] == "“目标任务”、“注意事项”"


def test_a_diagram_needs_no_elements_of_its_own() -> None:
    assert fields_of_problems(interpretation(form="图解", goals="", interpreters=[])) == []


@pytest.mark.parametrize("people", [[], [{"name": "示例", "post": "expert"}], [{"name": "示例"}]])
def test_the_head_of_the_department_interprets_first(people: list[dict[str, str]]) -> None:
    assert fields_of_problems(interpretation(interpreters=people)) == ["interpreters"]


def test_an_interpretation_of_nothing_is_held_back() -> None:
    assert fields_of_problems(interpretation(interprets=[])) == ["interprets"]


@pytest.mark.parametrize(
    ("document", "needs"),
    [
        ({"kind": "normative", "date_issued": "2024-01-01"}, True),
        ({"kind": "政府规章", "date_issued": "2024-01-01"}, True),
        ({"kind": "normative"}, True),
        ({"kind": "normative", "date_issued": "2016-11-09"}, False),
        ({"kind": "other", "date_issued": "2024-01-01"}, False),
        ({"kind": "administrative-regulation", "date_issued": "2024-01-01"}, False),
        (
            {
                "kind": "normative",
                "date_issued": "2024-01-01",
                "interpretation_exemption": "forwarding",
            },
            False,
        ),
    ],
)
def test_which_documents_need_an_interpretation(document: dict[str, str], needs: bool) -> None:
    assert rules.needs_interpretation(document) is needs


@pytest.mark.parametrize(
    "words",
    [
        "id-1",
        "shili",
        "示例市停车办法",
        "《示例市停车办法》",
        "示政发〔2999〕1号",
        "中华人民共和国示例市停车办法",
    ],
)
def test_a_document_is_meant_by_any_of_its_names(words: str) -> None:
    document = {
        "id": "id-1",
        "name": "shili",
        "title": "示例市停车办法",
        "document_number": "示政发〔2999〕1号",
    }
    assert rules.means(words, document)
    assert not rules.means(f"{words}实施细则", document)


def test_further_forms_are_due_after_three_working_days() -> None:
    assert rules.further_forms_due(date(2026, 11, 20)) == date(2026, 11, 25)


def test_words_alone_ask_for_further_forms() -> None:
    assert rules.lacks_further_forms([{"form": "text"}, {"form": "questions"}])
    assert not rules.lacks_further_forms([{"form": "text"}, {"form": "diagram"}])
    assert not rules.lacks_further_forms([])


def test_long_words_are_indexed_as_text_and_not_as_fields() -> None:
    found = without_long_fields(
        {
            "type": "interpretation",
            "content": "长" * 12_000,
            "extras_content": "长",
            "title": "示例",
        }
    )
    assert found == {
        "type": "interpretation",
        "title": "示例",
        "ankang_document_text": "长" * 12_000,
    }

"""What an entry must say, and when a closed one is looked at again."""

from datetime import date

import pytest

from ckanext.ankang.catalogue import facts, fields, reexamination
from ckanext.ankang.catalogue.entries import problems

TODAY = date(2026, 11, 24)
GROUND = {"ground": "privacy", "document": "政府信息公开条例", "article": "第十五条"}
CLOSED = {"openness": "closed", "openness_grounds": [GROUND]}


@pytest.mark.parametrize(
    ("package", "field"),
    [
        ({"openness": "有条件开放"}, "openness_condition"),
        ({"openness": "closed"}, "openness_grounds"),
        ({"openness": "closed", "openness_grounds": [{"document": "甲"}]}, "openness_grounds"),
        (
            {"openness": "closed", "openness_grounds": [{"document": "甲", "article": "一"}]},
            "openness_reason",
        ),
        ({**CLOSED, "resources": [{"version_id": "1"}]}, "resources"),
        ({**CLOSED, "reexamined_on": "2025-11-23"}, "reexamined_on"),
        ({"sharing_type": "closed"}, "sharing_condition"),
        ({"covers_from": "2026-02-01", "covers_to": "2026-01-01"}, "covers_to"),
        ({"formed_on": "2026-11-25"}, "formed_on"),
        ({"original_published": "2020-01-01"}, "original_published_evidence"),
        ({"related_resources": [{"relation": "part"}]}, "related_resources"),
    ],
)
def test_what_is_missing_or_wrong_is_told_at_its_field(package, field):
    found = problems(package, TODAY)

    assert field in [problem.field for problem in found]
    assert all(problem.template.format(**problem.fields) for problem in found)


@pytest.mark.parametrize(
    "package",
    [
        {},
        {"openness": "unconditional", "resources": [{"version_id": "1"}]},
        {"openness": "conditional", "openness_condition": "实名申请"},
        CLOSED,
        {**CLOSED, "reexamined_on": "2025-11-24"},
        {**CLOSED, "reexamined_on": "2024-01-01", "withdrawn": "2026-11-24"},
    ],
)
def test_an_entry_that_says_what_it_must_has_no_problem(package):
    assert problems(package, TODAY) == []


@pytest.mark.parametrize(
    ("package", "day"),
    [
        ({"openness": "unconditional", "first_published": "2020-01-01"}, None),
        ({"openness": "closed"}, None),
        ({"openness": "closed", "first_published": "2024-02-28T16:30:00+00:00"}, date(2025, 2, 28)),
        (
            {"openness": "closed", "first_published": "2020-01-01", "reexamined_on": "2026-01-02"},
            date(2027, 1, 2),
        ),
    ],
)
def test_a_closed_entry_is_due_a_year_after_it_was_last_looked_at(package, day):
    assert reexamination.due(package) == day


def test_every_group_of_the_page_is_one_that_it_shows():
    assert {field.group for field in fields.fields()} - {""} == set(fields.GROUPS)


def test_empty_lines_are_shown_to_editors_alone_and_only_of_core_fields():
    package = {"openness": "unconditional", "theme": "law", "industry": ""}

    public, editing = (
        {fact.field for group in facts.groups(package, editing=who) for fact in group.facts}
        for who in (False, True)
    )

    assert public == {"openness", "theme"}
    assert {"update_frequency", "sharing_type", "credit_code"} <= editing
    assert not {"industry", "openness_condition"} & editing

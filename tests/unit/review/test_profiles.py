"""The rule files of the reviews say only what is known, and nothing that weakens the law."""

from importlib.resources import files
from typing import Any

import pytest
import yaml

from ckanext.ankang.catalogue.vocabularies import vocabulary
from ckanext.ankang.review.profiles import (
    AUTHOR,
    NEVER_BY_AUTHOR,
    checklist,
    chosen,
    make_profile,
    profiles,
)

FOLDER = files("ckanext.ankang.schemas").joinpath("reviews")
NAMES = {path.name.removesuffix(".yaml") for path in FOLDER.iterdir() if path.name.endswith("yaml")}
PROFILE_KEYS = {
    *(
        "code",
        "label",
        "purpose",
        "steps",
        "lighter",
        "standing",
        "guarded",
        "afterwards",
        "withdraws",
    ),
    *("updates_only", "most_items", "spot_check", "whole_runs", "supplement", "author_proofreads"),
}
STEP_KEYS = {
    *("code", "label", "posts", "days", "checklist", "acts", "apart", "proofreads", "platform"),
    *("joint", "oa", "telephone"),
}
ACTS = {"first", "second", "secrecy", "final", "platform", "comparison", "release", "check"}
PROOFREADS = ["一校", "二校", "三校"]
POSTS = {value.code for value in vocabulary("posts").values}


def read(name: str) -> dict[str, Any]:
    return yaml.safe_load(FOLDER.joinpath(f"{name}.yaml").read_text("utf-8"))


ENTRIES = {entry["code"]: entry for entry in read("profiles")["profiles"]}


def chinese(text: str) -> bool:
    return any("一" <= char <= "鿿" for char in text)


def test_the_profiles_of_the_rule_file_are_those_that_the_city_works_with():
    assert [one.code for one in chosen()] == [
        *("standard", "small", "routine", "urgent", "signed", "backlog", "withdrawal"),
    ]
    assert set(profiles()) - {one.code for one in chosen()} == {
        *("harvest", "guarded", "supplement", "spot_check"),
    }


@pytest.mark.parametrize("code", ENTRIES)
def test_every_key_post_act_and_checklist_is_known(code: str):
    entry = ENTRIES[code]
    assert entry.keys() <= PROFILE_KEYS
    assert chinese(entry["label"])
    assert chinese(entry["purpose"])
    assert entry.get("supplement", code) in ENTRIES
    assert 0 <= entry.get("spot_check", 0) <= 100
    for step in entry["steps"]:
        assert step.keys() <= STEP_KEYS
        assert chinese(step["label"])
        assert step["checklist"] in NAMES - {"profiles"}
        assert (
            set(step["posts"]) | set(step.get("oa", ())) | set(step.get("telephone", ())) <= POSTS
        )
        assert step["posts"]
        assert step["days"] > 0
        assert set(step.get("acts", [])) <= ACTS


@pytest.mark.parametrize("code", ENTRIES)
def test_a_step_is_apart_from_the_author_or_from_earlier_steps_only(code: str):
    earlier = {AUTHOR}
    for step in ENTRIES[code]["steps"]:
        assert set(step.get("apart", ())) <= earlier
        earlier.add(step["code"])


@pytest.mark.parametrize("code", ENTRIES)
def test_an_author_signs_nothing_of_his_own(code: str):
    assert all(AUTHOR in step.apart for step in profiles()[code].steps)


def test_an_author_never_signs_final_or_secrecy_even_if_a_file_says_otherwise():
    entry = {"code": "x", "label": "x", "purpose": "x", "steps": []}
    for act in NEVER_BY_AUTHOR:
        step = {"code": "y", "label": "y", "posts": ["leader"], "days": 1, "checklist": "final"}
        (made,) = make_profile({**entry, "steps": [{**step, "acts": [act], "apart": []}]}).steps
        assert AUTHOR in made.apart


def test_the_three_proofreadings_are_each_signed_once_in_their_order_where_all_are_due():
    for code in ("standard", "small", "signed"):
        profile = profiles()[code]
        signed = [
            *profile.author_proofreads,
            *(n for step in profile.steps for n in step.proofreads),
        ]
        assert signed == PROOFREADS, code


def test_what_publishes_without_a_standing_approval_has_somebody_who_answers_for_it():
    for profile in chosen():
        acts = frozenset().union(*(step.acts for step in profile.steps))
        assert acts & {"final", "release"}, profile.code


def test_the_platform_s_office_signs_last_and_for_itself():
    for profile in profiles().values():
        for step in profile.steps:
            assert step.platform == all(post.startswith("platform_") for post in step.posts)


@pytest.mark.parametrize("name", sorted(NAMES - {"profiles"}))
def test_every_checklist_has_a_source_and_unambiguous_questions(name: str):
    content = read(name)
    assert content.keys() <= {"title", "source", "questions", "conclusions", "consent"}
    assert chinese(content["title"])
    assert content["source"]
    codes = [question["code"] for question in content["questions"]]
    assert codes
    assert len(set(codes)) == len(codes)
    for question in content["questions"]:
        assert question.keys() <= {"code", "text", "not_applicable"}
        assert chinese(question["text"])
    assert name in {step["checklist"] for entry in ENTRIES.values() for step in entry["steps"]}


def test_the_secrecy_form_knows_the_four_conclusions_and_fifteen_days_for_a_third_party():
    form = checklist("secrecy")
    assert [one.label for one in form.conclusions] == [
        *("可公开", "处理后公开", "不公开", "报有关部门确定"),
    ]
    assert [one.code for one in form.conclusions if one.signs] == ["public"]
    assert form.consent_days == 15


def test_a_question_is_answered_by_yes_or_where_it_says_so_by_not_applicable():
    form = checklist("second")
    answers = {question.code: "yes" for question in form.questions}
    assert form.unanswered(answers) == []
    assert form.unanswered({**answers, "joint": "not_applicable"}) == []
    assert [one.code for one in form.unanswered({**answers, "wording": "no"})] == ["wording"]
    assert [one.code for one in form.unanswered({**answers, "wording": "not_applicable"})] == [
        "wording"
    ]

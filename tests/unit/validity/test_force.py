"""The force of documents in the situations that occur, and what is wrong in a record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ckanext.ankang.validity import organs, periods, sentences
from ckanext.ankang.validity.checks import cycles, errors_of, problems
from ckanext.ankang.validity.events import Acting, Detail, Document, Event, Text, counting
from ckanext.ankang.validity.force import Answer, answer, placed, text_state

NOW = datetime(2026, 11, 25, tzinfo=UTC)
NORMATIVE = Document("A", "normative", "示例市示例办法", ("安康市人民政府",), "610900")
REGULATION = Document("A", "administrative-regulation", "示例条例", ("国务院",), "000000")
ENACTED = (("published", "2024-01-01"), ("effective", "2024-02-01"))


def event(kind: str, day: str, **detail: Any) -> Event:
    acting = detail.pop("acting", Acting(title="示例决定"))
    known = detail.pop("known", NOW)
    return Event(
        f"{kind} {day}", "A", kind, date.fromisoformat(day), known, acting, detail=Detail(**detail)
    )


def enacted(*more: Event) -> list[Event]:
    return [*(event(kind, day) for kind, day in ENACTED), *more]


def on(day: str, life: list[Event], document: Document = NORMATIVE) -> Answer:
    return answer(document, life, date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "force"),
    [
        ("2023-12-31", "not_yet"),
        ("2024-01-31", "not_yet"),
        ("2024-02-01", "in_force"),
        # 400 days after 2024-01-01 is 2025-02-04.
        ("2025-02-04", "in_force"),
        ("2025-02-05", "unverified"),
    ],
)
def test_a_municipal_document_needs_evidence_that_is_not_too_old(day: str, force: str) -> None:
    assert on(day, enacted()).force == force


def test_higher_law_rests_on_its_own_promulgation() -> None:
    assert on("2044-01-01", enacted(), REGULATION).force == "in_force"


def test_higher_law_whose_promulgation_nobody_recorded_is_unverified() -> None:
    assert on("2025-01-01", [event("effective", "2024-02-01")], REGULATION).force == "unverified"


@pytest.mark.parametrize("kind", ["verified", "reviewed"])
def test_verification_or_a_clean_up_proves_a_document_in_force_again(kind: str) -> None:
    life = enacted(event(kind, "2026-06-01", outcome="continues"))
    assert on("2026-05-31", life).force == "unverified"
    told = on("2026-06-01", life)
    assert (told.force, told.since) == ("in_force", date(2026, 6, 1))


def test_a_document_known_by_verification_alone_is_in_force() -> None:
    told = on("2026-06-02", [event("verified", "2026-06-01")])
    assert told.force == "in_force"
    assert sentences.sentence(told, str).startswith("现行有效，2026年6月1日经")


def test_without_period_and_rule_nothing_lapses_but_the_flag_says_so() -> None:
    told = on("2024-06-01", enacted())
    assert (told.last_day, told.flags) == (None, ("no_period",))


def test_a_printed_last_day_is_included_and_its_end_comes_near() -> None:
    life = [
        event("published", "2024-01-01"),
        event("effective", "2024-02-01", last_day=date(2024, 12, 31)),
    ]
    assert on("2024-07-03", life).flags == ()
    assert on("2024-07-04", life).flags == ("ending",)
    assert on("2024-12-31", life).force == "in_force"
    told = on("2025-01-01", life)
    assert (told.force, told.since) == ("lapsed", date(2025, 1, 1))
    assert "有效期至2024年12月31日（含当日）" in sentences.sentence(told, str)


def test_an_extension_in_time_moves_the_last_day_and_a_late_one_does_not() -> None:
    life = [
        event("published", "2024-01-01"),
        event("effective", "2024-02-01", last_day=date(2024, 12, 31)),
    ]
    extended = event("extended", "2024-12-31", last_day=date(2025, 6, 30))
    assert on("2025-01-31", [*life, extended]).force == "in_force"
    late = event("extended", "2025-01-01", last_day=date(2025, 6, 30))
    assert on("2025-01-31", [*life, late]).force == "lapsed"
    assert [one.code for one in errors_of(NORMATIVE, life, late)] == ["late_extension"]


def test_a_period_is_nothing_to_documents_of_other_kinds() -> None:
    life = enacted(event("amended", "2024-03-01", last_day=date(2024, 12, 31)))
    assert on("2025-01-15", life, replace(NORMATIVE, kind="government-rule")).force == "in_force"


@pytest.mark.parametrize(
    ("region", "title", "last"),
    [
        ("310000", "上海市示例办法", date(2016, 2, 29)),
        ("310101", "示例区示例暂行办法", date(2013, 2, 28)),
        ("310000", "关于示例的通告", date(2012, 2, 29)),
        ("610900", "安康市示例办法", None),
    ],
)
def test_a_rule_gives_a_period_only_where_its_decree_ruled(
    region: str, title: str, last: date | None
) -> None:
    document = Document("A", "normative", title, region=region)
    told = answer(document, [event("effective", "2011-03-01")], date(2011, 6, 1))
    assert told.last_day == last


def test_a_rule_binds_only_while_its_decree_was_in_force() -> None:
    document = Document("A", "normative", "上海市示例办法", region="310000")
    told = answer(document, [event("effective", "2017-01-01")], date(2018, 1, 1))
    assert told.last_day is None


@pytest.mark.parametrize(("counting_rule", "last"), [("day_before", 31), ("same_day", 1)])
def test_how_years_are_counted_is_data(counting_rule: str, last: int) -> None:
    rules = replace(periods.periods(), counting=counting_rule)
    assert rules.last_day(date(2022, 9, 1), years=5).day == last


def test_an_unknown_way_of_counting_is_an_error_with_its_name() -> None:
    with pytest.raises(ValueError, match="按月相"):
        periods.parse({"counting": "按月相"})


def test_what_has_to_be_changed_lapses_only_if_the_notice_says_so() -> None:
    plain = enacted(event("reviewed", "2024-05-01", outcome="to_change"))
    assert (on("2024-12-01", plain).force, "needs_change" in on("2024-12-01", plain).flags) == (
        "in_force",
        True,
    )
    bound = enacted(
        event("reviewed", "2024-05-01", outcome="to_change", last_day=date(2024, 8, 31))
    )
    assert on("2024-08-31", bound).force == "in_force"
    assert on("2024-09-01", bound).force == "lapsed"
    changed = [*bound, event("amended", "2024-08-01")]
    assert on("2024-09-01", changed).force == "in_force"
    assert "needs_change" not in on("2024-09-01", changed).flags


def test_a_clean_up_under_way_is_a_flag() -> None:
    life = enacted(event("reviewed", "2024-05-01", outcome="under_review"))
    assert "under_review" in on("2024-06-01", life).flags
    done = [*life, event("reviewed", "2024-07-01", outcome="continues")]
    assert "under_review" not in on("2024-08-01", done).flags


def test_a_suspension_ends_with_its_last_day_or_by_resumption() -> None:
    limited = enacted(event("suspended", "2024-03-01", last_day=date(2024, 3, 31)))
    assert [on(day, limited).force for day in ("2024-03-31", "2024-04-01")] == [
        "suspended",
        "in_force",
    ]
    resumed = enacted(event("suspended", "2024-03-01"), event("resumed", "2024-05-01"))
    assert [on(day, resumed).force for day in ("2024-04-30", "2024-05-01")] == [
        "suspended",
        "in_force",
    ]


@pytest.mark.parametrize(
    ("kind", "force"),
    [
        ("repealed", "repealed"),
        ("republished", "repealed"),
        ("declared_lapsed", "lapsed"),
        ("expired", "lapsed"),
        ("revoked", "revoked"),
        ("partly_repealed", "partly"),
        ("transferred", "in_force"),
        ("interpreted", "in_force"),
        ("corrected", "in_force"),
        ("amended", "in_force"),
    ],
)
def test_each_kind_of_event_has_its_consequence_and_its_sentence(kind: str, force: str) -> None:
    told = on("2024-06-01", enacted(event(kind, "2024-05-01")))
    assert told.force == force
    sentence = sentences.sentence(told, str)
    assert sentence.endswith("。")
    assert "{" not in sentence


def test_a_revision_in_full_leaves_the_time_before_unverified() -> None:
    life = [event("published", "2004-01-01"), event("effective", "2017-06-01", restates=True)]
    assert on("2010-01-01", life, REGULATION).force == "unverified"
    assert on("2017-06-01", life, REGULATION).force == "in_force"


def test_the_day_of_an_amending_act_places_the_text_that_it_made() -> None:
    texts = (Text(1, date(2020, 1, 1)), Text(2, date(2022, 3, 29)))
    act = event("amended", "2022-05-01", acting=Acting(day=date(2022, 3, 29)))
    assert [one.day_from for one in placed(texts, [act])] == [date(2020, 1, 1), date(2022, 5, 1)]


def test_texts_are_to_come_in_force_or_history() -> None:
    texts = (Text(1, date(2024, 2, 1)), Text(2, date(2024, 6, 1)), Text(3, date(2025, 1, 1)))
    told = on("2024-07-01", enacted(), replace(NORMATIVE, texts=texts))
    assert [text_state(one, told) for one in texts] == ["historical", "current", "pending"]


def codes(life: list[Event], document: Document = NORMATIVE) -> set[str]:
    return {one.code for one in problems(document, life)}


def test_promulgation_after_taking_force_needs_a_ground() -> None:
    late = [event("published", "2024-03-01"), event("effective", "2024-02-01")]
    assert "published_late" in codes(late)
    grounded = [event("published", "2024-03-01"), event("effective", "2024-02-01", ground="第九条")]
    assert "published_late" not in codes(grounded)


@pytest.mark.parametrize(
    ("organ", "wrong"),
    [
        ("安康市人民政府", False),
        ("安康市人民政府办公室", False),
        ("陕西省人民政府", False),
        ("国务院", False),
        ("白河县人民政府", True),
        ("安康市财政局", True),
        ("示例市人民政府", False),
    ],
)
def test_only_the_issuer_a_successor_or_a_superior_ends_a_document(organ: str, wrong: bool) -> None:
    heir = event("transferred", "2024-04-01", successor="示例市人民政府")
    life = enacted(heir, event("repealed", "2024-05-01", acting=Acting(organ=organ)))
    assert ("wrong_organ" in codes(life)) is wrong


def test_a_document_that_repeals_itself_is_an_error() -> None:
    assert "itself" in codes(
        enacted(event("repealed", "2024-05-01", acting=Acting(document_id="A")))
    )


def test_a_text_without_beginning_is_an_error() -> None:
    assert "no_beginning" in codes(enacted(), replace(NORMATIVE, texts=(Text(1, None),)))


def test_odd_things_are_warned_of() -> None:
    life = [
        event("published", "2024-01-01"),
        event("published", "2024-01-02"),
        event("effective", "2024-06-01"),
        event("republished", "2024-03-01", successor="B"),
        event("republished", "2024-04-01", successor="C"),
    ]
    assert codes(life) == {"conflicting_days", "ended_before_force", "two_replacements"}
    assert not any(one.error for one in problems(NORMATIVE, life))


def test_documents_that_end_one_another_are_found_as_one_ring() -> None:
    assert cycles({"A": {"C"}, "C": {"B"}, "B": {"A"}, "D": {"A"}}) == [("A", "C", "B")]


def test_a_chain_of_repeals_is_no_ring() -> None:
    assert cycles({"C": {"B"}, "B": {"A"}}) == []


def test_an_event_of_an_unknown_kind_is_an_error_with_its_name() -> None:
    with pytest.raises(ValueError, match="废除"):
        event("废除", "2024-01-01")


def test_what_counts_is_known_accepted_and_not_taken_back() -> None:
    early = datetime(2025, 1, 1, tzinfo=UTC)
    life = [
        event("published", "2024-01-01", known=early),
        replace(event("repealed", "2024-05-01", known=early), retracted=NOW),
        event("revoked", "2024-06-01"),
    ]
    assert [one.kind for one in counting(life, early)] == ["published", "repealed"]
    assert [one.kind for one in counting(life)] == ["published", "revoked"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("国务院", "000000"),
        ("中华人民共和国交通部", "000000"),
        ("陕西省人民政府", "610000"),
        ("安康市人民政府办公室", "610900"),
        ("安康市汉滨区人民政府", "610902"),
        ("旬阳县人民政府", "610981"),
        ("国家市场监督管理总局", "000000"),
        ("示例市人民政府", ""),
        ("四川省人民政府", ""),
    ],
)
def test_an_organ_governs_the_area_in_its_name(name: str, code: str) -> None:
    assert organs.region(name) == code


@pytest.mark.parametrize(
    ("one", "other", "above"),
    [
        ("国务院", "公安部", True),
        ("国务院办公厅", "陕西省人民政府", True),
        ("公安部", "陕西省公安厅", True),
        ("公安部", "国务院", False),
        ("陕西省人民政府", "安康市人民政府", True),
        ("陕西省财政厅", "安康市人民政府", False),
        ("陕西省财政厅", "安康市财政局", True),
        ("安康市人民政府", "安康市财政局", True),
        ("安康市财政局", "安康市人民政府", False),
        ("安康市财政局", "白河县人民政府", False),
        ("白河县人民政府", "紫阳县财政局", False),
        ("白河县人民政府", "白河县城关镇人民政府", True),
        ("四川省人民政府", "安康市人民政府", False),
        ("示例市人民政府", "安康市人民政府", False),
    ],
)
def test_who_stands_above_whom(one: str, other: str, above: bool) -> None:
    assert organs.is_above(one, other) is above

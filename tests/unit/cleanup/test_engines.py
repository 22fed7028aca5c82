"""What ends, what a clean-up lists, what the annual report counts: rules that hold for any library."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.cleanup import annual, campaigns, forecast, ways
from ckanext.ankang.cleanup.annual import Row
from ckanext.ankang.cleanup.campaigns import Listed, Scope
from ckanext.ankang.cleanup.holdings import PROPER, STANDING, Held

TODAY = date(2026, 11, 24)
WINDOWS = (30, 90, 180)
DAYS = st.one_of(st.none(), st.dates(date(2015, 1, 1), date(2030, 12, 31)))
STATES = st.sampled_from(
    ["not_yet", "in_force", "partly", "suspended", "unverified", "repealed", "lapsed", "revoked"]
)
OUTCOMES = st.sampled_from([campaigns.KEEP, campaigns.CHANGE, campaigns.REPEAL, campaigns.LAPSE])


@st.composite
def libraries(draw: st.DrawFn) -> list[Held]:
    return [
        Held(
            id=f"d{number}",
            title=draw(st.sampled_from(["医保办法", "养犬规定", "供热办法"])),
            issuer=draw(st.sampled_from(["示例市甲局", "示例市乙局", "示例县丙局"])),
            department=draw(st.sampled_from(["a", "b"])),
            kind=draw(st.sampled_from([*PROPER, "other"])),
            issued=draw(DAYS),
            published=draw(DAYS),
            state=draw(STATES),
            since=draw(DAYS),
            last_day=draw(DAYS),
            cause=draw(st.sampled_from(["", "repealed", "declared_lapsed", "published"])),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


def ending(days: int, **fields: object) -> Held:
    return Held(id="d", last_day=TODAY + timedelta(days), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "window"), [(0, 30), (30, 30), (31, 90), (90, 90), (91, 180), (180, 180)]
)
def test_a_document_stands_in_the_narrowest_window_that_holds_it(days: int, window: int) -> None:
    (found,) = forecast.endings([ending(days)], TODAY, WINDOWS)
    assert (found.days_left, found.window) == (days, window)


@pytest.mark.parametrize("days", [-1, 181])
def test_what_has_ended_or_ends_later_is_no_forecast(days: int) -> None:
    assert forecast.endings([ending(days)], TODAY, WINDOWS) == []


@pytest.mark.parametrize("state", ["not_yet", "repealed", "lapsed", "revoked"])
def test_what_does_not_stand_does_not_end(state: str) -> None:
    assert forecast.endings([ending(10, state=state)], TODAY, WINDOWS) == []


@given(libraries())
def test_departments_share_all_endings_and_windows_nest(documents: list[Held]) -> None:
    found = forecast.endings(documents, TODAY, WINDOWS)
    shares = forecast.by_department(found, WINDOWS)
    assert sorted(one.document.id for share in shares for one in share.endings) == sorted(
        one.document.id for one in found
    )
    for share in shares:
        assert share.counts[30] <= share.counts[90] <= share.counts[180] == len(share.endings)


def test_a_document_without_period_is_listed_and_never_forecast() -> None:
    silent = Held(id="d", flags=("no_period",))
    assert forecast.without_period([silent]) == [silent]
    assert forecast.endings([silent], TODAY, WINDOWS) == []


def test_every_way_names_what_is_handed_in_and_its_form_names_the_document() -> None:
    assert list(ways.ways()) == ["evaluate", "extend", "republish", "drop"]
    for way in ways.ways().values():
        words = {"title": "T", "number": "N", "issuer": "I", "last_day": "L"}
        assert way.materials
        assert "《T》" in way.form.title.format(**words)
        assert "L" in "".join(line.format(**words) for line in way.form.paragraphs)


@given(libraries(), st.data())
def test_every_document_in_scope_is_on_one_list_or_found(
    documents: list[Held], data: st.DataObject
) -> None:
    ids = [one.id for one in documents]
    listed = data.draw(
        st.lists(st.builds(Listed, st.sampled_from(ids), OUTCOMES)) if ids else st.just([])
    )
    scope = Scope(issued_from=data.draw(DAYS), words=data.draw(st.sampled_from(["", "办法"])))
    found = campaigns.findings(scope, documents, listed)
    lists = campaigns.catalogues(documents, listed)
    for one in campaigns.subject(scope, documents):
        on = [outcome for held in lists.values() for doc, outcome in held if doc.id == one.id]
        codes = {finding.code for finding in found if finding.document.id == one.id}
        assert (campaigns.ON_NONE in codes) == (len(on) == 0)
        assert (campaigns.ON_TWO in codes) == (len(on) > 1)
        assert (campaigns.PARTLY in codes) == (one.state == "partly")
    assert {finding.document.id for finding in found} <= set(ids)


@given(libraries(), st.data())
def test_lists_hold_what_was_said_and_do_not_depend_on_its_order(
    documents: list[Held], data: st.DataObject
) -> None:
    ids = [one.id for one in documents]
    said = data.draw(
        st.lists(st.builds(Listed, st.sampled_from(ids), OUTCOMES)) if ids else st.just([])
    )
    shuffled = data.draw(st.permutations(said))
    assert campaigns.catalogues(documents, said) == campaigns.catalogues(documents[::-1], shuffled)
    held = [(doc.id, o) for one in campaigns.catalogues(documents, said).values() for doc, o in one]
    assert sorted(held) == sorted({(one.document, one.outcome) for one in said})


def test_the_scope_is_by_day_topic_and_words() -> None:
    document = Held(id="d", title="供热办法", topic="0803", issued=date(2020, 5, 1))
    assert Scope(date(2020, 5, 1), date(2020, 5, 1), "08", "供热").covers(document)
    for other in (
        Scope(issued_from=date(2020, 5, 2)),
        Scope(issued_until=date(2020, 4, 30)),
        Scope(topic="09"),
        Scope(words="养犬"),
    ):
        assert not other.covers(document)


def test_two_organs_that_disagree_block_the_decision() -> None:
    said = [Listed("d", campaigns.KEEP, "a"), Listed("d", campaigns.REPEAL, "b")]
    (found,) = campaigns.findings(Scope(), [Held(id="d")], said)
    assert (found.code, found.blocks, found.outcomes) == (
        campaigns.ON_TWO,
        True,
        (campaigns.KEEP, campaigns.REPEAL),
    )


def test_what_is_kept_though_it_ended_is_found() -> None:
    said = [Listed("d", campaigns.KEEP)]
    (found,) = campaigns.findings(Scope(), [Held(id="d", state="repealed")], said)
    assert found.code == campaigns.ENDED


@given(libraries(), st.integers(2015, 2030))
def test_each_document_is_counted_once_where_it_belongs(documents: list[Held], year: int) -> None:
    rows = annual.table(documents, year, annual.rules())
    known = {one.id: one for one in documents}
    endings = {one.code for one in annual.rules().endings}
    for row in rows:
        for column, ids in row.lists.items():
            assert len(ids) == len(set(ids))
            assert {known[id_].issuer for id_ in ids} == {row.organ}
            assert {known[id_].kind for id_ in ids} == {row.kind}
            assert column in endings | {annual.MADE, annual.VALID, annual.UNVERIFIED}
    valid = [id_ for row in rows for id_ in row.lists.get(annual.VALID, [])]
    assert sorted(valid) == sorted(one.id for one in documents if one.valid and one.kind in PROPER)
    ended = [id_ for row in rows for code in endings for id_ in row.lists.get(code, [])]
    assert len(ended) == len(set(ended))
    assert all(known[id_].state not in STANDING for id_ in ended)


@given(libraries(), st.integers(2015, 2030))
def test_a_roll_up_loses_and_doubles_nothing(documents: list[Held], year: int) -> None:
    rows = annual.table(documents, year, annual.rules())
    sums = annual.roll_up(rows, lambda organ: organ[:3])
    for column in (annual.MADE, annual.VALID, "repealed", "expired"):
        total = sum(row.count(column) for found in sums.values() for row in found)
        assert total == sum(row.count(column) for row in rows)


def test_repeal_declared_lapse_and_expiry_are_told_apart() -> None:
    ended = {"since": date(2025, 6, 1), "issuer": "示例市甲局"}
    documents = [
        Held(id="1", state="repealed", cause="repealed", **ended),
        Held(id="2", state="lapsed", cause="declared_lapsed", **ended),
        Held(id="3", state="lapsed", cause="published", **ended),
        Held(id="4", state="revoked", cause="revoked", **ended),
        Held(id="5", state="repealed", since=date(2024, 6, 1), issuer="示例市甲局"),
        Held(id="6", published=date(2025, 3, 1), issuer="示例市甲局"),
    ]
    (row,) = annual.table(documents, 2025, annual.rules())
    assert row.lists == {
        "repealed": ["1"],
        "declared": ["2"],
        "expired": ["3"],
        "revoked": ["4"],
        "made": ["6"],
        "valid": ["6"],
    }
    assert annual.ended(row, annual.rules()) == 3


def test_the_difference_from_last_year_is_named() -> None:
    row = Row("甲", "normative", {"made": ["a", "b"], "valid": ["a", "b", "c"], "expired": ["d"]})
    assert annual.unexplained(2, row, annual.rules()) == 0
    assert annual.unexplained(5, row, annual.rules()) == -3

"""The score of a dataset: 100 points, and every lost one comes back by doing what its sentence says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.catalogue.vocabularies import vocabulary
from ckanext.ankang.quality.scores.score import Dataset, Reason, Resource, Score, rules, score

TODAY = date(2026, 11, 24)
PERFECT_FILE = Resource("线路", "CSV", "每日线路", "valid", 10, 0, 2, 2, True)
PERFECT = Dataset(
    {
        "notes": "市区公交线路。",
        "contact_department": "信息科",
        "tags": "公交",
        "region": "610900",
        "source_name": "公交调度系统",
        "update_frequency": "monthly",
        "data_updated": "2026-11-01",
        "license_id": "cc-by-4.0",
    },
    (PERFECT_FILE,),
)
CRITERIA = {one["name"]: one for dim in rules()["dimensions"] for one in dim["criteria"]}


def with_metadata(**changed: str) -> Dataset:
    return replace(PERFECT, metadata={**PERFECT.metadata, **changed})


def with_file(**changed: object) -> Dataset:
    return replace(PERFECT, resources=(replace(PERFECT_FILE, **changed),))


def reasons(found: Score) -> list[Reason]:
    return [reason for dimension in found.dimensions for reason in dimension.reasons]


def only(dataset: Dataset) -> Reason:
    (reason,) = reasons(score(dataset, TODAY))
    return reason


words = st.sampled_from(["", "待补", "  "])
counts = st.integers(0, 1000)
resources = st.builds(
    Resource,
    name=st.sampled_from(["甲", "乙", "丙"]),
    format=st.sampled_from(["CSV", "xlsx", "PDF", "", "DBF"]),
    description=words,
    verdict=st.sampled_from(["", "valid", "invalid", "private", "held", "unreadable", "奇怪"]),
    rows=counts,
    faulty_rows=counts,
    columns=st.just(9),
    described_columns=st.integers(0, 9),
    schema_declared=st.booleans(),
).flatmap(
    lambda one: st.sampled_from(
        [one, replace(one, columns=0, described_columns=0, schema_declared=False)]
    )
)
frequencies = [value.code for value in vocabulary("update_frequency").values]
datasets = st.builds(
    Dataset,
    st.fixed_dictionaries(
        {
            **dict.fromkeys(("notes", "contact_department", "tags", "region"), words),
            "update_frequency": st.sampled_from(["", "有时", *frequencies]),
            "data_updated": st.sampled_from(["", "昨天", "2027-01-01"])
            | st.dates(date(2020, 1, 1), TODAY).map(str),
            "license_id": st.sampled_from(["", "notspecified", "cc-by-4.0", "unknown"]),
        }
    ),
    st.lists(resources, max_size=5).map(tuple),
)


def each_file(dataset: Dataset, mend: Callable[[Resource], Resource]) -> Dataset:
    return replace(dataset, resources=tuple(map(mend, dataset.resources)))


def readable(resource: Resource, **changed: object) -> Resource:
    return replace(resource, columns=resource.columns or 1, **changed)


def mended(dataset: Dataset, criterion: str) -> Dataset:
    """What the sentence of one criterion asks for, and nothing else."""
    if not dataset.resources and "field" not in CRITERIA[criterion]:
        return replace(dataset, resources=(PERFECT_FILE,))
    mends: dict[str, Callable[[Resource], Resource]] = {
        "valid_rows": lambda one: replace(one, verdict="valid"),
        "file_descriptions": lambda one: replace(one, description="说明"),
        "format": lambda one: replace(one, format="CSV"),
        "described_columns": lambda one: readable(one, described_columns=one.columns or 1),
        "declared_schema": lambda one: readable(one, schema_declared=True),
    }
    if criterion in mends:
        return each_file(dataset, mends[criterion])
    changed = {
        "on_time": {"update_frequency": "daily", "data_updated": TODAY.isoformat()},
        "open_licence": {"license_id": "cc0-1.0"},
    }.get(criterion, {criterion: "已填写"})
    return replace(dataset, metadata={**dataset.metadata, **changed})


@given(datasets)
def test_points_and_lost_points_are_a_hundred_with_one_sentence_for_each_loss(
    dataset: Dataset,
) -> None:
    found = score(dataset, TODAY)

    assert found.points + sum(reason.lost for reason in reasons(found)) == 100
    assert sum(one.of for one in found.dimensions) == 100
    assert sum(one.points for one in found.dimensions) == found.points
    assert len({reason.criterion for reason in reasons(found)}) == len(reasons(found))
    for reason in reasons(found):
        assert reason.lost >= 1
        assert reason.place
        assert reason.sentence.count("。") == 1
        assert "：" in reason.sentence
        assert "{" not in reason.sentence


@given(datasets, st.data())
def test_doing_what_a_sentence_says_wins_the_points_it_names(
    dataset: Dataset, data: st.DataObject
) -> None:
    before = score(dataset, TODAY)
    if not reasons(before):
        return
    reason = data.draw(st.sampled_from(reasons(before)))

    after = score(mended(dataset, reason.criterion), TODAY)

    assert reason.criterion not in {left.criterion for left in reasons(after)}
    if dataset.resources or "field" in CRITERIA[reason.criterion]:
        assert after.points == before.points + reason.lost
    else:  # a file added mends what other criteria miss as well
        assert after.points >= before.points + reason.lost


@given(datasets, st.data())
def test_mending_one_file_of_several_never_lowers_the_score(
    dataset: Dataset, data: st.DataObject
) -> None:
    if not dataset.resources:
        return
    place = data.draw(st.integers(0, len(dataset.resources) - 1))
    better = list(dataset.resources)
    better[place] = replace(PERFECT_FILE, name=better[place].name)

    after = score(replace(dataset, resources=tuple(better)), TODAY)

    assert after.points >= score(dataset, TODAY).points


@given(st.sampled_from(frequencies), st.integers(0, 3000), st.integers(0, 400))
def test_a_later_day_never_raises_freshness(frequency: str, age: int, more: int) -> None:
    dataset = with_metadata(
        update_frequency=frequency, data_updated=(TODAY - timedelta(age)).isoformat()
    )

    assert score(dataset, TODAY).points >= score(dataset, TODAY + timedelta(more)).points


@given(datasets)
def test_the_same_facts_give_the_same_score(dataset: Dataset) -> None:
    assert score(dataset, TODAY) == score(Dataset(dict(dataset.metadata), dataset.resources), TODAY)


def test_a_perfect_dataset_has_all_points() -> None:
    assert score(PERFECT, TODAY).points == 100


@pytest.mark.parametrize("frequency", ["irregular", "never"])
def test_where_nothing_is_promised_nothing_is_late(frequency: str) -> None:
    dataset = with_metadata(update_frequency=frequency, data_updated="")
    assert score(dataset, TODAY).points == 100


@pytest.mark.parametrize(
    ("updated", "lost", "days"),
    [("2026-10-24", 0, 0), ("2026-10-23", 5, 1), ("2026-10-10", 10, 14), ("2020-01-01", 20, 2486)],
)
def test_lateness_is_told_in_days(updated: str, lost: int, days: int) -> None:
    found = reasons(score(with_metadata(data_updated=updated), TODAY))
    assert sum(reason.lost for reason in found) == lost
    assert all(
        f"“每月”，数据更新日期是 {updated}，已超期 {days} 天" in one.sentence for one in found
    )


@pytest.mark.parametrize(
    ("dataset", "criterion", "words"),
    [
        (with_file(verdict=""), "valid_rows", "还没有校验"),
        (with_metadata(update_frequency=""), "on_time", "没有填写“更新周期”"),
        (with_metadata(update_frequency="有时"), "on_time", "“有时”不在词表"),
        (with_metadata(data_updated=""), "on_time", "没有可用的“数据更新日期”"),
        (with_metadata(license_id="notspecified"), "open_licence", "没有说明“使用许可”"),
        (with_metadata(license_id="gpl"), "open_licence", "“gpl”不在词表"),
        (with_file(format="DBF"), "format", "格式“DBF”未知"),
    ],
)
def test_what_nobody_stated_is_named_as_unknown(
    dataset: Dataset, criterion: str, words: str
) -> None:
    reason = only(dataset)
    assert (reason.criterion, reason.unknown) == (criterion, True)
    assert "未知" in reason.sentence
    assert words in reason.sentence


def test_faulty_rows_cost_by_their_share() -> None:
    few, many = (
        only(with_file(verdict="invalid", rows=1000, faulty_rows=faulty)) for faulty in (1, 100)
    )
    assert (few.lost, many.lost) == (1, 25)
    assert few.sentence == "数据资源“线路”有 1 行有误：按校验报告改正所列的行后重新上传。"
    assert not few.unknown


def test_findings_of_several_files_stand_in_one_sentence() -> None:
    names = ("甲", "乙", "丙", "丁", "戊")
    files = [replace(PERFECT_FILE, name=name, verdict="unreadable") for name in names]
    dataset = replace(PERFECT, resources=(*files, replace(PERFECT_FILE, name="己", verdict="")))
    reason = only(dataset)
    assert reason.lost == 25
    assert reason.sentence.startswith("数据资源“甲”、“乙”、“丙”等 5 个文件无法读取")
    assert "；数据资源“己”还没有校验" in reason.sentence


def test_every_finding_of_the_rules_that_is_unknown_has_a_sentence() -> None:
    for criterion in CRITERIA.values():
        assert set(criterion.get("unknown", ())) <= set(criterion["sentences"])
    assert sum(criterion["points"] for criterion in CRITERIA.values()) == 100

"""The life of works, read out of the 200 regulations: traps 12-22 of process.md, and the golden list."""

from __future__ import annotations

import tarfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from ckanext.ankang.validity.events import Acting, Document, Event, Text
from ckanext.ankang.validity.force import answer, intervals
from ckanext.ankang.validity.history import Life, Source, read_file, read_lines, read_work, works
from ckanext.ankang.validity.resolving import Candidate, Named, resolve

SAMPLES = Path(__file__).parents[2] / "samples/documents"
GOLDEN = yaml.safe_load((SAMPLES / "regulations_force.yaml").read_text("utf-8"))
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Source]:
    folder = tmp_path_factory.mktemp("corpus")
    with tarfile.open(SAMPLES / "regulations.tar.xz") as archive:
        archive.extractall(folder)
    files = sorted(folder.rglob("*(*.md"))
    return {file.name: read_file(file.name, file.read_text()) for file in files}


@pytest.fixture(scope="session")
def grouped(sources: dict[str, Source]) -> list[list[Source]]:
    return works(sources.values())


@pytest.fixture(scope="session")
def lives(grouped: list[list[Source]]) -> dict[str, Life]:
    return {work[0].title: read_work(work) for work in grouped}


def only(lives: dict[str, Life], title: str, kind: str) -> list[date]:
    return [one.day for one in lives[title].events if one.kind == kind]


def test_the_texts_of_one_title_are_one_work(grouped: list[list[Source]]) -> None:
    assert sum(len(work) for work in grouped) == 200
    assert len(grouped) == 166
    assert sum(len(work) > 1 for work in grouped) == 33


def test_every_line_of_the_printed_histories_is_read_or_is_no_act(
    sources: dict[str, Source],
) -> None:
    lines = sum(len(source.history) for source in sources.values())
    acts = sum(len(read_lines(source.history)) for source in sources.values())
    # Five lines of a forwarding notice, three that continue a line, two «发布之日施行».
    assert (lines, lines - acts) == (463, 10)


@pytest.mark.parametrize(
    ("title", "published"),
    [
        ("森林和野生动物类型自然保护区管理办法", date(1985, 7, 6)),
        ("水产资源繁殖保护条例", date(1979, 2, 10)),
        ("外国人来华登山管理办法", date(1991, 8, 29)),
        ("民用航空器适航管理条例", date(1987, 5, 4)),
    ],
)
def test_a_wrong_day_in_a_file_name_is_corrected_and_reported(
    lives: dict[str, Life], title: str, published: date
) -> None:
    assert only(lives, title, "published") == [published]
    assert lives[title].texts[0].published == published
    assert "file_day" in {one.code for one in lives[title].conflicts}


def test_approval_by_the_state_council_is_no_promulgation(lives: dict[str, Life]) -> None:
    assert only(lives, "关于实行技师聘任制的暂行规定", "published") == [date(1987, 6, 19)]


def test_a_forwarded_rule_has_the_day_and_number_of_its_notice(lives: dict[str, Life]) -> None:
    life = lives["工资支付暂行规定"]
    assert (life.number, life.organ) == ("劳部发〔1994〕489号", "劳动部")
    assert only(lives, life.title, "published") == [date(1994, 12, 6)]
    assert only(lives, life.title, "effective") == [date(1995, 1, 1)]


def test_a_text_later_than_its_history_is_a_change_that_nothing_names(
    lives: dict[str, Life],
) -> None:
    life = lives["不动产登记暂行条例"]
    amended = next(one for one in life.events if one.kind == "amended")
    assert (amended.day, amended.detail.uncertain) == (date(2019, 3, 24), True)
    assert amended.detail.ground == "依据文件未载明"
    assert life.texts[0].starts == date(2019, 3, 24)
    assert only(lives, life.title, "published") == [date(2014, 11, 24)]


def test_histories_are_merged_and_what_one_omits_is_said(lives: dict[str, Life]) -> None:
    life = lives["农药管理条例"]
    assert only(lives, "农药管理条例", "amended") == [
        date(2001, 11, 29),
        date(2017, 6, 1),
        date(2022, 3, 29),
    ]
    missing = [one.fields["day"] for one in life.conflicts if one.code == "missing_line"]
    assert missing == ["2017-03-16"]


def test_a_full_revision_restates_the_day_and_a_decision_keeps_it(lives: dict[str, Life]) -> None:
    assert [one.starts for one in lives["农药管理条例"].texts] == [
        date(2017, 6, 1),
        date(2022, 3, 29),
    ]
    revised = next(one for one in lives["农药管理条例"].events if one.kind == "effective")
    assert revised.detail.restates
    kept = [one for one in lives["国际海运条例"].events if one.kind == "effective"]
    assert [(one.day, one.detail.restates) for one in kept] == [(date(2002, 1, 1), False)]


def test_a_stray_word_at_the_end_of_a_line_is_no_part_of_it() -> None:
    (line,) = read_lines(["2016年2月6日 《国务院关于修改部分行政法规的决定》第一次修订  根据"])
    assert (line.deed, line.title) == ("changed", "国务院关于修改部分行政法规的决定")
    assert not line.words.endswith("根据")


def test_two_orders_of_two_organs_stand_on_one_line(lives: dict[str, Life]) -> None:
    life = lives["学校体育工作条例"]
    assert life.number == "国家教育委员会令第8号、国家体育运动委员会令第11号"
    assert life.organ == "国家教育委员会、国家体育运动委员会"
    assert only(lives, life.title, "effective") == [date(1990, 3, 12)]


def test_a_history_may_stand_on_one_line_in_brackets() -> None:
    found = read_lines(
        [
            "（1993年12月12日国务院批准 1993年12月23日财政部令第6号发布 "
            "根据2010年12月20日《国务院关于修改〈发票管理办法〉的决定》第一次修订）"
        ]
    )
    assert [line.deed for line in found] == ["approved", "published", "changed"]


def test_a_verb_some_lines_below_belongs_to_the_organs_above() -> None:
    (line,) = read_lines(["1980年12月27日 国家经济委员会", "国家基本建设委员会", "国家档案局发布"])
    assert line.organ == "国家经济委员会、国家基本建设委员会、国家档案局"


@pytest.mark.parametrize(
    ("title", "ends"),
    [
        ("促进个体工商户发展条例", [("个体工商户条例", date(2022, 11, 1), "")]),
        (
            "煤矿安全生产条例",
            [
                ("煤矿安全监察条例", date(2024, 5, 1), ""),
                ("国务院关于预防煤矿生产安全事故的特别规定", date(2024, 5, 1), ""),
            ],
        ),
        (
            "反补贴条例",
            [("中华人民共和国反倾销和反补贴条例", date(2002, 1, 1), "中关于反补贴的规定")],
        ),
    ],
)
def test_what_a_text_repeals_ends_when_the_text_takes_force(
    lives: dict[str, Life], title: str, ends: list[tuple[str, date, str]]
) -> None:
    found = [(one.repeal.title, one.day, one.repeal.part) for one in lives[title].ends]
    assert found == ends


@pytest.mark.parametrize(
    ("title", "day"),
    [("军人抚恤优待条例", date(1988, 7, 18)), ("农村五保供养工作条例", date(1994, 1, 23))],
)
def test_a_repeal_of_the_same_title_means_the_older_document(
    lives: dict[str, Life], title: str, day: date
) -> None:
    (end,) = lives[title].ends
    assert end.repeal.days == (day,)
    named = Named(title, days=end.repeal.days, own="new", before=end.day)
    own = Candidate("new", title, days=(date(2004, 8, 1),))
    older = Candidate("old", title, days=(day,))
    assert resolve(named, [own]) is None
    assert resolve(named, [own, older]) == "old"


def test_a_later_text_that_repeals_its_own_title_is_another_work() -> None:
    old = Source("示例办法", ("示例办法", "第一条 本办法自2001年1月1日起施行。"), date(2000, 12, 1))
    new = Source(
        "示例办法",
        (
            "示例办法",
            "第一条 本办法自2010年1月1日起施行。2000年12月1日示例市人民政府发布的《示例办法》同时废止。",
        ),
        date(2009, 12, 1),
    )
    assert works([new, old]) == [[old], [new]]


def test_every_regulation_has_the_force_that_was_checked_by_hand(
    lives: dict[str, Life],
) -> None:
    found = {title: state(lives, title) for title in lives}
    assert found == GOLDEN["works"]


def test_nothing_lapses_by_default(lives: dict[str, Life]) -> None:
    for title in lives:
        spans = intervals(document(lives, title), life(lives, title))
        assert "lapsed" not in {one.answer.force for one in spans}, title


def state(lives: dict[str, Life], title: str) -> str:
    told = answer(document(lives, title), life(lives, title), TODAY)
    text = next(one for one in document(lives, title).texts if one.number == told.version)
    return f"{told.force} {told.since} text {told.version} {text.day_from}"


def document(lives: dict[str, Life], title: str) -> Document:
    texts = tuple(Text(number, one.starts) for number, one in enumerate(lives[title].texts, 1))
    return Document(title, "administrative-regulation", title, region="000000", texts=texts)


def life(lives: dict[str, Life], title: str) -> list[Event]:
    """The events of a work: its own, and those by which others end it."""
    own = [
        Event(f"{n}", title, one.kind, one.day, NOW, one.acting, one.clause, one.detail)
        for n, one in enumerate(lives[title].events)
    ]
    mine = Candidate(title, title, lives[title].number, tuple(only(lives, title, "published")))
    for other, one in lives.items():
        for end in one.ends:
            named = Named(end.repeal.title, end.repeal.number, end.repeal.days, other, end.day)
            if resolve(named, [mine]) == title:
                kind = "partly_repealed" if end.repeal.part else "repealed"
                own.append(Event(other, title, kind, end.day, NOW, Acting(other)))
    return own

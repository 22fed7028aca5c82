"""The register of laws, and what is no document."""

import re
import tarfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ckanext.ankang.citations import register
from ckanext.ankang.citations.names import key, no_document
from ckanext.ankang.documents.text.numbers import NUMERAL, integer

CORPUS = Path(__file__).parents[2] / "samples/documents/regulations.tar.xz"
# «1987年8月5日国务院发布的《…》»: the day, who acted, and the title directly after.
# An approval may stand before the promulgation, so that spans overlap.
PROMULGATED = (
    rf"(?<!\d)(?=({NUMERAL})年({NUMERAL})月({NUMERAL})日[^。；》\n]{{0,70}}《(?:中华人民共和国)?"
)

KINDS = {
    "constitution",
    "law",
    "decision",
    "administrative-regulation",
    "department-normative",
    "military",
    "treaty",
    "local-regulation",
    "government-rule",
}


def test_every_act_stands_once_and_is_of_a_known_kind() -> None:
    names = Counter(key(name) for act in register.laws() for name in (act.title, *act.short))
    assert [name for name, count in names.items() if count > 1] == []
    assert {act.kind for act in register.laws()} == KINDS


def test_no_act_ends_before_it_begins_and_every_successor_is_here() -> None:
    for act in register.laws():
        assert not act.ended or not act.published or act.published < act.ended, act.title
        assert not act.successor or register.law(act.successor), act.title
        assert bool(act.successor) <= bool(act.ended), act.title


@pytest.mark.parametrize("name", ["专利法", "中华人民共和国专利法", "中华人民共和国 专利法"])
def test_a_law_is_found_with_and_without_its_country(name: str) -> None:
    found = register.law(name)
    assert found is not None
    assert found.title == "中华人民共和国专利法"


def test_what_replaced_a_law_is_known() -> None:
    found = register.law("物权法")
    assert found is not None
    assert found.in_force_on(date(2020, 12, 31)) is True
    assert found.in_force_on(date(2021, 1, 1)) is False
    assert found.successor == "中华人民共和国民法典"


def test_what_is_not_known_is_not_guessed() -> None:
    found = register.law("刑法")
    assert found is not None
    assert found.in_force_on(date(2000, 1, 1)) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("网络文化经营许可证", "certificate"),
        ("烈士评定通知书", "letter"),
        ("商标公告", "register"),
        ("中国受控消耗臭氧层物质清单", "list"),
        ("消费税税目税率表", "annex"),
        ("中国履行〈关于消耗臭氧层物质的蒙特利尔议定书〉国家方案", "plan"),
        ("中华人民共和国药典", "standard"),
    ],
)
def test_what_is_no_document_has_a_reason(name: str, code: str) -> None:
    rule = no_document(name)
    assert rule is not None
    assert rule.code == code
    assert rule.reason


@pytest.mark.parametrize(
    "name",
    [
        "安康市人民政府关于公布行政许可事项清单的通知",
        "关于公布行政许可事项目录",
        "中华人民共和国专利法",
        "关于禁止燃放烟花爆竹的公告",
        "关于印发实施方案的通知",
    ],
)
def test_documents_are_not_taken_for_papers(name: str) -> None:
    assert no_document(name) is None


def test_every_act_with_a_day_says_where_it_was_seen() -> None:
    silent = [
        act.title for act in register.laws() if (act.published or act.ended) and not act.ground
    ]
    assert silent == []


def test_a_day_that_the_corpus_confirms_stands_there_beside_the_title() -> None:
    confirmed = [one for one in register.laws() if one.ground not in ("", register.UNCONFIRMED)]
    texts = {}
    with tarfile.open(CORPUS) as archive:
        for name in archive.getnames():
            if (stem := Path(name).stem) in {one.ground for one in confirmed}:
                stream = archive.extractfile(name)
                assert stream is not None
                texts[stem] = re.sub(r"[ \t　]", "", stream.read().decode())
    for act in confirmed:
        pattern = PROMULGATED + re.escape(act.title.removeprefix("中华人民共和国")) + "》)"
        found = re.findall(pattern, texts[act.ground])
        assert act.published in {date(*map(integer, day)) for day in found}, act.title
    assert len(confirmed) > 20

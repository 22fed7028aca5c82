"""Words of index and question, on the examples of reference/search.md."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ckanext.ankang.catalogue.words import HAN
from ckanext.ankang.search.analysis import cut, index_fields, normalise, query, title_key

TITLE = "安康市城市公交线路"


@pytest.mark.parametrize(
    "question", ["公交", "线路", "城市公交", "公交线路", "安康公交", "安康市公交"]
)
def test_a_question_is_cut_into_words_that_the_title_holds(question: str) -> None:
    assert set(query(question).strict) <= set(cut(TITLE))


@given(
    st.text(
        alphabet="安康市公交线路人民政府办公室养老机构名录旬阳县的不动产登记条例恒口示范区",
        max_size=30,
    )
)
def test_a_text_is_always_found_by_itself(text: str) -> None:
    assert set(query(text).strict) <= set(cut(text))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("怎么办理公积金提取", ("办理", "公积金", "提取")),
        ("的", ("的",)),
        ("公告:停车场", ("公告", "停车场")),
        ("12:30 公交", ("12", "30", "公交")),
        ("http://abc", ("http", "abc")),
        ("ＰＭ２．５", ("pm2.5",)),
        ("資訊公開", ("信息", "公开")),
        ("公車", ("公交",)),
        ("gong jiao xian lu", ("gongjiaoxianlu",)),
        ("水", ("水",)),
        ("！？", ()),
        ('+ - && || ( ) { } [ ] ^ " ~ * ? : \\ /', ()),
    ],
)
def test_what_a_question_asks_for(question: str, words: tuple[str, ...]) -> None:
    assert query(question).strict == words


@example("﨎𠣭")
@given(st.text())
def test_no_question_can_carry_solr_syntax(question: str) -> None:
    asked = query(question)
    assert all(re.fullmatch(rf"[\w.{HAN}]+", word) for word in (*asked.strict, *asked.relaxed))
    assert not re.search(r"\W", asked.title_key)


def test_wrong_characters_of_the_same_sound_are_only_related() -> None:
    asked = query("公郊线路")
    assert "gongjiao" in asked.relaxed
    assert "gongjiao" not in asked.strict


def test_a_title_is_indexed_by_sound_and_by_initials() -> None:
    fields = index_fields({"title": TITLE})
    assert {"gongjiao", "gongjiaoxianlu"} <= set(fields["ankang_title_pinyin"].split())
    assert {"gj", "gjxl", "csgj"} <= set(fields["ankang_title_initials"].split())
    assert fields["ankang_title_key"] == title_key(" 安康市 城市公交线路。")


def test_columns_tags_departments_labels_and_text_are_indexed() -> None:
    package = {
        "title": TITLE,
        "theme": "transport",
        "organization": {"title": "安康市交通运输局"},
        "tags": [{"name": "班车"}],
        "resources": [{"name": "首末班车时刻"}],
    }
    fields = index_fields(package, text="营运里程", columns=["途经站点"])
    assert {"站点", "班车", "交通", "时刻"} <= set(fields["ankang_words"].split())
    assert "里程" in fields["ankang_text"]


def test_full_width_case_and_traditional_characters_are_one() -> None:
    assert normalise("ＡＢＣ漢濱區") == "abc汉滨区"


def test_a_question_of_ten_thousand_characters_is_cut_off() -> None:
    assert (
        len(
            query(
                "安康公交线路停车场养老机构" * 1000 + "".join(map(chr, range(0x4E00, 0x5E00)))
            ).strict
        )
        == 64
    )

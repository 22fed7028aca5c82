"""Links in a text: escaped, in place, nothing lost."""

from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.citations.linking import linked

SPANS = st.lists(
    st.fixed_dictionaries(
        {
            "start": st.integers(-2, 12),
            "end": st.integers(-2, 12),
            "url": st.sampled_from([None, "/doc/x", 'javascript:"<']),
            "note": st.sampled_from([None, "", '"><script>']),
        }
    ),
    max_size=4,
)


@given(st.text("《甲》<>&\"'\n", max_size=12), SPANS)
def test_the_words_stay_whatever_the_spans_are(text: str, spans: list[dict[str, object]]) -> None:
    html = str(linked(text, spans))
    plain, inside = "", False
    for character in html:
        inside = (inside or character == "<") and character != ">"
        plain += "" if inside or character == ">" else character
    assert unescape(plain) == text
    assert "<script" not in html


def test_a_link_carries_its_note_and_a_span_without_address_only_that() -> None:
    spans = [
        {"start": 0, "end": 3, "url": "/doc/jia", "note": "《甲》"},
        {"start": 4, "end": 7, "url": None, "note": "不是文件"},
    ]
    assert str(linked("《甲》和《乙》", spans)) == (
        '<a class="citation" href="/doc/jia" title="《甲》">《甲》</a>和'
        '<span class="citation" title="不是文件">《乙》</span>'
    )


def test_lines_can_be_split_and_stay_safe() -> None:
    one, two = linked("<b>\n《甲》", [{"start": 4, "end": 7, "url": "/x", "note": ""}]).split("\n")
    assert str(one) == "&lt;b&gt;"
    assert str(two) == '<a class="citation" href="/x">《甲》</a>'

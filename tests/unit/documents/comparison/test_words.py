"""Words that went and came."""

from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.documents.comparison import Piece, differences
from ckanext.ankang.documents.comparison.words import plain


def changes(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.before or piece.after) for piece in differences(before, after)]


def test_words_are_marked_whole() -> None:
    assert changes("应当于30日内办理登记。", "应当于15日内办理备案。") == [
        ("kept", "应当于"),
        ("deleted", "30"),
        ("inserted", "15"),
        ("kept", "日内办理"),
        ("deleted", "登记"),
        ("inserted", "备案"),
        ("kept", "。"),
    ]


def test_a_word_put_in_deletes_nothing() -> None:
    kinds = [kind for kind, _ in changes("经批准后施行。", "经市人民政府批准后施行。")]
    assert kinds == ["kept", "inserted", "kept"]


def test_each_side_keeps_what_it_prints() -> None:
    pieces = differences("（一）登记；", "(一) 登记；")
    assert pieces == [Piece("kept", "（一）登记；", "(一) 登记；")]


def test_a_long_annex_is_compared_by_sentences() -> None:
    sentences = [
        f"第{number}号地块位于示例路{number}号，面积{number}平方米。" for number in range(900)
    ]
    after = [*sentences[:450], "新增地块一处。", *sentences[450:]]
    assert changes("".join(sentences), "".join(after))[1] == ("inserted", "新增地块一处。")


words = st.text(st.sampled_from("市县政府应当办理登记公示，。（） \n１2"), max_size=60)


@given(words, words)
def test_both_texts_can_be_read_out_of_the_differences(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert plain("".join(piece.before for piece in pieces)) == plain(before)
    assert plain("".join(piece.after for piece in pieces)) == plain(after)


@given(words)
def test_a_text_differs_from_itself_in_nothing(text: str) -> None:
    assert all(piece.kind == "kept" for piece in differences(text, text))

"""The order of Chinese titles."""

import pytest

from ckanext.ankang.catalogue.pinyin import sort_key, syllables


def test_titles_sort_by_pinyin_and_numbers_by_value() -> None:
    titles = ["旬阳市", "岚皋县", "汉滨区", "汉阴县", "安康市", "第10批", "第2批", "2020年", "abc"]
    ordered = [
        "2020年",
        "abc",
        "安康市",
        "第2批",
        "第10批",
        "汉滨区",
        "汉阴县",
        "岚皋县",
        "旬阳市",
    ]
    assert sorted(titles, key=sort_key) == ordered


@pytest.mark.parametrize(
    ("word", "spoken"), [("岚皋", "langao"), ("旬阳", "xunyang"), ("宁陕", "ningshan")]
)
def test_places_are_read_as_people_there_say_them(word: str, spoken: str) -> None:
    assert "".join(syllables(word)) == spoken

"""The list: what holds today unless another day or force is asked for, each tab counted apart."""

import re
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from ckanext.ankang.jobs import outbox

MARK = f"示例{uuid.uuid4().hex[:6]}"


@pytest.fixture
def listed(regulation: SimpleNamespace) -> SimpleNamespace:
    outbox.drain()
    return regulation


def count(page: str, tab: str) -> int:
    """The number that a tab shows."""
    found = re.search(rf">{tab} ([\d,]+)</a>", page)
    assert found is not None
    return int(found[1].replace(",", ""))


def test_the_list_begins_with_the_library_proper(ask: Callable[..., Any]) -> None:
    page = ask("/document/").body
    assert re.search(r'aria-current="page">规范性文件 ', page)


def test_higher_law_is_counted_in_its_own_tab(
    ask: Callable[..., Any], listed: SimpleNamespace
) -> None:
    page = ask(f"/document/?q={listed.title}&section=higher").body
    assert f"/document/{listed.name}" in page
    assert count(page, "上位法") >= 1
    assert count(page, "规范性文件") == 0


def test_a_hit_stands_with_the_article_that_holds_the_words(
    ask: Callable[..., Any], listed: SimpleNamespace
) -> None:
    page = ask("/document/?section=higher&q=违反本条例规定一百元罚款").body
    assert f"/document/{listed.name}#article-2" in page
    assert "<mark>" in page


def test_another_day_shows_what_held_then(ask: Callable[..., Any], listed: SimpleNamespace) -> None:
    address = f"/document/?section=higher&q={listed.title}&on=2019-07-15"
    assert f"/document/{listed.name}" not in ask(address).body
    assert f"/document/{listed.name}?on=2019-07-15" in ask(f"{address}&force=not_yet").body


def test_a_day_that_is_none_says_so_and_shows_today(ask: Callable[..., Any]) -> None:
    assert "“gestern”不是日期" in ask("/document/?on=gestern").body


def test_nothing_found_says_what_to_do_and_where_there_is_something(
    ask: Callable[..., Any], listed: SimpleNamespace
) -> None:
    page = ask(f"/document/?q={listed.title}").body
    assert "“规范性文件”里没有符合条件的文件" in page
    assert "连同不再有效的一起查" in page
    assert "“上位法”里有" in page


@pytest.mark.parametrize(
    "address", ['?kind=x"y', "?q=绝不可能出现的词语丙丁戊", "?section=nothing&page=9999"]
)
def test_no_question_breaks_the_list(ask: Callable[..., Any], address: str) -> None:
    assert ask(f"/document/{address}").status_code == 200


def test_the_feeds_of_a_search_stand_in_the_head(ask: Callable[..., Any]) -> None:
    head = ask("/document/?q=停车").body.partition("</head>")[0]
    assert 'type="application/atom+xml"' in head
    assert "q=%E5%81%9C%E8%BD%A6" in head


def test_a_site_that_carries_the_library_frames_it(
    ask: Callable[..., Any], ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {
        "title": "现行有效行政规范性文件库",
        "carrier_name": "示例市人民政府",
        "carrier_url": "https://www.example.gov.cn/",
        "footer": "主办：示例市人民政府办公室|网站标识码：待补",
    }
    for name, value in said.items():
        monkeypatch.setitem(ckan_config, f"ckanext.ankang.library.{name}", value)
    page = ask("/document/").body
    assert '<a href="https://www.example.gov.cn/">示例市人民政府</a>' in page
    assert "<h1>现行有效行政规范性文件库</h1>" in page
    assert "<p>网站标识码：待补</p>" in page
    assert "本平台由开源软件" not in page

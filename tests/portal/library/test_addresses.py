"""Addresses of texts and articles: which are for ever, which follow the day, which are no address."""

from urllib.parse import unquote

import pytest


def test_an_article_of_a_text_is_for_ever(ask, regulation):
    page = ask(f"/doc/{regulation.name}/1/第三条").body
    assert "处五十元罚款" in page
    assert "历史文本" in page


def test_an_article_without_a_number_is_that_of_today(ask, regulation):
    page = ask(f"/doc/{regulation.name}/第二条").body
    text = page[page.index('id="text"') : page.index("本条沿革")]
    assert "处一百元罚款" in text
    assert "五十元" not in text


def test_an_article_says_what_it_was_in_the_text_before(ask, regulation):
    page = ask(f"/doc/{regulation.name}/第二条").body
    assert f'/doc/{regulation.name}/1/第三条">第三条</a>' in unquote(page)
    assert "<del>五十元</del><ins>一百元</ins>" in page


def test_a_number_that_meant_another_article_says_so(ask, regulation):
    page = ask(f"/doc/{regulation.name}/第三条").body
    assert "条文序号变过" in page
    assert f'/doc/{regulation.name}/第二条">第二条</a>' in unquote(page)


def test_a_number_that_is_no_more_says_where_its_article_is(ask, regulation):
    answer = ask(f"/doc/{regulation.name}/第四条")
    assert answer.status_code == 404
    assert "第四条现在是第三条" in answer.body


def test_an_article_can_be_asked_for_on_a_day(ask, regulation):
    page = ask(f"/doc/{regulation.name}/第三条?on=2024-12-31").body
    assert "处五十元罚款" in page
    assert "自2025年1月1日起施行的新文本已公布" in page


def test_an_article_carries_its_citation_with_the_date_of_its_text(ask, regulation):
    page = ask(f"/doc/{regulation.name}/第二条").body
    assert "2025年1月1日起施行的文本" in page
    assert f"/doc/{regulation.name}/2/第二条" in page


@pytest.mark.parametrize("words", ["第3条", "第 三 条"])
def test_another_way_of_writing_leads_to_the_one_address(ask, regulation, words):
    answer = ask(f"/doc/{regulation.name}/1/{words}")
    assert answer.status_code == 301
    assert unquote(answer.location).endswith(f"/doc/{regulation.name}/1/第三条")


def test_what_is_no_place_says_how_to_write_one(ask, regulation):
    answer = ask(f"/doc/{regulation.name}/三条")
    assert answer.status_code == 404
    assert "请写成“第八条”" in answer.body


def test_an_article_that_is_not_there_says_which_are(ask, regulation):
    answer = ask(f"/doc/{regulation.name}/1/第八条")
    assert answer.status_code == 404
    assert "只有第一条到第四条" in answer.body


def test_a_text_that_is_not_there_says_so(ask, regulation):
    answer = ask(f"/doc/{regulation.name}/7")
    assert answer.status_code == 404
    assert "没有第7版文本" in answer.body


def test_a_text_has_an_address_of_its_own(ask, regulation):
    page = ask(f"/doc/{regulation.name}/1").body
    assert "第四条" in page
    assert "历史文本" in page


def test_the_short_address_leads_to_the_page(ask, regulation):
    assert ask(f"/doc/{regulation.name}").location.endswith(f"/document/{regulation.name}")


def test_an_id_leads_to_the_address_by_name(ask, regulation):
    answer = ask(f"/doc/{regulation.id}/1/第三条")
    assert unquote(answer.location).endswith(f"/doc/{regulation.name}/1/第三条")


def test_an_unknown_document_is_not_found(ask):
    assert ask("/doc/meiyou-zhe-fen/第一条").status_code == 404


@pytest.fixture
def with_items(publish):
    lines = ["示例项目办法", "第一条 为了示例，制定本办法。", "第二条 申请应当具备条件。"]
    lines += ["有下列情形之一的，不予受理：", "（一）材料不全；", "（二）不在本市；"]
    lines += ["第三条 依照本办法第二条第二款第（二）项不予受理的，应当告知。"]
    lines += ["第四条 本办法自2019年8月1日起施行。"]
    text = {"paragraphs": lines, "day_from": "2019-08-01"}
    return publish({"texts": [text]}, title="示例项目办法")


def test_a_part_of_an_article_has_its_address(ask, with_items):
    page = ask(f"/doc/{with_items['name']}/第二条第二款第二项").body
    part = page[page.index("<blockquote>") : page.index("</blockquote>")]
    assert "不在本市" in part
    assert "材料不全" not in part
    assert f"/doc/{with_items['name']}/1/第二条第二款第二项" in page


def test_another_way_of_writing_a_part_leads_to_its_one_address(ask, with_items):
    answer = ask(f"/doc/{with_items['name']}/1/第2条第2款第（2）项")
    assert answer.status_code == 301
    assert unquote(answer.location).endswith("/第二条第二款第二项")


def test_a_part_that_is_not_there_says_so_and_shows_the_article(ask, with_items):
    answer = ask(f"/doc/{with_items['name']}/第二条第九款")
    assert answer.status_code == 404
    assert "没有第九款" in answer.body
    assert "材料不全" in answer.body


def test_a_citation_that_names_a_part_opens_there(ask, with_items):
    page = unquote(ask(f"/doc/{with_items['name']}/第三条").body)
    assert f"/doc/{with_items['name']}/1/第二条第二款第二项" in page

"""The page of a document: its force with evidence, its text on a day, what stands around it."""


def test_the_force_is_a_sentence_with_its_evidence(ask, regulation):
    page = ask(f"/document/{regulation.name}").body
    assert "现行有效" in page
    assert 'id="force"' in page


def test_today_shows_today_s_text(ask, regulation):
    page = ask(f"/document/{regulation.name}").body
    assert "处一百元罚款" in page
    assert "处五十元罚款" not in page


def test_a_day_shows_the_text_of_that_day_and_what_was_to_come(ask, regulation):
    page = ask(f"/document/{regulation.name}?on=2024-12-31").body
    assert "处五十元罚款" in page
    assert "自2025年1月1日起施行的新文本已公布" in page


def test_before_its_first_day_nothing_was_to_come_yet_in_force(ask, regulation):
    page = ask(f"/document/{regulation.name}?on=2019-07-15").body
    assert "尚未施行" in page


def test_a_day_that_is_none_says_how_to_write_one(ask, regulation):
    answer = ask(f"/document/{regulation.name}?on=2024-13-01")
    assert answer.status_code == 200
    assert "“2024-13-01”不是日期" in answer.body


def test_a_reprint_is_a_text_for_reference(ask, regulation):
    assert "参考文本，来源：转载" in ask(f"/document/{regulation.name}").body


def test_a_scanned_original_is_an_official_text(ask, publish):
    paragraphs = ["示例办法", "第一条 停车。", "第二条 本办法自2024年1月1日起施行。"]
    document = {"paragraphs": paragraphs, "text_source": "scan"}
    package = publish(document, title="示例办法")
    assert "正式版本，来源：印发件扫描" in ask(f"/document/{package['name']}").body


def test_every_event_stands_in_the_history(ask, regulation):
    page = ask(f"/document/{regulation.name}").body
    history = page[page.index('id="timeline"') :]
    assert "2019年8月1日" in history
    assert "2025年1月1日" in history


def test_every_text_is_offered(ask, regulation):
    page = ask(f"/document/{regulation.name}").body
    assert f"/doc/{regulation.name}/1" in page
    assert f"/doc/{regulation.name}/2" in page


def test_two_texts_can_be_compared(ask, regulation):
    page = ask(f"/document/{regulation.name}").body
    assert f"/document/{regulation.name}/compare?from=1&amp;to=2" in page


def test_every_article_has_a_permanent_link(ask, regulation):
    page = ask(f"/document/{regulation.name}").body
    assert f"/doc/{regulation.name}/2/第二条" in page


def test_the_address_comes_as_a_picture_for_telephones(ask, regulation):
    assert 'src="data:image/svg+xml' in ask(f"/document/{regulation.name}").body


def test_what_nobody_knows_is_to_be_supplied(ask, regulation):
    page = ask(f"/document/{regulation.name}").body
    assert "咨询电话" in page
    assert "待补" in page


def test_a_document_that_was_withdrawn_is_gone_and_says_so(ask, regulation, withdraw):
    withdraw(regulation, "文件有误")
    answer = ask(f"/doc/{regulation.name}/第二条")
    assert answer.status_code == 410
    assert "文件有误" in answer.body

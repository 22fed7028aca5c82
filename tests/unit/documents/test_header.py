"""Heads and feet of documents, line by line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.documents.text.dates import day_of, impossible_days
from ckanext.ankang.documents.text.header import recognise
from ckanext.ankang.documents.text.numbers import chinese

BODY = ["请遵照执行。"]


@pytest.mark.parametrize(
    "written",
    [
        "2022年7月13日",
        "2022 年 7 月 13 日",
        "二〇二二年七月十三日",
        "二○二二年七月十三日",
        "二零二二年七月十三日",
        "二O二二年七月十三日",
        "２０２２年７月１３日",
    ],
)
def test_a_day_is_read_in_every_printed_form(written: str) -> None:
    assert day_of(written) == date(2022, 7, 13)


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_every_day_survives_being_printed_in_chinese(day: date) -> None:
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    assert day_of(f"{year}年{chinese(day.month)}月{chinese(day.day)}日") == day


def test_a_day_that_no_calendar_has_is_told() -> None:
    assert impossible_days("自2023年2月30日起施行") == ["2023年2月30日"]
    notes = recognise(["示例办法", "第一条 自2023年2月30日起施行。"]).notes
    assert "日期“2023年2月30日”不存在，请与原件核对。" in notes


@pytest.mark.parametrize(
    "number", ["示政发（2024）3号", "示政发[2024]第3号", "示政发〔2024〕 3 号"]
)
def test_a_number_in_any_brackets_comes_out_in_the_official_ones(number: str) -> None:
    lines = ["示例市人民政府文件", number, "示例市人民政府关于防汛的通知", *BODY]
    assert recognise(lines).document_number == "示政发〔2024〕3号"


def test_the_signer_beside_the_number_is_read() -> None:
    lines = [
        "示例市人民政府文件",
        "示政发〔2024〕3号 签发人：示例人",
        "示例市人民政府关于防汛的请示",
        *BODY,
    ]
    header = recognise(lines)
    assert (header.document_number, header.signer) == ("示政发〔2024〕3号", "示例人")


def test_signatures_glued_together_are_told_apart() -> None:
    lines = ["关于防汛的通知", *BODY, "示例市水利局示例市气象局", "2024年6月1日"]
    header = recognise(lines)
    assert [header.issuer, *header.joint_issuers] == ["示例市水利局", "示例市气象局"]


def test_a_page_with_signature_and_day_on_one_line() -> None:
    header = recognise(["关于防汛的通知", *BODY, "示例市水利局 2024年6月1日"])
    assert (header.issuer, header.date_issued) == ("示例市水利局", date(2024, 6, 1))


def test_a_note_under_the_title_becomes_lines_of_the_history() -> None:
    note = "（2015年3月1日示例市人民政府令第1号公布　根据2020年5月6日《示例市人民政府关于修改部分规章的决定》修正）"
    header = recognise(
        ["示例市供水管理办法", note, "第一条 制定本办法。", "第二条 自公布之日起施行。"]
    )
    assert header.history == [
        "2015年3月1日示例市人民政府令第1号公布",
        "根据2020年5月6日《示例市人民政府关于修改部分规章的决定》修正",
    ]
    assert header.date_published == date(2015, 3, 1)
    assert header.version_day == date(2020, 5, 6)
    assert header.date_effective == date(2015, 3, 1)


def test_the_day_of_publication_that_no_line_names_is_asked_for() -> None:
    lines = ["示例市人民政府文件", "示政发〔2024〕3号", "示例市人民政府关于养犬的规定"]
    lines += ["第一条 制定本规定。", "第二条 自公布之日起施行。", "示例市人民政府", "2024年6月1日"]
    header = recognise(lines)
    assert header.date_effective is None
    assert "请填写公布日期和施行日期" in header.notes[0]


def test_days_after_publication_are_counted() -> None:
    lines = [
        "示例市人民政府关于养犬的通告",
        "一、本通告自发布之日起30日后施行。",
        "示例市人民政府",
        "2024年6月1日",
    ]
    assert recognise(lines).date_effective == date(2024, 7, 1)


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (
            [
                "示例市养犬管理条例",
                "（2020年1月1日示例市第一届人民代表大会常务委员会第二次会议通过）",
                "第一条 制定本条例。",
            ],
            "地方性法规",
        ),
        (["某办法", "2001年1月1日 财政部令第6号发布", "第一条 自发布之日起施行。"], "部门规章"),
        (
            ["某条例", "2001年1月1日 中华人民共和国国务院令第6号公布", "第一条 自公布之日起施行。"],
            "行政法规",
        ),
    ],
)
def test_the_kind_is_suggested_by_issuer_and_number(lines: list[str], kind: str) -> None:
    assert recognise(lines).kind == kind


@given(
    st.lists(
        st.text("示例市政府文件令关于的通知：。〔〕2024年1月日号第条 　《》", max_size=25),
        max_size=12,
    )
)
def test_nothing_that_a_file_may_say_breaks_recognition(lines: list[str]) -> None:
    header = recognise(lines)
    assert header.as_dict()["title"] == header.title


@pytest.mark.parametrize("number", ["〔五届〕第3号", "（2023年第3号）", "第三号"])
def test_a_regulation_under_the_announcement_of_a_peoples_congress(number: str) -> None:
    found = recognise(
        [
            "示例市人民代表大会常务委员会公告",
            number,
            "《示例市水质保护条例》已于2022年10月27日示例市第五届人民代表大会常务委员会第八次会议通过，"
            "2022年11月30日示例省第十三届人民代表大会常务委员会第三十七次会议批准，现予公布，"
            "自2023年3月1日起施行。",
            "示例市人民代表大会常务委员会",
            "2022年12月15日",
            "示例市水质保护条例",
            "（2022年10月27日示例市第五届人民代表大会常务委员会第八次会议通过）",
            "第一章 总则",
            "第一条 为了保护水质，制定本条例。",
            "第二条 本条例自2023年3月1日起施行。",
        ]
    )
    assert (found.title, found.kind) == ("示例市水质保护条例", "地方性法规")
    assert found.issuer == "示例市人民代表大会常务委员会"
    assert found.date_published == found.date_issued == date(2022, 12, 15)
    assert found.date_effective == date(2023, 3, 1)
    assert [layer.title for layer in found.layers][1] == "示例市水质保护条例"


def test_an_announcement_that_brings_no_regulation_keeps_its_own_title() -> None:
    found = recognise(
        ["示例市人民代表大会常务委员会公告", "现将补选结果公告如下。", "2022年12月15日"]
    )
    assert found.title == "示例市人民代表大会常务委员会公告"

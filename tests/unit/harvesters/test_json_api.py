"""JSON APIs as departments have them: every way of asking, turning over and saying things."""

import json
from urllib.parse import parse_qs

import pytest
import yaml

from ckanext.ankang.catalogue.vocabularies import fold
from harvesters.dialler import Limits
from harvesters.engine import Engine
from harvesters.errors import BadListing, BadSource, UnknownSecret
from harvesters.records import Failure, Known, Unchanged

BASE = {
    "name": "api",
    "title": "某局",
    "department": "ziran",
    "type": "dataset",
    "kind": "json_api",
    "address": "api:/list",
    "schedule": "每日 02:00",
    "expected": {"minimum": 1, "maximum": 1000},
    "politeness": {"delay_seconds": 0, "pages": 20},
    "approval": {"days": 365, "items": 1000},
    "fields": {"title": {"from": "name"}, "notes": {"value": "摘要"}},
    "ignore": ["id"],
}
ROWS = [{"id": n, "name": f"数据集{n}"} for n in range(7)]


@pytest.fixture
def source(tmp_path, api):
    """An engine of a source with these JSON rules and other changes of its description."""

    def made(rules, secrets=None, known=None, edition="", **changes):
        folder = tmp_path / "api"
        folder.mkdir(exist_ok=True)
        rules = {"identifier": "id", **rules}
        text = yaml.safe_dump({**BASE, **changes, "json": rules}, allow_unicode=True)
        (folder / "source.yaml").write_text(text)
        limits = Limits(tries=1, read_seconds=2)
        places = {"api": api.address}
        options = {"secrets": secrets or {}, "known": known or {}, "edition": edition}
        return Engine(folder, fold, places, limits, **options)

    return made


def titles(engine):
    listing = engine.listing()
    assert listing.fault is None
    return [entry.title for entry in listing.entries]


ALL = [row["name"] for row in ROWS]


def test_a_bare_array_is_a_list(source, api):
    api.answer = lambda asked: ROWS

    assert titles(source({"items": ""})) == ALL


def test_a_list_may_lie_in_an_array(source, api):
    api.answer = lambda asked: [{"result": ROWS}]

    assert titles(source({"items": "0.result"})) == ALL


def test_pages_are_read_until_one_is_empty(source, api):
    api.answer = lambda asked: {
        "rows": ROWS[int(asked.query["p"]) * 3 : int(asked.query["p"]) * 3 + 3]
    }

    assert titles(source({"items": "rows", "page": "p", "first": 0})) == ALL
    assert [asked.query["p"] for asked in api.asked] == ["0", "1", "2", "3"]


def test_an_offset_grows_by_what_came(source, api):
    def answer(asked):
        start = int(asked.query["start"])
        return {"total": "7", "rows": ROWS[start : start + int(asked.query["limit"])]}

    api.answer = answer

    rules = {"items": "rows", "total": "total", "offset": "start", "size": {"limit": 4}}
    assert titles(source(rules)) == ALL
    assert [asked.query["start"] for asked in api.asked] == ["0", "4"]


def test_a_cursor_is_handed_back_until_there_is_none(source, api):
    api.answer = lambda asked: (
        {"rows": ROWS[3:], "next": None}
        if asked.query.get("after") == "c3"
        else {"rows": ROWS[:3], "next": "c3"}
    )

    assert titles(source({"items": "rows", "cursor": {"send": "after", "from": "next"}})) == ALL


def test_a_next_link_is_followed(source, api):
    api.answer = lambda asked: (
        {"rows": ROWS[3:]}
        if asked.query.get("page") == "2"
        else {"rows": ROWS[:3], "links": {"next": "/list?page=2"}}
    )

    assert titles(source({"items": "rows", "next": "links.next"})) == ALL


def test_a_form_is_posted(source, api):
    api.answer = lambda asked: {"rows": ROWS}

    rules = {"items": "rows", "send": "form", "parameters": {"type": "open"}, "size": {"rows": 9}}
    assert titles(source(rules)) == ALL
    assert api.asked[0].method == "POST"
    assert parse_qs(api.asked[0].body.decode()) == {"type": ["open"], "rows": ["9"]}


def test_a_json_body_is_posted_with_its_page_inside(source, api):
    api.answer = lambda asked: {"rows": ROWS, "total": 7}

    rules = {
        "items": "rows",
        "total": "total",
        "send": "json",
        "page": "page.current",
        "parameters": {"page": {"size": 50}, "states": [1, 2]},
    }
    assert titles(source(rules)) == ALL
    assert json.loads(api.asked[0].body) == {"page": {"size": 50, "current": 1}, "states": [1, 2]}


def test_a_post_may_carry_its_parameters_in_the_query(source, api):
    api.answer = lambda asked: ROWS

    titles(source({"items": "", "method": "POST", "parameters": {"a": "b"}}))

    assert (api.asked[0].method, api.asked[0].query) == ("POST", {"a": "b"})


def test_a_list_that_ends_before_its_total_is_incomplete(source, api):
    api.answer = lambda asked: {"total": 9, "rows": ROWS if asked.query["p"] == "1" else []}

    fault = source({"items": "rows", "total": "total", "page": "p"}).listing().fault

    assert isinstance(fault, BadListing)
    assert "应有 9 项，只列出 7 项" in str(fault)


@pytest.mark.parametrize("total", [None, True, 7.5, "many", [7]])
def test_a_total_that_is_no_number_is_a_fault(source, api, total):
    api.answer = lambda asked: {"total": total, "rows": ROWS}

    assert "总数" in str(source({"items": "rows", "total": "total"}).listing().fault)


def records(engine, tmp_path):
    return list(engine.records(engine.listing(), tmp_path / "files"))


def test_a_second_request_tells_the_detail(source, api, tmp_path):
    api.answer = lambda asked: (
        {"data": {"name": "全名", "summary": "说明"}} if asked.path == "/item/a%2Fb" else [
            {"id": "a/b", "name": "短名"}
        ]
    )  # fmt: skip

    rules = {"items": "", "detail": {"address": "/item/{id}", "item": "data"}}
    fields = {"title": {"from": "name"}, "notes": {"from": "summary"}}
    (record,) = records(source(rules, fields=fields), tmp_path)

    assert (record.title, record.fields["notes"]) == ("全名", "说明")
    assert json.loads(record.raw) == {"id": "a/b", "name": "全名", "summary": "说明"}


def test_files_may_stand_in_the_item_itself(source, api, tmp_path):
    api.answer = lambda asked: (
        (200, "text/csv", "甲,乙\n1,2\n".encode())
        if asked.path.endswith(".csv")
        else [{"id": 1, "name": "甲", "url": "/f/%E8%A1%A8.csv"}]
    )

    (record,) = records(source({"items": "", "files": "", "file_address": "url"}), tmp_path)

    assert [(f.name, f.format, f.size) for f in record.attachments] == [("表.csv", "CSV", 12)]


def test_a_file_list_missing_from_one_item_stops_only_that_item(source, api, tmp_path):
    api.answer = lambda asked: [{"id": 1, "name": "甲"}, {"id": 2, "name": "乙", "files": None}]

    rules = {"items": "", "files": "files", "file_address": "url"}
    first, second = records(source(rules), tmp_path)

    assert "“files”" in first.reason
    assert second.title == "乙"


def test_a_server_that_calls_a_table_a_picture_is_a_warning(source, api, tmp_path):
    api.answer = lambda asked: (
        (200, "image/png", b"a\n1\n")
        if asked.path == "/t.csv"
        else [{"id": 1, "name": "甲", "url": "/t.csv"}]
    )

    (record,) = records(source({"items": "", "files": "", "file_address": "url"}), tmp_path)

    assert "image/png" in record.warnings[0]


def test_nested_values_are_named_by_their_path(source, api, tmp_path):
    api.answer = lambda asked: [{"id": 1, "name": "甲", "org": {"name": "某局", "code": "x"}}]

    (failure,) = records(source({"items": ""}), tmp_path)
    (record,) = records(source({"items": ""}, ignore=["id", "org"]), tmp_path)

    assert "org.name" in failure.reason
    assert "org.code" in failure.reason
    assert record.title == "甲"


KEY = "k3y-that-nobody-may-see"
RULES = {
    "items": "",
    "headers": {"X-App-Key": {"secret": "KEY"}},
    "parameters": {"sign": {"secret": "KEY"}},
}


def test_an_app_key_is_sent_and_stays_out_of_what_is_kept(source, api, tmp_path):
    api.answer = lambda asked: [
        {"id": 1, "name": f"甲{KEY}", "link": f"http://a.cn/?token={KEY}&a=1", "appSecret": "other"}
    ]

    (record,) = records(source(RULES, {"KEY": KEY}, ignore=["id", "link", "appSecret"]), tmp_path)

    assert api.asked[0].headers["X-App-Key"] == KEY
    assert api.asked[0].query["sign"] == KEY
    assert KEY not in repr(record)
    assert b"other" not in record.raw


@pytest.mark.parametrize("answer", [(403, "text/plain", b""), (200, "text/plain", KEY.encode())])
def test_an_app_key_is_in_no_error(source, api, caplog, answer):
    api.answer = lambda asked: answer

    fault = source(RULES, {"KEY": KEY}).listing().fault

    assert fault is not None
    assert KEY not in f"{fault} {fault!r} {caplog.text}"


def test_an_app_key_that_nobody_configured_is_named(source):
    assert isinstance(source(RULES).listing().fault, UnknownSecret)


@pytest.mark.parametrize(
    ("form", "value", "expected"),
    [
        ("date", "2022-07-13", "2022-07-13"),
        ("date", "20220713", "2022-07-13"),
        ("date", "2022-07-12T20:00:00Z", "2022-07-13"),
        ("date", "2022-07-13T23:30:00.000+0800", "2022-07-13"),
        ("date", "/Date(1657641600000)/", "2022-07-13"),
        ("date", "/Date(1657641600000+0800)/", "2022-07-13"),
        ("epoch", 1657641600, "2022-07-13"),
        ("epoch", 1657641600000, "2022-07-13"),
    ],
)
def test_dates_come_as_text_epoch_or_dot_net(source, api, tmp_path, form, value, expected):
    api.answer = lambda asked: [{"id": 1, "name": "甲", "date": value}]
    fields = {**BASE["fields"], "data_updated": {"from": "date", "as": form}}

    (record,) = records(source({"items": ""}, fields=fields), tmp_path)

    assert record.fields["data_updated"] == expected


@pytest.mark.parametrize(
    ("form", "value"),
    [("date", 1657641600), ("date", "2022-13-01"), ("epoch", "昨天"), ("epoch", 10**20)],
)
def test_what_is_no_date_in_the_form_that_was_said_is_refused(source, api, tmp_path, form, value):
    api.answer = lambda asked: [{"id": 1, "name": "甲", "date": value}]
    fields = {**BASE["fields"], "data_updated": {"from": "date", "as": form}}

    (outcome,) = records(source({"items": ""}, fields=fields), tmp_path)

    assert isinstance(outcome, Failure)
    assert str(value) in outcome.reason


def test_a_date_to_come_is_a_warning_and_no_error(source, api, tmp_path):
    api.answer = lambda asked: [{"id": 1, "name": "甲", "date": "2999-01-01"}]
    fields = {**BASE["fields"], "data_updated": {"from": "date", "as": "date"}}

    (record,) = records(source({"items": ""}, fields=fields), tmp_path)

    assert record.warnings == ("数据更新日期 2999-01-01 在将来",)


@pytest.fixture
def twice(source, tmp_path):
    """What becomes of two items in a run for which both are listed as before; the first run's source may differ."""
    rules, believed = {"items": ""}, {"files": {"check": "with_record"}}

    def outcomes(before=believed, edition="", now=believed):
        first = source(rules, **before)
        marks = {entry.identifier: first.fingerprint(entry) for entry in first.listing().entries}
        known = {identifier: Known(mark, "hash") for identifier, mark in marks.items()}
        return records(source(rules, known=known, edition=edition, **now), tmp_path)

    return outcomes


def test_an_item_listed_as_last_time_is_not_asked_for_again(twice, api):
    rows = iter(["乙", "丙"])
    api.answer = lambda asked: [{"id": 1, "name": "甲"}, {"id": 2, "name": next(rows)}]

    first, second = twice()

    assert first == Unchanged("1", "甲", "hash")
    assert second.title == "丙"


@pytest.mark.parametrize(
    "differs",
    [
        {"edition": "new vocabularies"},
        {"before": {"files": {"check": "with_record"}, "ignore": ["id", "note"]}},
        {"before": {}, "now": {}},
    ],
    ids=["vocabulary", "source.yaml", "not believed"],
)
def test_an_item_listed_as_last_time_is_read_again_by_other_rules(twice, api, differs):
    api.answer = lambda asked: [{"id": 1, "name": "甲"}]

    (record,) = twice(**differs)

    assert record.title == "甲"


def test_two_ways_of_paging_are_refused(source, tmp_path):
    with pytest.raises(BadSource, match="只能写一个"):
        source({"items": "", "page": "p", "offset": "o"})


def test_a_long_list_keeps_its_order(source, api):
    rows = [{"id": n, "name": str(n)} for n in range(2000)]

    def answer(asked):
        start = int(asked.query["start"])
        return rows[start : start + 500]

    api.answer = answer
    found = source({"items": "", "offset": "start"}, expected={"minimum": 1, "maximum": 3000})

    assert titles(found) == [str(n) for n in range(2000)]

"""Faults of lists and items, by consequence."""

import pytest
import yaml

from ckanext.ankang.catalogue.vocabularies import fold
from harvesters.dialler import Limits
from harvesters.engine import Engine
from harvesters.errors import BadListing, PagingLoop, ServerBusy, WrongContent
from harvesters.records import Entry, Failure, Link, Listing
from harvesters.source import find_sources

SOURCES = find_sources()


def unfolded(vocabulary, text):
    return text


def engine_at(tmp_path, name, address, **changes):
    """An engine of one source with another address and other settings."""
    description = yaml.safe_load((SOURCES[name] / "source.yaml").read_text())
    folder = tmp_path / name
    folder.mkdir()
    description |= {"address": "evil:" + address, **changes}
    (folder / "source.yaml").write_text(yaml.safe_dump(description, allow_unicode=True))

    def at(server):
        return Engine(folder, unfolded, {"evil": server}, Limits(tries=1, read_seconds=2))

    return at


@pytest.mark.parametrize(
    ("mode", "fault"),
    [
        ("error_page", WrongContent),
        ("truncated_json", WrongContent),
        ("deep_json", WrongContent),
        ("strange_total", BadListing),
        ("same_page", PagingLoop),
        ("endless_paging", PagingLoop),
        ("fails_on_page_3/datasets", ServerBusy),
        ("truncated/datasets", WrongContent),
        ("empty/datasets", BadListing),
    ],
)
def test_an_api_that_answers_nonsense_makes_the_listing_incomplete(tmp_path, evil, mode, fault):
    listing = engine_at(tmp_path, "ankang_ziran", f"/{mode}")(evil).listing()

    assert isinstance(listing.fault, fault)
    assert not listing.complete


def evil_api(tmp_path, evil, mode, **changes):
    return engine_at(tmp_path, "ankang_ziran", f"/{mode}/datasets", **changes)(evil)


def test_what_came_before_a_broken_page_is_listed(tmp_path, evil):
    listing = evil_api(tmp_path, evil, "fails_on_page_3").listing()

    assert len(listing.entries) == 10
    assert not listing.complete


def test_an_api_in_gbk_is_read_as_it_says(tmp_path, evil):
    found = evil_api(tmp_path, evil, "gbk").listing()

    assert found.complete
    assert next(iter(found.entries)).title == "安康市测试数据集0"


def test_identifiers_that_come_twice_are_taken_once_and_told(tmp_path, evil):
    listing = evil_api(tmp_path, evil, "duplicate_ids").listing()

    assert len(listing.entries) == 15
    assert listing.warnings[0].startswith("标识 ds-0 重复")


def test_fifteen_hundred_equal_titles_are_as_many_items(tmp_path, evil):
    roomy = {"minimum": 5, "maximum": 2000}

    listing = evil_api(tmp_path, evil, "equal_titles", expected=roomy).listing()

    assert listing.complete
    assert len(listing.entries) == 1500


def test_a_value_that_nothing_explains_stops_only_its_item(tmp_path, evil):
    engine = evil_api(tmp_path, evil, "one_bad_item")
    engine.fold = fold

    outcomes = list(engine.records(engine.listing(), tmp_path / "files"))

    failed = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    assert len(outcomes) == 30
    assert [failure.identifier for failure in failed] == ["ds-29"]
    assert "gxzq" in failed[0].reason
    assert "看情况" in failed[0].reason


def test_a_next_page_that_is_the_same_page_ends_the_listing(tmp_path, evil):
    listing = engine_at(tmp_path, "ankang_zhengfu", "/next_is_self")(evil).listing()

    assert isinstance(listing.fault, PagingLoop)
    assert [entry.title for entry in listing.entries] == ["甲"]


def test_a_page_in_an_old_charset_is_read(tmp_path, evil):
    listing = engine_at(tmp_path, "ankang_zhengfu", "/old_charset")(evil).listing()

    assert [entry.title for entry in listing.entries] == ["镕基"]


def test_a_list_without_end_stops_at_the_page_cap(tmp_path, evil):
    polite = {"delay_seconds": 0, "pages": 7}
    engine = engine_at(tmp_path, "ankang_zhengfu", "/endless_pages/0", politeness=polite)(evil)

    listing = engine.listing()

    assert "超过 7 页" in str(listing.fault)
    assert len(listing.entries) == 7


def test_a_page_without_a_list_is_a_fault_and_no_empty_list(tmp_path, evil):
    listing = engine_at(tmp_path, "ankang_zhengfu", "/error_page")(evil).listing()

    assert isinstance(listing.fault, BadListing)


def test_fewer_items_than_expected_are_a_fault(tmp_path, demonstration):
    expected = {"minimum": 3, "maximum": 9}
    at = engine_at(tmp_path, "ankang_minzheng", "/minzheng/index.html", expected=expected)

    assert "至少应有 3 项" in str(at(demonstration).listing().fault)


def test_more_items_than_expected_are_a_warning(tmp_path, demonstration):
    expected = {"minimum": 1, "maximum": 1}
    at = engine_at(tmp_path, "ankang_minzheng", "/minzheng/index.html", expected=expected)

    listing = at(demonstration).listing()

    assert listing.complete
    assert "多于预计" in listing.warnings[0]


def test_a_bad_item_stops_only_itself(tmp_path, demonstration):
    engine = engine_at(tmp_path, "ankang_minzheng", "/minzheng/index.html")(demonstration)
    listing = engine.listing()
    missing = Entry("gone", "不见的", next(iter(listing.entries)).url.replace("xiangzhen", "gone"))
    broken = Listing((missing, *listing.entries))

    outcomes = list(engine.records(broken, tmp_path / "files"))

    assert [type(outcome) is Failure for outcome in outcomes] == [True, False, False]
    assert "404" in outcomes[0].reason


def test_a_crash_in_a_parser_stops_only_its_item(tmp_path, demonstration, monkeypatch):
    engine = engine_at(tmp_path, "ankang_minzheng", "/minzheng/index.html")(demonstration)
    read = engine.kind.read
    crashing = {"xiangzhen"}

    def read_or_crash(entry):
        if entry.identifier in crashing:
            raise KeyError("表头")
        return read(entry)

    monkeypatch.setattr(engine.kind, "read", read_or_crash)
    first, second = engine.records(engine.listing(), tmp_path / "files")

    assert "表头" in first.reason
    assert second.title == "安康市村（社区）名录"


def test_a_web_page_in_place_of_a_file_is_dropped(tmp_path, demonstration):
    engine = engine_at(tmp_path, "ankang_minzheng", "/minzheng/index.html")(demonstration)
    entry = next(iter(engine.listing().entries))

    with pytest.raises(WrongContent, match="网页"):
        engine._fetched(Link("表.csv", "csv", entry.url), tmp_path / "file", entry)

"""One test over all sources: a new one is tested before its author writes any."""

import json
import shutil
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
import yaml

from ckanext.ankang.catalogue.vocabularies import fold
from ckanext.ankang.quality.table_schemas import named_schema
from ckanext.ankang.quality.validation import validate_table
from harvesters.engine import Engine
from harvesters.errors import BadSource
from harvesters.preview import preview
from harvesters.recorded import player, replay
from harvesters.records import Record
from harvesters.source import find_sources, read_source, source_hash

SOURCES = find_sources()
SCHEMAS = Path(__file__).parents[3] / "schemas"
FIELDS = {
    kind: {
        field["field_name"]
        for field in yaml.safe_load((SCHEMAS / f"{kind}.yaml").read_text())["dataset_fields"]
    }
    | {"tags", "table_schema"}
    for kind in ("dataset", "document")
}
DEPARTMENTS = {
    d["name"] for d in yaml.safe_load((SCHEMAS / "departments.yaml").read_text())["departments"]
}
NEEDED = {
    "dataset": {
        "title",
        "notes",
        "owner_org",
        "license_id",
        "theme",
        "update_frequency",
        "openness",
    },
    "document": {"title", "owner_org", "kind", "issuer", "date_issued", "date_published"},
}


@pytest.fixture(params=SOURCES)
def engine(request, demonstration):
    return Engine(SOURCES[request.param], fold, {"demonstration": demonstration})


@pytest.fixture
def records(engine, tmp_path):
    return list(engine.records(engine.listing(), tmp_path))


def test_every_item_of_a_source_becomes_a_record(engine, records):
    assert engine.listing().complete
    assert records
    assert [r for r in records if not isinstance(r, Record)] == []


def test_records_fill_the_fields_of_their_type(records):
    for record in records:
        assert record.fields.keys() <= FIELDS[record.type]
        assert NEEDED[record.type] <= record.fields.keys()
        assert record.fields["owner_org"] in DEPARTMENTS


def test_dates_are_days(records):
    for record in records:
        for name in ("data_updated", "date_issued", "date_published", "date_effective"):
            if name in record.fields:
                date.fromisoformat(record.fields[name])


def test_files_of_a_source_that_names_a_standard_keep_to_it(records):
    held = [record for record in records if "table_schema" in record.fields]

    for record in held:
        schema = named_schema(record.fields["table_schema"])
        assert validate_table(record.attachments[0].path, schema=schema).verdict == "valid"


def test_every_file_is_there_in_full(records):
    for record in records:
        assert record.attachments
        assert all(f.path.stat().st_size == f.size > 0 for f in record.attachments)


def test_a_second_harvest_finds_the_same(engine, records, tmp_path):
    again = engine.records(engine.listing(), tmp_path / "again")

    assert [r.content_hash for r in again] == [r.content_hash for r in records]


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_makes_of_its_recorded_answers_what_it_made_then(name):
    assert list(replay(SOURCES[name], fold)) == []


@pytest.mark.parametrize("name", SOURCES)
def test_recorded_items_are_records_and_say_what_their_type_needs(name, tmp_path):
    engine = player(SOURCES[name], fold)
    wanted = json.loads((SOURCES[name] / "recorded/expected.json").read_text())
    listing = engine.listing()
    first = replace(listing, entries=list(islice(listing.entries, len(wanted))))

    found = list(engine.records(first, tmp_path))

    assert listing.complete
    assert found
    for record in found:
        assert isinstance(record, Record), record.reason
        assert NEEDED[record.type] <= record.fields.keys() <= FIELDS[record.type]
        assert record.raw


@pytest.mark.parametrize("name", SOURCES)
def test_the_preview_shows_every_item_as_ready(name, demonstration):
    shown = preview(SOURCES[name], {"demonstration": demonstration})

    assert shown.count("可以入库") >= 2


def by_title(source, demonstration, folder):
    engine = Engine(SOURCES[source], fold, {"demonstration": demonstration})
    return {record.title: record for record in engine.records(engine.listing(), folder)}


def test_the_notice_is_another_document_with_its_number_and_paragraphs(demonstration, tmp_path):
    notice = by_title("ankang_zhengfu", demonstration, tmp_path)[
        "安康市人民政府办公室关于开展政府网站和政务新媒体服务能力提升行动的通知"
    ]

    assert notice.fields["kind"] == "other"
    assert notice.fields["document_number"] == "安政办函〔2022〕96号"
    assert notice.fields["date_issued"] == "2022-07-13"
    assert notice.paragraphs[-1] == "抄送：市委办公室、市人大常委会办公室、市政协办公室。"
    assert sum(p.startswith("16.推进公共数据开放平台建设。") for p in notice.paragraphs) == 1


def test_lists_of_divisions_are_held_to_their_standards(demonstration, tmp_path):
    found = by_title("ankang_minzheng", demonstration, tmp_path)

    assert {title: record.fields["table_schema"] for title, record in found.items()} == {
        "安康市乡镇街道名录": "townships",
        "安康市村（社区）名录": "villages",
    }


def test_regulations_carry_the_header_of_their_first_promulgation(demonstration, tmp_path):
    found = by_title("ankang_zhengfu", demonstration, tmp_path)
    header = ("issuer", "document_number", "date_published", "date_effective")

    def shown(title):
        return tuple(found[title].fields.get(field) for field in header)

    assert len(found) == 167
    assert shown("中华人民共和国道路运输条例") == (
        "国务院", "国务院令第406号", "2004-04-30", "2004-07-01",
    )  # fmt: skip
    # 国务院批准 is no promulgation; the day in the file's name is another one (trap 14).
    assert shown("外国人来华登山管理办法") == (
        "国家体育运动委员会", "国家体育运动委员会令第16号", "1991-08-29", None,
    )  # fmt: skip
    # The only texts are revised ones, which say from when the revision is in force.
    assert shown("征兵工作条例") == ("国务院、中央军委", None, "1985-10-24", None)
    # Two orders of two organs on one line (trap 22).
    assert shown("学校体育工作条例") == (
        "国家教育委员会、国家体育运动委员会", None, "1990-03-12", None,
    )  # fmt: skip
    assert found["工资支付暂行规定"].fields["kind"] == "department-normative"


def test_a_regulation_brings_its_texts_oldest_first(demonstration, tmp_path):
    found = by_title("ankang_zhengfu", demonstration, tmp_path)

    texts = found["农药管理条例"].texts

    assert [text.day_published for text in texts] == ["2017-03-16", "2022-03-29"]
    assert sum(len(record.texts) for record in found.values()) == 201


def test_the_old_name_of_a_county_folds_to_its_code(demonstration, tmp_path):
    found = by_title("ankang_ziran", demonstration, tmp_path)

    assert found["旬阳市乡镇街道代码"].fields["region"] == "610981"


def test_any_change_of_description_or_parser_changes_the_hash(tmp_path):
    copy = tmp_path / "ankang_zhengfu"
    shutil.copytree(SOURCES["ankang_zhengfu"], copy)
    before = source_hash(copy)
    (copy / "parse.py").write_text((copy / "parse.py").read_text() + "\n")

    assert source_hash(copy) != before


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("colour: red", "colour"),
        ("kind: ftp", "kind"),
        ("name: other", "name"),
        ("expected: {minimum: 0, maximum: 5}", "expected.minimum"),
    ],
)
def test_a_wrong_line_of_a_description_is_named(tmp_path, line, where):
    description = yaml.safe_load((SOURCES["ankang_minzheng"] / "source.yaml").read_text())
    folder = tmp_path / "ankang_minzheng"
    folder.mkdir()
    (folder / "source.yaml").write_text(yaml.safe_dump({**description, **yaml.safe_load(line)}))

    with pytest.raises(BadSource, match=where):
        read_source(folder)

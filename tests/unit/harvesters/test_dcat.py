"""DCAT catalogues in each of their forms, and what they may not fetch."""

import pytest
import yaml
from rdflib import Graph

from ckanext.ankang.catalogue.vocabularies import fold
from harvesters.dialler import Limits
from harvesters.engine import Engine
from harvesters.errors import WrongContent
from harvesters.records import Failure

BASE = {
    "name": "catalogue",
    "title": "某市平台",
    "department": "ziran",
    "type": "dataset",
    "kind": "dcat",
    "address": "catalogue:/catalog",
    "schedule": "每日 02:00",
    "expected": {"minimum": 1, "maximum": 1000},
    "politeness": {"delay_seconds": 0},
    "approval": {"days": 365, "items": 1000},
    "fields": {
        "title": {"from": "dct:title"},
        "tags": {"from": "dcat:keyword", "as": "list"},
        "update_frequency": {"from": "dct:accrualPeriodicity", "vocabulary": "update_frequency"},
    },
    "ignore": ["dct:publisher"],
}
TURTLE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<http://data.example.cn/d/1> a dcat:Dataset ;
    dct:identifier "forest" ;
    dct:title "林地"@zh, "Forests"@en ;
    dcat:keyword "林", "地" ;
    dct:accrualPeriodicity "每年" ;
    dct:publisher [ foaf:name "某局" ] ;
    dcat:distribution [ dct:title "林地表" ; dcat:downloadURL </f/a.csv> ; dcat:mediaType "text/csv" ] .
"""
DATA_JSON = {
    "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
    "dataset": [
        {
            "@type": "dcat:Dataset",
            "identifier": "forest",
            "title": "林地",
            "keyword": ["地", "林"],
            "accrualPeriodicity": "每年",
            "publisher": {"@type": "org:Organization", "name": "某局"},
            "distribution": [
                {"title": "林地表", "downloadURL": "/f/a.csv", "mediaType": "text/csv"}
            ],
        }
    ],
}
OF_DATA_JSON = {
    "fields": {
        "title": {"from": "title"},
        "tags": {"from": "keyword", "as": "list"},
        "update_frequency": {"from": "accrualPeriodicity", "vocabulary": "update_frequency"},
    },
    "ignore": ["publisher"],
}


@pytest.fixture
def catalogue(tmp_path, api):
    """An engine over a catalogue in this form."""

    def made(form, body, **changes):
        folder = tmp_path / "catalogue"
        folder.mkdir()
        description = {**BASE, "dcat": {"format": form}, **changes}
        (folder / "source.yaml").write_text(yaml.safe_dump(description, allow_unicode=True))
        api.answer = lambda asked: (
            (200, "text/csv", b"a\n1\n")
            if asked.path.endswith(".csv")
            else (200, "text/plain; charset=utf-8", body.encode())
            if isinstance(body, str)
            else body
        )
        return Engine(folder, fold, {"catalogue": api.address}, Limits(tries=1, read_seconds=2))

    return made


def written(form):
    graph = Graph().parse(data=TURTLE, format="turtle", publicID="http://data.example.cn/")
    return graph.serialize(format=form)


def records(engine, tmp_path):
    listing = engine.listing()
    assert listing.fault is None
    return list(engine.records(listing, tmp_path / "files"))


@pytest.mark.parametrize(
    ("form", "body", "changes"),
    [("turtle", TURTLE, {}), ("data.json", DATA_JSON, OF_DATA_JSON)],
)
def test_a_catalogue_gives_its_datasets_with_files(catalogue, tmp_path, form, body, changes):
    (record,) = records(catalogue(form, body, **changes), tmp_path)

    assert record.identifier == "forest"
    assert record.title == "林地"
    assert sorted(record.fields["tags"]) == ["地", "林"]
    assert record.fields["update_frequency"] == "yearly"
    assert [(file.name, file.format) for file in record.attachments] == [("林地表.csv", "CSV")]


@pytest.mark.parametrize("form", ["json-ld", "xml"])
def test_every_form_of_rdf_says_the_same(catalogue, form):
    listing = catalogue(form, written(form)).listing()

    assert listing.fault is None
    (entry,) = listing.entries
    assert (entry.identifier, entry.title) == ("forest", "林地")
    assert entry.data["values"]["dct:publisher"] == "某局"


def test_a_catalogue_in_pages_is_read_to_its_last(catalogue, api):
    onward = TURTLE + "<> <http://www.w3.org/ns/hydra/core#next> </catalog?page=2> ."
    engine = catalogue("turtle", TURTLE)
    api.answer = lambda asked: (
        (200, "text/turtle", TURTLE.replace("forest", "river").encode())
        if asked.query
        else (200, "text/turtle", onward.encode())
    )

    listing = engine.listing()

    assert listing.complete
    assert [entry.identifier for entry in listing.entries] == ["forest", "river"]


@pytest.mark.parametrize(
    "body",
    [
        {"@context": "http://evil.example/c.jsonld", "@graph": []},
        {"@context": [{}, "http://evil.example/c.jsonld"]},
        {"@graph": [{"@context": {"@import": "http://evil.example/c.jsonld"}}]},
    ],
)
def test_a_remote_context_is_refused_by_name(catalogue, body):
    fault = catalogue("json-ld", body).listing().fault

    assert isinstance(fault, WrongContent)
    assert "evil.example" in str(fault)


def test_entities_from_outside_are_refused(catalogue):
    body = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'

    fault = catalogue("xml", body).listing().fault

    assert "外部实体" in str(fault)


def test_entities_that_multiply_are_a_fault(catalogue):
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 100}">' for n in range(12)
    )
    body = f"<!DOCTYPE r [{entities}]><r>&e11;</r>"

    assert isinstance(catalogue("xml", body).listing().fault, WrongContent)


def test_what_is_no_rdf_is_a_fault(catalogue):
    fault = catalogue("turtle", "<html>出错了</html>").listing().fault

    assert isinstance(fault, WrongContent)
    assert "不是 turtle" in str(fault)


def test_a_property_that_nobody_explained_is_named(catalogue, tmp_path):
    body = TURTLE.replace("dct:identifier", "<http://other.example/level> 3 ; dct:identifier")

    (failure,) = records(catalogue("turtle", body), tmp_path)

    assert isinstance(failure, Failure)
    assert "http://other.example/level" in failure.reason

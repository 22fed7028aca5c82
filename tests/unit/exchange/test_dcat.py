"""The catalogue as DCAT: what is written is read back by the parser of ckanext-dcat, as data portals do."""

from typing import Any

import pytest
from ckanext.dcat.processors import RDFParser
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, SKOS

from ckanext.ankang.catalogue.vocabularies import vocabulary
from ckanext.ankang.exchange import dcat

SITE = dcat.Site("https://data.example", "安康市公共数据开放平台", "")
ID = "6f6a2c52-0000-4000-8000-000000000001"
PAGING = dcat.Paging(
    2, 1, "https://data.example/catalog.ttl?page=1", "f", "l", next="https://data.example/next"
)
DATASET: dict[str, Any] = {
    "id": ID,
    "name": "gong-jiao",
    "type": "dataset",
    "title": "安康市公交线路",
    "notes": "线路与站点",
    "code": "610900-1",
    "theme": "transport",
    "update_frequency": "quarterly",
    "openness": "unconditional",
    "region": "610902",
    "covers_from": "2026-01-01",
    "first_published": "2026-01-02T03:04:05+00:00",
    "metadata_modified": "2026-02-03T04:05:06.789",
    "organization": {"name": "jiaotong", "title": "安康市交通运输局"},
    "contact_department": "安康市交通运输局",
    "contact_phone": "0915-321 2345",
    "license_url": "https://creativecommons.org/licenses/by/4.0/",
    "tags": [{"name": "公交"}],
    "resources": [
        {
            "id": "r-1",
            "name": "线路",
            "url": "https://data.example/data/线 路.csv",
            "url_type": "ankang_version",
            "format": "CSV",
            "mimetype": "text/csv",
            "size": 12,
            "hash": "0" * 64,
        }
    ],
}
GONE = {"id": "gone", "moment": "2026-03-01T00:00:00+00:00", "sentence": "这个数据集已下线。"}


def written(form: str = "ttl") -> str:
    return dcat.write(dcat.catalogue(SITE, [DATASET], [GONE], PAGING), form)


def read(form: str) -> Graph:
    return Graph().parse(data=written(form), format=dcat.FORMS[form][0])


@pytest.mark.parametrize("form", list(dcat.FORMS))
def test_a_data_portal_s_parser_reads_the_dataset_and_no_tombstone(form: str) -> None:
    parser = RDFParser(profiles=["euro_dcat_ap_3"])
    parser.parse(written(form), _format=dcat.FORMS[form][0])

    (found,) = parser.datasets()

    extras = {extra["key"]: extra["value"] for extra in found["extras"]}
    assert found["title"] == "安康市公交线路"
    assert extras["uri"] == f"https://data.example/dataset/{ID}"
    assert extras["publisher_name"] == "安康市交通运输局"
    assert [tag["name"] for tag in found["tags"]] == ["公交"]
    (resource,) = found["resources"]
    assert (resource["name"], resource["format"], resource["size"]) == ("线路", "CSV", 12)
    assert resource["download_url"] == "https://data.example/data/%E7%BA%BF%20%E8%B7%AF.csv"
    assert parser.next_page() == "https://data.example/next"


def test_the_forms_say_the_same() -> None:
    counts = {form: len(read(form)) for form in dcat.FORMS}

    assert len(set(counts.values())) == 1, counts


def test_what_is_gone_is_a_tombstone_with_its_moment_and_sentence() -> None:
    graph = read("ttl")
    gone = URIRef("https://data.example/dataset/gone")

    assert graph.value(gone, RDF.type) == dcat.ACTIVITY.Tombstone
    assert str(graph.value(gone, dcat.ACTIVITY.summary)) == "这个数据集已下线。"
    assert str(graph.value(gone, dcat.ACTIVITY.deleted)).startswith("2026-03-01T00:00:00")


def test_vocabularies_carry_chinese_labels() -> None:
    graph = read("ttl")
    here = URIRef(f"https://data.example/dataset/{ID}")

    labels = {
        str(graph.value(graph.value(here, predicate), SKOS.prefLabel))
        for predicate in (
            DCAT.theme,
            DCTERMS.accrualPeriodicity,
            DCTERMS.accessRights,
            DCTERMS.spatial,
        )
    }

    assert labels == {"交通运输", "每季度", "无条件开放", "汉滨区"}


@pytest.mark.parametrize("name", ["update_frequency", "openness"])
def test_every_value_has_its_public_word(name: str) -> None:
    assert set(dcat._public_words()[name]) == {value.code for value in vocabulary(name).values}


def test_an_outside_link_promises_no_download() -> None:
    outside = {**DATASET["resources"][0], "url_type": ""}
    graph = dcat.dataset(SITE, {**DATASET, "resources": [outside]})

    assert not list(graph.triples((None, DCAT.downloadURL, None)))
    assert list(graph.triples((None, DCAT.accessURL, None)))


WORDS = st.text(max_size=20)


@settings(deadline=None, max_examples=40)
@given(title=WORDS, notes=WORDS, name=WORDS, url=WORDS, phone=WORDS, mail=WORDS)
def test_whatever_people_typed_can_be_read_back(**typed: str) -> None:
    resource = {"id": "r", "url": typed["url"], "name": typed["name"], "format": typed["title"]}
    package = {
        **DATASET,
        "title": typed["title"],
        "notes": typed["notes"],
        "contact_phone": typed["phone"],
        "contact_email": typed["mail"],
        "resources": [resource],
    }
    graph = dcat.dataset(SITE, package)

    for form, (name, _media_type) in dcat.FORMS.items():
        again = Graph().parse(data=dcat.write(graph, form), format=name)
        assert len(again) == len(graph)

"""The catalogue as DCAT (W3C DCAT 3, as DCAT-AP has it), with Chinese labels (pure).

ckanext-dcat's serialiser knows neither our vocabularies nor our addresses; its parser reads what is written
here, which a test holds it to. What is not known is left out. What is gone is told as ActivityStreams
tombstones, as DCAT-AP Feeds does: a harvester that only knows DCAT does not take them for datasets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import yaml
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, SKOS, XSD
from rdflib.term import Node

from ckanext.ankang.catalogue.vocabularies import vocabulary

Json = Mapping[str, Any]
ACTIVITY = Namespace("https://www.w3.org/ns/activitystreams#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
# No form of XML 1.0 can say these (section 2.2), escaped or not.
UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
PREFIXES = {"as": ACTIVITY, "hydra": HYDRA, "spdx": SPDX, "vcard": VCARD, "dct": DCTERMS}
# The ending of an address: rdflib's name of the form, and its media type.
FORMS = {
    "jsonld": ("json-ld", "application/ld+json"),
    "ttl": ("turtle", "text/turtle"),
    "rdf": ("xml", "application/rdf+xml"),
}


@dataclass(frozen=True)
class Site:
    """The portal as a catalogue: its address, name and description."""

    address: str
    title: str
    description: str


@dataclass(frozen=True)
class Paging:
    """Where a page stands among all: addresses of itself, the next and the one before."""

    count: int
    rows: int
    current: str
    first: str
    last: str
    next: str = ""
    previous: str = ""


def write(graph: Graph, form: str) -> str:
    """The graph in one of the forms."""
    name, _media_type = FORMS[form]
    # Only the JSON form knows the option; the others leave it alone.
    return graph.serialize(format=name, auto_compact=True)


def catalogue(site: Site, packages: Iterable[Json], gone: Iterable[Json], paging: Paging) -> Graph:
    """One page of the catalogue, with what is gone."""
    graph = _empty()
    here = _page(site.address, "catalog")
    _about(graph, site, here)
    for package in packages:
        graph.add((here, DCAT.dataset, _dataset(graph, site, package)))
    for one in gone:
        _tombstone(graph, site, one)
    _turn(graph, paging)
    return graph


def dataset(site: Site, package: Json) -> Graph:
    """One dataset or document alone."""
    graph = _empty()
    _dataset(graph, site, package)
    return graph


def _empty() -> Graph:
    graph = Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def _page(*parts: str) -> URIRef:
    return URIRef("/".join([parts[0], *(quote(part, safe="#") for part in parts[1:])]))


def _say(graph: Graph, about: Node, values: Mapping[Any, Any]) -> None:
    """Say what is known, in Chinese where it is words."""
    for predicate, value in values.items():
        if isinstance(value, Node):
            graph.add((about, predicate, value))
        elif value:
            graph.add((about, predicate, Literal(_speakable(value), lang="zh")))


def _speakable(value: Any) -> str:
    return UNSPEAKABLE.sub("", str(value))


def _about(graph: Graph, site: Site, here: URIRef) -> None:
    graph.add((here, RDF.type, DCAT.Catalog))
    office = URIRef(f"{site.address}/#publisher")
    graph.add((office, RDF.type, FOAF.Agent))
    _say(graph, office, {FOAF.name: site.title})
    _say(
        graph,
        here,
        {DCTERMS.title: site.title, DCTERMS.description: site.description or site.title},
    )
    _say(graph, here, {DCTERMS.publisher: office, FOAF.homepage: URIRef(f"{site.address}/")})
    _say(graph, here, {DCTERMS.language: _language()})


def _dataset(graph: Graph, site: Site, package: Json) -> URIRef:
    here = _page(site.address, "dataset", package["id"])
    graph.add((here, RDF.type, DCAT.Dataset))
    _say(graph, here, {DCTERMS.title: package["title"], DCTERMS.description: package.get("notes")})
    _say(graph, here, _dates(package))
    landing = _page(site.address, package.get("type") or "dataset", package["name"])
    concepts = _concepts(graph, site, package)
    known = {DCAT.landingPage: landing, DCTERMS.language: _language(), **concepts}
    known[DCTERMS.identifier] = Literal(package.get("code") or package["id"])
    known[DCTERMS.publisher] = _department(graph, site, package)
    known[DCAT.contactPoint] = _contact(graph, package)
    known[DCTERMS.temporal] = _period(graph, package)
    _say(graph, here, known)
    for tag in package.get("tags") or ():
        _say(graph, here, {DCAT.keyword: tag.get("display_name") or tag["name"]})
    for resource in package.get("resources") or ():
        graph.add((here, DCAT.distribution, _distribution(graph, site, package, resource)))
    return here


def _dates(package: Json) -> dict[Any, Any]:
    issued = package.get("first_published") or package.get("metadata_created")
    changed = package.get("metadata_modified")
    return {DCTERMS.issued: _moment(issued), DCTERMS.modified: _moment(changed)}


def _moment(value: Any) -> Literal | None:
    """A day or a moment; CKAN's moments are UTC and do not say so."""
    text = str(value or "")
    if len(text) <= len("2026-11-25"):
        return Literal(text, datatype=XSD.date) if text else None
    zoned = text if text.endswith("Z") or "+" in text[10:] else f"{text}Z"
    return Literal(zoned, datatype=XSD.dateTime)


def _concepts(graph: Graph, site: Site, package: Json) -> dict[Any, Any]:
    """What the vocabularies say, by our own concepts or by those that other portals know."""
    kind = "kind" if package.get("type") == "document" else "theme"
    names = {"kind": "document_kinds", "theme": "themes"}
    return {
        DCAT.theme: _concept(graph, site, names[kind], package.get(kind)),
        DCTERMS.accrualPeriodicity: _known(graph, "update_frequency", package),
        DCTERMS.accessRights: _known(graph, "openness", package),
        DCTERMS.spatial: _concept(graph, site, "divisions", package.get("region")),
    }


def _concept(graph: Graph, site: Site, name: str, code: Any) -> URIRef | None:
    label = _labels(name).get(str(code or ""))
    if label is None:
        return None
    concept = _page(site.address, "vocabulary", f"{name}#{code}")
    kind = DCTERMS.Location if name == "divisions" else SKOS.Concept
    graph.add((concept, RDF.type, kind))
    _say(graph, concept, {SKOS.prefLabel: label, SKOS.notation: Literal(str(code))})
    return concept


def _known(graph: Graph, name: str, package: Json) -> URIRef | None:
    code = str(package.get(name) or "")
    path = _public_words()[name].get(code)
    if not path:
        return None
    concept = URIRef(_public_words()["base"] + path)
    _say(graph, concept, {SKOS.prefLabel: _labels(name).get(code)})
    return concept


def _department(graph: Graph, site: Site, package: Json) -> URIRef | None:
    department = package.get("organization")
    if not department:
        return None
    agent = _page(site.address, "organization", department["name"])
    graph.add((agent, RDF.type, FOAF.Agent))
    _say(graph, agent, {FOAF.name: department["title"], FOAF.homepage: agent})
    return agent


def _contact(graph: Graph, package: Json) -> Node | None:
    who, phone, mail = (package.get(f"contact_{name}") for name in ("department", "phone", "email"))
    if not (who or phone or mail):
        return None
    card = BNode()
    graph.add((card, RDF.type, VCARD.Organization))
    _say(graph, card, {VCARD.fn: who})
    if phone:
        graph.add((card, VCARD.hasTelephone, URIRef("tel:" + quote(phone, safe="+-"))))
    if mail:
        graph.add((card, VCARD.hasEmail, URIRef("mailto:" + quote(mail, safe="@.+-_"))))
    return card


def _period(graph: Graph, package: Json) -> Node | None:
    first, last = package.get("covers_from"), package.get("covers_to")
    if not (first or last):
        return None
    period = BNode()
    graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
    _say(graph, period, {DCAT.startDate: _moment(first), DCAT.endDate: _moment(last)})
    return period


def _distribution(graph: Graph, site: Site, package: Json, resource: Json) -> URIRef:
    here = _page(site.address, "dataset", package["id"], "resource", resource["id"])
    graph.add((here, RDF.type, DCAT.Distribution))
    _say(graph, here, {DCTERMS.title: resource.get("name") or package["title"]})
    _say(graph, here, {DCTERMS.description: resource.get("description")})
    address = _address(resource.get("url")) or here
    media = resource.get("mimetype")
    _say(
        graph,
        here,
        {
            DCAT.accessURL: address,
            # Without a stored file nobody here knows what the address leads to.
            DCAT.downloadURL: address if resource.get("url_type") else None,
            DCTERMS["format"]: Literal(_speakable(resource["format"]))
            if resource.get("format")
            else None,
            DCAT.mediaType: URIRef(MEDIA_TYPES + quote(media, safe="/+.-")) if media else None,
            DCTERMS.license: _address(package.get("license_url")),
            DCTERMS.issued: _moment(resource.get("created")),
            DCTERMS.modified: _moment(resource.get("last_modified")),
            SPDX.checksum: _checksum(graph, resource.get("hash")),
        },
    )
    if resource.get("size"):
        size = Literal(int(resource["size"]), datatype=XSD.nonNegativeInteger)
        graph.add((here, DCAT.byteSize, size))
    return here


def _address(url: Any) -> URIRef | None:
    """An address as RDF allows it: what people type may hold spaces and Chinese."""
    return URIRef(quote(str(url), safe="%/:=&?~#+!$,;'@()*[]-._")) if url else None


def _checksum(graph: Graph, digest: Any) -> Node | None:
    if not digest or len(str(digest)) != 64:
        return None
    node = BNode()
    graph.add((node, RDF.type, SPDX.Checksum))
    graph.add((node, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    graph.add((node, SPDX.checksumValue, Literal(str(digest), datatype=XSD.hexBinary)))
    return node


def _tombstone(graph: Graph, site: Site, gone: Json) -> None:
    here = _page(site.address, "dataset", gone["id"])
    graph.add((here, RDF.type, ACTIVITY.Tombstone))
    _say(graph, here, {ACTIVITY.formerType: DCAT.Dataset, ACTIVITY.summary: gone["sentence"]})
    _say(graph, here, {ACTIVITY.deleted: _moment(gone["moment"])})


def _turn(graph: Graph, paging: Paging) -> None:
    """How the pages are walked through, in the words that ckanext-dcat's harvesters know."""
    here = URIRef(paging.current)
    graph.add((here, RDF.type, HYDRA.PagedCollection))
    graph.add((here, HYDRA.totalItems, Literal(paging.count)))
    graph.add((here, HYDRA.itemsPerPage, Literal(paging.rows)))
    for name in ("first", "last", "next", "previous"):
        if address := getattr(paging, name):
            graph.add((here, HYDRA[name], Literal(address)))


@cache
def _public_words() -> dict[str, Any]:
    text = (files("ckanext.ankang.schemas") / "dcat.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


@cache
def _labels(name: str) -> dict[str, str]:
    return {value.code: value.label for value in vocabulary(name).values}


def _language() -> URIRef:
    return URIRef(_public_words()["base"] + _public_words()["language"])

"""DCAT catalogues: JSON-LD, RDF/XML and Turtle as RDF, data.json as the JSON that it is.

RDF is parsed by rdflib in the fence, where there is no network: what a catalogue names from outside,
contexts of JSON-LD and entities of XML, is refused before, with its name.
"""

import re
import tempfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin
from xml.sax import SAXException

from rdflib import (
    DCAT,
    DCTERMS,
    FOAF,
    OWL,
    RDF,
    RDFS,
    SKOS,
    BNode,
    Graph,
    Literal,
    Namespace,
    URIRef,
)
from rdflib.term import Node

from ckanext.ankang.catalogue import formats
from ckanext.ankang.fence import FenceError, run_fenced
from harvesters.dialler import Answer, Dialler
from harvesters.errors import BadListing, WrongContent
from harvesters.kinds.base import Kind, Pages, link_to
from harvesters.kinds.json_api import ask, labelled, parsed, rows_at, text
from harvesters.records import Entry, Item, Link
from harvesters.rules import DcatRules
from harvesters.source import Source

MEMORY_BYTES = 1_000_000_000
SECONDS = 120
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SCHEMA = Namespace("http://schema.org/")
ADMS = Namespace("http://www.w3.org/ns/adms#")
PREFIXES = {
    "dct": DCTERMS, "dcat": DCAT, "foaf": FOAF, "owl": OWL, "rdfs": RDFS, "skos": SKOS,
    "vcard": VCARD, "schema": SCHEMA, "adms": ADMS,
}  # fmt: skip
# By which of its properties a thing that is no text is called.
NAMES = (SKOS.prefLabel, FOAF.name, VCARD.fn, RDFS.label, DCTERMS.title)
CHINESE = ("zh", "zh-cn", "zh-hans", "zh-hans-cn")
OUTSIDE = re.compile(rb"<!(?:DOCTYPE|ENTITY)[^>\[]*\b(?:SYSTEM|PUBLIC)\b", re.IGNORECASE)
Described = dict[str, Any]


class Dcat(Kind):
    """Reads the datasets of a catalogue, its distributions as files."""

    def __init__(self, source: Source, address: str, dialler: Dialler) -> None:
        super().__init__(source, address, dialler)
        if source.dcat is None:
            raise BadListing(url=address, reason="source.yaml 中没有 dcat 一节")
        self.rules: DcatRules = source.dcat

    def entries(self) -> Iterator[Entry]:
        """All datasets; a catalogue in pages names the next one (Hydra)."""
        pages = Pages(self.address, self.source.politeness.pages)
        address: str | None = self.address
        while address:
            pages.visit(address)
            answer = ask(self.dialler, self.rules, address, {})
            found = self._described(answer)
            for dataset in found["datasets"]:
                yield self._entry(dataset, answer.url)
            address = urljoin(answer.url, found["next"]) if found["next"] else None

    def _described(self, answer: Answer) -> Described:
        """What one answer says, as plain data."""
        if self.rules.format == "data.json":
            rows = rows_at(parsed(answer), "dataset", answer.url)
            return {"datasets": [_of_data_json(row) for row in rows], "next": ""}
        refuse_outside(answer, self.rules.format)
        with tempfile.NamedTemporaryFile() as file:
            file.write(answer.body)
            file.flush()
            place, form = file.name, self.rules.format
            try:
                described: Described = run_fenced(
                    describe,
                    place,
                    form,
                    answer.url,
                    memory_bytes=MEMORY_BYTES,
                    seconds=SECONDS,
                )
            except FenceError as error:
                raise WrongContent(url=answer.url, expected=" DCAT", reason=str(error)) from error
        return described

    def _entry(self, dataset: Described, url: str) -> Entry:
        values = dataset["values"]
        identifier = dataset["identifier"]
        if not identifier:
            raise BadListing(url=url, reason="有一个数据集没有标识")
        title = values.get(self._title_label, identifier)
        return Entry(identifier, title, dataset["page"] or url, dataset)

    @property
    def _title_label(self) -> str:
        origins = self.source.fields["title"].origins
        return origins[0] if origins else ""

    def read(self, entry: Entry) -> Item:
        """The item is what the catalogue says of it."""
        links = tuple(_link(entry.url, file) for file in entry.data["files"])
        return Item(entry.data["values"], links)


def refuse_outside(answer: Answer, form: str) -> None:
    """A catalogue stands for itself: what it would fetch from elsewhere is refused by name."""
    if form == "json-ld":
        for context in _contexts(parsed(answer)):
            reason = f"远程的 @context “{context}”不予读取，请来源把它写在文件里"
            raise WrongContent(url=answer.url, expected="独立的 JSON-LD", reason=reason)
    if form == "xml" and OUTSIDE.search(answer.body):
        raise WrongContent(url=answer.url, expected="独立的 RDF/XML", reason="引用了外部实体")


def _contexts(content: Any) -> Iterator[str]:
    """The contexts of a JSON-LD document that lie elsewhere, wherever they are named."""
    if isinstance(content, list):
        for inner in content:
            yield from _contexts(inner)
    if not isinstance(content, dict):
        return
    for name, value in content.items():
        if name in ("@context", "@import"):
            named = value if isinstance(value, list) else [value]
            yield from (one for one in named if isinstance(one, str))
        yield from _contexts(value)


class NotRdf(ValueError):
    """A document that is not in the form of RDF which its source names."""

    template = "不是 {form}：{reason}"

    def __init__(self, form: str, reason: str) -> None:
        super().__init__(self.template.format(form=form, reason=reason[:200]))


def describe(path: str, form: str, base: str) -> Described:
    """The datasets of an RDF document as plain data; runs in the fence."""
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(path, format=form, publicID=base)
    except (SyntaxError, SAXException, ValueError) as error:
        raise NotRdf(form, str(error)) from error
    found = sorted(set(graph.subjects(RDF.type, DCAT.Dataset)), key=str)
    onward = [*graph.objects(None, HYDRA.next), *graph.objects(None, HYDRA.nextPage)]
    return {
        "datasets": [_dataset(graph, dataset) for dataset in found],
        "next": str(onward[0]) if onward else "",
    }


def _dataset(graph: Graph, dataset: Node) -> Described:
    files = sorted(graph.objects(dataset, DCAT.distribution), key=str)
    own = "" if isinstance(dataset, BNode) else str(dataset)
    licences = sorted({_value(graph, file, DCTERMS.license) for file in files} - {""})
    # DCAT gives the licence of each distribution; a dataset whose own is not said has theirs.
    values = {"dct:license": "；".join(licences)} if licences else {}
    values |= {
        label: value
        for predicate in sorted(set(graph.predicates(dataset)), key=str)
        if predicate not in (RDF.type, DCAT.distribution)
        for label, value in [(_label(predicate), _value(graph, dataset, predicate))]
        if value
    }
    return {
        "identifier": values.pop("dct:identifier", "") or own,
        "page": own if own.startswith("http") else "",
        "values": values,
        "files": [_distribution(graph, file) for file in files],
    }


def _label(predicate: Node) -> str:
    """A property as `dct:title`; one of an unknown vocabulary by its whole name."""
    for prefix, namespace in PREFIXES.items():
        if str(predicate).startswith(str(namespace)):
            return f"{prefix}:{str(predicate).removeprefix(str(namespace))}"
    return str(predicate)


def _value(graph: Graph, subject: Node, predicate: Node) -> str:
    """All that is said, Chinese alone where it is said in Chinese, too."""
    said = list(graph.objects(subject, predicate))
    texts = [one for one in said if isinstance(one, Literal)]
    chinese = [one for one in texts if (one.language or "").lower() in CHINESE]
    kept = chinese or texts
    words = [str(one) for one in kept] + [
        _name(graph, one) for one in said if not isinstance(one, Literal)
    ]
    return "；".join(sorted(filter(None, words)))


def _name(graph: Graph, thing: Node) -> str:
    """What a thing is called, or else its address."""
    for predicate in NAMES:
        if name := _value(graph, thing, predicate):
            return name
    return str(thing) if isinstance(thing, URIRef) else ""


def _distribution(graph: Graph, file: Node) -> list[str]:
    """Name, format and address of a file."""
    address = graph.value(file, DCAT.downloadURL) or graph.value(file, DCAT.accessURL)
    form = _value(graph, file, DCTERMS.format) or _value(graph, file, DCAT.mediaType)
    return [_value(graph, file, DCTERMS.title), form, str(address or "")]


def _of_data_json(row: Any) -> Described:
    """A dataset of a data.json (Project Open Data 1.1)."""
    said = dict(row)
    files = said.pop("distribution", None) or []
    values = {k: v for k, v in labelled(said).items() if not k.split(".")[-1].startswith("@")}
    return {
        "identifier": values.pop("identifier", ""),
        "page": values.get("landingPage", ""),
        "values": values,
        "files": [
            [
                text(file.get("title")),
                text(file.get("format") or file.get("mediaType")),
                text(file.get("downloadURL") or file.get("accessURL")),
            ]
            for file in files
        ],
    }


def _link(base: str, file: list[str]) -> Link:
    name, form, address = file
    # Formats are named by a word, by a media type, or by IANA's address of one.
    said = form.removeprefix("https://www.iana.org/assignments/media-types/").lower()
    return link_to(urljoin(base, address), name, formats.by_type().get(said, form))

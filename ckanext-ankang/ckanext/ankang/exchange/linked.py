"""A document as JSON-LD: schema.org Legislation, with the properties of ELI beside (pure).

https://schema.org/Legislation, http://data.europa.eu/eli/ontology. What is not known is left out: a
document whose force nobody verified has no `legislationLegalForce`, rather than a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.ankang.catalogue.vocabularies import vocabulary
from ckanext.ankang.validity import organs

Json = dict[str, Any]
CONTEXT = [
    "https://schema.org",
    {"eli": "http://data.europa.eu/eli/ontology#", "dcterms": "http://purl.org/dc/terms/"},
]
_SCHEMA = "https://schema.org/"
# schema.org and ELI know three states; a suspended document does not bind.
_FORCE = {
    "in_force": ("InForce", "inForce"),
    "partly": ("PartiallyInForce", "partiallyInForce"),
    **dict.fromkeys(
        ("not_yet", "suspended", "repealed", "lapsed", "revoked"), ("NotInForce", "notInForce")
    ),
}
_ENDED = ("repealed", "lapsed", "revoked")
_NATIONAL = ("law", "administrative-regulation", "department-rule", "department-normative")
_LOCAL = ("local-regulation", "government-rule", "normative")
# Areas above the city (GB/T 2260), which schemas/choices/divisions.yaml does not hold.
_PROVINCES = {organs.PROVINCE: "陕西省", organs.SHANGHAI: "上海市"}
# Our verbs (schemas/choices/document_relations.yaml) as both have them, said of the document that acts.
_RELATIONS = {
    "amends": ("legislationAmends", "eli:amends"),
    "repeals": ("legislationRepeals", "eli:repeals"),
    "replaces": ("legislationRepeals", "eli:repeals"),
    "based_on": ("eli:based_on",),
    "cites": ("eli:cites",),
}


def legislation(record: Mapping[str, Any]) -> Json:
    """The whole of a document, as `record` gathered it."""
    return {
        "@context": CONTEXT,
        "@type": "Legislation",
        "@id": record["uri"],
        "url": record["url"],
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        **_filled(_header(record)),
        **_force(record["force"]),
        **_version(record),
        **_relations(record["relations"]),
        **_filled({"hasPart": list(_parts(record)), "encoding": list(_files(record))}),
    }


def _filled(values: Json) -> Json:
    return {name: value for name, value in values.items() if value}


def _header(record: Mapping[str, Any]) -> Json:
    kind = _label("document_kinds", record.get("kind"))
    issuers = [{"@type": "GovernmentOrganization", "name": name} for name in record["issuers"]]
    return {
        "name": record["title"],
        "eli:title": record["title"],
        "legislationIdentifier": record.get("document_number"),
        "eli:id_local": record.get("document_number"),
        "legislationType": kind,
        "eli:type_document": kind,
        "about": _label("document_topics", record.get("topic")),
        "legislationPassedBy": issuers,
        "eli:passed_by": record["issuers"],
        "legislationJurisdiction": _jurisdiction(record),
        "legislationDate": record.get("date_issued"),
        "eli:date_document": record.get("date_issued"),
        "datePublished": record.get("date_published"),
        "eli:date_publication": record.get("date_published"),
        "eli:first_date_entry_in_force": record.get("date_effective"),
        "expires": record.get("valid_until"),
        "isBasedOn": record.get("source_url"),
    }


def _label(name: str, code: str | None) -> str | None:
    return next((one.label for one in vocabulary(name).values if one.code == code), None)


def _jurisdiction(record: Mapping[str, Any]) -> Json | None:
    """Where a document binds: its issuer's area; of 其他公文 nobody says so in general."""
    if record.get("kind") in _NATIONAL:
        return {"@type": "Country", "name": "中华人民共和国"}
    if record.get("kind") not in _LOCAL or not record["issuers"]:
        return None
    area = organs.region(record["issuers"][0])
    name = _label("divisions", area) or _PROVINCES.get(area)
    return {"@type": "AdministrativeArea", "name": name, "identifier": area} if name else None


def _force(force: Mapping[str, Any]) -> Json:
    # schema.org has no place for the reason; Dublin Core has.
    said = {"dcterms:description": force["sentence"]}
    if force["state"] not in _FORCE:
        return _filled(said)
    ours, theirs = _FORCE[force["state"]]
    ended = force["since"] if force["state"] in _ENDED else None
    return {
        "legislationLegalForce": _SCHEMA + ours,
        "eli:in_force": {"@id": f"http://data.europa.eu/eli/ontology#InForce-{theirs}"},
        **_filled({"eli:date_no_longer_in_force": ended, **said}),
    }


def _version(record: Mapping[str, Any]) -> Json:
    version = record["version"] or {}
    return _filled({"legislationDateVersion": version.get("day_from")})


def _relations(relations: list[Mapping[str, Any]]) -> Json:
    found: dict[str, list[Json]] = {}
    for one in relations:
        identifier = {"@id": one["uri"]} if one.get("uri") else {}
        target = {"@type": "Legislation", "name": one["title"], **identifier}
        names = _RELATIONS.get(one["code"], ()) if one["direction"] == "out" else ()
        for name in names:
            found.setdefault(name, []).append(target)
    return dict(found)


def _parts(record: Mapping[str, Any]) -> Iterator[Json]:
    for node in record["nodes"]:
        if node["kind"] == "article":
            yield {
                "@type": "Legislation",
                "@id": f"{record['uri']}#{node['anchor']}",
                "name": node["heading"],
                "text": node["text"],
            }


def _files(record: Mapping[str, Any]) -> Iterator[Json]:
    """What can be downloaded; only what the issuer itself printed has legal value (text_source)."""
    for file in record["files"]:
        value = "OfficialLegalValue" if file["official"] else "UnofficialLegalValue"
        yield {
            "@type": "LegislationObject",
            "name": file["name"],
            "contentUrl": file["url"],
            "encodingFormat": file["format"],
            "legislationLegalValue": _SCHEMA + value,
            **_filled({"sha256": file.get("sha256")}),
        }

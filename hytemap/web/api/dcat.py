"""`/api/dcat.jsonld`: what there is, for data portals: a DCAT-AP 3 catalogue (https://semiceu.github.io/DCAT-AP/).

A data set for each level and for each indicator with values; a distribution for each form and level. The context
stands in the document, so that nobody has to fetch one.
"""

from __future__ import annotations

from typing import Any

from flask import current_app

from hytemap.maps.wording import N_, Wording
from hytemap.settings import MAIL, Settings
from hytemap.web.api.dcat_datasets import indicator_dataset, level_dataset
from hytemap.web.api.dcat_words import ACCESS, LANGUAGE, named, texts
from hytemap.web.api.forms import JSONLD
from hytemap.web.api.landing import CONFORMANCE, DESCRIPTION, TITLE
from hytemap.web.api.links import address
from hytemap.web.api.operation import Question, operation
from hytemap.web.security import base_url

UNNAMED = N_("The keeper of this hytemap service (not named)")
_LANGUAGES = {"@container": "@language"}
_LINK = {"@type": "@id"}
_DATE = {"@type": "xsd:date"}
CONTEXT: dict[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "title": {"@id": "dct:title"} | _LANGUAGES,
    "description": {"@id": "dct:description"} | _LANGUAGES,
    "keyword": {"@id": "dcat:keyword"} | _LANGUAGES,
    "name": {"@id": "foaf:name"} | _LANGUAGES,
    "label": {"@id": "rdfs:label"} | _LANGUAGES,
    "identifier": "dct:identifier",
    "publisher": "dct:publisher",
    "creator": "dct:creator",
    "provenance": "dct:provenance",
    "rights": "dct:rights",
    "spatial": "dct:spatial",
    "temporal": "dct:temporal",
    "license": "dct:license",
    "source": {"@id": "dct:source"} | _LINK,
    "accessRights": {"@id": "dct:accessRights"} | _LINK,
    "accrualPeriodicity": {"@id": "dct:accrualPeriodicity"} | _LINK,
    "language": {"@id": "dct:language"} | _LINK,
    "format": {"@id": "dct:format"} | _LINK,
    "conformsTo": {"@id": "dct:conformsTo"} | _LINK,
    "homepage": {"@id": "foaf:homepage"} | _LINK,
    "dataset": "dcat:dataset",
    "service": "dcat:service",
    "distribution": "dcat:distribution",
    "theme": {"@id": "dcat:theme"} | _LINK,
    "themeTaxonomy": {"@id": "dcat:themeTaxonomy"} | _LINK,
    "landingPage": {"@id": "dcat:landingPage"} | _LINK,
    "mediaType": {"@id": "dcat:mediaType"} | _LINK,
    "accessURL": {"@id": "dcat:accessURL"} | _LINK,
    "downloadURL": {"@id": "dcat:downloadURL"} | _LINK,
    "accessService": {"@id": "dcat:accessService"} | _LINK,
    "endpointURL": {"@id": "dcat:endpointURL"} | _LINK,
    "endpointDescription": {"@id": "dcat:endpointDescription"} | _LINK,
    "servesDataset": {"@id": "dcat:servesDataset"} | _LINK,
    "contactPoint": "dcat:contactPoint",
    "bbox": {"@id": "dcat:bbox", "@type": "geo:wktLiteral"},
    "startDate": {"@id": "dcat:startDate"} | _DATE,
    "endDate": {"@id": "dcat:endDate"} | _DATE,
    "hasEmail": {"@id": "vcard:hasEmail"} | _LINK,
    "hasURL": {"@id": "vcard:hasURL"} | _LINK,
    "fn": "vcard:fn",
}


@operation(
    "/dcat.jsonld",
    summary="The catalogue of data sets for data portals (DCAT-AP 3)",
    answer="Catalogue",
    forms=JSONLD,
)
def dcat(question: Question) -> dict[str, Any]:
    """The catalogue, its texts in all three languages whichever was asked."""
    atlas, here = question.atlas, address("dcat.jsonld")
    settings: Settings = current_app.config["SETTINGS"]
    publisher = {"@id": f"{here}#publisher", "@type": "foaf:Agent"} | _keeper(settings)
    contact = _contact(settings)
    datasets = [
        *(level_dataset(atlas, level, here) for level in atlas.levels.values()),
        *(indicator_dataset(atlas, one, here) for one in atlas.indicators.values() if atlas.levels_with(one.id)),
    ]
    for one in datasets:
        one["publisher"] = {"@id": publisher["@id"]}
        if contact:
            one["contactPoint"] = {"@id": contact["@id"]}
    return {
        "@context": CONTEXT,
        "@id": f"{here}#catalogue",
        "@type": "dcat:Catalog",
        "title": named(TITLE),
        "description": named(DESCRIPTION),
        "publisher": publisher,
        "homepage": base_url() + "/",
        "language": list(LANGUAGE.values()),
        "themeTaxonomy": "http://publications.europa.eu/resource/authority/data-theme",
        "service": {
            "@id": f"{here}#service",
            "@type": "dcat:DataService",
            "title": texts("OGC API – Features"),
            "description": named(DESCRIPTION),
            "endpointURL": address(),
            "endpointDescription": address("openapi.json"),
            "conformsTo": CONFORMANCE,
            "accessRights": ACCESS,
            "publisher": {"@id": publisher["@id"]},
            "servesDataset": [one["@id"] for one in datasets],
        }
        | ({"contactPoint": contact} if contact else {}),
        "dataset": datasets,
    }


def _keeper(settings: Settings) -> dict[str, Any]:
    """Who publishes: whoever keeps the service, as far as it has been said."""
    if settings.keeper:
        return {"name": texts(settings.keeper)}
    return {"name": {one: Wording(one).gettext(UNNAMED) for one in LANGUAGE}}


def _contact(settings: Settings) -> dict[str, Any] | None:
    """Where to turn to; None where nothing has been said."""
    if not settings.feedback:
        return None
    here = address("dcat.jsonld")
    contact = {"@id": f"{here}#contact", "@type": "vcard:Kind", "fn": settings.keeper or "hytemap"}
    if MAIL.match(settings.feedback):
        return contact | {"hasEmail": f"mailto:{settings.feedback}"}
    return contact | {"hasURL": settings.feedback}

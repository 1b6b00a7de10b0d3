"""`/api/` and `/api/conformance`: where a client begins."""

from __future__ import annotations

from typing import Any

from hytemap.model import AddressForm, LocalText
from hytemap.web.api.html_form import page
from hytemap.web.api.links import address, link, self_link
from hytemap.web.api.operation import Question, operation

TITLE = LocalText(
    "hytemap: Espoon asukkaiden hyvinvointi alueittain",
    "hytemap: Esbobornas välfärd per område",
    "hytemap: the wellbeing of Espoo's residents by district",
)
DESCRIPTION = LocalText(
    "Espoon alueiden rajat ja hyvinvoinnin indikaattorit avoimesta datasta. Liitä tämä osoite QGISiin: "
    "tasot ovat kokoelmia, ja jokainen arvo kertoo, mitä se on (ID_status).",
    "Esbos områdesgränser och välfärdsindikatorer ur öppna data. Klistra in den här adressen i QGIS: "
    "nivåerna är samlingar, och varje värde berättar vad det är (ID_status).",
    "The boundaries of Espoo's areas and indicators of wellbeing from open data. Paste this address into QGIS: "
    "the levels are collections, and every value says what it is (ID_status).",
)

_FEATURES, _CQL2 = "http://www.opengis.net/spec/ogcapi-features", "http://www.opengis.net/spec/cql2/1.0/conf"
#: classes of OGC API – Features and CQL2 that are really met
CONFORMANCE = [
    f"{_FEATURES}-1/1.0/conf/core",
    f"{_FEATURES}-1/1.0/conf/geojson",
    f"{_FEATURES}-1/1.0/conf/html",
    f"{_FEATURES}-1/1.0/conf/oas30",
    f"{_FEATURES}-2/1.0/conf/crs",
    f"{_FEATURES}-3/1.0/conf/queryables",
    f"{_FEATURES}-3/1.0/conf/filter",
    f"{_FEATURES}-3/1.0/conf/features-filter",
    f"{_CQL2}/cql2-text",
    f"{_CQL2}/basic-cql2",
    f"{_CQL2}/advanced-comparison-operators",
    f"{_CQL2}/case-insensitive-comparison",
    f"{_CQL2}/accent-insensitive-comparison",
    f"{_CQL2}/basic-spatial-functions",
    f"{_CQL2}/basic-spatial-functions-plus",
    f"{_CQL2}/spatial-functions",
    f"{_CQL2}/property-property",
    f"{_CQL2}/arithmetic",
]


@operation("/", summary="Where everything is", answer="Landing", page=page("landing.html"))
def landing(question: Question) -> dict[str, Any]:
    """The landing page of OGC API – Features, with links to our own answers as well."""
    return {
        "title": TITLE[question.language],
        "description": DESCRIPTION[question.language],
        "links": [
            self_link(question),
            link("service-desc", address("openapi.json"), AddressForm.OPENAPI, "OpenAPI 3.0"),
            link("service-doc", address("docs"), AddressForm.HTML, "API"),
            link("describedby", address("dcat.jsonld"), AddressForm.JSONLD, "DCAT-AP"),
            link("conformance", address("conformance")),
            link("data", address("collections")),
            link("related", address("indicators"), title="indicators"),
            link("related", address("view"), title="view: what one map needs to repaint"),
        ],
    }


@operation("/conformance", summary="The standards that are met", answer="Conformance", page=page("conformance.html"))
def conformance(question: Question) -> dict[str, Any]:
    """Conformance classes."""
    return {"conformsTo": CONFORMANCE}

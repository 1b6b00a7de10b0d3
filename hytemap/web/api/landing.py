"""`/api/` and `/api/conformance`: where a client begins."""

from __future__ import annotations

from typing import Any

from hytemap.model import AddressForm, LocalText
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

#: classes of OGC API – Features that are really met; HTML is not made yet
CONFORMANCE = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
]


@operation("/", summary="Where everything is", answer="Landing")
def landing(question: Question) -> dict[str, Any]:
    """The landing page of OGC API – Features, with links to our own answers as well."""
    return {
        "title": TITLE[question.language],
        "description": DESCRIPTION[question.language],
        "links": [
            self_link(question),
            link("service-desc", address("openapi.json"), AddressForm.OPENAPI, "OpenAPI 3.0"),
            link("conformance", address("conformance")),
            link("data", address("collections")),
            link("related", address("indicators"), title="indicators"),
            link("related", address("view"), title="view: what one map needs to repaint"),
        ],
    }


@operation("/conformance", summary="The standards that are met", answer="Conformance")
def conformance(question: Question) -> dict[str, Any]:
    """Conformance classes."""
    return {"conformsTo": CONFORMANCE}

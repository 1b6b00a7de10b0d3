"""Faults of what stands in an answer that gives areas: WFS as GeoJSON and as GML, and Espoo's GML."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from tests.faults.conftest import House
from tests.faults.protocols import KUNTA_LAYER, POSTAL_LAYER, Served, first_number, swapped, with_geometry, without
from tests.faults.test_transport import MEND, TELL, told_well
from tests.servers import Reply, capabilities, feature_collection

AREAS = ("wfs_geojson", "wfs_gml", "espoo_gml")


def refused(house: House, served: Served, cause: str, remedy: str = MEND) -> None:
    found = house.fetch(served.source)
    told_well(found.line, served, cause, remedy)
    assert (found.status, found.unharmed) == (1, True)


def taken(house: House, served: Served, note: str | None, unchanged: bool = True) -> None:
    found = house.fetch(served.source)
    assert found.status == 0, found.output
    assert found.unharmed is unchanged
    if note is not None:
        assert any(note in told for told in found.notes), found.output


def bow_tie(polygon: Any) -> Any:
    west, south, east, north = polygon.bounds
    return shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])


def line_only(polygon: Any) -> Any:
    """A polygon without any size."""
    west, south, _, north = polygon.bounds
    return shapely.Polygon([(west, south), (west, north), (west, south + 10), (west, south)])


@pytest.mark.parametrize("served", AREAS, indirect=True)
def test_a_missing_area_is_named(house: House, served: Served) -> None:
    served.give(served.features[:-1])
    last = served.features[-1][0]
    refused(house, served, rf"missing: .*{last['nimi']}")


@pytest.mark.parametrize("served", AREAS, indirect=True)
def test_an_area_too_many_is_named(house: House, served: Served) -> None:
    properties, polygon = served.features[0]
    strange = {**properties, served.code: "09999" if served.code != "nimi" else "Suur-Helsinki"}
    if served.name == "wfs_gml":
        # the definition's filter leaves other towns out; one that is let through is a second Espoo
        strange[served.code] = properties[served.code]
    extra = (strange, shapely.transform(polygon, lambda xy: xy - [20_000, 0]))
    served.give([*served.features, extra])
    causes = {
        "wfs_geojson": r"not in boundaries/postinumeroalue.yaml: 09999",
        "wfs_gml": r"more than once: 049 Espoo",
        "espoo_gml": r"names not in boundaries/suuralue.yaml: Suur-Helsinki",
    }
    refused(house, served, causes[served.name])


@pytest.mark.parametrize("served", AREAS, indirect=True)
def test_an_area_given_twice_is_named(house: House, served: Served) -> None:
    served.give([*served.features, served.features[2]])
    refused(house, served, rf"more than once: .*{served.features[2][0]['nimi']}")


@pytest.mark.parametrize("served", AREAS, indirect=True)
def test_a_renamed_area_is_told_where_a_code_says_which_it_is_and_refused_where_none_does(
    house: House, served: Served
) -> None:
    (properties, polygon), *rest = served.features
    served.give([({**properties, "nimi": "Uusi nimi"}, polygon), *rest])
    if served.name == "espoo_gml":
        refused(house, served, "names not in boundaries/suuralue.yaml: Uusi nimi; not found: Suur-Leppävaara")
    else:
        taken(house, served, "is called Uusi nimi by the publisher", unchanged=False)


@pytest.mark.parametrize("served", AREAS, indirect=True)
def test_a_renamed_field_is_told_with_those_there_are(house: House, served: Served) -> None:
    served.give(without("nimi", served.features))
    refused(house, served, r"has no field nimi; it has .*uusi_nimi")


@pytest.mark.parametrize("served", AREAS, indirect=True)
def test_a_renamed_field_of_the_filter_is_told(house: House, served: Served) -> None:
    chosen = "tyyppi" if served.name == "espoo_gml" else "kunta"
    served.give(without(chosen, served.features))
    refused(house, served, rf"has no field {chosen}")


@pytest.mark.parametrize("served", AREAS, indirect=True)
def test_swapped_axes_are_put_right_and_told(house: House, served: Served) -> None:
    served.give(swapped(served.features))
    taken(house, served, "the axes came swapped")


@pytest.mark.parametrize("served", AREAS, indirect=True)
def test_one_area_elsewhere_is_refused(house: House, served: Served) -> None:
    served.give([*swapped(served.features[:1]), *served.features[1:]])
    refused(house, served, "do not lie in Finland")


@pytest.mark.parametrize("served", AREAS, indirect=True)
def test_metres_without_a_crs_are_known_by_where_they_lie(house: House, served: Served) -> None:
    served.rewrite(lambda body: body.replace(b'srsName="http://www.opengis.net/gml/srs/epsg.xml#3879"', b"")
                   .replace(b'srsName="http://www.opengis.net/gml/srs/epsg.xml#3067"', b""))  # fmt: skip
    taken(house, served, None)


@pytest.mark.parametrize("served", AREAS, indirect=True)
def test_a_polygon_that_crosses_itself_is_refused(house: House, served: Served) -> None:
    served.give(with_geometry(served.features, bow_tie(served.features[0][1])))
    refused(house, served, r"is not valid \(Self-intersection")


@pytest.mark.parametrize("served", AREAS, indirect=True)
def test_a_polygon_without_size_is_refused(house: House, served: Served) -> None:
    served.give(with_geometry(served.features, line_only(served.features[0][1])))
    refused(house, served, r"is not valid|has an area of 0|fewer than three corners|missing")


@pytest.mark.parametrize("number", [b"NaN", b"1e400", b"-1e400", b"Infinity", b"six"])
@pytest.mark.parametrize("served", AREAS, indirect=True)
def test_a_coordinate_that_is_no_number_is_refused(house: House, served: Served, number: bytes) -> None:
    served.rewrite(lambda body: first_number(body, number))
    refused(
        house, served, "no whole JSON document|no coordinate|cannot be read|do not lie in Finland|not valid|no polygon"
    )


@pytest.mark.parametrize("served", ["wfs_geojson"], indirect=True)
def test_a_land_area_that_is_text_is_refused(house: House, served: Served) -> None:
    (properties, polygon), *rest = served.features
    served.give([({**properties, "pinta_ala": "suuri"}, polygon), *rest])
    refused(house, served, "the land area of 02100 is no number: 'suuri'")


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        (b'"monta"', "02100 he_vakiy: 'monta' is neither a number nor a mark"),
        (b"NaN", "no whole JSON document"),
        (b"1e400", "no whole JSON document"),
        (b'"1e400"', "'1e400' is too large for a number"),
        (b'"1,5"', "write a decimal point"),
    ],
)
@pytest.mark.parametrize("served", ["wfs_geojson"], indirect=True)
def test_a_figure_that_is_no_number_is_refused(house: House, served: Served, value: bytes, cause: str) -> None:
    served.source = "paavo"
    served.rewrite(lambda body: body.replace(b'"he_vakiy": 1000,', b'"he_vakiy": %s,' % value, 1).replace(
        b'"he_vakiy": 1000}', b'"he_vakiy": %s}' % value, 1))  # fmt: skip
    refused(house, served, cause)


@pytest.mark.parametrize("served", ["wfs_geojson"], indirect=True)
def test_figures_under_other_names_are_refused(house: House, served: Served) -> None:
    served.source = "paavo"
    served.give(without("he_vakiy", served.features))
    refused(house, served, f"{POSTAL_LAYER} has none of the variables of paavo")


@pytest.mark.parametrize("served", ["wfs_geojson", "wfs_gml"], indirect=True)
def test_a_layer_that_is_gone_is_told_with_those_there_are(house: House, served: Served) -> None:
    served.instead(
        Reply(capabilities(served.address, ["postialue:pno_uusi", "tilastointialueet:seutukunta"]), "text/xml"), False
    )
    refused(house, served, "no layer of the family .* is offered; there is ")


@pytest.mark.parametrize("served", ["wfs_geojson", "wfs_gml"], indirect=True)
def test_get_feature_on_another_host_is_not_called(house: House, served: Served) -> None:
    layer = POSTAL_LAYER if served.name == "wfs_geojson" else KUNTA_LAYER
    served.instead(Reply(capabilities("http://localhost:9/wfs", [layer]), "text/xml"), False)
    refused(house, served, "leads to 'localhost', another host", TELL)


@pytest.mark.parametrize(
    "members",
    [
        {"numberMatched": 46},
        {"links": [{"rel": "next", "href": "?startIndex=0"}]},
        {"numberMatched": 10_000, "links": [{"rel": "next", "href": "?startIndex=0"}]},
    ],
)
@pytest.mark.parametrize("served", ["wfs_geojson"], indirect=True)
def test_a_page_that_leads_to_itself_ends(house: House, served: Served, members: dict[str, Any]) -> None:
    served.instead(Reply(feature_collection(served.features[:20], **members)))
    refused(house, served, r"gives 20 features of \S+ and does not turn the page")
    assert served.service.count("GetFeature") <= 4


@pytest.mark.parametrize("served", ["wfs_gml"], indirect=True)
def test_a_gml_page_that_leads_to_itself_ends(house: House, served: Served) -> None:
    next_page = b'<wfs:FeatureCollection next="?"'
    served.rewrite(lambda body: body.replace(b"<wfs:FeatureCollection", next_page))
    refused(house, served, r"gives 10 features of more and does not turn the page")
    assert served.service.count("GetFeature") == 2

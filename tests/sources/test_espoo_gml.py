"""The City of Espoo's nested GML in all its forms."""

from __future__ import annotations

import pytest
import shapely

from hytemap.errors import SourceAnswerInvalid, SourceForbidden
from hytemap.sources.espoo_gml import read_espoo_gml

SRS = "http://www.opengis.net/gml/srs/epsg.xml#3879"


def document(*features: str) -> bytes:
    members = "".join(
        f"<gml:featureMember><kanta:TilastollinenAlue><kanta:tunnus>01{i}</kanta:tunnus>"
        f"<kanta:nimi> Alue {i} </kanta:nimi>"
        f"<kanta:tyyppi/><kanta:sijainnit>{feature}</kanta:sijainnit></kanta:TilastollinenAlue></gml:featureMember>"
        for i, feature in enumerate(features)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" '
        'xmlns:gml="http://www.opengis.net/gml" xmlns:kanta="http://www.paikkatietopalvelu.fi/gml/kantakartta">'
        f"{members}</wfs:FeatureCollection>"
    ).encode()


def place(geometry: str) -> str:
    return f"<kanta:Sijainti><kanta:alue>{geometry}</kanta:alue></kanta:Sijainti>"


def corners(*points: tuple[float, float]) -> str:
    return "".join(f"<gml:pos>{x} {y}</gml:pos>" for x, y in points)


def box(x: float, y: float, size: float) -> tuple[tuple[float, float], ...]:
    return ((x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y))


def ring(points: tuple[tuple[float, float], ...]) -> str:
    return f"<gml:LinearRing>{corners(*points)}</gml:LinearRing>"


def polygon(shell: tuple[tuple[float, float], ...], *holes: tuple[tuple[float, float], ...]) -> str:
    inner = "".join(f"<gml:interior>{ring(hole)}</gml:interior>" for hole in holes)
    return f'<gml:Polygon srsName="{SRS}"><gml:exterior>{ring(shell)}</gml:exterior>{inner}</gml:Polygon>'


def surface(*rings: tuple[tuple[float, float], ...], curve: str = "LineStringSegment") -> str:
    """A PolyhedralSurface whose rings come in two segments each, as the city draws them."""
    patches = ""
    for points in rings:
        half = len(points) // 2
        segments = "".join(
            f"<gml:curveMember><gml:Curve><gml:segments><gml:{curve}>{corners(*some)}</gml:{curve}>"
            "</gml:segments></gml:Curve></gml:curveMember>"
            for some in (points[: half + 1], points[half:])
        )
        patches += f"<gml:PolygonPatch><gml:exterior><gml:Ring>{segments}</gml:Ring></gml:exterior></gml:PolygonPatch>"
    patches = f"<gml:polygonPatches>{patches}</gml:polygonPatches>"
    return f'<gml:PolyhedralSurface srsName="{SRS}">{patches}</gml:PolyhedralSurface>'


def read(content: bytes) -> tuple[list[shapely.Geometry], dict[str, list[str | None]], str | None]:
    geometry, fields, crs = read_espoo_gml(content, "kanta:TilastollinenAlue", "ESPOO")
    return list(geometry), fields, crs


def test_fields_stay_text_and_the_legacy_name_of_the_crs_is_known() -> None:
    _, fields, crs = read(document(place(polygon(box(0, 0, 10))), place(polygon(box(20, 0, 10)))))
    assert fields == {"tunnus": ["010", "011"], "nimi": ["Alue 0", "Alue 1"], "tyyppi": [None, None]}
    assert crs == "EPSG:3879"


def test_holes_are_kept() -> None:
    [area], _, _ = read(document(place(polygon(box(0, 0, 10), box(2, 2, 2), box(6, 6, 1)))))
    assert area.area == 100 - 4 - 1


def test_every_part_of_a_feature_is_kept_in_either_form() -> None:
    [area], _, _ = read(
        document(place(polygon(box(0, 0, 10))) + place(surface(box(50, 0, 5))) + place(polygon(box(90, 0, 1))))
    )
    assert sorted(part.area for part in area.geoms) == [1, 25, 100]


def test_segments_make_one_ring_without_doubled_joints() -> None:
    [area], _, _ = read(document(place(surface(box(0, 0, 10)))))
    assert area.is_valid
    assert len(area.exterior.coords) == 5
    assert area.equals(shapely.box(0, 0, 10, 10))


def test_patches_and_parts_that_touch_are_one() -> None:
    patches, parts = (
        read(document(content))[0][0]
        for content in (
            place(surface(box(0, 0, 10), box(10, 0, 10))),
            place(polygon(box(0, 0, 10))) + place(polygon(box(10, 0, 10))),
        )
    )
    for area in (patches, parts):
        assert area.is_valid
        assert area.equals(shapely.box(0, 0, 20, 10))


def test_parts_that_overlap_stay_as_drawn_for_the_checks_to_tell() -> None:
    [area], _, _ = read(document(place(polygon(box(0, 0, 10))) + place(polygon(box(5, 0, 10)))))
    assert not area.is_valid
    assert area.area == 200


def test_heights_are_left_out() -> None:
    numbers = "<gml:posList srsDimension='3'>0 0 7 10 0 7 10 10 7 0 0 7</gml:posList>"
    shell = f"<gml:Polygon><gml:exterior><gml:LinearRing>{numbers}</gml:LinearRing></gml:exterior></gml:Polygon>"
    [area], _, crs = read(document(place(shell)))
    assert list(area.exterior.coords) == [(0, 0), (10, 0), (10, 10), (0, 0)]
    assert crs is None


@pytest.mark.parametrize(
    ("geometry", "told"),
    [
        (surface(box(0, 0, 10), curve="ArcString"), "a border of ArcString is not read"),
        ("<gml:Polygon/>", "without an exterior"),
        ("<gml:PolyhedralSurface/>", "without a PolygonPatch"),
        (polygon(((0, 0), (1, 1), (0, 0))), "fewer than three corners"),
        (polygon(box(0, 0, 1)).replace("0 0<", "0 zero<", 1), "'0 zero' are no coordinates"),
        (polygon(box(0, 0, 1)).replace("0 0<", "0 nan<", 1), "'0 nan' are no coordinate pairs"),
    ],
)
def test_forms_not_known_are_told_with_the_feature(geometry: str, told: str) -> None:
    with pytest.raises(SourceAnswerInvalid, match=rf"TilastollinenAlue 1 \(010, Alue 0\).*{told}"):
        read(document(place(geometry)))


def test_a_feature_without_geometry_is_none() -> None:
    [area], _, _ = read(document(""))
    assert area is None


def test_coordinate_systems_are_not_mixed() -> None:
    other = polygon(box(20, 0, 10)).replace("#3879", "#3067")
    with pytest.raises(SourceAnswerInvalid, match="EPSG:3067, EPSG:3879"):
        read(document(place(polygon(box(0, 0, 10))) + place(other)))


def test_a_doctype_is_refused() -> None:
    content = document(place(polygon(box(0, 0, 10)))).replace(
        b"?>", b'?><!DOCTYPE x SYSTEM "http://example.org/x.dtd">', 1
    )
    with pytest.raises(SourceForbidden, match="DOCTYPE"):
        read(content)

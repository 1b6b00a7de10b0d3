"""The five ways publishers answer, each on loopback in the publisher's own form, with data that pass every check."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely

from hytemap.definitions import Definitions
from tests.pxweb import AREA_SERIES, PxServer, PxTable, area_series, pxweb
from tests.servers import Feature, Loopback, Reply, feature_collection, postal_features, wfs
from tests.sotkanet import Sotkanet, root, sotkanet

Answer = Callable[[dict[str, str]], Reply]

POSTAL_LAYER = "postialue:pno_tilasto_2026"
KUNTA_LAYER = "tilastointialueet:kunta1000k_2025"
GML_NAMESPACES = (
    'xmlns:wfs="http://www.opengis.net/wfs" xmlns:gml="http://www.opengis.net/gml" '
    'xmlns:kanta="http://www.paikkatietopalvelu.fi/gml/kantakartta" xmlns:t="http://www.stat.fi"'
)


@dataclass
class Served:
    """One protocol's service, running. `source` is what is fetched from it, `address` what the setting points to.

    `features` are the areas it gives, where it gives any: change them with `give`. `changed` alters each body before it
    is sent. `is_data` tells the request for data from those before it.
    """

    name: str
    source: str
    setting: str
    service: Loopback
    address: str
    features: list[Feature] = field(default_factory=list)
    code: str = ""
    give: Callable[[Sequence[Feature]], None] = lambda features: None
    sotkanet: Sotkanet | None = None
    px: PxServer | None = None

    def is_data(self, words: dict[str, str]) -> bool:
        if self.name == "sotkanet":
            return words["path"].endswith("/json")
        if self.name == "pxweb":
            return "body" in words
        return words.get("request", "").lower() == "getfeature"

    def instead(self, reply: Reply | Answer, only_data: bool = True) -> None:
        """Answer with `reply` from now on, or let it make the reply of the words; to requests for data only, or all."""
        good = self.service.answer

        def answer(words: dict[str, str]) -> Reply:
            if only_data and not self.is_data(words):
                return good(words)
            return reply(words) if callable(reply) else reply

        self.service.answer = answer

    def rewrite(self, change: Callable[[bytes], bytes], **members: Any) -> None:
        """Change the body of every answer that holds data, and members of the reply."""
        good = self.service.answer

        def answer(words: dict[str, str]) -> Reply:
            reply = good(words)
            if not self.is_data(words) or reply.body is None:
                return reply
            return Reply(change(reply.body), **{"content_type": reply.content_type, **members})

        self.service.answer = answer


def gml_ring(polygon: Any) -> str:
    return " ".join(f"{x:g} {y:g}" if abs(x) < 1e5 else f"{x:.3f} {y:.3f}" for x, y in polygon.exterior.coords)


def gml_polygon(polygon: Any, crs: str) -> str:
    return (
        f'<gml:Polygon srsName="http://www.opengis.net/gml/srs/epsg.xml#{crs}"><gml:exterior><gml:LinearRing>'
        f"<gml:posList>{gml_ring(polygon)}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>"
    )


def espoo_gml(features: Sequence[Feature]) -> bytes:
    """The City of Espoo's answer: geometry hidden in `sijainnit`."""
    members = "".join(
        "<gml:featureMember><kanta:TilastollinenAlue>"
        + "".join(f"<kanta:{name}>{value}</kanta:{name}>" for name, value in properties.items())
        + f"<kanta:sijainnit><kanta:Sijainti><kanta:alue>{gml_polygon(polygon, '3879')}</kanta:alue></kanta:Sijainti>"
        "</kanta:sijainnit></kanta:TilastollinenAlue></gml:featureMember>"
        for properties, polygon in features
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}<wfs:FeatureCollection {GML_NAMESPACES}>{members}</wfs:FeatureCollection>".encode()


def wfs_gml(features: Sequence[Feature]) -> bytes:
    """A GML 3 answer as GeoServer and MapServer give it."""
    layer = KUNTA_LAYER.rpartition(":")[2]
    members = "".join(
        f'<gml:featureMember><t:{layer} gml:id="f.{i}">'
        + "".join(f"<t:{name}>{value}</t:{name}>" for name, value in properties.items())
        + f"<t:geom>{gml_polygon(polygon, '3067')}</t:geom></t:{layer}></gml:featureMember>"
        for i, (properties, polygon) in enumerate(features)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}<wfs:FeatureCollection {GML_NAMESPACES}>{members}</wfs:FeatureCollection>".encode()


def districts(definitions: Definitions) -> list[Feature]:
    """The seven districts as strips side by side."""
    west, south = 25_480_000, 6_670_000
    return [
        (
            {"tunnus": str(i + 1), "nimi": area.name_fi, "tyyppi": "suuralue"},
            shapely.box(west + 1000 * i, south, west + 1000 * (i + 1), south + 7000),
        )
        for i, area in enumerate(definitions.levels["suuralue"].expected_areas)
    ]


def municipalities(definitions: Definitions) -> list[Feature]:
    """The ten municipalities as strips side by side."""
    west, south = 360_000, 6_670_000
    return [
        (
            {"kunta": area.code, "nimi": area.name_fi, "namn": area.name_sv},
            shapely.box(west + 1000 * i, south, west + 1000 * (i + 1), south + 7000),
        )
        for i, area in enumerate(definitions.levels["kunta"].expected_areas)
    ]


def serve(name: str, service: Loopback, definitions: Definitions) -> Served:
    """The protocol `name` served by `service`, with data that pass every check."""
    if name == "wfs_geojson":
        served = Served(name, "postinumeroalue", "STATFI_POSTAL", service, service.address)
        served.features, served.code = postal_features(definitions), "postinumeroalue"

        def give(features: Sequence[Feature]) -> None:
            service.answer = wfs(service, {POSTAL_LAYER: feature_collection(features)}, crs="EPSG:3067")

    elif name == "wfs_gml":
        served = Served(name, "kunta", "STATFI_AREAS", service, service.address)
        served.features, served.code = municipalities(definitions), "kunta"

        def give(features: Sequence[Feature]) -> None:
            reply = Reply(wfs_gml(features), "text/xml; subtype=gml/3.1.1")
            formats = ("text/xml; subtype=gml/3.1.1",)
            service.answer = wfs(service, {KUNTA_LAYER: lambda words: reply}, crs="EPSG:3067", formats=formats)

    elif name == "espoo_gml":
        served = Served(name, "suuralue", "ESPOO", service, service.address)
        served.features, served.code = districts(definitions), "nimi"

        def give(features: Sequence[Feature]) -> None:
            service.answer = lambda words: Reply(espoo_gml(features), "text/xml; subtype=gml/3.1.1")

    elif name == "sotkanet":
        known = sotkanet(service, definitions)
        return Served(name, "sotkanet", "SOTKANET", service, root(service), sotkanet=known)
    else:
        px = PxServer({AREA_SERIES: area_series(range(2023, 2025))})
        address = pxweb(service, px) + "Aluesarjat/"
        return Served(name, "area_series", "ALUESARJAT", service, address, px=px)
    served.give = give
    give(served.features)
    return served


def without(name: str, features: Sequence[Feature]) -> list[Feature]:
    """The features with the field `name` called otherwise."""
    return [({(f"uusi_{n}" if n == name else n): v for n, v in p.items()}, g) for p, g in features]


def with_geometry(features: Sequence[Feature], geometry: Any) -> list[Feature]:
    """The features, the first with another polygon."""
    return [(features[0][0], geometry), *features[1:]]


def swapped(features: Sequence[Feature]) -> list[Feature]:
    return [(p, shapely.transform(g, lambda xy: xy[:, ::-1])) for p, g in features]


def first_number(body: bytes, replacement: bytes) -> bytes:
    """The body with its first coordinate (a number of six digits or more before the point) replaced."""
    changed, count = re.subn(rb"(?<=[\[ >])\d{6,8}(\.\d+)?(?=[,\s])", replacement, body, count=1)
    assert count == 1
    return changed


def small_table(table: PxTable, **changes: Any) -> PxTable:
    return PxTable(changes.get("title", table.title), changes.get("variables", table.variables), table.cell)

"""Addresses of every page for people, behind the language: what a test of all pages walks through."""

from __future__ import annotations

#: name → address; each page once in its usual form, and where it looks different
PAGES = {
    "map of districts": "/map",
    "map of postal areas": "/map?level=postinumeroalue&indicator=unemployment_rate&year=2014",
    "map of what is not there": "/map?level=suuralue&indicator=median_income",
    "indicators": "/indicators",
    "indicators that are not there": "/indicators?q=kvanttifysiikka",
    "indicator": "/indicators/unemployment_rate",
    "indicator that is not fetched": "/indicators/loneliness",
    "comparison of two indicators": "/compare",
    "comparison of years": "/compare?level=postinumeroalue&indicators=unemployment_rate&years=2013,2016,2024",
    "comparison of four": "/compare?indicators=share_0_6,share_7_17,population,lived_density&areas=0492000000",
    "areas": "/areas",
    "profile": "/areas/postinumeroalue/02100",
    "profile of what is estimated": "/areas/suuralue/0492000000",
    "profile of Kauniainen": "/areas/postinumeroalue/02700",
    "profile without figures": "/areas/kunta/235",
    "embedded map": "/embed/map",
    "guide": "/guide",
    "guide for GIS staff": "/guide/gis",
    "builder of embedded maps": "/embed",
    "accessibility statement": "/accessibility",
    "privacy notice": "/privacy",
    "fault": "/map?indicator=luck",
}
#: name → address of the API's pages, whose language is a query word
API_PAGES = {
    "API": "/api/",
    "API documentation": "/api/docs",
    "API standards": "/api/conformance",
    "API collections": "/api/collections",
    "API collection": "/api/collections/suuralue.unemployment_rate",
    "API queryables": "/api/collections/suuralue/queryables",
    "API features": "/api/collections/postinumeroalue/items",
    "API feature": "/api/collections/postinumeroalue/items/02700",
    "API features in long form": "/api/collections/suuralue.unemployment_rate/items",
    "API indicators": "/api/indicators",
    "API indicator": "/api/indicators/unemployment_rate",
    "API observations": "/api/indicators/unemployment_rate/observations",
    "API comparison": "/api/compare?indicators=unemployment_rate,population",
}
#: name → address of what pages fetch for themselves: no pages, but guarded alike
PARTS = {
    "parts of the map page": "/map/parts?level=suuralue&indicator=unemployment_rate&year=2024",
    "polygons of a level": "/map/areas/suuralue",
    "land around a level": "/map/surroundings/suuralue",
    "the map as a picture": "/map/picture.svg?level=suuralue&indicator=unemployment_rate&year=2024",
}


def kinds() -> list[str]:
    """Names of pages, the first of each kind: what a short run looks at. The page about a fault is one."""
    found: dict[tuple[str, int], str] = {}
    for name, address in PAGES.items():
        segments = address.partition("?")[0].strip("/").split("/")
        found.setdefault((segments[0], len(segments)), name)
    return list(dict.fromkeys([*found.values(), "fault"]))

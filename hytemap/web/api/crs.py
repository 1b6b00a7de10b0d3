"""Coordinate reference systems an answer may be given in (OGC API – Features, Part 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hytemap.atlas import Atlas
from hytemap.geometry.rfc7946 import WGS84
from hytemap.web.api.query import Word, quoted

_OPENGIS = "http://www.opengis.net/def/crs"


@dataclass(frozen=True)
class OutputCrs:
    """How coordinates are written: in which CRS and in which order of axes.

    `uri` is what `Content-Crs` says, None where the order is not the one the URI stands for. `northing_first` has the
    axes as the EPSG register has them. `name` is the member `crs` of GeoJSON as it was before RFC 7946: programs that
    read GeoJSON as a file know by nothing else that it is not in WGS 84, and take x before y.
    """

    word: str
    uri: str | None
    epsg: str = WGS84
    northing_first: bool = False
    name: str | None = None

    @property
    def member(self) -> dict[str, Any]:
        """The member `crs`, where it has to be said."""
        return {} if self.name is None else {"crs": {"type": "name", "properties": {"name": self.name}}}


def _epsg(code: int, northing_first: bool) -> list[OutputCrs]:
    uri, name = f"{_OPENGIS}/EPSG/0/{code}", f"urn:ogc:def:crs:EPSG::{code}"
    return [
        OutputCrs(uri, uri, f"EPSG:{code}", northing_first, None if northing_first else name),
        OutputCrs(f"EPSG:{code}", None if northing_first else uri, f"EPSG:{code}", False, name),
    ]


CRS84 = OutputCrs(f"{_OPENGIS}/OGC/1.3/CRS84", f"{_OPENGIS}/OGC/1.3/CRS84")
#: ETRS-TM35FIN has its easting first in the EPSG register, ETRS-GK25FIN its northing
KNOWN = {one.word: one for one in (CRS84, *_epsg(3067, False), *_epsg(3879, True))}
#: as collections list them
URIS = [word for word in KNOWN if word.startswith("http")]


def storage_uri(crs: str) -> str:
    """The URI of an EPSG code."""
    return f"{_OPENGIS}/EPSG/0/{crs.removeprefix('EPSG:')}"


@dataclass(frozen=True)
class CrsWord(Word[OutputCrs]):
    """A CRS by its OGC URI (axes as the EPSG register orders them) or as `EPSG:3067` (x always before y)."""

    def read(self, text: str, atlas: Atlas) -> OutputCrs:
        if text not in KNOWN:
            raise self.fault(f"{self.name} cannot be {quoted(text)}", list(KNOWN))
        return KNOWN[text]

    def schema(self, atlas: Atlas) -> dict[str, Any]:
        return {"type": "string", "enum": list(KNOWN), "default": CRS84.word}

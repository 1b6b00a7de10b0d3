"""WFS 1.0.0, 1.1.0 and 2.0.0: capabilities and request building through OWSLib, bytes through our own session.

OWSLib never touches the network here: it lets HTTP 429 pass, follows any host its answers name, and recognises
exceptions by content type only.
"""

from __future__ import annotations

import re
import time
import warnings
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

import numpy as np
import orjson
import pyogrio
import pyogrio.raw
import shapely
from lxml import etree
from owslib.util import build_get_url
from owslib.wfs import WebFeatureService

from hytemap.errors import SourceAnswerInvalid, SourceRefused
from hytemap.sources.answers import local_name, parse_json, parse_xml
from hytemap.sources.espoo_gml import read_espoo_gml
from hytemap.sources.http import Deadline, ServiceSession
from hytemap.sources.layers import Geometries, LayerRequest, SourceLayer, epsg_of, keep, settle, text_of

MAX_PAGES = 200
#: what GDAL's GML driver adds to a feature's own fields
_GML_EXTRAS = ("gml_id", "lowerCorner", "upperCorner", "coordinates", "fid")


@dataclass(frozen=True)
class Capabilities:
    """What a service says of itself, by OWSLib.

    `version` is the one it answered with; `page_size` how many features it gives at a time, None when it does not say.
    """

    service: str
    version: str
    owslib: Any
    get_feature: str
    is_geoserver: bool
    page_size: int | None

    @property
    def layers(self) -> list[str]:
        return list(self.owslib.contents)

    def newest(self, layer: str) -> tuple[str, int | None]:
        """The real name of `layer`, and its year where it is of a family (`{year}`): the newest one there is."""
        prefix, _, wanted = layer.rpartition(":")
        pattern = re.compile(re.escape(wanted).replace(re.escape("{year}"), r"(?P<year>\d{4})"))
        found: list[tuple[int, bool, str]] = []
        for name in self.layers:
            match = pattern.fullmatch(name.rpartition(":")[2])
            if match:
                year = int(match.groupdict().get("year") or 0)
                found.append((year, name.rpartition(":")[0] == prefix, name))
        if not found:
            near = [name for name in self.layers if wanted.partition("{")[0].rstrip("_")[:8] in name]
            listed = ", ".join((near or self.layers)[:15])
            kind = "no layer of the family" if "{year}" in layer else "no layer"
            raise SourceAnswerInvalid(f"{self.service}: {kind} {layer} is offered; there is {listed or 'nothing'}")
        year, _, name = max(found)
        return name, year or None

    def formats(self, name: str) -> list[str]:
        """Output formats in the service's own spelling: the layer's own first, then the operation's."""
        own = [text for text in (getattr(self.owslib.contents[name], "outputFormats", None) or []) if text]
        operation = _operation(self.owslib, "GetFeature")
        parameters = getattr(operation, "parameters", None) or {}
        listed = next((p.get("values") or [] for key, p in parameters.items() if key.lower() == "outputformat"), [])
        options = [re.sub(r"^\{.*\}", "", text) for text in getattr(operation, "formatOptions", []) or []]
        return list(dict.fromkeys([*own, *[text for text in listed if text], *options]))

    def default_crs(self, name: str) -> str | None:
        options = self.owslib.contents[name].crsOptions
        return epsg_of(options[0].id) if options else None


def read_capabilities(session: ServiceSession, version: str, deadline: Deadline) -> Capabilities:
    """Ask the service what it offers; raises SourceError, also when its GetFeature leads to another host."""
    query = urlencode({"service": "WFS", "version": version, "request": "GetCapabilities"})
    answer = session.get(_with_query(session.address, query), deadline)
    root = parse_xml(answer.content, session.name)
    if local_name(root) != "WFS_Capabilities":
        raise SourceAnswerInvalid(f"{session.name}: no WFS capabilities document but {local_name(root)}")
    said = root.get("version") or version
    # The answer may be of another version than asked, and OWSLib reads each with a class of its own.
    said = said if said in ("1.0.0", "1.1.0", "2.0.0") else version
    try:
        owslib = WebFeatureService(session.address, version=said, xml=etree.tostring(root))
        methods = _operation(owslib, "GetFeature").methods
        address = next(method["url"] for method in methods if method["type"].lower() == "get")
        known = list(owslib.contents)
    except Exception as error:
        raise SourceAnswerInvalid(
            f"{session.name}: the capabilities document cannot be used ({type(error).__name__}: {error})"
        ) from error
    if not known:
        raise SourceAnswerInvalid(f"{session.name}: the service offers no layers")
    geoserver = "geoserver" in (session.address + address).lower() or b"geoserver" in answer.content[:4096].lower()
    return Capabilities(session.name, said, owslib, session.permitted(address), geoserver, _page_size(root))


def _page_size(root: Any) -> int | None:
    """`CountDefault` of WFS 2.0.0; OWSLib looks for it in another namespace than where it stands."""
    for constraint in root.iter("{*}Constraint"):
        if constraint.get("name") == "CountDefault":
            texts = [(element.text or "").strip() for element in constraint.iter("{*}DefaultValue", "{*}Value")]
            return next((int(text) for text in texts if text.isdigit() and int(text) > 0), None)
    return None


def read_layer(
    session: ServiceSession, capabilities: Capabilities, request: LayerRequest, deadline: Deadline
) -> SourceLayer:
    """The wanted features of a layer, all pages, brought to `request.crs` and filtered; raises SourceError."""
    started = time.monotonic()
    name, year = capabilities.newest(request.layer)
    layer_format = _chosen_format(capabilities, name)
    query = {"srsname": request.crs, "outputFormat": layer_format}
    pages: list[_Page] = []
    if request.filter and capabilities.is_geoserver:
        # Sparing: the whole country is not fetched for one city. Any trouble with it, and the whole is asked for.
        try:
            pages = _all_pages(session, capabilities, name, {**query, "CQL_FILTER": _cql(request.filter)}, deadline)
        except (SourceRefused, SourceAnswerInvalid):
            pages = []
    if not sum(len(page) for page in pages):
        pages = _all_pages(session, capabilities, name, query, deadline)
    if not sum(len(page) for page in pages):
        raise SourceAnswerInvalid(f"{session.name}: {name} has no features")
    said = next((page.crs for page in pages if page.crs), None)
    raw: Geometries = np.concatenate([page.geometry for page in pages])
    geometry, notices = settle(raw, request.crs, [said, request.crs, capabilities.default_crs(name)], session.name)
    fields = _joined_fields(pages)
    size, seconds = sum(page.size for page in pages), time.monotonic() - started
    layer = SourceLayer(session.name, name, year, request.crs, geometry, fields, size, seconds, notices)
    return keep(layer, request.filter)


def read_espoo_layer(session: ServiceSession, request: LayerRequest, deadline: Deadline) -> SourceLayer:
    """A layer of the City of Espoo's service, asked for whole: it finds nothing when a BBOX names its CRS.

    The answer of one layer holds several levels; `request.filter` picks.
    """
    started = time.monotonic()
    query = {"service": "WFS", "version": request.version, "request": "GetFeature", "typename": request.layer}
    answer = session.get(_with_query(session.address, urlencode(query)), deadline)
    try:
        raw, fields, said = read_espoo_gml(answer.content, request.layer, session.name)
    except shapely.errors.ShapelyError as error:
        raise SourceAnswerInvalid(f"{session.name}: {request.layer}: geometry cannot be read: {error}") from error
    if not len(raw):
        raise SourceAnswerInvalid(f"{session.name}: {request.layer} has no features")
    geometry, notices = settle(raw, request.crs, [said], session.name)
    seconds = time.monotonic() - started
    layer = SourceLayer(
        session.name, request.layer, None, request.crs, geometry, fields, len(answer.content), seconds, notices
    )
    return keep(layer, request.filter)


@dataclass(frozen=True)
class _Page:
    geometry: Geometries
    fields: dict[str, list[str | None]]
    crs: str | None
    size: int
    matched: int | None
    has_next: bool
    first: bytes

    def __len__(self) -> int:
        return len(self.geometry)


def _all_pages(
    session: ServiceSession, capabilities: Capabilities, name: str, query: dict[str, str], deadline: Deadline
) -> list[_Page]:
    """Every page of an answer, until as many features have come as the service says there are."""
    pages: list[_Page] = []
    page_size = capabilities.page_size
    while True:
        start = sum(len(page) for page in pages)
        address = _get_feature(capabilities, name, query, start, len(pages[0]) if pages else None)
        content = session.get(address, deadline).content
        page = _read_page(content, query["outputFormat"], session.name)
        # the same page again: the service knows no startIndex
        if pages and len(page) and page.first == pages[0].first:
            if pages[0].matched is None and not pages[0].has_next:
                return pages
            raise SourceAnswerInvalid(
                f"{session.name}: {name}: the service gives {start} features of {pages[0].matched or 'more'} "
                "and does not turn the page"
            )
        matched = page.matched if page.matched is not None else (pages[0].matched if pages else None)
        if len(page) == 0 and pages and matched is not None and start < matched:
            raise SourceAnswerInvalid(
                f"{session.name}: {name}: {start} features came of the {matched} the service says there are"
            )
        pages.append(page)
        got = start + len(page)
        full = page_size is not None and len(page) >= page_size
        more = got < matched if matched is not None else page.has_next or full
        if not more or len(page) == 0:
            return pages
        if len(pages) >= MAX_PAGES:
            raise SourceAnswerInvalid(f"{session.name}: {name} has more than {MAX_PAGES} pages")
        deadline.renew()


def _get_feature(capabilities: Capabilities, name: str, query: dict[str, str], start: int, count: int | None) -> str:
    """The address of one GetFeature; OWSLib builds it where it can (1.0.0 has no such method, CQL no place)."""
    extra = {key: value for key, value in query.items() if key not in ("srsname", "outputFormat")}
    if capabilities.version == "1.0.0":
        words = {"service": "WFS", "version": "1.0.0", "request": "GetFeature", "typename": name, **query}
        if count:
            words |= {"startIndex": str(start), "maxfeatures": str(count)}
        return str(build_get_url(capabilities.get_feature, words))
    built = capabilities.owslib.getGETGetFeatureRequest(
        typename=[name],
        srsname=query["srsname"],
        outputFormat=query["outputFormat"],
        maxfeatures=count,
        startindex=start or None,
    )
    # OWSLib takes its address from the document; ours has been held against the allow-list.
    return str(build_get_url(capabilities.get_feature, _words(str(built)) | extra))


def _words(address: str) -> dict[str, str]:
    return dict(parse_qsl(address.partition("?")[2]))


def _chosen_format(capabilities: Capabilities, name: str) -> str:
    """GeoJSON where offered, else the newest GML, in the service's own spelling."""
    formats = capabilities.formats(name)
    for sign in ("geojson", "geo+json", "application/json", "json"):
        for text in formats:
            if sign in text.lower() and "javascript" not in text.lower():
                return text
    for sign in ("3.2", "gml32", "3.1", "gml3", "gml/3", "gml", "xml"):
        for text in formats:
            if sign in text.lower() and "zip" not in text.lower():
                return text
    raise SourceAnswerInvalid(
        f"{capabilities.service}: {name} is offered neither as GeoJSON nor as GML "
        f"but as {', '.join(formats) or 'nothing'}"
    )


def _cql(chosen: dict[str, list[str]]) -> str:
    def quoted(value: str) -> str:
        return "'" + value.replace("'", "''") + "'"

    return " AND ".join(f"{name} IN ({','.join(quoted(v) for v in values)})" for name, values in chosen.items())


def _read_page(content: bytes, layer_format: str, service: str) -> _Page:
    # What came decides, not what was asked: some services answer in GML whatever the format.
    is_xml = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff"))
    if is_xml or "json" not in layer_format.lower():
        return _gml_page(content, service)
    return _geojson_page(content, service)


def _geojson_page(content: bytes, service: str) -> _Page:
    answer = parse_json(content, service)
    features = answer.get("features")
    if answer.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise SourceAnswerInvalid(f"{service}: a GeoJSON FeatureCollection was asked for, {answer.get('type')!r} came")
    if not all(isinstance(f, dict) and isinstance(f.get("properties") or {}, dict) for f in features):
        raise SourceAnswerInvalid(f"{service}: the FeatureCollection holds what is no feature")
    texts = [orjson.dumps(f["geometry"]).decode() if f.get("geometry") else None for f in features]
    try:
        geometry = shapely.from_geojson(np.array(texts, dtype=object)) if texts else np.empty(0, dtype=object)
    except shapely.errors.ShapelyError as error:
        raise SourceAnswerInvalid(f"{service}: a geometry cannot be read: {error}") from error
    records = [{str(k): text_of(v) for k, v in (f.get("properties") or {}).items()} for f in features]
    names = dict.fromkeys(name for record in records for name in record)
    crs = answer.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    said = epsg_of(str(properties.get("name"))) if isinstance(properties, dict) else None
    counts = [answer.get(key) for key in ("numberMatched", "totalFeatures")]
    links = answer.get("links")
    has_next = isinstance(links, list) and any(isinstance(x, dict) and x.get("rel") == "next" for x in links)
    return _Page(
        geometry,
        {name: [record.get(name) for record in records] for name in names},
        said,
        len(content),
        next((count for count in counts if isinstance(count, int) and count >= len(features)), None),
        has_next,
        orjson.dumps(features[0]) if features else b"",
    )


def _gml_page(content: bytes, service: str) -> _Page:
    root = parse_xml(content, service)
    if local_name(root) != "FeatureCollection":
        raise SourceAnswerInvalid(f"{service}: a FeatureCollection was asked for, {local_name(root)} came")
    members = [child for child in root if local_name(child) in ("featureMember", "member") and len(child)]
    members += [child for group in root if local_name(group) == "featureMembers" for child in group]
    matched = root.get("numberMatched", "")
    count = int(matched) if matched.isdigit() else None
    first = etree.tostring(members[0]) if members else b""
    if not members:
        return _Page(np.empty(0, dtype=object), {}, None, len(content), count, False, first)
    geometry, fields, said = _gdal_gml(content, service)
    if len(geometry) != len(members):
        raise SourceAnswerInvalid(f"{service}: {len(members)} features came, {len(geometry)} of them could be read")
    return _Page(geometry, fields, said, len(content), count, bool(root.get("next")), first)


def _gdal_gml(content: bytes, service: str) -> tuple[Geometries, dict[str, list[str | None]], str | None]:
    """GML by GDAL, from memory: no `.gfs` beside a file, no schema fetched, codes as text, axes as written."""
    pyogrio.set_gdal_config_options({"GML_FIELDTYPES": "ALWAYS_STRING"})
    try:
        with warnings.catch_warnings():
            # GDAL warns a line a ring; what matters of it shows in the checks of the polygons
            warnings.simplefilter("ignore", RuntimeWarning)
            meta, _, wkb, columns = pyogrio.raw.read(
                content, WRITE_GFS="NO", DOWNLOAD_SCHEMA="NO", SWAP_COORDINATES="NO", EXPOSE_GML_ID="NO"
            )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise SourceAnswerInvalid(f"{service}: the GML cannot be read: {error}") from error
    finally:
        pyogrio.set_gdal_config_options({"GML_FIELDTYPES": None})
    fields = {
        str(name): [None if value is None or value != value else str(value) for value in values]
        for name, values in zip(meta["fields"], columns, strict=True)
        if name not in _GML_EXTRAS
    }
    try:
        geometry: Geometries = shapely.from_wkb(wkb)
    except shapely.errors.ShapelyError as error:
        # such as curve types, which shapely does not know
        raise SourceAnswerInvalid(f"{service}: a geometry cannot be read: {error}") from error
    return geometry, fields, epsg_of(meta["crs"])


def _joined_fields(pages: list[_Page]) -> dict[str, list[str | None]]:
    names = dict.fromkeys(name for page in pages for name in page.fields)
    return {name: [v for page in pages for v in page.fields.get(name, [None] * len(page))] for name in names}


def _operation(owslib: Any, name: str) -> Any:
    return next(operation for operation in owslib.operations if operation.name == name)


def _with_query(address: str, query: str) -> str:
    """`address` with the words of `query`; words it has already (a map file, a key) stay."""
    if "?" not in address:
        return f"{address}?{query}"
    return address + ("" if address.endswith(("?", "&")) else "&") + query

"""Servers for tests: the real ones of ../shared, and small loopback ones that answer in the publishers' form."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import shapely

from hytemap.definitions import Definitions, load
from hytemap.settings import Settings

REPOSITORY = Path(__file__).resolve().parent.parent


def shared_folder() -> Path | None:
    """The ../shared folder, or the one HYTEMAP_SHARED names; None when there is none."""
    for folder in (os.environ.get("HYTEMAP_SHARED"), REPOSITORY.parent / "shared"):
        if folder and (Path(folder) / "wfs" / "serve.py").is_file():
            return Path(folder)
    return None


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = shared_folder()
    if folder is None:
        pytest.skip("needs the shared folder: set HYTEMAP_SHARED, or put it beside the repository")
    return folder


def _started(script: Path, port: int) -> tuple[subprocess.Popen[str], str]:
    """A server script of ../shared and the address it says it is ready at."""
    # -I: the server stands apart from the project's own environment
    process = subprocess.Popen(
        [sys.executable, "-I", str(script), "--port", str(port)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.startswith("ready "):
        process.wait(10)
        process.stdout.close()
        pytest.skip(f"{script.name} did not start (status {process.returncode}); it needs Debian's cgi-mapserver")
    return process, line.split()[1]


def _ended(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(10)
    if process.stdout is not None:
        process.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def real_services(shared: Path) -> Iterator[dict[str, str]]:
    """Both servers of ../shared, running: service name → address."""
    mapserver, root = _started(shared / "wfs" / "serve.py", free_port())
    try:
        espoo, espoo_address = _started(shared / "wfs" / "espoo.py", free_port())
        try:
            yield {
                "ESPOO": espoo_address,
                "HSY": f"{root}/hsy",
                "STATFI_POSTAL": f"{root}/statfi",
                "STATFI_AREAS": f"{root}/kunnat",
            }
        finally:
            _ended(espoo)
    finally:
        _ended(mapserver)


@pytest.fixture
def official(real_services: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The settings point to both servers of ../shared, and for every other service to a port where nobody answers."""
    for name in load(Settings()).services:
        monkeypatch.setenv(f"HYTEMAP_SERVICE_{name}", real_services.get(name, "http://127.0.0.1:9/nobody"))
    return real_services


@dataclass(frozen=True)
class Reply:
    """What a loopback service answers; `body` None cuts the connection without a word."""

    body: bytes | None
    content_type: str = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    #: seconds between pieces of the body; 0 sends it at once
    drip_s: float = 0.0
    piece: int = 1
    #: bytes of the body sent before the connection is cut; None sends all
    cut_after: int | None = None
    #: the body is sent over and over, and nothing says how long it is
    endless: bool = False


class Loopback:
    """A service on 127.0.0.1 that answers with `answer(words)`; `asked` keeps the words of every request.

    `queries` keeps them as they came, a word that stands often included; `headers` those of every request. `sent`
    counts the bytes of bodies that went out.
    """

    def __init__(self, answer: Callable[[dict[str, str]], Reply] | None = None) -> None:
        self.answer = answer or (lambda words: Reply(b"{}"))
        self.asked: list[dict[str, str]] = []
        self.queries: list[list[tuple[str, str]]] = []
        self.agents: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.sent = 0
        self.stopping = threading.Event()
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path, _, query = self.path.partition("?")
                words = {key.lower(): value for key, value in parse_qsl(query, keep_blank_values=True)} | {"path": path}
                loopback.asked.append(words)
                loopback.queries.append(parse_qsl(query))
                loopback.headers.append(dict(self.headers.items()))
                loopback.agents.append(self.headers.get("User-Agent", ""))
                # some tests want the client to have had enough in the middle
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    loopback.send(self, loopback.answer(words))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                words = {"path": self.path.partition("?")[0], "body": body.decode()}
                loopback.asked.append(words)
                loopback.agents.append(self.headers.get("User-Agent", ""))
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    loopback.send(self, loopback.answer(words))

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        handler.close_connection = True
        if reply.body is None:
            return
        handler.send_response(reply.status)
        handler.send_header("Content-Type", reply.content_type)
        if not reply.endless:
            handler.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        body = reply.body if reply.cut_after is None else reply.body[: reply.cut_after]
        self.sent += len(body)
        while reply.endless and not self.stopping.is_set():
            handler.wfile.write(body)
        if not reply.drip_s:
            handler.wfile.write(body)
            return
        for i in range(0, len(body), reply.piece):
            handler.wfile.write(body[i : i + reply.piece])
            if self.stopping.wait(reply.drip_s):
                return

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/geo/wfs"

    def count(self, request: str) -> int:
        """How many requests of that kind (`GetFeature`) came."""
        return sum(words.get("request", "").lower() == request.lower() for words in self.asked)

    def stop(self) -> None:
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


@pytest.fixture
def loopback() -> Iterator[Callable[..., Loopback]]:
    """Makes loopback services that end with the test."""
    running: list[Loopback] = []

    def start(answer: Callable[[dict[str, str]], Reply] | None = None) -> Loopback:
        running.append(Loopback(answer))
        return running[-1]

    yield start
    for service in running:
        service.stop()


def capabilities(
    get_feature: str,
    layers: Sequence[str],
    formats: Sequence[str] = ("application/json", "application/gml+xml; version=3.2"),
    crs: str = "urn:ogc:def:crs:EPSG::3879",
    page_size: int | None = None,
) -> bytes:
    """A WFS 2.0.0 capabilities document as GeoServer writes it."""
    types = "".join(
        f"<FeatureType><Name>{layer}</Name><Title>{layer}</Title><DefaultCRS>{crs}</DefaultCRS></FeatureType>"
        for layer in layers
    )
    values = "".join(f"<ows:Value>{text}</ows:Value>" for text in formats)
    paging = ""
    if page_size:
        paging = (
            '<ows:Constraint name="CountDefault"><ows:NoValues/>'
            f"<ows:DefaultValue>{page_size}</ows:DefaultValue></ows:Constraint>"
        )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<wfs:WFS_Capabilities version="2.0.0" xmlns="http://www.opengis.net/wfs/2.0" xmlns:wfs="http://www.opengis.net/wfs/2.0"
 xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink">
<ows:ServiceIdentification><ows:Title>WFS</ows:Title><ows:ServiceType>WFS</ows:ServiceType></ows:ServiceIdentification>
<ows:OperationsMetadata><ows:Operation name="GetFeature"><ows:DCP><ows:HTTP><ows:Get xlink:href="{get_feature}"/>
</ows:HTTP></ows:DCP><ows:Parameter name="outputFormat"><ows:AllowedValues>{values}</ows:AllowedValues></ows:Parameter>
</ows:Operation>{paging}</ows:OperationsMetadata>
<FeatureTypeList>{types}</FeatureTypeList></wfs:WFS_Capabilities>""".encode()


Feature = tuple[dict[str, Any], Any]


def feature_collection(features: Sequence[Feature], crs: str | None = None, **members: Any) -> bytes:
    """GeoJSON of (properties, shapely geometry) pairs, as GeoServer writes it; no `crs` member unless given."""
    content: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": f"layer.{i}",
                "properties": properties,
                "geometry": json.loads(shapely.to_geojson(geometry)) if geometry is not None else None,
            }
            for i, (properties, geometry) in enumerate(features)
        ],
        **members,
    }
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(content).encode()


def marked(service: Loopback, answer: Callable[[dict[str, str]], Reply]) -> Callable[[dict[str, str]], Reply]:
    """`answer` as a server gives it that marks its answers with an ETag, and says 304 to whoever has the newest."""

    def reply(words: dict[str, str]) -> Reply:
        found = answer(words)
        if found.status != 200 or found.body is None or "body" in words:
            return found
        etag = f'"{hashlib.sha256(found.body).hexdigest()[:16]}"'
        if service.headers[-1].get("If-None-Match") == etag:
            return Reply(b"", found.content_type, 304, {"ETag": etag})
        return replace(found, headers={**found.headers, "ETag": etag})

    return reply


EXCEPTION = (
    b'<?xml version="1.0" encoding="UTF-8"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1">'
    b'<ows:Exception exceptionCode="NoApplicableCode"><ows:ExceptionText>The database is away</ows:ExceptionText>'
    b"</ows:Exception></ows:ExceptionReport>"
)
MAINTENANCE = (
    b"<!DOCTYPE html>\n<html><head><title>Huoltokatko &amp; tauko</title></head><body>Palaamme pian</body></html>"
)


def wfs(
    service: Loopback, layers: dict[str, bytes | Callable[[dict[str, str]], Reply]], **options: Any
) -> Callable[[dict[str, str]], Reply]:
    """Answers of a WFS 2.0.0 at `service`: layer name → its GeoJSON, or what makes the reply to a GetFeature."""

    def answer(words: dict[str, str]) -> Reply:
        if words.get("request", "").lower() == "getcapabilities":
            return Reply(capabilities(service.address, list(layers), **options), "application/xml")
        content = layers.get(words.get("typenames", words.get("typename", "")))
        if content is None:
            return Reply(EXCEPTION, "text/xml")
        return content(words) if callable(content) else Reply(content)

    return answer


def postal_features(definitions: Definitions) -> list[Feature]:
    """The 46 postal areas, each of exactly its own land area, side by side, with some figures."""
    found: list[Feature] = []
    west, south = 360_000.0, 6_670_000.0
    for i, area in enumerate(definitions.levels["postinumeroalue"].expected_areas):
        assert area.land_area_m2 is not None
        properties = {
            "postinumeroalue": area.code,
            "nimi": area.name_fi,
            "namn": area.name_sv,
            "pinta_ala": int(area.land_area_m2),
            "kunta": "049" if area.member else "235",
            "he_vakiy": 1000 + i,
        }
        width = area.land_area_m2 / 4000
        found.append((properties, shapely.box(west, south, west + width, south + 4000)))
        west += width
    return found

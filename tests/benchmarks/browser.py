"""The map page in Chromium beside a plain `folium.Choropleth` page of the same data: what is sent, how soon it shows.

Run it with `python -m tests.benchmarks.browser`. Both pages show 46 postal areas in Debian's Chromium on loopback, in
turns. folium's page asks other hosts for its files: here it gets Leaflet from the same package as ours and nothing of
the rest, so what it would send besides is told by number and not by size; its legend is left out, as it draws no area
without d3. To show another year it is loaded again: that is how such pages are used.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import folium
import geopandas
import pandas
from playwright.sync_api import Browser, Route, sync_playwright

from hytemap.atlas import AtlasHolder
from hytemap.build import build
from hytemap.maps.view import make_view
from hytemap.settings import Settings
from hytemap.web.assets import _read
from tests.benchmarks.machine import described
from tests.browser.visit import ARGUMENTS, CHROMIUM, WIDE
from tests.faces import serving

LEVEL, INDICATOR = "postinumeroalue", "unemployment_rate"
ROUNDS = 5

#: milliseconds from a click on the year to the first frame after the heading, table, legend and map have it
REPAINT = """async year => {
  const heading = document.querySelector('h1'), before = heading.textContent;
  const input = document.querySelector(`#choice-year input[value="${year}"]`);
  const start = performance.now();
  input.click();
  while (heading.textContent === before) await new Promise(next => requestAnimationFrame(next));
  await new Promise(next => requestAnimationFrame(next));
  return performance.now() - start;
}"""
#: milliseconds from the start of the load until the areas are there
FIRST = """async selector => {
  while (!document.querySelector(selector)) await new Promise(next => requestAnimationFrame(next));
  return performance.now();
}"""


class Sent:
    """Bytes and requests of a page, as Chromium counts them on the wire, headers included."""

    def __init__(self, page: Any) -> None:
        self.bytes: dict[str, int] = {}
        self.addresses: dict[str, str] = {}
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.requestWillBeSent", self._asked)
        self.session.on("Network.loadingFinished", self._come)

    def _asked(self, event: dict[str, Any]) -> None:
        self.addresses[event["requestId"]] = event["request"]["url"]

    def _come(self, event: dict[str, Any]) -> None:
        self.bytes[event["requestId"]] = event["encodedDataLength"]

    def total(self, part: str = "") -> int:
        return sum(size for name, size in self.bytes.items() if part in self.addresses[name])

    def clear(self) -> None:
        self.bytes.clear()


def plain_page(settings: Settings, year: int, folder: Path) -> str:
    """A folium.Choropleth of the same figures over the same polygons, as its documentation shows it."""
    view = make_view(AtlasHolder(settings.snapshots).current, LEVEL, INDICATOR, year)
    areas = geopandas.read_file(_features(view))
    figures = pandas.DataFrame({"code": [area.code for area in view.level.areas], "value": view.slice.value})
    drawn = folium.Map(location=[60.2, 24.65], zoom_start=10, tiles=None)
    layer = folium.Choropleth(areas, data=figures, columns=["code", "value"], key_on="feature.properties.code")
    for name in [name for name in layer._children if name.startswith("color_map")]:
        del layer._children[name]
    layer.add_to(drawn)
    path = folder / f"plain-{year}.html"
    drawn.save(str(path))
    return path.name


def _features(view: Any) -> str:
    features = [
        f'{{"type":"Feature","properties":{{"code":"{area.code}"}},"geometry":{geometry.decode()}}}'
        for area, geometry in zip(view.level.areas, view.level.display, strict=True)
        if geometry is not None
    ]
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def local_only(counted: list[str], route: Route) -> None:
    """Give Leaflet to who asks another host for it, and nothing else; count what was asked of others."""
    address = route.request.url
    if "127.0.0.1" in address:
        route.continue_()
        return
    counted.append(address)
    name = address.rpartition("/")[2]
    if name in ("leaflet.js", "leaflet.css"):
        route.fulfill(body=_read(name), content_type="text/javascript" if name.endswith("js") else "text/css")
    else:
        route.fulfill(body="", content_type="text/javascript" if name.endswith("js") else "text/css")


def measured(browser: Browser, act: Callable[[Any, Sent], Any]) -> Any:
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    try:
        return act(page, Sent(page))
    finally:
        context.close()


def ours(address: str, years: list[int], page: Any, sent: Sent) -> dict[str, Any]:
    page.goto(f"{address}/fi/map?level={LEVEL}&indicator={INDICATOR}")
    first = page.evaluate(FIRST, "#map[data-ready]")
    page.wait_for_load_state("networkidle")
    found = {"first_ms": first, "first_bytes": sent.total(), "requests": len(sent.bytes), "repaint": [], "sent": []}
    for year in years:
        sent.clear()
        found["repaint"].append(page.evaluate(REPAINT, str(year)))
        page.locator("[aria-busy]").first.wait_for(state="detached")
        page.wait_for_load_state("networkidle")
        found["sent"].append((sent.total("/api/view"), sent.total()))
    return found


def plain(address: str, names: list[str], page: Any, sent: Sent) -> dict[str, Any]:
    others: list[str] = []
    page.route("**/*", partial(local_only, others))
    times, sizes = [], []
    for name in names:
        sent.clear()
        page.goto(f"{address}/{name}")
        times.append(page.evaluate(FIRST, "path.leaflet-interactive"))
        sizes.append(sent.total(address))
    return {"ms": times, "bytes": sizes, "others": len(set(others))}


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        settings = Settings(data=Path(folder) / "data")
        build(settings)
        atlas = AtlasHolder(settings.snapshots).current
        years = atlas.years(INDICATOR, LEVEL)
        names = [plain_page(settings, year, Path(folder)) for year in years]
        handler = partial(_Quiet, directory=folder)
        other = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=other.serve_forever, daemon=True).start()
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        with serving(settings.data) as address:
            rounds = []
            for _ in range(ROUNDS):
                mine = measured(browser, partial(ours, address, [*reversed(years[:-1]), years[-1]]))
                theirs = measured(browser, partial(plain, f"http://127.0.0.1:{other.server_port}", names))
                rounds.append((mine, theirs))
        browser.close()
        other.shutdown()
    report(rounds)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: the figures are the output."""


def report(rounds: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    mine, theirs = [one for one, _ in rounds], [one for _, one in rounds]
    print(described("folium", "flask", "granian"))
    print(f"46 postal areas, {ROUNDS} rounds in turns; medians")
    first = statistics.median(one["first_ms"] for one in mine)
    plain_first = statistics.median(one["ms"][0] for one in theirs)
    own = theirs[0]["bytes"][0] / 1000
    print(
        f"first view: {mine[0]['first_bytes'] / 1000:.1f} kB in {mine[0]['requests']} requests of one host, "
        f"areas after {first:.0f} ms"
    )
    print(
        f"plain folium: {own:.1f} kB of its own and {theirs[0]['others']} files of other hosts, "
        f"areas after {plain_first:.0f} ms (ours / plain {first / plain_first:.2f})"
    )
    repaint = statistics.median(ms for one in mine for ms in one["repaint"])
    again = statistics.median(ms for one in theirs for ms in one["ms"][1:])
    figures = max(size for one in mine for size, _ in one["sent"])
    whole = max(size for one in mine for _, size in one["sent"])
    worst = max(theirs[0]["bytes"])
    print(
        f"another year: {figures / 1000:.2f} kB of figures with headers ({whole / 1000:.1f} kB with explanations), "
        f"painted after {repaint:.0f} ms"
    )
    print(
        f"plain folium, loaded again: {worst / 1000:.1f} kB, {again:.0f} ms "
        f"(ours / plain: bytes {figures / worst:.3f}, time {repaint / again:.2f})"
    )


if __name__ == "__main__":
    main()

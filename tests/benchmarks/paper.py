"""Sheets of paper beside matplotlib and geopandas: a map of 46 areas on A4, an atlas of 100 pages, slides.

Run it with `python -m tests.benchmarks.paper`. The rival is no dependency: `.venv/bin/pip install matplotlib` beside
geopandas; without it the report says that it is missing. Each side runs in a process of its own, over one snapshot of
the shipped content, and prints indicators and years it has not printed before, so that nothing it remembers of a page
helps; what it keeps of the borders may. The rival draws the map with names, legend, title, scale and source: once
alone, once with the table of all values, and once with all that our sheet has (names with a light edge, hatchings of
statuses, arrow, sentences, the city's value, whose figures they are, the code). It sets names where they fall, one
over another, and makes no tags or alternative texts.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pikepdf
import segno

from hytemap.atlas import load_atlas
from hytemap.maps.sentence import map_sentences
from hytemap.maps.view import MapView, make_view
from hytemap.maps.wording import Wording
from hytemap.paper.blocks import facts
from hytemap.paper.frame import Frame
from hytemap.settings import Settings
from tests.benchmarks.machine import described

LEVEL = "postinumeroalue"
ROUNDS = 20
PAGES = 100
MAP_MS, TIMES_FASTER, ATLAS_S = 80.0, 8.0, 5.0

Result = dict[str, float]


def views(data: Path, count: int) -> list[MapView]:
    """`count` views of the level, each of another indicator or year."""
    atlas = load_atlas(Settings(data=data).snapshots)
    slices = [(name, year) for name in atlas.indicators for year in atlas.years(name, LEVEL)]
    return [make_view(atlas, LEVEL, name, year) for name, year in slices[:count]]


def address(view: MapView) -> str:
    """Where the view is live: each has a code of its own."""
    return f"https://hyte.example/fi/map?level={LEVEL}&indicator={view.indicator.id}&year={view.year}"


def frame(view: MapView) -> Frame:
    return Frame(Wording("fi"), date(2026, 11, 24), address(view))


def peak() -> float:
    """Megabytes this program has held at most; `ru_maxrss` would tell those of the process that started it too."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def timed(draw: Callable[[MapView], bytes], shown: list[MapView]) -> Result:
    """The first view is the warm-up, and told by itself; of the others the middle and the slowest."""
    took, size = [], 0
    for view in shown:
        began = time.perf_counter()
        size = len(draw(view))
        took.append(1000 * (time.perf_counter() - began))
    return {
        "first": took[0],
        "warm": statistics.median(took[1:]),
        "slowest": max(took[1:]),
        "kb": size / 1000,
        "mb": peak(),
    }


def own_map(data: Path) -> Result:
    from hytemap.paper.map.sheet import map_sheet
    from hytemap.paper.typesetting import pdf

    def draw(view: MapView) -> bytes:
        around = frame(view)
        return pdf(map_sheet(view, around), around.made)

    return timed(draw, views(data, 1 + ROUNDS))


def rival_map(data: Path) -> Result:
    return rival(data, with_table=False, whole=False)


def rival_table(data: Path) -> Result:
    return rival(data, with_table=True, whole=False)


def rival_sheet(data: Path) -> Result:
    return rival(data, with_table=True, whole=True)


def rival(data: Path, with_table: bool, whole: bool) -> Result:
    import geopandas
    import matplotlib

    matplotlib.use("pdf")
    from matplotlib import pyplot
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch
    from matplotlib.patheffects import withStroke

    shown = views(data, 1 + ROUNDS)
    level = shown[0].level
    drawn = [(i, json.loads(shape)) for i, shape in enumerate(level.display) if shape is not None]
    features = [{"type": "Feature", "properties": {"i": i}, "geometry": shape} for i, shape in drawn]
    areas = geopandas.GeoDataFrame.from_features(features, crs=4326).to_crs(3879)
    places = areas.representative_point()
    wording = Wording("fi")
    edge = [withStroke(linewidth=2, foreground="white")] if whole else None

    def draw(view: MapView) -> bytes:
        figure, axes = pyplot.subplots(figsize=(8.27, 11.69))
        classes = [int(view.class_of[i]) for i in areas["i"]]
        shaded = areas.assign(shade=[one if one >= 0 else None for one in classes])
        colours = ListedColormap(view.colours) if view.colours else None
        top = max(len(view.colours) - 1, 1)
        shaded.plot("shade", ax=axes, cmap=colours, vmin=0, vmax=top, edgecolor="black", linewidth=0.5)
        for i, place in zip(areas["i"], places, strict=True):
            axes.annotate(level.areas[i].name_fi, (place.x, place.y), ha="center", fontsize=6, path_effects=edge)
        labels = wording.class_labels(view)
        axes.legend([Patch(color=one) for one in view.colours], labels, title=view.indicator.title["fi"])
        west, south, _, _ = areas.total_bounds
        axes.plot([west, west + 5000], [south, south], color="black")
        axes.text(west, south + 200, "5 km", fontsize=7)
        axes.set_title(f"{view.indicator.title['fi']} {view.year}")
        axes.set_axis_off()
        figure.text(0.1, 0.05, view.source.attribution["fi"], fontsize=7)
        if whole:
            without = areas[[one < 0 for one in classes]]
            if len(without):
                without.plot(ax=axes, facecolor="white", edgecolor="grey", hatch="///", linewidth=0.5)
            axes.annotate("N", (0.95, 0.06), (0.95, 0.01), xycoords="axes fraction", arrowprops={"arrowstyle": "<-"})
            figure.text(0.1, 0.9, " ".join(map_sentences(view, wording)), fontsize=8, wrap=True)
            said = " ".join(f"{one['name']}: {one['text']}" for one in facts(view, wording))
            figure.text(0.1, 0.02, said, fontsize=6, wrap=True)
            city = wording.value(view.city.value, view.city.status, view.indicator)
            figure.text(0.7, 0.85, f"Espoo {city}", fontsize=12)
            corner = figure.add_axes((0.85, 0.01, 0.08, 0.06))
            corner.set_axis_off()
            corner.imshow([list(row) for row in segno.make_qr(address(view), error="m").matrix], cmap="Greys")
        if with_table:
            order = sorted(range(len(level.areas)), key=lambda i: int(view.rank[i]) or len(level.areas))
            cells = [[str(view.rank[i]), level.areas[i].name_fi, f"{view.slice.value[i]:.1f}"] for i in order]
            half = (len(cells) + 1) // 2
            for left, part in ((0.08, cells[:half]), (0.52, cells[half:])):
                place = figure.add_axes((left, 0.08, 0.4, 0.3))
                place.set_axis_off()
                place.table(part, colLabels=["#", "Alue", "Arvo"], loc="center", fontsize=7)
        out = io.BytesIO()
        figure.savefig(out, format="pdf")
        pyplot.close(figure)
        return out.getvalue()

    return timed(draw, shown)


def own_atlas(data: Path) -> Result:
    """Of a page for each of so many views that it has `PAGES` at least; from nothing, and again over other years."""
    from hytemap.paper.atlas.sheet import indicator_atlas
    from hytemap.paper.typesetting import pdf

    count = PAGES - 1
    shown = views(data, 2 * count)
    around = frame(shown[0])
    took = []
    for part in (shown[:count], shown[count:]):
        began = time.perf_counter()
        made = pdf(indicator_atlas(part, around, live=address), around.made)
        took.append(time.perf_counter() - began)
    with pikepdf.open(io.BytesIO(made)) as document:
        pages = len(document.pages)
    return {"pages": pages, "first": took[0], "warm": took[1], "kb": len(made) / 1000, "mb": peak()}


def own_slides(data: Path) -> Result:
    from hytemap.paper.slides import slides

    return timed(lambda view: slides([view], frame(view)), views(data, 6))


SIDES: dict[str, Callable[[Path], Result]] = {
    "map": own_map,
    "rival map": rival_map,
    "rival table": rival_table,
    "rival sheet": rival_sheet,
    "atlas": own_atlas,
    "slides": own_slides,
}


def run(side: str, data: Path) -> Result:
    """A side in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.paper", "--side", side, "--data", str(data)]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    found: Result = json.loads(said.splitlines()[-1])
    return found


def met(ok: bool) -> str:
    return "met" if ok else "**not met**"


def report(found: dict[str, Result]) -> None:
    own, atlas = found["map"], found["atlas"]
    names = {
        "map": "Sheet of a map of 46 areas with its table, A4 PDF/UA",
        "rival map": "matplotlib + geopandas, the map alone, A4 PDF",
        "rival table": "matplotlib + geopandas, map and table, A4 PDF",
        "rival sheet": "matplotlib + geopandas, the same sheet, A4 PDF",
        "slides": "Slide",
    }
    print("| | first | warm, median | slowest | size | peak memory |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for side, name in names.items():
        if side not in found:
            print(f"| {name} | missing: `pip install matplotlib` | | | | |")
            continue
        one = found[side]
        cells = f"{one['first']:.0f} ms | {one['warm']:.0f} ms | {one['slowest']:.0f} ms"
        print(f"| {name} | {cells} | {one['kb']:.0f} kB | {one['mb']:.0f} MB |")
    cells = f"{atlas['first']:.1f} s | {atlas['warm']:.1f} s | | {atlas['kb']:.0f} kB | {atlas['mb']:.0f} MB"
    print(f"| Atlas of {atlas['pages']} pages | {cells} |\n")
    print(f"- Map warm ≤ {MAP_MS:.0f} ms: {own['warm']:.0f} ms, {met(own['warm'] <= MAP_MS)}")
    for side in ("rival map", "rival table", "rival sheet"):
        if side in found:
            ratio = found[side]["warm"] / own["warm"]
            told = f"{ratio:.1f} ×, {met(ratio >= TIMES_FASTER)}"
            print(f"- At least {TIMES_FASTER:.0f} × faster than {names[side]}: {told}")
    print(f"- Atlas from nothing ≤ {ATLAS_S:.0f} s: {atlas['first']:.1f} s, {met(atlas['first'] <= ATLAS_S)}")


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--side", choices=SIDES)
    words.add_argument("--data", type=Path)
    asked = words.parse_args()
    if asked.side:
        print(json.dumps(SIDES[asked.side](asked.data)))
        return
    from hytemap.build import build

    there = find_spec("matplotlib") is not None
    print(f"{described('typst', 'geopandas', *(['matplotlib'] if there else []))}\n")
    with tempfile.TemporaryDirectory() as folder:
        build(Settings(data=Path(folder)))
        report({side: run(side, Path(folder)) for side in SIDES if there or not side.startswith("rival")})


if __name__ == "__main__":
    main()

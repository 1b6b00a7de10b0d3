"""A content folder of a synthetic country: 3,000 areas, 100 indicators, 10 years, made from a fixed seed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import shapely

from hytemap.geometry.arrays import geometry_array
from hytemap.geometry.rfc7946 import WGS84, reproject, to_geojson
from hytemap.settings import content_folder

AREAS, INDICATORS, YEARS = 3000, 100, 10
LEVEL, COUNTRY, TABLE = "alue", "maa", "register"
FIRST_YEAR = 2015
#: metres of the country's bounding box in EPSG:3067
_BOX = (100_000, 6_650_000, 700_000, 7_650_000)
_ACCESS = "{fi: keksitty, sv: påhittad, en: made up}"


def write_content(folder: Path, areas: int = AREAS, indicators: int = INDICATORS, years: int = YEARS) -> Path:
    """Write the definitions, polygons and figures into `folder`; returns it."""
    for name in ("boundaries", "layers/tables", "layers/indicators", "layers/rasters"):
        (folder / name).mkdir(parents=True)
    shutil.copy(content_folder("layers") / "services.yaml", folder / "layers" / "services.yaml")
    codes = [f"{100 + 7 * i:05d}" for i in range(areas)]
    _write_levels(folder / "boundaries", codes)
    _write_table(folder / "layers" / "tables", codes, indicators, years)
    for i in range(indicators):
        _write_indicator(folder / "layers" / "indicators", i)
    return folder


def _polygons(areas: int) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """A coverage of the box: Voronoi cells whose edges are bent by a smooth field, so that neighbours stay joined."""
    rng = np.random.default_rng(20261124)
    points = np.column_stack([rng.uniform(_BOX[0], _BOX[2], areas), rng.uniform(_BOX[1], _BOX[3], areas)])
    box = shapely.box(*_BOX)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=box, ordered=True))
    cells = shapely.segmentize(shapely.intersection(cells, box), 1_000)

    def bent(xy: np.ndarray) -> np.ndarray:
        x, y = xy[:, 0] / 4_000, xy[:, 1] / 4_000
        return np.round(xy + 300 * np.column_stack([np.sin(y + 2 * np.sin(x)), np.cos(x + 2 * np.cos(y))]), 1)

    return shapely.transform(cells, bent)


def _write_levels(folder: Path, codes: list[str]) -> None:
    shapes = geometry_array([shapely.MultiPolygon([shape]) for shape in _polygons(len(codes))])
    texts = to_geojson(reproject(shapes, "EPSG:3067", WGS84), 7)
    lines = []
    for code, text in zip(codes, texts, strict=True):
        head = json.dumps({"type": "Feature", "properties": {"code": code}})
        lines.append(f'{head[:-1]}, "geometry": {(text or b"null").decode()}}}')
    (folder / f"{LEVEL}.geojson").write_text(
        '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"
    )
    expected = "\n".join(f'  - {{code: "{code}", name_fi: "Alue {code}", name_sv: "Område {code}"}}' for code in codes)
    common = f"crs: EPSG:3067\nvintages: {{current: {{title: {_ACCESS}}}}}\nlicence: CC0-1.0\nattribution: {_ACCESS}\n"
    (folder / f"{LEVEL}.yaml").write_text(
        f"id: {LEVEL}\norder: 1\ntitle: {_ACCESS}\narea_title: {_ACCESS}\n{common}"
        "sources:\n  - {service: STATFI_POSTAL, layer: x, version: '2.0.0', crs: EPSG:3067, "
        "fields: {code: [code], name_fi: [name]}, extent: land}\n"
        f"default_geometry: {{file: {LEVEL}.geojson, boundary_year: 2026, quality: official, extent: land, "
        f"licence: CC0-1.0, attribution: {_ACCESS}}}\nexpected_areas:\n{expected}\n"
    )
    (folder / f"{COUNTRY}.yaml").write_text(
        f"id: {COUNTRY}\norder: 2\nreference: true\ntitle: {_ACCESS}\narea_title: {_ACCESS}\n{common}"
        'expected_areas: [{code: "049", name_fi: Maa, name_sv: Land}]\n'
    )


def _write_table(folder: Path, codes: list[str], indicators: int, years: int) -> None:
    rng = np.random.default_rng(3)
    people = rng.integers(50, 9_000, len(codes))
    of_year = [FIRST_YEAR + i for i in range(years)]
    with (folder / f"{TABLE}.csv").open("w", encoding="utf-8") as file:
        file.write("area,year,variable,value\n")
        for year in of_year:
            people = np.maximum(20, people + rng.integers(-40, 60, len(codes)))
            columns = {"people": people} | {
                f"x{i}": rng.binomial(people, rng.uniform(0.02, 0.6)) for i in range(indicators)
            }
            for name, values in columns.items():
                file.writelines(
                    f"{code},{year},{name},{value}\n" for code, value in zip(codes, values.tolist(), strict=True)
                )
    names = "\n".join(f"      x{i}: Made up {i}" for i in range(indicators))
    (folder / f"{TABLE}.yaml").write_text(
        f"id: {TABLE}\ntitle: {_ACCESS}\npublisher: {_ACCESS}\nlevels: [{LEVEL}]\ndefault: {{file: {TABLE}.csv}}\n"
        f"groups:\n  people:\n    title: {_ACCESS}\n    variables:\n      people: People\n{names}\n"
        f"    editions:\n      - {{years: {of_year}, vintage: current, reference: {_ACCESS}}}\n"
        f'carry:\n  - {{to: {COUNTRY}, sum_of_members: true, area: "049", note: {_ACCESS}}}\n'
        f"protection: {_ACCESS}\nlicence: CC0-1.0\nattribution: {_ACCESS}\n"
    )


def _write_indicator(folder: Path, i: int) -> None:
    title = f"{{fi: Osuus {i}, sv: Andel {i}, en: Share {i}}}"
    (folder / f"share_{i}.yaml").write_text(
        f"id: share_{i}\ntitle: {title}\ndefinition: {title}\ntheme: elinolot\nchain: outcome\n"
        f"direction: {('lower', 'higher', 'neutral')[i % 3]}\nunit: percent\ndecimals: 1\ntable: {TABLE}\n"
        f"formula: {{ratio: {{numerator: x{i}, denominator: people, times: 100}}}}\n"
        f"steward: {{role: {_ACCESS}, unit: {_ACCESS}}}\nupdate: {_ACCESS}\n"
    )

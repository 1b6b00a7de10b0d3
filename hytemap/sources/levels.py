"""A level from its publisher: the sources tried in order, and all checks before it may replace anything."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely

from hytemap.definitions import Definitions, Level, LevelSource
from hytemap.errors import GeometryError, SourceAnswerInvalid, SourceError
from hytemap.geometry.coverage import examine, judge, mend
from hytemap.model import GeometryExtent
from hytemap.sources.enclaves import known_enclaves
from hytemap.sources.layers import Geometries, LayerRequest, SourceLayer
from hytemap.sources.names import normalised
from hytemap.sources.publishers import Publishers

#: how far a polygon's area may be from the publisher's own figure
AREA_TOLERANCE = 0.02


@dataclass(frozen=True)
class StoredLevel:
    """A level's official polygons as fetched, in the publisher's CRS.

    All lists and arrays have one entry an area, sorted by code. `geometry`: (n,) valid MultiPolygons in `crs`, 2D,
    x east and y north, metres. `land_area_m2`: the publisher's own figures, None where it gives none.
    `code_series`: the ten-digit code of the area series, None where not found. `service` and `layer` say where the
    polygons came from, `fetched_at` when (ISO 8601, UTC), `boundary_year` which year's borders they are.
    """

    level: str
    codes: list[str]
    names_fi: list[str]
    names_sv: list[str]
    code_series: list[str | None]
    land_area_m2: list[float | None]
    geometry: Geometries
    crs: str
    boundary_year: int
    extent: GeometryExtent
    service: str
    layer: str
    fetched_at: str
    notices: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.codes)


def request_of(source: LevelSource) -> LayerRequest:
    """What to ask of the service of a level's source."""
    return LayerRequest(source.service, source.layer, source.version, source.crs, dict(source.filter))


def fetch_level(
    definitions: Definitions, level_id: str, publishers: Publishers, now: datetime | None = None
) -> StoredLevel:
    """The level from the first of its sources that passes every check.

    What is wrong with the sources before it stands in `notices`. Raises SourceError when none is good, with all
    reasons.
    """
    level = definitions.levels[level_id]
    now = now or datetime.now(UTC)
    failures: list[str] = []
    remedies: list[str] = []
    for source in level.sources:
        try:
            found = _from_source(definitions, level, source, publishers, now)
        except (SourceError, GeometryError, shapely.errors.ShapelyError) as error:
            publishers.distrust(source.service)
            remedies.append(error.remedy if isinstance(error, SourceError) else SourceAnswerInvalid.remedy)
            failures.append(f"{source.service} {source.layer}: {_without_service(error, source.service)}")
            continue
        found = _with_code_series(level, found, publishers)
        return replace(found, notices=(*(f"not from {failure}" for failure in failures), *found.notices))
    # what mends the first one is what helps: the others stand in for it
    raise SourceAnswerInvalid(f"no source of {level_id} gave it: " + "; ".join(failures), next(iter(remedies), ""))


def _without_service(error: Exception, service: str) -> str:
    return str(error).removeprefix(f"{service}: ")


def _from_source(
    definitions: Definitions, level: Level, source: LevelSource, publishers: Publishers, now: datetime
) -> StoredLevel:
    layer = publishers.layer(request_of(source))
    notices = list(layer.notices)
    names_fi = [(name or "").strip() for name in layer.column(source.fields.name_fi)]
    names_sv = _optional(layer, source.fields.name_sv)
    codes = _codes(level, source, layer, names_fi)
    notices += _check_codes(level, codes)
    expected = {area.code: area for area in level.expected_areas}
    for code, name in zip(codes, names_fi, strict=True):
        if code in expected and name and normalised(name) != normalised(expected[code].name_fi):
            notices.append(f"{code} is called {name} by the publisher, {expected[code].name_fi} in the definition")
    fi = [
        name or (expected[code].name_fi if code in expected else code)
        for code, name in zip(codes, names_fi, strict=True)
    ]
    sv = [
        name or (expected[code].name_sv if code in expected else in_finnish)
        for code, name, in_finnish in zip(codes, names_sv, fi, strict=True)
    ]
    geometry, mended = mend(codes, layer.geometry)
    notices += mended
    land_only = source.extent is GeometryExtent.LAND
    notices += judge(examine(codes, geometry, known_enclaves(definitions, source.crs), land_only))
    land_area = _land_areas(source, layer, codes)
    if land_only:
        _check_areas(codes, geometry, land_area)
    order = np.argsort(np.array(codes))
    return StoredLevel(
        level.id,
        [codes[i] for i in order],
        [fi[i] for i in order],
        [sv[i] for i in order],
        [None] * len(codes),
        [land_area[i] for i in order],
        geometry[order],
        source.crs,
        source.boundary_year or layer.year or now.year,
        source.extent,
        source.service,
        layer.name,
        now.isoformat(timespec="seconds"),
        tuple(notices),
    )


def _optional(layer: SourceLayer, names: list[str] | None) -> list[str]:
    """The column of an optional field; empty texts where the publisher has none."""
    known = [name for name in names or [] if name in layer.fields]
    values = layer.fields[known[0]] if known else [None] * len(layer)
    return [(value or "").strip() for value in values]


def _codes(level: Level, source: LevelSource, layer: SourceLayer, names: list[str]) -> list[str]:
    """Each feature's code: its own, or the expected area's of that name."""
    if source.join == "code":
        codes = [(code or "").strip() for code in layer.column(source.fields.code or [])]
        if not all(codes):
            blank = ", ".join(name or "no name" for code, name in zip(codes, names, strict=True) if not code)
            raise SourceAnswerInvalid(f"{layer.name} has areas without a code ({blank})")
        return codes
    by_name = {normalised(area.name_fi): area.code for area in level.expected_areas}
    unknown = [name or "(no name)" for name in names if normalised(name) not in by_name]
    found = {normalised(name) for name in names}
    missing = [area.name_fi for area in level.expected_areas if normalised(area.name_fi) not in found]
    if unknown:
        raise SourceAnswerInvalid(
            f"{layer.name} has areas of names not in boundaries/{level.id}.yaml: {', '.join(unknown)}"
            + (f"; not found: {', '.join(missing)}" if missing else "")
        )
    return [by_name[normalised(name)] for name in names]


def _check_codes(level: Level, codes: list[str]) -> list[str]:
    """Refuse duplicates, missing and extra areas; a count that only warns gives a notice."""
    twice = sorted(code for code, count in Counter(codes).items() if count > 1)
    names = {area.code: f"{area.code} {area.name_fi}" for area in level.expected_areas}
    faults: list[str] = []
    if twice:
        faults.append(f"more than once: {_listed(names.get(code, code) for code in twice)}")
    if level.expected_areas:
        missing = [name for code, name in names.items() if code not in codes]
        extra = sorted(set(codes) - set(names))
        if missing:
            faults.append(f"missing: {_listed(missing)}")
        if extra:
            lost = [code for code in extra if any(known.lstrip("0") == code for known in names)]
            hint = " (codes that have lost their leading zeros)" if lost else ""
            faults.append(f"not in boundaries/{level.id}.yaml: {_listed(extra)}{hint}")
    if faults:
        raise SourceAnswerInvalid(f"the areas are not those of {level.id}; " + "; ".join(faults))
    if level.expected_count is not None and len(codes) != level.expected_count:
        return [f"{len(codes)} areas came, boundaries/{level.id}.yaml expects {level.expected_count}"]
    return []


def _listed(items: Any, most: int = 20) -> str:
    listed = list(items)
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")


def _land_areas(source: LevelSource, layer: SourceLayer, codes: list[str]) -> list[float | None]:
    values: list[float | None] = [None] * len(codes)
    for i, text in enumerate(_optional(layer, source.fields.land_area_m2)):
        if not text:
            continue
        try:
            values[i] = float(text)
        except ValueError as error:
            raise SourceAnswerInvalid(f"the land area of {codes[i]} is no number: {text!r}") from error
    return values


def _check_areas(codes: list[str], geometry: Geometries, land_area: list[float | None]) -> None:
    """Refuse polygons whose area is not what the publisher says; m²."""
    areas = shapely.area(geometry)
    off = [
        f"{code} {area:,.0f} m² instead of {said:,.0f} m²"
        for code, area, said in zip(codes, areas, land_area, strict=True)
        if said is not None and abs(area - said) > AREA_TOLERANCE * said
    ]
    if off:
        raise GeometryError(f"polygons differ by more than {AREA_TOLERANCE:.0%} from their own figure: {_listed(off)}")


def _with_code_series(level: Level, found: StoredLevel, publishers: Publishers) -> StoredLevel:
    """`found` with the codes of the area series, by name; what cannot be found is told, never guessed."""
    series = level.code_series
    if series is None:
        return found
    request = LayerRequest(series.service, series.layer, series.version, level.crs, dict(series.filter))
    try:
        layer = publishers.layer(request)
        pairs = zip(layer.column(series.name_fi), layer.column(series.code), strict=True)
        by_name: dict[str, set[str]] = {}
        for name, code in pairs:
            if normalised(name) and code and code.strip():
                by_name.setdefault(normalised(name), set()).add(code.strip())
    except SourceError as error:
        notice = f"no codes of the area series: {error}"
        return replace(found, notices=(*found.notices, notice))
    own = Counter(normalised(name) for name in found.names_fi)
    codes: list[str | None] = []
    for name in found.names_fi:
        matches = by_name.get(normalised(name), set())
        codes.append(next(iter(matches)) if len(matches) == 1 and own[normalised(name)] == 1 else None)
    # one code of the series for two areas would join the same figures twice
    counts = Counter(codes)
    codes = [code if counts[code] == 1 else None for code in codes]
    rows = zip(found.codes, found.names_fi, codes, strict=True)
    without = [f"{code} {name}" for code, name, match in rows if match is None]
    notices = [f"no code of the area series for {len(without)} areas: {_listed(without, 10)}"] if without else []
    return replace(found, code_series=codes, notices=(*found.notices, *notices))

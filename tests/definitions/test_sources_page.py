"""docs/sources.md tells of every service, table, level and raster what the definitions say, and of no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hytemap.definitions import Definitions, Level, Raster, Table, load
from hytemap.definitions.common import Updates
from hytemap.settings import Settings
from hytemap.sources.listing import list_sources

PAGE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
#: what every publisher's page has
PARTS = ("**What.**", "**How often.**", "**Marks.**", "**Traps.**")


@pytest.fixture(scope="module")
def shipped() -> Definitions:
    return load(Settings())


def sections() -> dict[str, str]:
    """Heading → what stands under it."""
    parts = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(heading: str) -> dict[str, list[str]]:
    """Id → the other cells of its row in the table under `heading`."""
    found = {}
    for line in sections()[heading].splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if re.fullmatch(r"`\w+`", cells[0]):
            found[cells[0].strip("`")] = cells[1:]
    return found


def fact(section: str, name: str) -> str:
    found = re.search(rf"^\| {name} \| (.*) \|$", section, flags=re.MULTILINE)
    assert found, f"no row {name!r}"
    return found[1]


def rhythm(updates: Updates | None) -> str:
    if updates is None:
        return "–"
    return updates.every + (f", month {updates.month}" if updates.month else "")


def origin(one: Level | Raster | Table, services: list[str]) -> str:
    held = isinstance(one, Raster) or (one.default_geometry if isinstance(one, Level) else one.default) is not None
    return "; ".join([*([", ".join(services)] if services else []), *(["shipped"] if held else [])])


def services_of(shipped: Definitions, tmp_path: Path) -> dict[str, list[str]]:
    return {one.name: one.services for one in list_sources(shipped, Settings(data=tmp_path))}


def test_every_service_has_its_page_and_every_page_its_service(shipped: Definitions) -> None:
    pages = {heading for heading in sections() if ": " in heading}
    assert pages == {f"{name}: {service.title.en}" for name, service in shipped.services.items()}


def test_the_page_of_a_service_says_what_its_definition_says(shipped: Definitions, tmp_path: Path) -> None:
    gives = services_of(shipped, tmp_path)
    for name, service in shipped.services.items():
        section = sections()[f"{name}: {service.title.en}"]
        assert fact(section, "address") == f"`{service.address}`"
        assert fact(section, "licence") == service.licence
        assert fact(section, "named as") == service.attribution.en
        assert fact(section, "called at most") == f"{service.rate.calls} calls in {service.rate.seconds:g} s"
        told = set(re.findall(r"`(\w+)`", fact(section, "gives").partition("; ")[0]))
        assert told == {one for one, services in gives.items() if name in services}
        assert [part for part in PARTS if part not in section] == []


def test_every_table_and_raster_has_its_row_with_origin_licence_marks_and_rhythm(
    shipped: Definitions, tmp_path: Path
) -> None:
    services = services_of(shipped, tmp_path)
    told = rows("Tables and rasters")
    assert set(told) == {*shipped.tables, *shipped.rasters}
    for table in shipped.tables.values():
        if table.raster:
            continue  # the raster itself has the row
        marks = ", ".join(f"`{mark}` {status.word}" for mark, status in table.marks.items()) or "none"
        assert told[table.id] == [origin(table, services[table.id]), table.licence, marks, rhythm(table.updates)]
    for raster in shipped.rasters.values():
        first, licence, marks, last = told[raster.id]
        assert (first, licence, last) == (
            origin(raster, services[raster.id]),
            raster.licence,
            rhythm(raster.updates),
        )
        known = [raster.wfs.suppressed.mark] if raster.wfs and raster.wfs.suppressed else []
        known += raster.wfs.no_data if raster.wfs else []
        assert re.findall(r"`(\d+)`", marks) == known


def test_every_level_has_its_row(shipped: Definitions, tmp_path: Path) -> None:
    services = services_of(shipped, tmp_path)
    told = rows("Levels")
    levels = {level.id: level for level in shipped.levels.values() if not level.reference}
    assert set(told) == set(levels)
    for name, level in levels.items():
        assert told[name] == [origin(level, services[name]), level.licence, rhythm(level.updates)]


def test_marks_of_a_service_stand_on_its_page(shipped: Definitions) -> None:
    for table in shipped.tables.values():
        names = [source.service for source in table.pxweb or []]
        for name in names:
            section = sections()[f"{name}: {shipped.services[name].title.en}"]
            zero = next(source.zero for source in table.pxweb or [] if source.service == name)
            for mark in [mark for mark in table.marks if not mark.startswith("-")] + ([zero] if zero else []):
                assert f"`{mark}`" in section, f"{name} {mark}"
        if table.wfs:
            section = sections()[f"{table.wfs.service}: {shipped.services[table.wfs.service].title.en}"]
            assert "`-1`" in section

"""Mistakes in what fetching goes by (`rate`, `updates`, `wfs` of a raster, `{year}`), named with key and remedy."""

from __future__ import annotations

import pytest

from tests.definitions.broken_content import Content

SERVICES = "layers/services.yaml"
PAAVO = "layers/tables/paavo.yaml"
POPULATION = "layers/rasters/population_grid.yaml"
RATE = "    rate: {calls: 20, seconds: 2}\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "wrong", "right"),
    [
        (SERVICES, RATE, "", "services.SOTKANET.rate", "is missing", "add the key"),
        (SERVICES, RATE, RATE.replace("20", "0"), "services.SOTKANET.rate.calls", "greater than 0", ""),
        (SERVICES, RATE, RATE.replace("2}", "-1}"), "services.SOTKANET.rate.seconds", "greater than 0", ""),
        (PAAVO, "every: P1Y", "every: yearly", "updates.every", "'yearly' is not of the right form", "it must match"),
        (PAAVO, "month: 1}", "month: 13}", "updates.month", "less than or equal to 12", ""),
        (PAAVO, "every: P1Y", "every: P3M", "updates", "gives a month though", "leave `month` out"),
        (POPULATION, "  service: HSY", "  service: HSI", "wfs.service", "unknown service 'HSI'", "one of ESPOO, HSY"),
        (POPULATION, "grid: area_grid", "grid: area_gird", "wfs.grid", "unknown raster 'area_gird'", "area_grid"),
        (POPULATION, "crs: EPSG:3879", "crs: EPSG:3067", "wfs.grid", "is in EPSG:3879", "use one CRS"),
        (POPULATION, "value: [asukkaita]", "value: []", "wfs.value", "at least 1 item", ""),
        (POPULATION, "below: 100", "below: 0", "wfs.suppressed.below", "greater than 0", ""),
        (POPULATION, 'mark: "99"', "mark: 99", "wfs.suppressed.mark", "99 is not text", "put it in quotes"),
        (
            PAAVO,
            'en: "Estimate: the figure for Espoo',
            'en: "In {year}: the figure for Espoo',
            "carry.1.note",
            "{year} stands for nothing here",
            "leave {year} out",
        ),
    ],
)
def test_the_mistake_is_named(
    content: Content, file: str, old: str, new: str, key: str, wrong: str, right: str
) -> None:
    content.edit(file, old, new)
    fault = content.fault()
    assert (fault.file, fault.key) == (file, key)
    assert wrong in fault.wrong
    assert right in fault.right


def test_a_raster_of_areas_cannot_be_fetched(content: Content) -> None:
    wfs = content.read(POPULATION).partition("\nwfs:\n")[2].partition("\nupdates:")[0]
    path = "layers/rasters/area_grid.yaml"
    content.write(path, content.read(path) + f"wfs:\n{wfs}\n")
    assert "only a raster of kind `weights` can be fetched" in content.fault().wrong

"""Sheets that tests print, by name; those with a reference picture are looked at again in every run.

    python -m tests.paper.examples

makes the reference pictures anew: look at each before it is committed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from hytemap.atlas import Atlas, load_atlas
from hytemap.maps.side_by_side import side_by_side
from hytemap.maps.view import MapView, make_view
from hytemap.paper.compare.sheet import compare_sheet
from hytemap.paper.map.sheet import map_sheet
from hytemap.paper.table.sheet import table_sheet
from hytemap.paper.typesetting import Sheet
from tests.paper.printing import frame, pixels, printed
from tests.pictures import write_png

REFERENCES = Path(__file__).parent / "references"
SIX = (
    "unemployment_rate",
    "higher_degree",
    "lowest_income_households",
    "young_one_person_households",
    "floor_area_per_person",
    "ndvi_summer",
)
EIGHT = (*SIX, "median_income", "children_mental_hospital_care")


def views(atlas: Atlas, level: str, indicators: tuple[str, ...], year: int = 2024) -> list[MapView]:
    """One view of each indicator in one year."""
    return [make_view(atlas, level, one, year, beside_others=True) for one in indicators]


def years(atlas: Atlas, level: str, *chosen: int) -> list[MapView]:
    """Years of unemployment."""
    return [make_view(atlas, level, "unemployment_rate", year) for year in chosen]


def _map(level: str, language: str, form: str, orientation: str, method: str = "natural") -> Callable[[Atlas], Sheet]:
    def made(atlas: Atlas) -> Sheet:
        view = make_view(atlas, level, "unemployment_rate", 2024, method)
        return map_sheet(view, frame(language, form, orientation), (view.level.areas[0].code,))

    return made


#: name → sheet; statuses of all kinds where the atlas has the publisher's marks
PICTURED: dict[str, Callable[[Atlas], Sheet]] = {
    "map-7-portrait-fi": _map("suuralue", "fi", "a4", "portrait", "base"),
    "map-46-portrait-sv": _map("postinumeroalue", "sv", "a4", "portrait"),
    "map-46-landscape-en": _map("postinumeroalue", "en", "a4", "landscape"),
    "compare-years-landscape-sv": lambda atlas: compare_sheet(
        side_by_side(years(atlas, "suuralue", 2015, 2024)), frame("sv", "a4", "landscape"), by_years=True
    ),
    "compare-six-portrait-en": lambda atlas: compare_sheet(
        side_by_side(views(atlas, "postinumeroalue", SIX)), frame("en"), by_years=False
    ),
    "table-eight-portrait-fi": lambda atlas: table_sheet(views(atlas, "postinumeroalue", EIGHT), frame("fi")),
}


def main() -> None:
    """Write the first page of each as a small PNG."""
    from hytemap.build import build
    from hytemap.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data")
        build(settings)
        atlas = load_atlas(settings.snapshots)
        for name, made in PICTURED.items():
            path = REFERENCES / f"{name}.png"
            write_png(pixels(printed(made(atlas), Path(folder))), path, colours=48)
            sys.stdout.write(f"{path.stat().st_size / 1000:5.1f} kB {path.name}\n")


if __name__ == "__main__":
    main()

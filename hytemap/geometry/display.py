"""What pages draw: land only, simplified so that a first view is light."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from hytemap.geometry.generalise import to_multipolygons

#: what a level's longer side is drawn on: finer detail than one of these cannot be seen
PIXELS = 1000
#: sides of the smallest islet drawn, in pixels; smaller ones are dots, and half of the bytes of an archipelago
SMALLEST_ISLET = 3.5


def pixel(geometry: NDArray[np.object_]) -> float:
    """Metres a pixel when the whole of `geometry` (areas,) fills the map: 50 for Espoo, 140 for Länsi-Uusimaa."""
    present = np.array([shape for shape in geometry if shape is not None], dtype=object)
    west, south, east, north = shapely.total_bounds(present)
    return float(max(east - west, north - south)) / PIXELS


def display_geometry(
    geometry: NDArray[np.object_], land: shapely.Geometry | None, simplify: bool = True
) -> NDArray[np.object_]:
    """Geometry for the screen: cut to `land`, islets dropped, simplified with shared borders kept shared.

    `geometry` has shape (areas,), in a metric CRS, None where an area has no polygon; `land` is in the same CRS, None
    when the level is land already. An area always keeps its largest part. Without `simplify`, for geometry that is
    generalised already, only the cut and the islets are done.
    """
    present = np.array([item is not None for item in geometry])
    result = np.empty(len(geometry), dtype=object)
    if not present.any():
        return result
    shapes = geometry[present]
    if land is not None:
        cut = shapely.intersection(shapes, land)
        # an area wholly outside the known land (never Espoo's, but possible in new data) is shown as it is
        shapes = np.where(shapely.area(cut) > 0, cut, shapes)
    tolerance = pixel(shapes)
    shapes = np.array([_without_islets(shape, tolerance) for shape in to_multipolygons(shapes)], dtype=object)
    if simplify:
        simplified = to_multipolygons(shapely.make_valid(shapely.coverage_simplify(shapes, tolerance)))
        shapes = np.array(
            [new if new is not None and not new.is_empty else old for new, old in zip(simplified, shapes, strict=True)],
            dtype=object,
        )
    result[present] = to_multipolygons(shapes)
    return result


def _without_islets(shape: shapely.Geometry, tolerance: float) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    areas = shapely.area(parts)
    kept = parts[(areas >= (SMALLEST_ISLET * tolerance) ** 2) | (areas == areas.max())]
    return shapely.multipolygons(kept)

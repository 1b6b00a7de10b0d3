"""What pages draw: land only, simplified so that a first view is light."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from hytemap.geometry.generalise import to_multipolygons

#: metres; about a pixel when Espoo (50 km) fills a 1,200 px map
DISPLAY_TOLERANCE = 40.0
#: m²; islets smaller than this are dots on the map and half of the bytes of an archipelago
SMALLEST_ISLAND = 20_000.0


def display_geometry(
    geometry: NDArray[np.object_], land: shapely.Geometry | None, tolerance: float = DISPLAY_TOLERANCE
) -> NDArray[np.object_]:
    """Geometry for the screen: cut to `land`, islets dropped, simplified with shared borders kept shared.

    `geometry` has shape (areas,), in a metric CRS, None where an area has no polygon; `land` is in the same CRS, None
    when the level is land already. An area always keeps its largest part. `tolerance` is in metres (0: not simplified).
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
    shapes = np.array([_without_islets(shape) for shape in to_multipolygons(shapes)], dtype=object)
    if tolerance > 0:
        simplified = to_multipolygons(shapely.make_valid(shapely.coverage_simplify(shapes, tolerance)))
        shapes = np.array(
            [new if new is not None and not new.is_empty else old for new, old in zip(simplified, shapes, strict=True)],
            dtype=object,
        )
    result[present] = to_multipolygons(shapes)
    return result


def _without_islets(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    areas = shapely.area(parts)
    kept = parts[(areas >= SMALLEST_ISLAND) | (areas == areas.max())]
    return shapely.multipolygons(kept)

"""Arrays of geometries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray


def geometry_array(items: Sequence[shapely.Geometry | None]) -> NDArray[np.object_]:
    """Geometries as an array (items,), None where there is none: numpy alone would look into what can be iterated."""
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array

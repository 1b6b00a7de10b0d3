"""Weights and pieces that took a while to find, kept in the work folder: `work/weights/<digest>.npz`.

Their names hold a digest of all they were made of, so that nothing has to be asked before one is used. They are no
input of a build: without them it only takes longer.
"""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hytemap.settings import Settings
from hytemap.sources.copies import work_folder
from hytemap.whole_files import write_whole

#: what was not used for so long was made of polygons or rasters that are no longer there
_UNUSED_S = 60 * 24 * 3600

Arrays = dict[str, NDArray[Any]]


class KeptWeights:
    """Arrays by name and digest in the work folder, which only its owner may read."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def read(self, key: str) -> Arrays | None:
        """The arrays kept under `key`; None where there are none, or they are damaged."""
        path = work_folder(self._settings, "weights") / f"{key}.npz"
        try:
            with np.load(path, allow_pickle=False) as file:
                found = {name: file[name] for name in file.files}
            os.utime(path)
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
            return None
        return found

    def write(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep `arrays` under `key`, whole or not at all, and drop what has not been used for a long time."""
        folder = work_folder(self._settings, "weights")
        for path in folder.glob("*.npz"):
            if time.time() - path.stat().st_mtime > _UNUSED_S:
                path.unlink(missing_ok=True)
        content = io.BytesIO()
        np.savez(content, **dict(arrays))  # type: ignore[arg-type]
        write_whole(folder / f"{key}.npz", content.getvalue())

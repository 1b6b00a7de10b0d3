"""Pictures of pages: read, made small, and compared in a way that fonts do not disturb."""

from __future__ import annotations

import struct
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

Pixels = NDArray[np.uint8]

#: side of the squares whose mean colours are compared, in pixels: about a word
SQUARE = 24
#: mean colours farther apart than this (of 255, in the worst of red, green and blue) are another picture's
FAR = 28
#: share of squares that may be another picture's. Measured over the ten guides: the same page again 0–0.003, in a serif
#: font 0–0.003, in one a tenth narrower, whose lines break elsewhere, 0.001–0.088; the same map and table with other
#: classes 0.11, another page 0.23 and more
SHARE = 0.1


def read_png(data: bytes) -> Pixels:
    """Rows × columns × red, green, blue."""
    with warnings.catch_warnings():
        # a picture lies nowhere on earth
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with MemoryFile(data) as file, file.open() as opened:
            return _rgb(opened)


def _rgb(opened: Any) -> Pixels:
    bands = opened.read()
    if opened.count == 1:
        colours = opened.colormap(1)
        palette = np.array([colours.get(i, (0, 0, 0, 0))[:3] for i in range(256)], dtype=np.uint8)
        found: Pixels = palette[bands[0]]
        return found
    return np.moveaxis(bands[:3], 0, -1)


def write_png(pixels: Pixels, path: Path, colours: int = 64) -> None:
    """A PNG of at most `colours` colours: the commonest ones, every other as the nearest of them."""
    flat = pixels.reshape(-1, 3)
    kinds, inverse, counts = np.unique(flat, axis=0, return_inverse=True, return_counts=True)
    palette = _palette(kinds, counts, colours)
    # the nearest colour of each kind, in pieces that fit into memory
    pieces = np.array_split(kinds.astype(np.int32), max(1, len(kinds) // 2000))
    nearest = np.concatenate(
        [((piece[:, None, :] - palette[None].astype(np.int32)) ** 2).sum(axis=2).argmin(axis=1) for piece in pieces]
    ).astype(np.uint8)
    index = nearest[inverse.reshape(-1)].reshape(pixels.shape[:2])
    depth = 4 if len(palette) <= 16 else 8
    rows = index if depth == 8 else _halved(index)
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    height, width = index.shape
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 3, 0, 0, 0))
        + _chunk(b"PLTE", palette.tobytes())
        + _chunk(b"IDAT", zlib.compress(raw, 9))
        + _chunk(b"IEND", b"")
    )


def difference(one: Pixels, other: Pixels) -> float:
    """Share of squares (0–1) whose mean colours are far apart; 1 when one picture is much larger than the other.

    A letter moved by a pixel, or of another font, changes a square's mean by a few steps; an area of another colour,
    a missing table or another page by tens. Heights may differ by two lines of text: the part both have is compared.
    """
    if abs(one.shape[0] - other.shape[0]) > 2 * SQUARE or one.shape[1] != other.shape[1]:
        return 1.0
    height = min(one.shape[0], other.shape[0])
    apart = np.abs(_means(one[:height]) - _means(other[:height])).max(axis=2)
    return float((apart > FAR).mean())


def _means(pixels: Pixels) -> NDArray[np.float64]:
    """Mean colour of each whole square."""
    rows, columns = pixels.shape[0] // SQUARE, pixels.shape[1] // SQUARE
    whole = pixels[: rows * SQUARE, : columns * SQUARE].astype(np.float64)
    means: NDArray[np.float64] = whole.reshape(rows, SQUARE, columns, SQUARE, 3).mean(axis=(1, 3))
    return means


def _palette(kinds: Pixels, counts: NDArray[np.int64], colours: int) -> Pixels:
    """The commonest colours, none closer than a few steps to one already taken while others are left."""
    order = np.argsort(-counts, kind="stable")
    chosen: list[NDArray[np.int32]] = []
    for kind in kinds[order].astype(np.int32):
        if len(chosen) == colours:
            break
        if not chosen or np.abs(np.array(chosen) - kind).max(axis=1).min() >= 10:
            chosen.append(kind)
    return np.array(chosen, dtype=np.uint8)


def _halved(index: Pixels) -> Pixels:
    """Two pixels a byte."""
    even = np.pad(index, ((0, 0), (0, index.shape[1] % 2)))
    return ((even[:, ::2] << 4) | even[:, 1::2]).astype(np.uint8)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

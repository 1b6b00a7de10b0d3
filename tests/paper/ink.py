"""Lines and shapes of a PDF's page where they lie on the paper, read from its drawing operators."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf

Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1, 0, 0, 1, 0, 0)
FILLED, STROKED = {"f", "F", "f*", "B", "B*", "b", "b*"}, {"S", "s", "B", "B*", "b", "b*"}


@dataclass(frozen=True)
class Ink:
    """A path as it was painted: colours (`#rrggbb`, None for none or a pattern) and its parts, points (n, 2) each.

    Coordinates are points from the upper left corner of the paper.
    """

    fill: str | None
    stroke: str | None
    parts: tuple[np.ndarray, ...]

    @property
    def points(self) -> np.ndarray:
        return np.vstack(self.parts)


def inks(path: Path, page: int = 1) -> list[Ink]:
    """Every path painted on a page, in the order of painting."""
    with pikepdf.open(path) as pdf:
        one = pdf.pages[page - 1]
        found: list[Ink] = []
        height = float(one.mediabox[3])
        _read(one, one.get("/Resources"), (1, 0, 0, -1, 0, height), found)
        return found


def _times(a: Matrix, b: Matrix) -> Matrix:
    """First `a`, then `b`."""
    (p, q, r, s, t, u), (a0, b0, c0, d0, e0, f0) = a, b
    return (
        p * a0 + q * c0, p * b0 + q * d0, r * a0 + s * c0, r * b0 + s * d0, t * a0 + u * c0 + e0, t * b0 + u * d0 + f0,
    )  # fmt: skip


def _read(stream: object, resources: pikepdf.Dictionary, matrix: Matrix, found: list[Ink]) -> None:
    kept: list[tuple[Matrix, str | None, str | None]] = []
    fill: str | None = "#000000"
    stroke: str | None = "#000000"
    parts: list[list[tuple[float, float]]] = []

    def at(x: object, y: object) -> tuple[float, float]:
        a, b, c, d, e, f = matrix
        h, v = float(x), float(y)  # type: ignore[arg-type]
        return h * a + v * c + e, h * b + v * d + f

    for operands, operator in pikepdf.parse_content_stream(stream):
        name = str(operator)
        if name == "q":
            kept.append((matrix, fill, stroke))
        elif name == "Q":
            matrix, fill, stroke = kept.pop()
        elif name == "cm":
            matrix = _times(tuple(map(float, operands)), matrix)  # type: ignore[arg-type]
        elif name in {"rg", "sc", "scn", "g"}:
            fill = _colour(operands)
        elif name in {"RG", "SC", "SCN", "G"}:
            stroke = _colour(operands)
        elif name == "m":
            parts.append([at(*operands)])
        elif name == "l":
            parts[-1].append(at(*operands))
        elif name == "c":
            parts[-1].append(at(*operands[4:]))
        elif name == "re":
            x, y, wide, high = map(float, operands)
            parts.append([at(x, y), at(x + wide, y), at(x + wide, y + high), at(x, y + high), at(x, y)])
        elif name == "h" and parts:
            parts[-1].append(parts[-1][0])
        elif name in FILLED | STROKED | {"n"}:
            if parts and name != "n":
                told = tuple(np.array(part) for part in parts)
                found.append(Ink(fill if name in FILLED else None, stroke if name in STROKED else None, told))
            parts = []
        elif name == "Do":
            inner = resources.XObject[str(operands[0])]
            if inner.get("/Subtype") == "/Form":
                own: Matrix = tuple(map(float, inner.get("/Matrix", SAME)))  # type: ignore[assignment]
                _read(inner, inner.get("/Resources", resources), _times(own, matrix), found)


def _colour(operands: list[object]) -> str | None:
    try:
        levels = [round(float(one) * 255) for one in operands]  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    levels = levels * 3 if len(levels) == 1 else levels
    return "#" + "".join(f"{one:02x}" for one in levels) if len(levels) == 3 else None

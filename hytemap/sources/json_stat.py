"""JSON-stat 2.0 datasets, read strictly (https://json-stat.org/full/)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from hytemap.errors import SourceAnswerInvalid
from hytemap.model import Values

#: far above what a service's cell limit lets through
MOST_CELLS = 20_000_000


@dataclass(frozen=True)
class Dataset:
    """A cube of figures: `codes` lists each dimension's categories in their order, in the order of dimensions.

    `values` has the cube's shape, NaN where there is none; `marks` holds the status mark of a cell by its position in
    the flattened cube, where it has one.
    """

    codes: dict[str, list[str]]
    values: Values
    marks: dict[int, str]


def read_dataset(answer: Any, service: str) -> Dataset:
    """The dataset in a decoded JSON answer; raises SourceAnswerInvalid saying what is not as JSON-stat has it."""
    if not isinstance(answer, dict) or answer.get("class") != "dataset":
        kind = answer.get("class") if isinstance(answer, dict) else type(answer).__name__
        raise SourceAnswerInvalid(f"{service}: a JSON-stat dataset was asked for, {kind!r} came")
    ids, sizes, dimensions = answer.get("id"), answer.get("size"), answer.get("dimension")
    if not (isinstance(ids, list) and isinstance(sizes, list) and isinstance(dimensions, dict)):
        raise SourceAnswerInvalid(f"{service}: the JSON-stat dataset lacks its id, size or dimension")
    if (
        len(ids) != len(sizes)
        or len(set(map(str, ids))) != len(ids)
        or not all(type(n) is int and n > 0 for n in sizes)
    ):
        raise SourceAnswerInvalid(f"{service}: dimensions and their sizes do not fit: {ids} and {sizes}")
    codes = {
        str(name): _categories(dimensions.get(name), n, str(name), service) for name, n in zip(ids, sizes, strict=True)
    }
    cells = math.prod(sizes)
    if cells > MOST_CELLS:
        raise SourceAnswerInvalid(f"{service}: the dataset has {cells} cells; at most {MOST_CELLS} are read")
    values = _values(answer.get("value"), cells, service)
    return Dataset(codes, values.reshape(sizes), _marks(answer.get("status"), cells, service))


def _categories(dimension: Any, size: int, name: str, service: str) -> list[str]:
    """The codes of a dimension in their order, whether its index is a list, a mapping, or (for one) left out."""
    category = dimension.get("category") if isinstance(dimension, dict) else None
    if not isinstance(category, dict):
        raise SourceAnswerInvalid(f"{service}: the dimension {name} has no categories")
    index = category.get("index")
    label = category.get("label")
    if index is None and size == 1 and isinstance(label, dict):
        index = list(label)
    if isinstance(index, dict):
        if sorted(index.values(), key=str) != sorted(range(len(index)), key=str):
            raise SourceAnswerInvalid(f"{service}: the places of the categories of {name} are no 0, 1, 2 …")
        index = sorted(index, key=index.__getitem__)
    if not isinstance(index, list) or not all(isinstance(code, str) for code in index):
        raise SourceAnswerInvalid(f"{service}: the dimension {name} has no list of categories")
    if len(index) != size or len(set(index)) != size:
        raise SourceAnswerInvalid(f"{service}: {name} should have {size} categories, {len(set(index))} stand there")
    return list(index)


def _values(value: Any, cells: int, service: str) -> Values:
    """The figures as (cells,); a mapping holds only the cells that have one."""
    found = np.full(cells, np.nan)
    if isinstance(value, list):
        if len(value) != cells:
            raise SourceAnswerInvalid(f"{service}: {cells} figures should have come, {len(value)} did")
        pairs = list(enumerate(value))
    elif isinstance(value, dict):
        pairs = [(_place(key, cells, service), one) for key, one in value.items()]
    else:
        raise SourceAnswerInvalid(f"{service}: the dataset has no figures")
    for place, one in pairs:
        if one is None:
            continue
        # a bool is an int to Python; JSON's own 1e400 and NaN are refused where the document is read
        if isinstance(one, bool) or not isinstance(one, int | float) or not math.isfinite(one):
            raise SourceAnswerInvalid(f"{service}: the figure number {place + 1} is {one!r}, which is no number")
        found[place] = float(one)
    return found


def _marks(status: Any, cells: int, service: str) -> dict[int, str]:
    """The marks by place; JSON-stat lets them be a mapping, a list of all, or one for all."""
    if status is None:
        return {}
    if isinstance(status, str):
        return dict.fromkeys(range(cells), status)
    if isinstance(status, list):
        # "status": ["a"] marks every cell, as a list shorter than the cells is read over and over
        if len(status) == 1:
            status = status * cells
        if len(status) != cells:
            raise SourceAnswerInvalid(f"{service}: {cells} figures came with {len(status)} marks")
        pairs = list(enumerate(status))
    elif isinstance(status, dict):
        pairs = [(_place(key, cells, service), mark) for key, mark in status.items()]
    else:
        raise SourceAnswerInvalid(f"{service}: the marks of the figures are of the type {type(status).__name__}")
    wrong = next((mark for _, mark in pairs if mark is not None and not isinstance(mark, str)), None)
    if wrong is not None:
        raise SourceAnswerInvalid(f"{service}: the mark {wrong!r} is not text")
    return {place: mark for place, mark in pairs if mark}


def _place(key: Any, cells: int, service: str) -> int:
    if not (isinstance(key, str) and key.isascii() and key.isdigit() and int(key) < cells):
        raise SourceAnswerInvalid(f"{service}: there is no figure number {key!r} among {cells}")
    return int(key)

"""Filters in CQL2 text (OGC 21-065r2), held against the fields and polygons of a layer.

`cql2` reads the text; what it means for our rows is worked out here, over arrays. Truth has three values, as in SQL: a
comparison with null is neither true nor false, and only rows for which the whole is true are chosen. Numbers are
compared as the answer gives them, so that who filters by hand finds the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import cql2
import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from hytemap.errors import RequestFault
from hytemap.geometry.arrays import geometry_array
from hytemap.maps.letters import folded
from hytemap.web.api.crs import OutputCrs
from hytemap.web.api.fields import Field, Kind, Rows
from hytemap.web.api.query import quoted

#: characters of a filter
LONGEST = 4_000
#: signs and operators of a filter: the reader goes one call deeper with each, and has no end of its own but that of the
#: stack (2 MB in a serving thread)
DEEPEST = 200
#: brackets within brackets: with each more the reader takes twice as long to find that something is wrong inside
#: them. `NOT (S_INTERSECTS(geometry, MULTIPOLYGON(((` are five
INNERMOST = 6
_DEEPER = re.compile(r"[(<>=+*/%^-]|not|div|and|or|like|between|in|is", re.IGNORECASE)
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")

#: the property that stands for the polygon
GEOMETRY = ("geometry", "geom")

Truth = NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """Truth of three values over rows: true, false where `known` and not `true`, else unknown."""

    true: Truth
    known: Truth


@dataclass(frozen=True)
class Term:
    """One side of a comparison over rows: `values` (rows,), valid where `there`; `kind` text, number or truth."""

    values: NDArray[Any]
    there: Truth
    kind: str


_KINDS = {Kind.TEXT: "text", Kind.WHOLE: "number", Kind.NUMBER: "number", Kind.TRUTH: "truth"}

_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": np.equal,
    "<>": np.not_equal,
    "<": np.less,
    ">": np.greater,
    "<=": np.less_equal,
    ">=": np.greater_equal,
}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "%": np.fmod,
    "div": lambda one, other: np.trunc(np.divide(one, other)),
    "^": np.power,
}
_SPATIAL: dict[str, Callable[[Any, Any], Any]] = {
    "s_intersects": shapely.intersects,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_touches": shapely.touches,
    "s_within": shapely.within,
    "s_overlaps": shapely.overlaps,
    "s_crosses": shapely.crosses,
    "s_contains": shapely.contains,
}
#: on how many things an operator works
_SIDES = {"not": 1, "isnull": 1, "between": 3, "in": 2, "like": 2} | dict.fromkeys((*_COMPARISONS, *_SPATIAL), 2)
OPERATORS = [
    *("and", "or", "not", *_COMPARISONS, "like", "between", "in", "is null"),
    *(*_ARITHMETIC, "casei()", "accenti()", *(f"{one}()" for one in _SPATIAL)),
]


@dataclass(frozen=True)
class Filter:
    """A filter that was read, not yet held against anything; `text` is as asked."""

    text: str
    tree: Any

    @property
    def names(self) -> set[str]:
        """The properties it names, but for the polygon."""
        return set(_named(self.tree)) - set(GEOMETRY)

    def rows(self, fields: Mapping[str, Field], shapes: Callable[[], NDArray[np.object_]], rows: Rows) -> Truth:
        """Which of `rows` it chooses; `shapes` gives their polygons in the filter's CRS, if they are asked for.

        Raises RequestFault naming a property or an operator that is not there, or kinds that cannot be compared.
        """
        with np.errstate(all="ignore"):
            judged = _Evaluation(fields, shapes, rows).judged(self.tree)
        return judged.true & judged.known


def _named(node: Any) -> Iterator[str]:
    if isinstance(node, dict) and "property" in node:
        yield str(node["property"])
    elif isinstance(node, dict):
        yield from _named(node.get("args", []))
    elif isinstance(node, list):
        for one in node:
            yield from _named(one)


def read_filter(text: str) -> Filter:
    """The filter in CQL2 text; raises RequestFault where it cannot be read."""
    check_size(text)
    try:
        return Filter(text, cql2.parse_text(text).to_json())
    except Exception as error:  # noqa: BLE001 (it raises no narrower one where a geometry is empty)
        raise _fault(f"the filter is no CQL2 text{_where(str(error))}: {quoted(text)}") from None


def check_size(text: str) -> None:
    """Raises RequestFault for a text that would keep the reader busy for long, or end the process on its stack."""
    bare = _QUOTED.sub("", text)
    if len(text) > LONGEST or len(_DEEPER.findall(bare)) > DEEPEST:
        raise _fault(f"the filter is too long: at most {LONGEST} characters and {DEEPEST} operators and brackets")
    depth = 0
    for one in bare:
        depth = depth + (one == "(") - (one == ")")
        if depth > INNERMOST:
            raise _fault(f"the filter has more than {INNERMOST} brackets within one another")
        if depth < 0:
            raise _fault("the filter closes a bracket that it did not open")


def _where(message: str) -> str:
    """At which character the reader stopped, where it says so (`--> 1:8`)."""
    found = re.search(r"--> 1:(\d+)", message)
    return f" (from character {found.group(1)} on)" if found else ""


def _fault(detail: str, allowed: list[str] | None = None) -> RequestFault:
    example = ["unemployment_rate > 10 AND name LIKE 'Suur%'", "code IN ('02100','02110')"]
    return RequestFault(detail, "filter", allowed or example)


class _Evaluation:
    """One filter over some rows of a layer."""

    def __init__(self, fields: Mapping[str, Field], shapes: Callable[[], NDArray[np.object_]], rows: Rows) -> None:
        self._fields, self._shapes, self._rows = fields, shapes, rows
        self._all: Truth = np.ones(len(rows), dtype=bool)

    def judged(self, node: Any) -> Judged:
        """What a node that says yes or no says of each row."""
        if isinstance(node, bool):
            return Judged(self._all & node, self._all)
        if isinstance(node, dict) and "op" in node:
            name, args = str(node["op"]).lower(), node.get("args", [])
            self._check_sides(name, args)
            if name in ("and", "or"):
                return self._joined(name, [self.judged(one) for one in args])
            if name == "not":
                inner = self.judged(args[0])
                return Judged(inner.known & ~inner.true, inner.known)
            if name == "isnull":
                return self._is_null(args[0])
            if name in _COMPARISONS:
                return self._compared(name, self.term(args[0]), self.term(args[1]))
            if name == "between":
                value, low, high = (self.term(one) for one in args)
                return self._joined("and", [self._compared(">=", value, low), self._compared("<=", value, high)])
            if name == "in":
                return self._in(args)
            if name == "like":
                return self._like(self.term(args[0]), args[1])
            if name in _SPATIAL:
                return self._spatial(name, args)
        term = self.term(node)
        if term.kind != "truth":
            raise _fault("the filter has a value where yes or no is needed")
        return Judged(term.values.astype(bool) & term.there, term.there)

    @staticmethod
    def _check_sides(name: str, args: list[Any]) -> None:
        """Operators can be written as functions too, with as many sides as one likes: `like(name)`."""
        wanted = _SIDES.get(name, len(args))
        if len(args) != wanted or (name in ("and", "or") and not args) or (name == "in" and args[1:] == [[]]):
            raise _fault(f"{name} in the filter has too few or too many sides", OPERATORS)

    def _joined(self, name: str, parts: list[Judged]) -> Judged:
        true, known = parts[0].true & parts[0].known, parts[0].known
        for one in parts[1:]:
            other = one.true & one.known
            if name == "and":
                false = (known & ~true) | (one.known & ~other)
                true = true & other
            else:
                true = true | other
                false = known & ~true & one.known
            known = true | false
        return Judged(true, known)

    def _is_null(self, node: Any) -> Judged:
        if isinstance(node, dict) and node.get("property") in GEOMETRY:
            return Judged(np.asarray(shapely.is_missing(self._shapes()), dtype=bool), self._all)
        return Judged(~self.term(node).there, self._all)

    def _compared(self, name: str, one: Term, other: Term) -> Judged:
        if "null" not in (one.kind, other.kind) and one.kind != other.kind:
            raise _fault(f"the filter compares {one.kind} with {other.kind}")
        known = one.there & other.there
        true = np.zeros(len(self._rows), dtype=bool)
        true[known] = _COMPARISONS[name](one.values[known], other.values[known])
        return Judged(true, known)

    def _in(self, args: list[Any]) -> Judged:
        value = self.term(args[0])
        listed = args[1] if isinstance(args[1], list) else args[1:]
        return self._joined("or", [self._compared("=", value, self.term(one)) for one in listed])

    def _like(self, value: Term, pattern: Any) -> Judged:
        fold: Callable[[str], str] = str
        while isinstance(pattern, dict) and str(pattern.get("op")).lower() in ("casei", "accenti"):
            fold = _chained(_FOLDS[str(pattern["op"]).lower()], fold)
            pattern = pattern["args"][0]
        if value.kind != "text" or not isinstance(pattern, str):
            raise _fault("LIKE in the filter compares text with a pattern in quotes")
        wanted = _pattern(fold(pattern))
        true = np.array([isinstance(one, str) and _matches(one, wanted) for one in value.values], bool)
        return Judged(true, value.there)

    def _spatial(self, name: str, args: list[Any]) -> Judged:
        sides: list[NDArray[np.object_]] = [self._geometry(one) for one in args]
        there = ~(shapely.is_missing(sides[0]) | shapely.is_missing(sides[1])) & self._all
        true = np.asarray(_SPATIAL[name](sides[0], sides[1]), dtype=bool) & there
        return Judged(true, there)

    def _geometry(self, node: Any) -> NDArray[np.object_]:
        if isinstance(node, dict) and node.get("property") in GEOMETRY:
            return self._shapes()
        return np.broadcast_to(geometry_array([_shape(node)]), len(self._rows))

    def term(self, node: Any) -> Term:
        """The values of a node over the rows."""
        size = len(self._rows)
        if node is None:
            return Term(np.full(size, None), ~self._all, "null")
        if isinstance(node, bool):
            return Term(np.full(size, node), self._all, "truth")
        if isinstance(node, int | float):
            return Term(np.full(size, float(node)), self._all, "number")
        if isinstance(node, str):
            return Term(np.full(size, node, dtype=object), self._all, "text")
        if isinstance(node, dict) and "property" in node:
            return self._field(str(node["property"]))
        if isinstance(node, dict) and "op" in node:
            return self._worked_out(str(node["op"]).lower(), node.get("args", []))
        raise _fault("the filter holds something that no property can be compared with (dates, lists)", OPERATORS)

    def _field(self, name: str) -> Term:
        if name not in self._fields:
            raise _fault(f"the filter names {quoted(name)}, which is no property here", [*self._fields, GEOMETRY[0]])
        field = self._fields[name]
        values, kind = np.array(field.read(self._rows), dtype=object), _KINDS[field.kind]
        there = np.array([value is not None for value in values], dtype=bool)
        if kind == "number":
            values = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        return Term(values, there, kind)

    def _worked_out(self, name: str, args: list[Any]) -> Term:
        if name in _FOLDS and len(args) == 1:
            inner = self.term(args[0])
            if inner.kind != "text":
                raise _fault(f"{name} in the filter is for text")
            fold = _FOLDS[name]
            values = [fold(one) if isinstance(one, str) else None for one in inner.values]
            return Term(np.array(values, dtype=object), inner.there, "text")
        if name in _ARITHMETIC and len(args) == 2:
            one, other = self.term(args[0]), self.term(args[1])
            if (one.kind, other.kind) != ("number", "number"):
                raise _fault(f"{name} in the filter is for numbers")
            found = np.asarray(_ARITHMETIC[name](one.values, other.values), dtype=np.float64)
            return Term(found, one.there & other.there & np.isfinite(found), "number")
        raise _fault(f"{quoted(name)} is no operator or function of this filter", OPERATORS)


_FOLDS: dict[str, Callable[[str], str]] = {
    "casei": str.casefold,
    # marks go, case stays
    "accenti": lambda text: "".join(
        folded(one).upper() if one.isupper() else folded(one) if one.isalpha() else one for one in text
    ),
}


def _chained(then: Callable[[str], str], first: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: then(first(text))


#: parts of a pattern beside characters
_ONE, _MANY = object(), object()


def _pattern(text: str) -> list[object]:
    r"""LIKE's pattern: `%` any characters, `_` one, `\` takes the next as it is."""
    parts: list[object] = []
    escaped = False
    for one in text:
        if escaped or one not in "%_\\":
            parts.append(one)
            escaped = False
        elif one == "\\":
            escaped = True
        elif one == "_":
            parts.append(_ONE)
        elif not parts or parts[-1] is not _MANY:
            parts.append(_MANY)
    return parts


def _matches(text: str, pattern: list[object]) -> bool:
    """Whether the whole text is as the pattern says.

    Not by a regular expression: with many `%` one can be made that takes longer than anybody waits. This takes at most
    length of text times length of pattern.
    """
    at = part = 0
    restart, kept = -1, 0
    while at < len(text):
        if part < len(pattern) and pattern[part] is _MANY:
            restart, kept, part = part, at, part + 1
        elif part < len(pattern) and (pattern[part] is _ONE or pattern[part] == text[at]):
            at, part = at + 1, part + 1
        elif restart >= 0:
            # the last % takes one character more
            kept += 1
            at, part = kept, restart + 1
        else:
            return False
    return all(one is _MANY for one in pattern[part:])


def _shape(node: Any) -> shapely.Geometry:
    """The geometry written in a filter: a GeoJSON object, or a bounding box."""
    if not isinstance(node, dict) or not ("bbox" in node or "type" in node):
        raise _fault("a spatial function in the filter takes `geometry` and a geometry such as POINT(24.7 60.2)")
    try:
        if "bbox" in node:
            box = [float(number) for number in node["bbox"]]
            west, south, east, north = box if len(box) == 4 else (*box[:2], *box[3:5])
            if west > east or south > north:
                raise ValueError(box)
            shape = shapely.box(west, south, east, north)
        else:
            shape = shapely.from_geojson(orjson.dumps(node).decode())
    except (ValueError, TypeError, shapely.GEOSException):
        raise _fault("a geometry in the filter cannot be read") from None
    coordinates = shapely.get_coordinates(shape)
    if not np.isfinite(coordinates).all() or shape.is_empty or not shape.is_valid:
        raise _fault("a geometry in the filter is empty, crosses itself, or has no finite coordinates")
    return shape


def in_filter_crs(shapes: NDArray[np.object_], crs: OutputCrs) -> NDArray[np.object_]:
    """Polygons with x before y as a filter in `crs` sees them: with the axes in the order that CRS has them."""
    if not crs.northing_first:
        return shapes
    return shapely.transform(shapes, lambda points: points[:, ::-1])  # type: ignore[no-any-return]

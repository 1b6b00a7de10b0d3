"""`f=qml`: a style for QGIS with the classes, colours and hatchings of the web map.

It is for a layer that has the figure as `ID` and `ID_status`, as every answer with features does. Written for QGIS 3.22
and read by newer ones. Rules, not a graduated renderer: what has no value needs a sign of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np

from hytemap.maps.svg.patterns import HATCHED
from hytemap.maps.svg.theme import PAPER
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.model import AddressForm, Status
from hytemap.web.api.fields import numbers
from hytemap.web.api.operation import Written

#: as the stock theme has them: what QGIS draws knows no dark page
THEME = PAPER
#: brushes of Qt that are nearest to the web map's hatchings
BRUSHES = {Status.SUPPRESSED: "diagonal_x", Status.MISSING: "b_diagonal", Status.NOT_APPLICABLE: "dense6"}
DOCTYPE = b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
OUTLINE_MM, DASHED_MM = "0.2", "0.6"


@dataclass(frozen=True)
class Rule:
    """One line of the legend: which features, what it says, and the layers of its symbol, lowest first."""

    filter: str
    label: str
    layers: tuple[dict[str, str], ...]


def qml_written(view: MapView, language: str) -> Written:
    """The style of a map; raises nothing: a map without values has rules for its statuses only."""
    style = style_of(view, language)
    name = "-".join(str(part) for part in (view.level.id, view.indicator.id, view.year) if part)
    return Written(style, AddressForm.QML.value, f"{name}.qml")


def style_of(view: MapView, language: str) -> bytes:
    """The QML document."""
    root = Element("qgis", version="3.22.0", styleCategories="Symbology|Labeling", labelsEnabled="1")
    renderer = SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0", enableorderby="0")
    rules, symbols = SubElement(renderer, "rules", key="{all}"), SubElement(renderer, "symbols")
    for i, rule in enumerate(_rules(view, Wording(language))):
        SubElement(rules, "rule", key=f"{{{i}}}", symbol=str(i), filter=rule.filter, label=rule.label)
        symbol = SubElement(symbols, "symbol", name=str(i), type="fill", alpha="1", clip_to_extent="1")
        for layer in rule.layers:
            _layer(symbol, layer)
    _labels(root)
    title = SubElement(root, "layerGeometryType")
    title.text = "2"
    written: bytes = tostring(root, encoding="utf-8")
    return DOCTYPE + written


def _rules(view: MapView, wording: Wording) -> Iterator[Rule]:
    value, status = f'"{view.indicator.id}"', f'"{view.indicator.id}_status"'
    limits = _limits(view)
    labels = wording.class_labels(view)
    unit = wording.unit(view.indicator.unit)
    for i, one in enumerate(view.classes):
        above = [f"{value} > {limits[i - 1]!r}"] if i else []
        below = [f"{value} <= {limits[i]!r}"] if i < len(limits) else []
        told = " AND ".join([f"{value} IS NOT NULL", *above, *below])
        yield Rule(told, f"{labels[i]} {unit}".strip(), (_solid(one.colour),))
    for standing in HATCHED:
        word = wording.status(standing)
        yield Rule(f"{status} = '{standing.word}'", word, (_solid(THEME.hatch_ground), _brush(standing)))
    # drawn over the colour of its class, as on the web map
    yield Rule(f"{status} = '{Status.ESTIMATED.word}'", wording.status(Status.ESTIMATED), (_dashes(),))


def _limits(view: MapView) -> list[float]:
    """Inner class limits that put the values as they are given into the classes of the exact ones.

    Values are given with a few digits: one just above a limit may have been rounded onto it.
    """
    exact = view.slice.value
    given = np.array([np.nan if one is None else one for one in numbers(exact, view.indicator.decimals)])
    limits = []
    for limit in view.breaks:
        above, below = given[exact > limit], given[exact <= limit]
        low = max([limit, *below.tolist()])
        high = min([np.inf, *above.tolist()])
        limits.append(float(limit) if low < high and limit < high else float(np.nextafter(high, -np.inf)))
    return limits


def _solid(colour: str) -> dict[str, str]:
    return {
        "color": _rgba(colour),
        "style": "solid",
        "outline_color": _rgba(THEME.border),
        "outline_style": "solid",
        "outline_width": OUTLINE_MM,
        "outline_width_unit": "MM",
    }


def _brush(standing: Status) -> dict[str, str]:
    return {"color": _rgba(THEME.hatch_line), "style": BRUSHES[standing], "outline_style": "no"}


def _dashes() -> dict[str, str]:
    return {
        "style": "no",
        "outline_color": _rgba(THEME.border),
        "outline_style": "dash",
        "outline_width": DASHED_MM,
        "outline_width_unit": "MM",
    }


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def _layer(symbol: Element, options: dict[str, str]) -> None:
    layer = SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1", "locked": "0", "pass": "0"})
    # newer versions read the map of options, older ones the list of properties
    read = SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        SubElement(read, "Option", name=name, type="QString", value=value)
    for name, value in options.items():
        SubElement(layer, "prop", k=name, v=value)


def _labels(root: Element) -> None:
    labeling = SubElement(root, "labeling", type="simple")
    settings = SubElement(labeling, "settings", calloutType="simple")
    text = SubElement(
        settings,
        "text-style",
        {
            "fieldName": "name",
            "isExpression": "0",
            "fontSize": "8",
            "fontSizeUnit": "Point",
            "textColor": "22,32,43,255",
        },
    )
    SubElement(
        text,
        "text-buffer",
        {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM", "bufferColor": "255,255,255,255"},
    )

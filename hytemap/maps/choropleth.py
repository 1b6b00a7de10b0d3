"""The map of the page: folium's `Map` and a layer of areas, without a tile, a third party, or an inline script.

folium puts a map together from elements whose templates write parts of a page. Ours write a container, links to our own
files, and one block of JSON that `static/js/map.js` draws with Leaflet. Importing folium costs 50-80 MB, so this module
is imported when the first map is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import folium
import orjson
from branca.element import MacroElement
from folium.template import Template
from markupsafe import Markup

MAP_ID, DATA_ID = "map", "map-data"


@dataclass(frozen=True)
class Script:
    """A file of JavaScript: a plain one, a `module`, or a `part` that a module imports (asked for early)."""

    address: str
    kind: str = "plain"


@dataclass(frozen=True)
class MapParts:
    """What folium wrote: links for the page's head, and the map itself."""

    head: Markup
    body: Markup


class AreaMap(folium.Map):
    """folium's map without its defaults: no tiles, no files of others, no inline style or script, fixed ids."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own way of saying it
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    _template = Template(
        """
        {% macro header(this, kwargs) %}
        {%- for address in this.styles %}<link rel="stylesheet" href="{{ address|e }}">
        {% endfor %}{% for script in this.scripts %}{% if script.kind == "part" -%}
        <link rel="modulepreload" href="{{ script.address|e }}">
        {%- else -%}
        <script src="{{ script.address|e }}"
        {%- if script.kind == "module" %} type="module"{% else %} defer{% endif %}></script>
        {%- endif %}
        {% endfor %}{% endmacro %}
        {% macro html(this, kwargs) -%}
        <div class="map" id="{{ this.map_id }}" role="region" aria-label="{{ this.label|e }}"></div>
        {%- endmacro %}
        """
    )

    def __init__(self, label: str, styles: list[str], scripts: list[Script]) -> None:
        super().__init__(tiles=None, zoom_control=False)
        self.map_id, self.label, self.styles, self.scripts = MAP_ID, label, styles, scripts
        # folium's ids are random: the same question must give the same bytes
        self._id = MAP_ID


class AreaLayer(MacroElement):
    """The areas: geometry, names, values as text, standings and classes, as one block of data."""

    _template = Template(
        """
        {% macro html(this, kwargs) -%}
        <script type="application/json" id="{{ this.data_id }}">{{ this.data }}</script>
        {%- endmacro %}
        """
    )

    def __init__(self, data: str) -> None:
        super().__init__()
        self._name, self._id = "AreaLayer", DATA_ID
        self.data_id, self.data = DATA_ID, data


def draw_map(data: Mapping[str, Any], label: str, styles: list[str], scripts: list[Script]) -> MapParts:
    """The map that the script draws from `data`, of which `level` comes from `level_data`.

    `label` names the map; `styles` and `scripts` are files. The same arguments give the same text.
    """
    drawn = AreaMap(label, styles, scripts)
    drawn.add_child(AreaLayer(_script_safe(data)))
    figure: Any = drawn.get_root()
    drawn.render()
    # what both templates wrote is escaped there, and the data by _script_safe
    # (branca adds a meta tag of its own to every head; our page has one)
    head = "".join(child.render() for name, child in figure.header._children.items() if name != "meta_http")
    body = "\n".join(child.render() for child in figure.html._children.values())
    return MapParts(Markup(head), Markup(body))  # noqa: S704


def _script_safe(data: Mapping[str, Any]) -> str:
    """JSON that cannot end the script element it stands in."""
    return orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY).decode().replace("<", "\\u003c")

"""MapServer's OGC API – Features: two FastCGI processes behind nginx."""

from __future__ import annotations

from tests.benchmarks.serving.data import Data
from tests.benchmarks.serving.nginx_server import fastcgi_pool, start_before
from tests.benchmarks.serving.processes import HOST, Group, Running

PROGRAM = "/usr/lib/cgi-bin/mapserv"
_MAP = """MAP
  NAME "bench"
  EXTENT 19 59 32 71
  SIZE 100 100
  UNITS DD
  PROJECTION
    "init=epsg:4326"
  END
  WEB
    METADATA
      "ows_title" "bench"
      "ows_onlineresource" "http://{host}/bench"
      "ows_srs" "EPSG:4326"
      "ows_enable_request" "*"
    END
  END
{layers}
END
"""
# a TEMPLATE makes a layer one that can be asked; its connection stays open between requests
_LAYER = """  LAYER
    NAME "{name}"
    TYPE POLYGON
    STATUS ON
    TEMPLATE "void"
    CONNECTIONTYPE OGR
    CONNECTION "{package}"
    DATA "{name}"
    PROCESSING "CLOSE_CONNECTION=DEFER"
    EXTENT 19 59 32 71
    PROJECTION
      "init=epsg:4326"
    END
    METADATA
      "ows_title" "{name}"
      "gml_include_items" "all"
      "gml_featureid" "code"
      "gml_types" "auto"
    END
  END"""
_CONFIG = """CONFIG
  ENV
    OGCAPI_HTML_TEMPLATE_DIRECTORY "/usr/share/mapserver/ogcapi/templates/html-plain/"
  END
  MAPS
    bench "{map_file}"
  END
END
"""


def items(layer: str, words: str = "") -> str:
    return f"/bench/ogcapi/collections/{layer}/items?f=json&limit=1000{words}"


def start(group: Group, name: str, data: Data) -> tuple[int, Running, float]:
    """The port at which the layers of `data` are, its pool of processes, and seconds until the first answer."""
    map_file, config = data.folder / "bench.map", data.folder / "mapserver.conf"
    layers = "\n".join(_LAYER.format(name=one, package=data.package(one)) for one in data.layers)
    map_file.write_text(_MAP.format(host=HOST, layers=layers))
    config.write_text(_CONFIG.format(map_file=map_file))
    pool, running = fastcgi_pool(group, name, PROGRAM, {"MAPSERVER_CONFIG_FILE": str(config)})
    first = items(next(iter(data.layers)))
    port, front = start_before(group, name, pool, {"PATH_INFO": "$uri", "SCRIPT_NAME": ""}, first)
    return port, running, front.first_answer_s
